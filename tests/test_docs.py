"""The documents name every setting and every command, and nothing that is not there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
OUR_COMMANDS = sorted(
    path.stem
    for app in ("newsroom", "articles", "entities")
    for path in (ROOT / app / "management" / "commands").glob("[!_]*.py")
)


def settings_read() -> set[str]:
    """Every environment variable that the code reads through newsroom.env or os.environ."""
    pattern = re.compile(r"""["']((?:NEWSROOM_[A-Z_]+)|DATABASE_URL|REDIS_URL)["']""")
    files = [
        path for app in ("newsroom", "articles", "entities") for path in (ROOT / app).rglob("*.py")
    ]
    return {name for path in files for name in pattern.findall(path.read_text())}


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    named = set(
        re.findall(
            r"^\| `((?:NEWSROOM_[A-Z_]+)|DATABASE_URL|REDIS_URL)`",
            (DOCS / "settings.md").read_text(),
            re.MULTILINE,
        )
    )
    assert named == settings_read()


def test_the_example_environment_names_every_setting() -> None:
    assert set(re.findall(r"^# ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)) == (
        settings_read()
    )


@pytest.mark.parametrize("command", OUR_COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"`{command}" in (DOCS / "operations.md").read_text()


def test_links_between_documents_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "demo").glob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_lock_files_pin_by_hash_and_name_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=sha256:")

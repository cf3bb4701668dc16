"""The design system keeps its promises: contrast, one place for values, little to load."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
SHEETS = sorted(CSS.rglob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))

KINDS = ("person", "organisation", "country", "place")
# What is written on what: at least 4.5 to 1.
TEXT = [
    *(
        (ink, paper)
        for ink in ("ink", "ink-muted", "accent")
        for paper in ("paper", "paper-sunken")
    ),
    *((ink, "paper") for ink in (*KINDS, "problem", "done", "warning")),
    *(("ink", ground) for ground in ("problem-soft", "done-soft", "warning-soft", "accent-soft")),
    ("ink", "paper-raised"),
    ("ink-muted", "paper-raised"),
    ("accent-ink", "accent"),
    ("hit-ink", "hit"),
]


def colours(scheme: str) -> dict[str, tuple[int, int, int]]:
    """The colours of a scheme; the dark one overrides the light one."""
    light, dark = TOKENS.split("@media screen and (prefers-color-scheme: dark)")
    parts = [light, dark.split("@media")[0]] if scheme == "dark" else [light]
    found = {}
    for part in parts:
        for name, value in re.findall(r"--([a-z-]+): #([0-9a-f]{6});", part):
            found[name] = (int(value[:2], 16), int(value[2:4], 16), int(value[4:], 16))
    return found


def luminance(colour: tuple[float, float, float]) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in colour)
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(scheme: str, ink: str, ground: str) -> None:
    palette = colours(scheme)
    assert contrast(palette[ink], palette[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_name_on_a_confirmed_chip_stands_out(scheme: str, kind: str) -> None:
    palette = colours(scheme)
    ground = tuple(
        0.14 * tint + 0.86 * paper
        for tint, paper in zip(palette[kind], palette["paper"], strict=True)
    )
    assert contrast(palette[kind], ground) >= 4.5  # type: ignore[arg-type]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_a_control_stands_out(scheme: str) -> None:
    palette = colours(scheme)
    assert contrast(palette["edge"], palette["paper"]) >= 3


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_only_the_tokens_name_colours(sheet: Path) -> None:
    named = set(re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", sheet.read_text()))
    assert not named or sheet.name == "tokens.css"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(sheet: Path) -> None:
    known = set(re.findall(r"--([a-z0-9-]+):", "".join(path.read_text() for path in SHEETS)))
    assert set(re.findall(r"var\(--([a-z0-9-]+)", sheet.read_text())) <= known


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_type_has_five_sizes(sheet: Path) -> None:
    sizes = re.findall(r"font(?:-size)?: ([^;]+);", sheet.read_text())
    literal = [size for size in sizes if re.search(r"\d(px|rem)", size)]
    # The text of a picture is in the units of the picture.
    pictures = {"chart.css": ["24px"], "search.css": ["16px"]}
    assert literal == pictures.get(sheet.name, [])


def assets_of(template: Path) -> set[str]:
    """The files that a template asks for itself."""
    return set(re.findall(r"{% static '((?:css|js)/[^']+)'", template.read_text()))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_page_loads_at_most_60_kilobytes_of_styles_and_script(template: Path) -> None:
    everywhere = assets_of(ROOT / "templates" / "includes" / "_styles.html")
    if "{% block styles_of_lists %}{% endblock %}" not in template.read_text():
        everywhere |= assets_of(ROOT / "templates" / "includes" / "_styles_of_lists.html")
    assets = assets_of(template) | everywhere | assets_of(ROOT / "templates" / "base.html")
    assert sum((ROOT / "static" / asset).stat().st_size for asset in assets) < 60_000


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_needs_a_loose_content_security_policy(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", text)
    # A block of data is run by no browser, and no policy forbids it.
    scripts = re.findall(r"<script[^>]*>", text)
    assert all("src=" in tag or "application/ld+json" in tag for tag in scripts)


PARTIALS = [path for path in TEMPLATES if path.name.startswith("_")]


@pytest.mark.parametrize("partial", PARTIALS, ids=lambda path: path.name)
def test_every_partial_begins_by_naming_its_variables(partial: Path) -> None:
    assert re.match(r"\{#.+#\}|\{% comment %\}", partial.read_text())

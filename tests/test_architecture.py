"""The import rules of the project, as docs/architecture.md tells them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("newsroom", "entities", "articles")

# Who must not import what: (folder or file, names that must not begin an import).
RULES = [
    ("articles", ("entities", "newsroom")),
    ("entities", ("newsroom",)),
    ("articles/importers", ("django", "celery", "articles.models", "newsroom", "entities")),
    ("articles/matching.py", ("django", "articles", "newsroom", "entities")),
    ("articles/bylines.py", ("django", "articles", "newsroom", "entities")),
    ("articles/addresses.py", ("django", "celery", "articles.models", "newsroom", "entities")),
    ("articles/fetching.py", ("django", "celery", "articles.models", "newsroom", "entities")),
    ("articles/search", ("articles.models", "articles.services", "entities", "newsroom")),
    ("articles/generation.py", ("articles", "entities", "newsroom")),
    ("articles/shingles.py", ("django", "articles", "entities", "newsroom")),
    ("entities/extraction", ("django", "celery", "psycopg", "redis", "articles", "newsroom")),
    (
        "entities/evaluation",
        ("django", "celery", "psycopg", "redis", "articles", "newsroom", "entities.models"),
    ),
    ("entities/attribution.py", ("django", "articles", "entities.models", "newsroom")),
    ("entities/resolution.py", ("django", "articles", "entities.models", "newsroom")),
    ("entities/relation.py", ("django", "articles.models", "entities", "newsroom")),
    ("entities/network.py", ("django", "articles", "entities", "newsroom")),
    ("entities/harm.py", ("django", "articles", "entities", "newsroom")),
    ("entities/rewording.py", ("django", "articles", "entities", "newsroom")),
    ("entities/anchoring.py", ("django", "articles", "entities.models", "newsroom")),
    ("newsroom/services", ("django", "articles", "entities", "newsroom.settings")),
]
# Inside an app, only downwards: views, then forms and filters, then services, then models.
LAYERS = [
    ("articles/models", ("articles.services", "articles.views", "articles.forms")),
    ("articles/services.py", ("articles.views", "articles.forms", "articles.filters")),
    ("articles/duplicates.py", ("articles.services", "articles.search", "articles.filters")),
    ("entities/models", ("entities.review", "entities.publish", "entities.views")),
    ("entities/told.py", ("entities.publish", "entities.review", "entities.views")),
    ("entities/publish.py", ("entities.review", "entities.views", "entities.forms")),
    ("entities/review", ("entities.views", "entities.forms", "entities.filters")),
    ("entities/extract.py", ("entities.views", "entities.review")),
]


def sources(place: str) -> Iterator[Path]:
    path = ROOT / place
    return iter([path]) if path.is_file() else path.rglob("*.py")


def imports(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, relative imports made absolute."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, [base, node.module]))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(("place", "forbidden"), RULES + LAYERS)
def test_nothing_imports_against_the_rules(place: str, forbidden: tuple[str, ...]) -> None:
    files = list(sources(place))
    assert files, f"{place} is gone: mend the rule"
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imports(path)
        if any(name == bad or name.startswith(f"{bad}.") for bad in forbidden)
    ]
    assert wrong == []


def test_an_import_against_the_rules_would_be_seen(tmp_path: Path) -> None:
    assert "django.db" in set(imports(ROOT / "articles" / "models" / "article.py"))
    assert "articles.querysets.ArticleQuerySet" in set(
        imports(ROOT / "articles" / "models" / "article.py")
    )


def test_only_review_writes_decisions() -> None:
    writers = [
        path.relative_to(ROOT).as_posix()
        for app in APPS
        for path in sources(app)
        if "Decision.objects.create" in path.read_text() or "Decision(" in path.read_text()
    ]
    allowed = ("entities/review/", "entities/models/decisions.py")
    assert [path for path in writers if not path.startswith(allowed)] == []
    assert "entities/review/tags.py" in writers

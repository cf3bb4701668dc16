"""Tagged articles as lines of JSON: {"id", "text", "date"?, "tags": [{"name", "kind"}]}."""

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entities.extraction import Kind
from entities.extraction.knowledge import normalise
from entities.json_lines import BadLine, object_of

# How others spell our four kinds.
_KINDS: dict[str, Kind] = {
    "person": "person",
    "organisation": "organisation",
    "organization": "organisation",
    "country": "country",
    "place": "place",
    "location": "place",
}

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WantedTag:
    """A tag as the desk gave it."""

    name: str
    kind: Kind

    @property
    def key(self) -> Key:
        """What two tags have in common that are one: the name without case and marks, the kind."""
        return normalise(self.name), self.kind


@dataclass(frozen=True, slots=True)
class TaggedText:
    """An article with the tags that a desk gave it, each once.

    `others` counts tags of kinds that the archive does not have: nobody can give them here.
    """

    id: str
    text: str
    date: datetime.date | None
    tags: tuple[WantedTag, ...]
    others: Counter[str]


def read_tagged(path: Path) -> Iterator[tuple[int, TaggedText | BadLine]]:
    """Yield each line with its number, from 1: an article, or what is wrong. Empty lines are none.

    Holds one line in memory. Raises OSError when the file cannot be read.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    yield number, as_tagged(line)
                except BadLine as error:
                    yield number, error


def as_tagged(line: bytes) -> TaggedText:
    """Return the article of a line; raise BadLine with what is wrong."""
    record = object_of(line)
    if not isinstance(record.get("id"), str | int):
        raise BadLine("id is missing" if "id" not in record else "id is no string or number")
    text, tags = record.get("text"), record.get("tags")
    if text is not None and not isinstance(text, str):
        raise BadLine("text is not a string")
    if not text or not text.strip():
        raise BadLine("text is missing or empty")
    if not isinstance(tags, list):
        raise BadLine("tags is missing" if tags is None else "tags is not a list")
    wanted: dict[Key, WantedTag] = {}
    others: Counter[str] = Counter()
    for number, value in enumerate(tags, start=1):
        name, kind = _name_and_kind(number, value)
        if known := _KINDS.get(kind.casefold()):
            tag = WantedTag(name, known)
            wanted.setdefault(tag.key, tag)
        else:
            others[kind] += 1
    return TaggedText(str(record["id"]), text, _date(record), tuple(wanted.values()), others)


def _name_and_kind(number: int, value: Any) -> tuple[str, str]:
    if not isinstance(value, dict):
        raise BadLine(f"tag {number} is not an object")
    for field in ("name", "kind"):
        if not isinstance(value.get(field), str):
            raise BadLine(f"tag {number}: {field} is missing or not a string")
    name = " ".join(value["name"].replace("\x00", "").split())
    if not normalise(name):
        raise BadLine(f"tag {number}: name has no letter")
    return name, value["kind"]


def _date(record: dict[str, Any]) -> datetime.date | None:
    value = record.get("date")
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadLine("date is not a string")
    try:
        return datetime.date.fromisoformat(value[:10])
    except ValueError as error:
        raise BadLine(f"date is not YYYY-MM-DD: {value[:20]!r}") from error

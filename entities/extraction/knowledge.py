"""The knowledge a text is read with: countries, leaders, bodies, and how texts name them.

`load_knowledge()` reads the packaged file, which `knowledge/build.py` makes from the tables named
in knowledge/README.md. A caller may also build a `Knowledge` from entries of its own.
"""

import datetime
import gzip
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from .findings import Kind

PACKAGED = Path(__file__).parent / "knowledge.json.gz"

_NOT_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Office:
    """A post held; `start` and `end` are ISO dates, perhaps only a year, empty when unknown.

    An empty end means open when the source was written, not that the post is still held.
    """

    title: str
    country: str
    start: str
    end: str

    def held_on(self, day: datetime.date) -> bool:
        """Whether the post was held on `day`, as far as the dates say."""
        text = day.isoformat()
        return (not self.start or self.start <= text[: len(self.start)]) and (
            not self.end or text[: len(self.end)] <= self.end
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One actor of the knowledge file.

    `role` says what it is more closely than its kind: country, capital, leader, minister, official,
    international body, armed force, armed group, ministry, media, party, seat of power, region …
    `country` is an ISO 3166 alpha-3 code or empty. `sources` name where the row comes from.
    """

    key: str
    wikidata: str | None
    name: str
    kind: Kind
    role: str = ""
    description: str = ""
    country: str = ""
    aliases: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    sources: tuple[str, ...] = ()


class Knowledge:
    """Entries with the indexes that linking needs; treat as read-only."""

    def __init__(
        self,
        entries: Iterable[Entry],
        *,
        demonyms: Mapping[str, str] | None = None,
        events: Iterable[str] = (),
        first_names: Mapping[str, str] | None = None,
    ) -> None:
        """`demonyms` maps a word as written ("Russian", "Israelis") to a country's ISO code.

        `events` are names of holidays, wars and the like that are no actors, as written;
        `first_names` maps a first name in lower case to "f" or "m".
        """
        self.entries: dict[str, Entry] = {entry.key: entry for entry in entries}
        self.countries: dict[str, Entry] = {}
        self.capitals: dict[str, Entry] = {}
        self.events: frozenset[str] = frozenset(events)
        self.first_names: Mapping[str, str] = first_names or {}
        # Names of several words that are no person's, party's or city's, with the kind a name model
        # would give them: what a span may be stretched to.
        self.long_names: dict[str, Kind] = {}
        self._names: dict[str, list[Entry]] = defaultdict(list)
        self._surnames: dict[str, list[Entry]] = defaultdict(list)
        self._roles: dict[str, list[Entry]] = defaultdict(list)
        self._first_words: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            self._roles[entry.role].append(entry)
            if entry.kind != "person" and entry.role not in ("party", "city"):
                kind: Kind = "organisation" if entry.kind == "organisation" else "place"
                for name in (entry.name, *entry.aliases):
                    if " " in name:
                        self.long_names.setdefault(name.removeprefix("The "), kind)
            if entry.kind == "country":
                self.countries[entry.country] = entry
            for name in dict.fromkeys(normalise(n) for n in (entry.name, *entry.aliases)):
                self._names[name].append(entry)
                if entry.role == "capital":
                    self.capitals.setdefault(name, entry)
                if entry.kind == "person":
                    words = name.split()
                    if len(words) > 1 and entry not in self._surnames[words[-1]]:
                        self._surnames[words[-1]].append(entry)
                        self._first_words[words[0]].append(entry)
        self.demonyms: dict[str, Entry] = {
            word: self.countries[code]
            for word, code in (demonyms or {}).items()
            if code in self.countries
        }

    def named(self, surface: str) -> tuple[Entry, ...]:
        """Every entry with this name or alias, whatever its kind."""
        return tuple(self._names.get(normalise(surface), ()))

    def surnamed(self, surface: str) -> tuple[Entry, ...]:
        """People whose full name ends in this word."""
        return tuple(self._surnames.get(normalise(surface), ()))

    def with_role(self, role: str) -> tuple[Entry, ...]:
        """Every entry of a role, in the order of the file."""
        return tuple(self._roles.get(role, ()))

    def like(self, surface: str) -> tuple[Entry, ...]:
        """People who share the first or the last word of a full name: what a spelling can miss."""
        words = normalise(surface).split()
        if len(words) < 2:
            return ()
        found = {entry.key: entry for entry in self._surnames.get(words[-1], ())}
        found.update((entry.key, entry) for entry in self._first_words.get(words[0], ()))
        return tuple(found.values())


@lru_cache(maxsize=100_000)
def normalise(name: str) -> str:
    """A name without case, accents, punctuation and leading article: "The Élysée" is "elysee"."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'").casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    # Dots and apostrophes join ("U.S." is "us", "Sana'a" is "sanaa"), other marks part words.
    plain = plain.replace(".", "").replace("'", "")
    plain = _NOT_WORD.sub(" ", plain).strip()
    return plain.removeprefix("the ") or plain


def load_knowledge(path: Path | None = None) -> Knowledge:
    """Reads a knowledge file, the packaged one by default; the caller keeps the result."""
    data = _read(path or PACKAGED)
    sources: list[str] = data["sources"]
    roles: list[str] = data["roles"]
    entries = (
        Entry(
            key=key,
            wikidata=wikidata,
            name=name,
            kind=cast("Kind", kind),
            role=roles[role],
            description=description,
            country=country,
            aliases=tuple(aliases),
            offices=tuple(Office(*office) for office in offices),
            sources=tuple(sources[number] for number in numbers),
        )
        for (
            key,
            wikidata,
            name,
            kind,
            role,
            description,
            country,
            aliases,
            offices,
            numbers,
        ) in data["entries"]
    )
    return Knowledge(
        entries,
        demonyms=data["demonyms"],
        events=data["events"],
        first_names=data["first_names"],
    )


def load_offices(path: Path | None = None) -> dict[str, tuple[Office, ...]]:
    """Reads of a knowledge file only who held which offices, by key: a small part of it."""
    rows = _read(path or PACKAGED)["entries"]
    return {row[0]: tuple(Office(*office) for office in row[8]) for row in rows if row[8]}


def _read(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)

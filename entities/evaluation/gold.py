"""Labelled reports: their form, and where the labelled words stand in the text.

A label names words, never offsets; `as_gold()` finds them. docs/labelling.md says what is labelled.
"""

import datetime
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from entities.extraction import How, Kind

Span = tuple[int, int]

EVERYTHING = frozenset({"actors", "direct quotes", "indirect quotes", "interactions", "dates"})


class BadLabel(ValueError):
    """A label that does not fit its text, or another label of the same report."""


@dataclass(frozen=True, slots=True)
class GoldMention:
    """Words that mean an actor, without article and title."""

    start: int
    end: int
    how: How
    title: str | None = None


@dataclass(frozen=True, slots=True)
class GoldActor:
    """Somebody a report speaks of; `wikidata` and `key` only where the knowledge has a row."""

    name: str
    kind: Kind
    wikidata: str | None
    key: str | None
    mentions: tuple[GoldMention, ...]


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """Somebody's words; `speakers` are the names of actors, any of whom is right, or nobody's."""

    start: int
    end: int
    direct: bool
    speakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldInteraction:
    """Who did what to whom, by the names of actors; `start` and `end` hold the phrase."""

    source: str
    kind: str
    target: str
    start: int
    end: int
    modality: str
    on: str | None
    symmetric: bool


@dataclass(frozen=True, slots=True)
class GoldDate:
    """A date in the text, as an ISO date, month or year."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Gold:
    """One labelled text; `either` are words that may be tagged or left.

    `covers` names what is labelled: EVERYTHING, or less.
    """

    id: str
    half: str
    covers: frozenset[str]
    text: str
    date: datetime.date | None
    actors: tuple[GoldActor, ...]
    either: tuple[Span, ...]
    quotes: tuple[GoldQuote, ...]
    interactions: tuple[GoldInteraction, ...]
    dates: tuple[GoldDate, ...]


def read_gold(labels: Path, reports: Path) -> tuple[Gold, ...]:
    """Every labelled report of a folder, by name, with its text from the demo archive's files."""
    texts = {
        record["guid"]: record
        for file in sorted(reports.glob("*.jsonl"))
        for record in map(json.loads, file.read_text(encoding="utf-8").splitlines())
    }
    found = []
    for file in sorted(labels.glob("*.json")):
        label = json.loads(file.read_text(encoding="utf-8"))
        report = texts.get(label["report"])
        if report is None:
            raise BadLabel(f"{file.name}: no report {label['report']}")
        try:
            found.append(as_gold(label, report["body"], report.get("published_at")))
        except BadLabel as error:
            raise BadLabel(f"{file.name}: {error}") from error
    return tuple(found)


def as_gold(label: dict[str, Any], text: str, date: str | None) -> Gold:
    """A label with its words found in `text`; raises BadLabel where one is not there."""
    actors = _actors(label["actors"], text)
    labelled = [(mention.start, mention.end) for actor in actors for mention in actor.mentions]
    either = [
        span
        for words in label.get("either", ())
        for span in occurrences(text, words)
        if not any(span[0] < end and start < span[1] for start, end in labelled)
    ]
    names = {actor.name for actor in actors}
    gold = Gold(
        id=label["report"],
        half=label["half"],
        covers=frozenset(label.get("covers", EVERYTHING)),
        text=text,
        date=datetime.date.fromisoformat(date) if date else None,
        actors=actors,
        either=tuple(either),
        quotes=tuple(
            GoldQuote(*one(text, quote["text"]), quote["direct"], _speakers(quote))
            for quote in label["quotes"]
        ),
        interactions=tuple(
            GoldInteraction(
                act["source"],
                act["kind"],
                act["target"],
                *phrase_span(text, act["phrase"], act.get("nth", 1)),
                act.get("modality", "asserted"),
                act.get("on"),
                act.get("symmetric", False),
            )
            for act in label["interactions"]
        ),
        dates=tuple(
            GoldDate(*one(text, found["text"], found.get("nth", 1)), found["value"])
            for found in label["dates"]
        ),
    )
    named = {name for quote in gold.quotes for name in quote.speakers}
    named |= {name for act in gold.interactions for name in (act.source, act.target)}
    if strangers := named - names:
        raise BadLabel(f"no such actor: {', '.join(sorted(strangers))}")
    return gold


def _actors(labels: Iterable[dict[str, Any]], text: str) -> tuple[GoldActor, ...]:
    # A surface without numbers means every place where it is not part of a longer labelled one.
    wanted = [mention for label in labels for mention in label["mentions"]]
    everywhere = [span for mention in wanted for span in _places(text, mention)]
    actors = []
    for label in labels:
        mentions = [
            GoldMention(*span, mention["how"], mention.get("title"))
            for mention in label["mentions"]
            for span in _places(text, mention)
            if "nth" in mention or not any(_inside(span, other) for other in everywhere)
        ]
        actors.append(
            GoldActor(
                label["name"],
                label["kind"],
                label["wikidata"],
                label.get("key"),
                tuple(sorted(mentions, key=lambda mention: mention.start)),
            )
        )
    return tuple(actors)


def _speakers(quote: dict[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in (quote["speaker"], *quote.get("or", ())) if name)


def _places(text: str, mention: dict[str, Any]) -> list[Span]:
    found = occurrences(text, mention["text"])
    if not found:
        raise BadLabel(f"not in the text: {mention['text']!r}")
    if "nth" not in mention:
        return found
    if max(mention["nth"]) > len(found):
        raise BadLabel(f"{mention['text']!r} stands only {len(found)} times in the text")
    return [found[number - 1] for number in mention["nth"]]


def _inside(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and span != other


def occurrences(text: str, words: str) -> list[Span]:
    """Where `words` stand in `text` as whole words, from the first to the last."""
    pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
    return [match.span() for match in re.finditer(pattern, text)]


def one(text: str, words: str, number: int = 1) -> Span:
    """The occurrence of `words` with this number; raises BadLabel when there are fewer."""
    found = [match.span() for match in re.finditer(re.escape(words), text)]
    if len(found) < number:
        raise BadLabel(f"not in the text: {words!r}")
    return found[number - 1]


def phrase_span(text: str, phrase: str, number: int = 1) -> Span:
    """Where a phrase stands; " … " in it leaves out words, at most 120 characters each time."""
    parts = r".{0,120}?".join(rf"\b{re.escape(part.strip())}\b" for part in phrase.split("…"))
    found = [match.span() for match in re.finditer(parts, text)]
    if len(found) < number:
        raise BadLabel(f"not in the text: {phrase!r}")
    return found[number - 1]

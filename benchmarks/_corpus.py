"""A large archive of nothing that happened: the same articles for everybody, in any number.

An article has some 366 words. Half are sentences of the demo archive's reports (CC0), taken from
two reports an article, so that words come in bursts as they do in news and phrases are real; half
are drawn one by one by Zipf's law from the words of those reports and 56,000 made-up ones, so that
rare words are as many as they should be. Some eight actors an article follow Zipf's law over 50,000
made-up names, half of them from a cast of their report. Dates lie over 30 years, two fifths of them
in days after an event of the report. Nothing reads like news, and nobody could take it for such.

Article n is the same whatever the number of articles: each block of a thousand has a chance of its
own.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from benchmarks._texts import reports

BLOCK = 1000
SENTENCES = 11
DRAWN_WORDS = 160
WORDS = 60_000
ACTORS = 50_000
ACTORS_AN_ARTICLE = 8
SOURCES = 40
SECTIONS = 12
FIRST_DAY = datetime.datetime(1993, 1, 1, tzinfo=datetime.UTC)
DAYS = 30 * 365
CAST = 40
EVENTS = 6
KINDS = ("person", "person", "person", "organisation", "person", "country", "person", "place")
_SEED = 5


@dataclass(frozen=True, slots=True)
class Made:
    """One article. `number` counts from 1; actors, source and section are numbered alike."""

    number: int
    headline: str
    body: str
    published_at: datetime.datetime
    source: int
    section: int
    actors: tuple[int, ...]


def articles(count: int, first_block: int = 0, step: int = 1) -> Iterator[Made]:
    """Yield the articles of every `step`-th block, in order; a block at a time is in memory."""
    for block in range(first_block, blocks(count), step):
        yield from block_of(block, count)


def blocks(count: int) -> int:
    return -(-count // BLOCK)


def block_of(block: int, count: int) -> Iterator[Made]:
    """Yield the articles of one block of an archive of `count`."""
    draw = np.random.default_rng([_SEED, block])
    topics = _topics()
    words = _words()
    of_topic = draw.choice(len(topics), size=(BLOCK, 2), p=_zipf(len(topics)))
    drawn = _by_chance(draw, _cumulated(WORDS), (BLOCK, DRAWN_WORDS + 6))
    numbers = np.clip(draw.poisson(ACTORS_AN_ARTICLE, BLOCK), 1, 30)
    anybody = _by_chance(draw, _cumulated(ACTORS), (BLOCK, 30)) + 1
    cast = _by_chance(draw, _cumulated(CAST), (BLOCK, 30))
    from_cast = draw.random((BLOCK, 30)) < 0.5
    sources = _by_chance(draw, _cumulated(SOURCES), BLOCK) + 1
    sections = _by_chance(draw, _cumulated(SECTIONS), BLOCK) + 1
    for place in range(min(BLOCK, count - block * BLOCK)):
        topic, other = (topics[number] for number in of_topic[place])
        sentences = [
            one.sentences[number]
            for one, share in ((topic, 7), (other, SENTENCES - 7))
            for number in draw.integers(len(one.sentences), size=share)
        ]
        actors = tuple(
            dict.fromkeys(
                int(topic.cast[cast[place, i]] if from_cast[place, i] else anybody[place, i])
                for i in range(numbers[place])
            )
        )
        loose = [words[number] for number in drawn[place]]
        yield Made(
            number=block * BLOCK + place + 1,
            headline=" ".join(loose[:6]).capitalize(),
            body=_body(sentences, loose[6:], actors),
            published_at=FIRST_DAY + datetime.timedelta(seconds=_instant(draw, topic)),
            source=int(sources[place]),
            section=int(sections[place]),
            actors=actors,
        )


def actor_name(number: int) -> str:
    """The name of an actor: nobody's, and no other actor's."""
    first, last = _FIRST[number % len(_FIRST)], made_up(number, 2)
    return f"{first} {last.capitalize()}" if actor_kind(number) == "person" else last.capitalize()


def actor_kind(number: int) -> str:
    return KINDS[number % len(KINDS)]


def made_up(number: int, syllables: int) -> str:
    """A word of no language, another one for every number."""
    parts = []
    for _ in range(syllables):
        number, place = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[place])
    return "".join(parts) + (_SYLLABLES[number] if number else "") + "k"


@dataclass(frozen=True, slots=True)
class _Topic:
    sentences: list[str]
    cast: Any
    events: Any


# 280 syllables, mixed so that neighbours in number are no neighbours in the alphabet.
_SYLLABLES = [
    f"{consonant}{vowel}{end}"
    for end in ("", "n", "r", "l")
    for vowel in "aouie"
    for consonant in ("b", "d", "f", "g", "h", "j", "k", "m", "p", "r", "t", "v", "w", "z")
]
_FIRST = [
    f"{a}{b}" for b in ("ma", "rel", "to", "ka", "vin") for a in ("A", "Be", "Ci", "Do", "Eu")
]


def _body(sentences: list[str], loose: list[str], actors: tuple[int, ...]) -> str:
    named = ", ".join(actor_name(number) for number in actors[:3])
    lines = [" ".join(loose[at : at + 16]).capitalize() + "." for at in range(0, len(loose), 16)]
    parts = [f"Named here: {named}.", *sentences[:6], *lines[:5], *sentences[6:], *lines[5:]]
    return "\n\n".join(" ".join(parts[at : at + 4]) for at in range(0, len(parts), 4))


def _instant(draw: np.random.Generator, topic: _Topic) -> int:
    if draw.random() < 0.4:
        day = topic.events[draw.integers(EVENTS)] + draw.exponential(5)
    else:
        day = draw.random() * DAYS
    return int(min(day, DAYS - 1) * 86_400)


@cache
def _topics() -> list[_Topic]:
    draw = np.random.default_rng(_SEED)
    topics = []
    for text in reports():
        sentences = [
            one
            for paragraph in text.split("\n")
            for one in re.split(r"(?<=[.!?])\s+", paragraph)
            if len(one) > 20
        ]
        cast = _by_chance(draw, _cumulated(ACTORS), CAST) + 1
        topics.append(_Topic(sentences, cast, draw.integers(DAYS, size=EVENTS)))
    return topics


@cache
def _words() -> list[str]:
    """The words of the demo archive, the most frequent first, and made-up ones behind them.

    No names: a chance sentence must not say anything of anybody.
    """
    found = Counter(re.findall(r"\b[a-z]{2,}\b", " ".join(reports())))
    real = [word for word, _n in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))]
    return (real + [made_up(number, 2) for number in range(WORDS)])[:WORDS]


def _zipf(count: int) -> Any:
    """How likely each of so many is, the first the most: Mandelbrot's form of the law."""
    chance = 1 / (np.arange(count) + 3.7)
    return chance / chance.sum()


@cache
def _cumulated(count: int) -> Any:
    return np.cumsum(_zipf(count))


def _by_chance(draw: np.random.Generator, cumulated: Any, size: Any) -> Any:
    return np.minimum(np.searchsorted(cumulated, draw.random(size)), len(cumulated) - 1)

"""Sets labelled by others: names, PLOVER records, and a whole story in the labels' shape."""

import datetime
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from entities.extraction import Extraction

from .counts import Count, Figures, share
from .gold import (
    EVERYTHING,
    Gold,
    GoldActor,
    GoldDate,
    GoldInteraction,
    GoldMention,
    GoldQuote,
    occurrences,
)
from .kinds import kind_of
from .spans import Found, Wanted, count_names, overlap

Record = dict[str, Any]
_LABELS = {"person": "names: people", "organisation": "names: organisations"}
_CLOSING = {"“": "”", '"': '"', "«": "»"}


def read_lines(path: Path) -> Iterator[Record]:
    """The records of a file of JSON lines, one at a time."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def count_name_record(record: Record, found: Extraction) -> Figures:
    """Names as a set of names has them: those that were written, adjectives left out."""
    wanted = [
        Wanted(name["start"], name["end"], name["kind"], tuple(name["phrase"]))
        for name in record["names"]
    ]
    answers = [
        Found(mention.start, mention.end, actor.kind)
        for actor in found.actors
        for mention in actor.mentions
        if mention.how in ("name", "metonym")
    ]
    counts = count_names(record["text"], wanted, answers)
    return {
        "names": sum(counts.values(), Count()),
        **{_LABELS.get(kind, "names: places"): count for kind, count in counts.items()},
    }


def count_plover_record(record: Record, found: Extraction) -> Figures:
    """Whether the one interaction of a PLOVER sentence was found, with direction and kind."""
    sources, targets = (
        {
            actor.key
            for actor in found.actors
            for mention in actor.mentions
            if any(overlap((mention.start, mention.end), span) for span in spans)
        }
        for spans in (_spans(record["text"], record[side]) for side in ("source", "target"))
    )
    directed = [
        act
        for act in found.interactions
        if (act.source in sources and act.target in targets)
        or (act.symmetric and act.source in targets and act.target in sources)
    ]
    reverse = [act for act in found.interactions if act.source in targets and act.target in sources]
    kind = any(kind_of(act.kind) == kind_of(record["kind"]) for act in directed)
    return {
        "pair with the right direction": share(int(bool(directed)), 1),
        "pair in either direction": share(int(bool(directed or reverse)), 1),
        "both actors tagged": share(int(bool(sources and targets)), 1),
        "kind, given the directed pair": share(int(kind), int(bool(directed))),
    }


def _spans(text: str, actors: Iterable[Record]) -> list[tuple[int, int]]:
    found = []
    for actor in actors:
        surface = actor["surface"].strip()
        places = occurrences(text, surface)
        if not places:  # The set writes some otherwise than its text; its capitals are there.
            words = re.findall(r"\b[A-Z]\w+", surface)
            places = [span for word in words for span in occurrences(text, word)]
        found += places
    return found


def read_story(folder: Path, date: datetime.date | None) -> Gold:
    """A story with an editor's answer (`article.txt`, `expected.json`) in the labels' shape.

    The answer names words without places: an actor is where its names are, a person also where
    the surname is; a quote begins where it says and ends with its marks or its sentence.
    """
    text = (folder / "article.txt").read_text(encoding="utf-8")
    answer = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    plain = text.replace("’", "'")
    actors = [_story_actor(actor, plain) for actor in answer["actors"]]
    everywhere = [(mention.start, mention.end) for actor in actors for mention in actor.mentions]
    return Gold(
        id="sample",
        half="development",
        covers=EVERYTHING,
        text=text,
        date=date,
        actors=tuple(_outermost(actor, everywhere) for actor in actors),
        either=(),
        quotes=tuple(
            GoldQuote(*_story_quote(plain, quote), quote["direct"], (quote["speaker"],))
            for quote in answer["quotes"]
        ),
        interactions=tuple(
            GoldInteraction(
                act["source"],
                act["kind"],
                act["target"],
                *_phrase(plain, act["phrase"]),
                act.get("modality", "asserted"),
                act.get("on"),
                act.get("symmetric", False),
            )
            for act in answer["interactions"]
        ),
        dates=tuple(
            GoldDate(plain.find(d["text"]), plain.find(d["text"]) + len(d["text"]), d["value"])
            for d in answer["dates"]
            if d["text"] in plain
        ),
    )


def _story_actor(actor: Record, text: str) -> GoldActor:
    ways: list[tuple[str, Any]] = [
        *((word, "name") for word in (actor["name"], *actor.get("surfaces", ()))),
        *((word, "metonym") for word in actor.get("metonyms", ())),
        *((word, "adjective") for word in actor.get("adjectives", ())),
        *((word, "nominal") for word in actor.get("nominal", ())),
    ]
    if actor["kind"] == "person":
        ways.append((actor["name"].split()[-1], "name"))
    mentions = {
        match.span(): GoldMention(*match.span(), how)
        for word, how in ways
        for match in re.finditer(rf"(?<!\w){re.escape(word.replace('’', chr(39)))}(?!\w)", text)
    }
    return GoldActor(
        actor["name"], actor["kind"], actor.get("wikidata"), None, tuple(mentions.values())
    )


def _outermost(actor: GoldActor, everywhere: list[tuple[int, int]]) -> GoldActor:
    """The actor without mentions that are part of a longer name, as Jerusalem of its Post."""
    mentions = tuple(
        mention
        for mention in actor.mentions
        if not any(
            start <= mention.start
            and mention.end <= end
            and end - start > mention.end - mention.start
            for start, end in everywhere
        )
    )
    return replace(actor, mentions=mentions)


def _story_quote(text: str, quote: Record) -> tuple[int, int]:
    start = text.index(quote["starts"].replace("’", "'"))
    if not quote["direct"]:
        return start, _ends(text, ".", start)
    mark = text[start - 1]
    return start - 1, _ends(text, _CLOSING.get(mark, "\n"), start)


def _ends(text: str, mark: str, start: int) -> int:
    place = text.find(mark, start)
    return len(text) if place < 0 else place + 1


def _phrase(text: str, phrase: str) -> tuple[int, int]:
    parts = [re.escape(part.strip()) for part in phrase.split("…")]
    match = re.search(r".{0,200}?".join(parts), text)
    return match.span() if match else (0, 0)

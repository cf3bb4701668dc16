"""A small labelled text and answers to it, made by hand, for the tests of the scoring."""

import datetime
from typing import Any

from entities.evaluation.gold import Gold, as_gold
from entities.extraction import Actor, DateFinding, Extraction, Interaction, Mention, Quote

TEXT = (
    "Minister Arvid Tarvald met Mira Solheim in Oslo on Monday. "
    "“We shall sign it this year,” Tarvald said. He said that Norway would wait. "
    "Oslo refused to comment. Solheim thanked Tarvald. Norwegian farmers protested."
)
TARVALD, SOLHEIM, NORWAY = "local:person:arvid tarvald", "local:person:mira solheim", "Q20"


def named(name: str, kind: str, *mentions: dict[str, Any], **link: str | None) -> dict[str, Any]:
    return {"name": name, "kind": kind, "wikidata": None, "mentions": list(mentions), **link}


def words(text: str, how: str = "name", **more: Any) -> dict[str, Any]:
    return {"text": text, "how": how, **more}


def make_gold(**changes: Any) -> Gold:
    label = {
        "report": "demo:made-up",
        "half": "held",
        "actors": [
            named("Arvid Tarvald", "person", words("Arvid Tarvald"), words("Tarvald")),
            named("Mira Solheim", "person", words("Mira Solheim"), words("Solheim")),
            named("Oslo", "place", words("Oslo", nth=[1]), wikidata="Q585"),
            named(
                "Norway",
                "country",
                words("Norway"),
                words("Oslo", "metonym", nth=[2]),
                words("Norwegian", "adjective"),
                wikidata="Q20",
            ),
        ],
        "quotes": [
            {
                "text": "“We shall sign it this year,”",
                "direct": True,
                "speaker": "Arvid Tarvald",
            },
            {"text": "Norway would wait", "direct": False, "speaker": "Arvid Tarvald"},
        ],
        "interactions": [
            {
                "source": "Arvid Tarvald",
                "kind": "consult",
                "target": "Mira Solheim",
                "phrase": "met",
                "on": "2020-12-28",
                "symmetric": True,
            },
            {
                "source": "Mira Solheim",
                "kind": "support",
                "target": "Arvid Tarvald",
                "phrase": "thanked",
            },
        ],
        "dates": [{"text": "Monday", "value": "2020-12-28"}],
        **changes,
    }
    return as_gold(label, TEXT, "2020-12-29")


def span(text: str, nth: int = 1) -> tuple[int, int]:
    """Where the text has these words for the nth time."""
    start = -1
    for _ in range(nth):
        start = TEXT.index(text, start + 1)
    return start, start + len(text)


def mention(text: str, how: Any = "name", nth: int = 1) -> Mention:
    start, end = span(text, nth)
    return Mention(start, end, text, how, None, "made by hand", {}, 0.9)


def actor(key: str, kind: Any, *mentions: Mention, confidence: float = 0.96) -> Actor:
    wikidata = key if key.startswith("Q") else None
    return Actor(key, mentions[0].surface, kind, wikidata, "", 0.5, confidence, mentions)


def right_actors() -> list[Actor]:
    return [
        actor(TARVALD, "person", mention("Arvid Tarvald"), mention("Tarvald", nth=2)),
        actor(SOLHEIM, "person", mention("Mira Solheim"), mention("Solheim", nth=2)),
        actor("Q585", "place", mention("Oslo")),
        actor(
            NORWAY,
            "country",
            mention("Norway"),
            mention("Oslo", "metonym", 2),
            mention("Norwegian", "adjective"),
        ),
    ]


def quote(text: str, speaker: str | None, *, direct: bool = True) -> Quote:
    start, end = span(text)
    return Quote(start, end, text, direct, speaker, None, "said")


def act(source: str, kind: str, target: str, phrase: str, **more: Any) -> Interaction:
    start, end = span(phrase)
    rest = {"symmetric": False, "modality": "asserted", "on": None, **more}
    return Interaction(kind, source, target, start, end, phrase, **rest)


def when(text: str, value: str) -> DateFinding:
    start, end = span(text)
    return DateFinding(start, end, text, value, "day")


def answer(actors: list[Actor] | None = None, **found: Any) -> Extraction:
    return Extraction("made/by-hand", "en", actors=tuple(actors or right_actors()), **found)


DAY = datetime.date(2020, 12, 28)

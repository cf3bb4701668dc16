"""No text breaks the extractor, and offsets are exact in all of them."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities.extraction import Extraction
from tests.entities.reading import read

NEWS = (
    "JERUSALEM, Dec 29 (TPS) - Prime Minister Benjamin Netanyahu spoke with Russian President "
    "Vladimir Putin. “We agreed,” Netanyahu’s office said.\nThe IDF and the Russian army in Syria "
    "avoid clashes; Moscow wants calm. U.N. envoy Geir O. Pedersen (61) met Élysée aides."
)
FRAGMENTS = [
    *NEWS.split(" "),
    "\n",
    "\n\n",
    "“",
    "”",
    "'",
    "(",
    ")",
    "😀",
    "👩\u200d🚀",
    "\u202e",
    "\u200f",
    "e\u0301",
    "שלום",
    "Владимир Путин",
    "习近平",
    "\x00",
    "\ud800",
    "\u00a0",
    "By:",
    "(TPS)",
    "’",
    "‘",
    '"',
    "he said",
    ", said",
    "according to",
    "that",
    "the statement",
    "Monday",
    "1995",
    "…",
]


def check(text: str, found: Extraction) -> None:
    for actor in found.actors:
        assert actor.mentions
        assert 0 <= actor.salience <= 1
        assert 0 <= actor.confidence <= 1
        starts = [mention.start for mention in actor.mentions]
        assert starts == sorted(starts)
        for mention in actor.mentions:
            assert mention.surface == text[mention.start : mention.end] != ""
            assert 0 <= mention.confidence <= 1
    keys = {actor.key for actor in found.actors}
    assert len(keys) == len(found.actors)
    for told in found.interactions:
        assert told.source in keys
        assert told.target in keys - {told.source}
        assert told.by in keys | {None}
        for part in told.phrase.split(" … "):
            assert part.split()[0] in text[told.start : told.end]
    for quote in found.quotes:
        assert quote.text == text[quote.start : quote.end] != ""
        assert quote.speaker is None or quote.speaker in keys
        assert quote.speaker_span is None or text[slice(*quote.speaker_span)].strip()
    for date in found.dates:
        assert date.text == text[date.start : date.end] != ""
    for findings in (found.quotes, found.dates):
        starts = [finding.start for finding in findings]
        assert starts == sorted(set(starts))
    assert json.loads(json.dumps(found.as_json())) == found.as_json()


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40), st.sampled_from(["", " "]))
@settings(max_examples=60, deadline=None)
def test_offsets_are_exact_in_any_mixture_of_words_and_marks(parts: list[str], gap: str) -> None:
    text = gap.join(parts)
    check(text, read(text, "2020-12-29"))


@given(st.text(max_size=120))
@settings(max_examples=40, deadline=None)
def test_any_text_at_all_is_read(text: str) -> None:
    check(text, read(text))


NAMES = [
    f"{first} {last}{number}son"
    for first in ("Anna", "Boris", "Carla", "Dmitri", "Elena")
    for last in ("Kess", "Hol", "Tar", "Vas")
    for number in "abcdefghijklmnopqrstuvwxyz"
]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("Halden", id="one word"),
        pytest.param(NEWS.upper(), id="capitals"),
        pytest.param(NEWS.lower(), id="lower case"),
        pytest.param("".join(c for c in NEWS if c.isalnum() or c == " "), id="no punctuation"),
        pytest.param("“‘(" * 300 + NEWS, id="unbalanced quotes"),
        pytest.param("😀 " + NEWS.replace(" ", " \u200f😀 "), id="emoji and marks"),
        pytest.param(", ".join(NAMES), id="a list of names"),
        pytest.param(
            ", ".join(f"{name.split()[0]} Smith, Smith" for name in NAMES), id="one surname"
        ),
        pytest.param("\n".join(f"{name} 3 1" for name in NAMES), id="a table"),
        pytest.param("A" * 50_000, id="one long word"),
        pytest.param(". " * 5_000, id="full stops"),
        pytest.param("\n" * 50_000 + "Barack Obama", id="empty lines"),
        pytest.param("Президент Владимир Путин в Москве. " * 20, id="another script"),
        pytest.param("By: X\n" * 30 + NEWS, id="many metadata lines"),
        pytest.param("Norway attacked Hungary " * 400, id="one sentence without an end"),
        pytest.param("“Norway said “Hungary attacked “Norway. " * 50, id="nested opening marks"),
        pytest.param("* Norway attacked Hungary\n" * 200, id="a list of sentences"),
        pytest.param("Le président Macron a rencontré la chancelière à Paris.", id="French"),
    ],
)
def test_odd_texts_are_read_with_exact_offsets(text: str) -> None:
    check(text, read(text))


@pytest.mark.parametrize(
    "part",
    [
        "“We agreed to it all,” the mayor said, and he claimed that it was so. ",
        "“ ‘ \" ' said that ",
        "he said, she said, “it said”, ",
        "“We agreed to it all.\n",
        "the letter says the statement said ",
    ],
)
def test_quotes_and_cues_without_end_are_read(part: str) -> None:
    text = part * 400
    check(text, read(text, "2020-12-29"))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", NEWS),
        ("en", "The mayor of Halden said that he was ready. « Je suis prêt », he wrote to them."),
        ("de", "Die Ministerin Greta Hol sagte am Montag, dass sie mit dem Präsidenten spricht."),
        ("es", "El presidente Hugo Vas dijo que no va a firmar el acuerdo con la ministra."),
        ("fr", "Le président Hugo Vas a rencontré la chancelière Greta Hol à Paris."),
        ("it", "Il presidente Hugo Vas ha detto che non firma l’accordo con la ministra."),
        ("nl", "De minister Greta Hol zei maandag dat zij in het parlement was en niet wil gaan."),
        ("pt", "O presidente Hugo Vas disse que não vai assinar o acordo com a ministra."),
        ("und", "Prezydent Hugo Vas powiedział, że nie podpisze umowy."),
        ("und", "Президент Владимир Путин прибыл в Москву."),
        ("und", "Vas 3 1, Hol 2 2, Kess 0 4"),
        ("und", ""),
    ],
)
def test_language_of_a_text_is_recorded(code: str, text: str) -> None:
    assert read(text).as_json()["language"] == code


def test_of_another_language_only_names_are_looked_for() -> None:
    german = (
        "Die Präsidentin Greta Hol traf am 3. Mai 2019 in Paris den Minister Hugo Vas. “Wir haben "
        "uns auf den Frieden und auf die Grenze geeinigt”, sagte die Präsidentin nach dem Treffen. "
    )
    found = read(german * 3, "2019-05-04")
    assert found.language == "de"
    assert "Greta Hol" in {actor.name for actor in found.actors}
    assert (found.quotes, found.dates, found.interactions) == ((), (), ())


def test_a_long_text_gives_what_its_parts_give() -> None:
    text = (NEWS.partition(" - ")[2] + "\n") * 300
    putin = next(a for a in read(text, "2020-12-29").actors if a.wikidata == "Q7747")
    assert len(putin.mentions) == 300

"""The labelled reports fit their texts, and the rule by which they were chosen."""

import datetime
import json
from itertools import pairwise
from pathlib import Path

import pytest

from entities.evaluation.gold import EVERYTHING, BadLabel, Gold, as_gold, occurrences, read_gold
from entities.evaluation.kinds import KINDS, MODALITIES
from entities.evaluation.measuring import measure
from entities.extraction import (
    Actor,
    DateFinding,
    Extraction,
    Interaction,
    Mention,
    Quote,
    load_knowledge,
)

ROOT = Path(__file__).resolve().parent.parent.parent
GOLD = read_gold(ROOT / "gold", ROOT / "demo")
WHOLE = [gold for gold in GOLD if gold.covers == EVERYTHING]
LABEL = {
    "report": "demo:made-up",
    "half": "held",
    "actors": [
        {
            "name": "Arvid Tarvald",
            "kind": "person",
            "wikidata": None,
            "mentions": [
                {"text": "Arvid Tarvald", "how": "name"},
                {"text": "Tarvald", "how": "name"},
            ],
        }
    ],
    "quotes": [],
    "interactions": [],
    "dates": [],
}
TEXT = "Arvid Tarvald came on Monday. Tarvalds stayed away, Tarvald said."


def label(**changes: object) -> dict[str, object]:
    return {**LABEL, **changes}


def test_every_labelled_word_stands_in_its_report() -> None:
    # read_gold raises otherwise; here, that there is something to read.
    assert len(WHOLE) >= 40
    assert all(actor.mentions for gold in WHOLE for actor in gold.actors)


def test_labels_of_one_report_do_not_overlap() -> None:
    for gold in WHOLE:
        spans = sorted(
            (mention.start, mention.end) for actor in gold.actors for mention in actor.mentions
        )
        assert all(one[1] <= other[0] for one, other in pairwise(spans)), gold.id


def test_the_reports_are_every_third_of_the_archive_and_halved_in_turn() -> None:
    reports = [
        json.loads(line)["guid"]
        for file in sorted((ROOT / "demo").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    halves = {gold.id: gold.half for gold in WHOLE}
    assert sorted(halves) == sorted(reports[::3])
    assert [halves[id] for id in reports[::3]] == ["held", "development"] * 21


def test_every_other_report_with_quotation_marks_is_labelled_for_quotes() -> None:
    others = [
        record["guid"]
        for file in sorted((ROOT / "demo").glob("*.jsonl"))
        for record in map(json.loads, file.read_text(encoding="utf-8").splitlines())
        if "“" in record["body"] and record["guid"] not in {gold.id for gold in WHOLE}
    ]
    quoting = [gold for gold in GOLD if "direct quotes" in gold.covers and gold not in WHOLE]
    assert sorted(others) == sorted(gold.id for gold in quoting)


def test_twenty_more_reports_are_labelled_for_interactions_alone() -> None:
    more = [gold for gold in GOLD if "interactions" in gold.covers and gold not in WHOLE]
    assert [gold.half for gold in more] == ["development"] * 20
    assert all(gold.interactions and not gold.dates for gold in more)
    measured = {name for gold in more for name in measure(gold, as_answer(gold))}
    assert all(name.startswith(("interactions", "direct quotes")) for name in measured)


def test_kinds_and_modalities_are_those_of_the_guide() -> None:
    guide = (ROOT / "docs" / "labelling.md").read_text(encoding="utf-8")
    acts = [act for gold in GOLD for act in gold.interactions]
    assert {act.kind for act in acts} <= KINDS
    assert {act.modality for act in acts} <= MODALITIES
    assert all(f"`{word}`" in guide for word in KINDS | MODALITIES)


def test_a_link_of_a_label_is_a_row_of_the_knowledge() -> None:
    entries = load_knowledge().entries
    keys = {key for gold in GOLD for a in gold.actors for key in (a.wikidata, a.key) if key}
    assert keys - entries.keys() == set()


def test_a_date_of_a_label_is_a_day_a_month_or_a_year() -> None:
    dates = [date.value for gold in GOLD for date in gold.dates]
    dates += [act.on for gold in GOLD for act in gold.interactions if act.on]
    assert {len(date) for date in dates} <= {4, 7, 10}


def test_a_surface_means_every_place_outside_a_longer_one() -> None:
    (actor,) = as_gold(label(), TEXT, None).actors
    assert [TEXT[m.start : m.end] for m in actor.mentions] == ["Arvid Tarvald", "Tarvald"]
    assert occurrences(TEXT, "Tarvald") == [(6, 13), (52, 59)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"dates": [{"text": "Tuesday", "value": "2020-12-29"}]},
        {"quotes": [{"text": "I stay", "direct": True, "speaker": "Arvid Tarvald"}]},
        {"quotes": [{"text": "stayed away", "direct": False, "speaker": "Nobody"}]},
        {"dates": [{"text": "Monday", "value": "2020-12-28", "nth": 2}]},
    ],
)
def test_a_label_that_does_not_fit_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadLabel):
        as_gold(label(**wrong), TEXT, None)


def as_answer(gold: Gold) -> Extraction:
    """The labels as if they were what the extractor found."""
    keys = {a.name: a.wikidata or a.key or f"local:{a.kind}:{a.name}" for a in gold.actors}
    return Extraction(
        "made/from-labels",
        "en",
        actors=tuple(
            Actor(
                keys[actor.name],
                actor.name,
                actor.kind,
                actor.wikidata,
                "",
                0.5,
                1.0,
                tuple(
                    Mention(
                        m.start, m.end, gold.text[m.start : m.end], m.how, m.title, "label", {}, 1.0
                    )
                    for m in actor.mentions
                ),
            )
            for actor in gold.actors
        ),
        quotes=tuple(
            Quote(
                q.start,
                q.end,
                "",
                q.direct,
                keys[q.speakers[0]] if q.speakers else None,
                None,
                None,
            )
            for q in gold.quotes
        ),
        interactions=tuple(
            Interaction(
                act.kind,
                keys[act.source],
                keys[act.target],
                act.start,
                act.end,
                "",
                act.symmetric,
                act.modality,
                datetime.date.fromisoformat(act.on) if act.on and len(act.on) == 10 else None,
            )
            for act in gold.interactions
        ),
        dates=tuple(DateFinding(d.start, d.end, "", d.value, "day") for d in gold.dates),
    )


@pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold.id)
def test_the_labels_themselves_are_a_perfect_answer(gold: Gold) -> None:
    figures = measure(gold, as_answer(gold))
    # A month or a year is no day, so that not every act can be dated by the findings.
    figures.pop("interactions: day, given the pair and a day", None)
    assert {
        name: c for name, c in figures.items() if {c.right, c.found, c.wanted} != {c.right}
    } == {}

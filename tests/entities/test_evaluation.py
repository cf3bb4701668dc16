"""The scoring: tiny answers whose counts can be checked by eye."""

from dataclasses import replace

import pytest

from entities.evaluation.answers import actors_meant
from entities.evaluation.counts import Count, share, total
from entities.evaluation.done import count_interactions
from entities.evaluation.kinds import kind_of
from entities.evaluation.measuring import measure
from entities.evaluation.said import count_dates, count_quotes
from entities.evaluation.shared import count_name_record, count_plover_record
from entities.evaluation.spans import Found, Wanted, count_names, trim
from entities.evaluation.tables import table
from entities.evaluation.who import count_who, reliability

from .labelled import (
    DAY,
    NORWAY,
    SOLHEIM,
    TARVALD,
    TEXT,
    act,
    actor,
    answer,
    make_gold,
    mention,
    quote,
    right_actors,
    span,
    when,
)

SAID = "“We shall sign it this year,”"


def test_precision_recall_and_f1() -> None:
    count = Count(right=2, found=4, wanted=8)
    assert (count.precision, count.recall) == (0.5, 0.25)
    assert count.f1 == pytest.approx(1 / 3)
    assert (Count().precision, Count().recall, Count().f1) == (None, None, None)
    assert total([{"a": count}, {"a": count, "b": share(1, 2)}]) == {
        "a": Count(4, 8, 16),
        "b": Count(1, 2, 2),
    }


def test_articles_honorifics_and_possessives_are_dropped_before_comparing() -> None:
    text = "the Kremlin’s men, Mr. Tarvald, The Hague"
    assert [text[slice(*trim(text, s))] for s in ((0, 13), (19, 30), (32, 41))] == [
        "Kremlin",
        "Tarvald",
        "Hague",
    ]


def test_a_name_is_found_once_of_its_kind_inside_its_phrase() -> None:
    text = "The new Solheim Bank of Oslo opened"
    bank = Wanted(8, 20, "organisation", (0, 28))
    found = [Found(16, 20, "organisation"), Found(8, 20, "organisation"), Found(8, 20, "person")]
    counts = count_names(text, [bank], found)
    assert counts["organisation"] == Count(right=1, found=2, wanted=1)
    assert counts["person"] == Count(right=0, found=1, wanted=0)
    beyond = count_names(text, [bank], [Found(8, 35, "organisation")])
    assert beyond["organisation"] == Count(right=0, found=1, wanted=1)


def test_a_right_answer_is_right_in_every_figure() -> None:
    found = answer(
        quotes=(
            quote(SAID, TARVALD),
            quote("Norway would wait", TARVALD, direct=False),
        ),
        interactions=(
            act(TARVALD, "consult", SOLHEIM, "met", on=DAY),
            act(SOLHEIM, "support", TARVALD, "thanked"),
        ),
        dates=(when("Monday", "2020-12-28"),),
    )
    figures = measure(make_gold(), found)
    # The label names Tarvald at its third place too, and Norway's adjective.
    assert figures.pop("names") == Count(7, 7, 8)
    assert figures.pop("names: people") == Count(4, 4, 5)
    assert [name for name, count in figures.items() if count.right != count.wanted] == []
    assert [name for name, count in figures.items() if count.right != count.found] == []


def test_what_is_not_labelled_is_not_measured() -> None:
    figures = measure(make_gold(covers=["direct quotes"]), answer())
    assert set(figures) == {
        "direct quotes: with the right speaker",
        "direct quotes: the stretch alone",
    }


def test_an_actor_is_the_one_that_shares_most_mentions() -> None:
    merged = actor(
        TARVALD,
        "person",
        mention("Arvid Tarvald"),
        mention("Mira Solheim"),
        mention("Solheim", nth=2),
    )
    meant = actors_meant(make_gold(), answer([merged]))
    assert meant[TARVALD].name == "Mira Solheim"
    assert count_who(make_gold(), answer([merged]))["actors: people"] == Count(1, 1, 2)


def test_a_link_is_right_with_its_row_or_rightly_without_one() -> None:
    people = right_actors()
    people[0] = replace(people[0], key="Q1", wikidata="Q1")  # nobody the label knows
    figures = count_who(make_gold(), answer(people))
    assert figures["links: right row or right to be local"] == Count(3, 4, 4)
    assert figures["links: of those made, right"] == Count(2, 3, 3)


def test_a_capital_that_acts_counts_with_its_country_alone() -> None:
    place = actor("Q585", "place", mention("Oslo"), mention("Oslo", "metonym", 2))
    figures = count_who(make_gold(), answer([place, actor(NORWAY, "country", mention("Norway"))]))
    assert figures["metonyms with their country"] == Count(0, 1, 1)


def test_words_that_may_be_left_count_neither_way() -> None:
    farmers = actor("local:organisation:farmers", "organisation", mention("farmers"))
    strict = count_who(make_gold(), answer([*right_actors(), farmers]))
    lenient = count_who(make_gold(either=["farmers"]), answer([*right_actors(), farmers]))
    assert strict["names: organisations"] == strict["actors: organisations"] == Count(0, 1, 0)
    assert lenient["names: organisations"] == lenient["actors: organisations"] == Count()


def test_confidence_is_compared_with_what_is_right() -> None:
    sure = actor("local:person:farmers", "person", mention("farmers"), confidence=0.97)
    unsure = replace(right_actors()[0], confidence=0.6)
    figures = reliability(make_gold(), answer([sure, unsure]))
    assert figures["confidence 0.95 to 1.00: actors right"] == share(0, 1)
    assert figures["confidence 0.50 to 0.70: actors right"] == share(1, 1)


def test_a_quote_needs_its_speaker() -> None:
    wrong = count_quotes(make_gold(), answer(quotes=(quote(SAID, SOLHEIM),)), direct=True)
    silent = count_quotes(make_gold(), answer(quotes=(quote(SAID, None),)), direct=True)
    name = "direct quotes: with the right speaker"
    assert (wrong[name], silent[name]) == (Count(0, 1, 1), Count(0, 0, 1))
    assert wrong["direct quotes: the stretch alone"] == Count(1, 1, 1)


def test_a_second_author_is_as_right_where_the_label_says_so() -> None:
    joint = {"text": SAID, "direct": True, "speaker": "Arvid Tarvald", "or": ["Mira Solheim"]}
    figures = count_quotes(
        make_gold(quotes=[joint]), answer(quotes=(quote(SAID, SOLHEIM),)), direct=True
    )
    assert figures["direct quotes: with the right speaker"] == Count(1, 1, 1)


def test_a_stretch_found_twice_is_right_once() -> None:
    twice = (quote(SAID, TARVALD), quote("“We shall sign", TARVALD))
    figures = count_quotes(make_gold(), answer(quotes=twice), direct=True)
    assert figures["direct quotes: with the right speaker"] == Count(1, 2, 1)


def test_direction_counts_unless_the_label_is_symmetric() -> None:
    turned = answer(
        interactions=(
            act(SOLHEIM, "consult", TARVALD, "met"),
            act(TARVALD, "support", SOLHEIM, "thanked"),
        )
    )
    figures = count_interactions(make_gold(), turned)
    assert figures["interactions: directed pair"] == Count(1, 2, 2)


def test_kind_modality_and_day_are_counted_among_right_pairs() -> None:
    found = answer(
        interactions=(
            act(TARVALD, "agree", SOLHEIM, "met", modality="future"),
            act(SOLHEIM, "support", NORWAY, "thanked"),
        )
    )
    figures = count_interactions(make_gold(), found)
    assert figures["interactions"] == Count(0, 2, 2)
    assert figures["interactions: kind, given the pair"] == share(0, 1)
    assert figures["interactions: modality, given the pair"] == share(0, 1)
    assert figures["interactions: day, given the pair and a day"] == share(0, 1)


def test_an_answer_of_the_right_kind_is_taken_before_another() -> None:
    found = answer(
        interactions=(
            act(SOLHEIM, "reject", TARVALD, "thanked"),
            act(SOLHEIM, "support", TARVALD, "thanked"),
        )
    )
    figures = count_interactions(make_gold(), found)
    assert figures["interactions"] == Count(1, 2, 2)
    # The other answer goes to the symmetric meeting of the two.
    assert figures["interactions: directed pair"] == Count(2, 2, 2)


def test_later_names_of_kinds_are_read() -> None:
    assert [kind_of(name) for name in ("request", "ACCUSE", "yield", "consult")] == [
        "demand",
        "disapprove",
        "concede",
        "consult",
    ]


def test_a_date_needs_its_value() -> None:
    figures = count_dates(make_gold(), answer(dates=(when("Monday", "2020-12-21"),)))
    assert figures["dates"] == Count(0, 1, 1)
    assert figures["dates: value, given the words"] == share(0, 1)


def test_a_set_of_names_leaves_adjectives_out() -> None:
    start, end = span("Mira Solheim")
    record = {
        "text": TEXT,
        "names": [{"start": start, "end": end, "kind": "person", "phrase": [start, end]}],
    }
    only = [actor(SOLHEIM, "person", mention("Mira Solheim"))]
    norway = actor(NORWAY, "country", mention("Norwegian", "adjective"))
    assert count_name_record(record, answer([*only, norway]))["names"] == Count(1, 1, 1)


def test_a_plover_record_asks_for_pair_direction_and_kind() -> None:
    record = {
        "text": TEXT,
        "kind": "support",
        "source": [{"surface": "Solheim"}],
        "target": [{"surface": "Arvid  Tarvald"}],  # not as the text has it
    }
    right = count_plover_record(
        record, answer(interactions=(act(SOLHEIM, "support", TARVALD, "thanked"),))
    )
    turned = count_plover_record(
        record, answer(interactions=(act(TARVALD, "support", SOLHEIM, "thanked"),))
    )
    assert right["pair with the right direction"] == share(1, 1)
    assert right["kind, given the directed pair"] == share(1, 1)
    assert turned["pair with the right direction"] == share(0, 1)
    assert turned["pair in either direction"] == share(1, 1)
    assert turned["kind, given the directed pair"] == share(0, 0)


def test_a_table_shows_the_change_to_an_earlier_run() -> None:
    lines = table("held", {"names": Count(3, 4, 4)}, {"names": Count(2, 4, 4)})
    assert lines[0] == "held"
    assert lines[1].split() == ["names", "75.0", "75.0", "75.0", "3/4/4", "+25.0"]

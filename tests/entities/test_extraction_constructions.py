"""Dealings told by a construction rather than a verb alone; everybody in them is invented."""

import pytest

from tests.entities.reading import read

MIRA, ROBERT, JAN = "Mira Castellane", "Robert Kessler", "Jan Hollar"


def told(text: str) -> list[tuple[str, str, str]]:
    """The interactions of a text as (kind, source, target), by name."""
    found = read(text)
    names = {actor.key: actor.name for actor in found.actors}
    return [(i.kind, names[i.source], names[i.target]) for i in found.interactions]


def modalities(text: str) -> list[str]:
    return [interaction.modality for interaction in read(text).interactions]


@pytest.mark.parametrize(
    ("sentence", "dealing"),
    [
        ("Mira Castellane named Robert Kessler chancellor.", ("support", MIRA, ROBERT)),
        ("Mira Castellane made Robert Kessler minister.", ("support", MIRA, ROBERT)),
        ("Norway handed the island back to Hungary.", ("concede", "Norway", "Hungary")),
        ("Norway received aid from Hungary.", ("aid", "Hungary", "Norway")),
        ("Norway came under attack from Hungary.", ("fight", "Hungary", "Norway")),
        ("Norway increased its attacks on Hungary.", ("fight", "Norway", "Hungary")),
        ("Norway is in talks with Hungary.", ("consult", "Norway", "Hungary")),
        ("Norway and Hungary are at war.", ("fight", "Norway", "Hungary")),
        ("Mira Castellane left Robert Kessler’s cabinet.", ("protest", MIRA, ROBERT)),
        ("Norway told Hungary to leave the island.", ("demand", "Norway", "Hungary")),
        ("Norway held Hungary responsible for the fire.", ("disapprove", "Norway", "Hungary")),
        ("Norway maintained co-operation with Hungary.", ("cooperate", "Norway", "Hungary")),
    ],
)
def test_a_construction_tells_the_kind_and_its_two_sides(
    sentence: str, dealing: tuple[str, str, str]
) -> None:
    assert told(sentence) == [dealing]


def test_a_list_of_people_with_their_countries_acts_together() -> None:
    text = (
        "Robert Kessler of Norway, Jan Hollar of Hungary and Paul Tarvald of Spain "
        "handed a letter to Mira Castellane."
    )
    assert told(text) == [("consult", person, MIRA) for person in (ROBERT, JAN, "Paul Tarvald")]


def test_who_comes_at_somebodys_request_was_asked_by_him() -> None:
    assert ("demand", ROBERT, MIRA) in told("Mira Castellane came at Robert Kessler’s request.")


def test_who_is_sentenced_for_a_deed_did_it() -> None:
    found = told("Norway sentenced Robert Kessler for attacking Hungary.")
    assert ("fight", ROBERT, "Hungary") in found
    assert ("fight", "Norway", "Hungary") not in found


def test_he_may_be_named_only_after_it() -> None:
    text = "Before he received Jan Hollar, Robert Kessler said that the door was open."
    assert ("consult", ROBERT, JAN) in told(text)


def test_we_in_quotation_marks_are_the_speaker_and_saying_it_is_doing_it() -> None:
    text = "“We condemn Norway for the attack on the harbour,” Robert Kessler said."
    assert ("disapprove", ROBERT, "Norway") in told(text)
    assert modalities(text) == ["asserted"]


def test_who_is_named_behind_a_relative_clause_is_no_part_of_it() -> None:
    text = "Robert Kessler, who signed the treaty with Norway, and Jan Hollar came to Bonn."
    assert told(text) == [("agree", ROBERT, "Norway")]


@pytest.mark.parametrize(
    "sentence",
    [
        "The market will fall if Norway attacks Hungary.",
        "Norway released a report on the weather in Hungary.",
        "Robert Kessler and Jan Hollar signed as witnesses.",
        "Two Norwegians arrived in Hungary.",
        "Norway wishes to join the Hungarian Alliance.",
    ],
)
def test_what_is_only_supposed_or_between_nobody_is_no_dealing(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Norway and Hungary have yet to agree on the border.", "negated"),
        ("Norway called off a meeting between Robert Kessler and Jan Hollar.", "negated"),
        ("Robert Kessler looks forward to working with Jan Hollar.", "desired"),
        ("Robert Kessler returned to sign the treaty with Jan Hollar.", "asserted"),
    ],
)
def test_more_words_that_say_how_real_it_is(sentence: str, modality: str) -> None:
    assert modality in modalities(sentence)


def test_a_bare_surname_is_the_one_whose_wife_is_told_of() -> None:
    text = (
        "Robert Kessler came to Bonn. Kessler’s wife, Anna Kessler, stayed at home. "
        "Mira Castellane paid tribute to Kessler."
    )
    assert told(text) == [("support", MIRA, ROBERT)]


def test_the_elder_of_two_is_the_father() -> None:
    text = (
        "Robert Kessler came to Bonn with Kessler’s father, Paul Kessler. "
        "Mira Castellane met the elder Kessler. Jan Hollar praised the younger Kessler."
    )
    assert told(text) == [("consult", MIRA, "Paul Kessler"), ("support", JAN, ROBERT)]


def test_a_king_keeps_his_name_beside_somebody_with_that_surname() -> None:
    text = (
        "King Kessler came to Bonn. Kessler met Mira Castellane. "
        "Robert Kessler of Norway stayed away."
    )
    assert told(text) == [("consult", "King Kessler", MIRA)]

"""Dealings as reports tell them, one construction a test; everybody in them is invented."""

import pytest

from tests.entities.reading import read

Told = tuple[str, str, str]
MIRA, ROBERT = "Mira Castellane", "Robert Kessler"


def told(text: str, date: str | None = None) -> list[Told]:
    """The interactions of a text as (kind, source, target), by name."""
    found = read(text, date)
    names = {actor.key: actor.name for actor in found.actors}
    return [(i.kind, names[i.source], names[i.target]) for i in found.interactions]


def modalities(text: str) -> list[str]:
    return [interaction.modality for interaction in read(text).interactions]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Mira Castellane was the first to congratulate Robert Kessler.", "support"),
        ("Mira Castellane was among the ministers who criticised Robert Kessler.", "disapprove"),
        ("Mira Castellane, an ally of Robert Kessler, arrived in Bonn.", "support"),
        ("Robert Kessler was appointed minister by Mira Castellane.", "support"),
        ("Mira Castellane signed a road map with Robert Kessler.", "agree"),
        ("Mira Castellane made peace with Robert Kessler.", "agree"),
        ("Mira Castellane called on Robert Kessler at his house.", "consult"),
        ("Mira Castellane called on Robert Kessler to resign.", "demand"),
    ],
)
def test_a_deed_is_read_from_its_construction(sentence: str, kind: str) -> None:
    assert told(sentence) == [(kind, MIRA, ROBERT)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mira Castellane met the mother of Robert Kessler.",
        "Mira Castellane and Robert Kessler signed for Norway.",
        "Mira Castellane won the election, defeating Robert Kessler.",
        "Mira Castellane fled from Norway.",
        "Neither Norway nor Hungary has fought a war against it.",
        "Mira Castellane has been training as a doctor in Oslo.",
    ],
)
def test_no_dealing_is_read_where_none_is_told(sentence: str) -> None:
    assert told(sentence) == []


def test_a_name_with_a_hyphen_is_one_side() -> None:
    text = "Mira Castellane met Robert Kessler-Hollar in Bonn."
    assert told(text) == [("consult", MIRA, "Robert Kessler-Hollar")]


def test_two_who_agree_do_so_with_one_another() -> None:
    text = "Mira Castellane and Robert Kessler agreed to hold a summit in Norway."
    assert told(text) == [("agree", MIRA, ROBERT)]


def test_two_for_their_countries_are_joined_behind_them() -> None:
    text = "Mira Castellane for Norway and Robert Kessler for Hungary signed the treaty."
    assert told(text) == [("agree", MIRA, ROBERT)]


def test_he_is_whom_the_sentence_before_is_about() -> None:
    text = "Mira Castellane wrote to Robert Kessler on Friday. She praised Anna Hollar."
    assert told(text)[1:] == [("support", MIRA, "Anna Hollar")]


def test_its_means_the_country_the_sentence_before_is_about() -> None:
    text = "Norway votes on Sunday. Minister Mira Castellane recognised its independence."
    assert told(text) == [("support", MIRA, "Norway")]


def test_whose_means_the_name_before_it() -> None:
    text = "Norway, whose embassy in Oslo was bombed by Hungary, complained."
    assert told(text) == [("fight", "Hungary", "Norway")]


def test_two_without_an_article_are_no_pair_told_of_before() -> None:
    text = "Mira Castellane met Robert Kessler. Anna Hollar met two ministers in Bonn."
    assert told(text) == [("consult", MIRA, ROBERT)]


def test_what_is_due_keeps_its_kind_and_lies_ahead() -> None:
    text = "Norway is to withdraw its troops from Hungary."
    assert (told(text), modalities(text)) == ([("retreat", "Norway", "Hungary")], ["future"])


def test_what_is_demanded_in_the_present_tense_is_news() -> None:
    text = "Robert Kessler arrived. Norway demands the withdrawal of Hungary."
    assert modalities(text) == ["asserted"]


def test_what_stands_before_she_said_is_claimed() -> None:
    text = "Norway recognised the independence of Hungary, Mira Castellane said."
    assert modalities(text) == ["claimed"]


def test_ending_without_agreement_denies_no_meeting() -> None:
    text = "Mira Castellane and Robert Kessler ended their talks without agreement."
    assert modalities(text) == ["asserted"]


def test_a_day_of_another_clause_is_another_deeds() -> None:
    text = "On 3 May Mira Castellane criticised Robert Kessler, who had met Anna Hollar on 7 April."
    found = read(text, "2004-05-20").interactions
    assert {(i.kind, i.on.isoformat() if i.on else None) for i in found} == {
        ("disapprove", "2004-05-03"),
        ("consult", "2004-04-07"),
    }


def test_who_only_stands_in_a_clause_beside_a_promise_is_promised_nothing() -> None:
    text = "Mira Castellane promised to follow a plan in which Robert Kessler had a part."
    assert told(text) == []

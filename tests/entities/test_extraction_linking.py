"""Which row of the knowledge an actor is, and when nobody can know."""

import datetime

import pytest

from entities.extraction import Entry, Knowledge, Office, extract
from tests.entities.reading import actors, words


def leader(key: str, name: str, country: str, start: str, end: str) -> Entry:
    return Entry(
        key,
        key if key.startswith("Q") else None,
        name,
        "person",
        "leader",
        country=country,
        offices=(Office("President", country, start, end),),
    )


ARVAN = Entry("Q1", "Q1", "Arvania", "country", "country", country="AAA")
BELT = Entry("Q2", "Q2", "Beltania", "country", "country", country="BBB")


def small(*entries: Entry) -> Knowledge:
    return Knowledge([ARVAN, BELT, *entries], demonyms={"Arvanian": "AAA", "Beltanian": "BBB"})


@pytest.mark.parametrize("spelling", ["Basher al-Assad", "Bashir al-Assad", "Bashar Al Assad"])
def test_a_spelling_variant_is_linked_and_says_so(spelling: str) -> None:
    found = actors(f"Russia still backs Syrian President {spelling} in the war.", "2020-12-29")
    assad = found["Bashar al-Assad"]
    assert assad.wikidata == "Q44329"
    assert assad.mentions[0].surface == spelling
    assert "linked" in assad.mentions[0].evidence


def test_another_first_name_is_another_person() -> None:
    found = actors("Syrian businessman Ribal al-Assad spoke to reporters in Syria.", "2012-05-01")
    assert "Bashar al-Assad" not in found


def test_an_unknown_person_stays_local() -> None:
    found = actors("Ambassador Anatoly Vasilyenko was summoned in Oslo.")
    assert found["Anatoly Vasilyenko"].wikidata is None
    assert found["Anatoly Vasilyenko"].key == "local:person:anatoly vasilyenko"


def test_two_equal_candidates_are_a_question_for_an_editor() -> None:
    knowledge = small(
        leader("Q10", "Robert Kessler", "AAA", "2001", "2005"),
        leader("Q11", "Robert Kessler", "BBB", "2001", "2005"),
    )
    text = "Robert Kessler spoke in Arvania and then in Beltania."
    kessler = next(a for a in extract(text, knowledge=knowledge).actors if a.kind == "person")
    assert kessler.key == "local:person:robert kessler"
    assert "Q10" in kessler.mentions[0].evidence["may be"]
    assert "Q11" in kessler.mentions[0].evidence["may be"]


def test_the_country_of_the_title_decides_between_namesakes() -> None:
    knowledge = small(
        leader("Q10", "Robert Kessler", "AAA", "2001", "2005"),
        leader("Q11", "Robert Kessler", "BBB", "2001", "2005"),
    )
    text = "Beltanian President Robert Kessler spoke in Arvania."
    found = {actor.key for actor in extract(text, knowledge=knowledge).actors}
    assert "Q11" in found
    assert "Q10" not in found


def test_the_date_decides_between_namesakes() -> None:
    knowledge = small(
        leader("Q10", "Robert Kessler", "AAA", "1971", "1975"),
        leader("Q11", "Robert Kessler", "AAA", "2011", "2015"),
    )
    text = "President Robert Kessler spoke in Arvania."
    found = extract(text, knowledge=knowledge, date=datetime.date(2012, 5, 1))
    assert "Q11" in {actor.key for actor in found.actors}


def test_a_leader_by_surname_and_title_is_linked_in_their_time_only() -> None:
    text = "President Clinton spoke at the White House about the United States Congress."
    assert "Bill Clinton" in actors(text, "1998-03-01")
    assert "Bill Clinton" not in actors(text, "1952-03-01")


def test_a_father_with_another_initial_is_not_his_son() -> None:
    found = actors(
        "President George W. Bush spoke in Texas. His father George H. W. Bush stood beside him.",
        "2004-05-01",
    )
    assert words(found["George W. Bush"]) == ["George W. Bush"]
    assert words(found["George H. W. Bush"]) == ["George H. W. Bush"]


def test_a_king_is_not_called_by_another_mans_surname() -> None:
    found = actors("Saddam Hussein sent a letter. King Hussein read it in Amman.", "1994-10-26")
    assert words(found["Saddam Hussein"]) == ["Saddam Hussein"]


def test_a_country_comes_before_a_state_of_its_name() -> None:
    assert actors("Troops entered Georgia on Friday.", "2008-08-09")["Georgia"].kind == "country"


def test_a_party_without_its_country_is_not_any_party_of_the_name() -> None:
    assert actors("The Labour Party lost the vote.")["Labour Party"].wikidata is None
    found = actors("The Labour Party won in Britain. British voters were few.", "1997-05-02")
    assert found["Labour Party"].wikidata == "Q9630"


def test_the_kremlin_is_an_organisation_of_its_own() -> None:
    kremlin = actors("The Kremlin stated that Russia would withdraw.")["Kremlin"]
    assert (kremlin.kind, kremlin.key, kremlin.wikidata) == ("organisation", "kb:kremlin", None)


@pytest.mark.parametrize(
    "acting",
    [
        "Moscow said on Monday that it would sign.",
        "Israel is interested in Moscow curbing the operations of Iran.",
        "Moscow has repeatedly rejected the plan.",
        "The treaty between Washington and Moscow was signed in the spring.",
        "Cuba broke off relations with Moscow.",
        "Washington and Moscow were discussing the matter.",
        "Moscow must hand the islands back.",
        "The ministers blamed Moscow for the delay.",
        "Moscow’s refusal surprised nobody.",
        "A new ambassador to Moscow was named.",
        "Moscow was informed on Sunday.",
        "The Council imposed sanctions on Moscow.",
    ],
)
def test_a_capital_that_acts_is_its_country(acting: str) -> None:
    russia = actors(acting, "2020-12-29")["Russia"]
    assert [(m.surface, m.how) for m in russia.mentions] == [("Moscow", "metonym")]


@pytest.mark.parametrize(
    "resting",
    [
        "The ministers met in Moscow on Monday.",
        "Putin returned from Moscow.",
        "A factory near Moscow stopped work.",
        "Moscow will host the games.",
        "Moscow was burning.",
        "Moscow has become dear.",
        "The statue was brought to Moscow.",
        "Moscow’s streets were empty.",
    ],
)
def test_a_capital_that_is_only_a_place_stays_one(resting: str) -> None:
    assert words(actors(resting, "2020-12-29")["Moscow"]) == ["Moscow"]


def test_moscow_spoke_for_the_soviet_union_in_its_time() -> None:
    found = actors("Moscow rejected the offer on Monday.", "1979-12-29")
    assert words(found["Soviet Union"]) == ["Moscow"]


def test_a_link_can_be_followed_in_the_evidence() -> None:
    putin = actors("Russian President Vladimir Putin spoke in Moscow.", "2020-12-29")[
        "Vladimir Putin"
    ]
    assert "in office then" in putin.mentions[0].evidence["linked"]

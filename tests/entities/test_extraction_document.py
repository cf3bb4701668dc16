"""Names become actors by what the document itself says."""

import pytest

from tests.entities.reading import actors, words


def test_surname_initial_and_full_name_are_one_person() -> None:
    found = actors(
        "Mira Castellane spoke first. M. Castellane was brief. "
        "Castellane’s deputy Jan Hollar agreed."
    )
    assert words(found["Mira Castellane"]) == ["Mira Castellane", "M. Castellane", "Castellane"]
    assert found["Mira Castellane"].key == "local:person:mira castellane"


def test_two_people_with_one_surname_stay_apart_and_a_bare_one_is_a_guess() -> None:
    found = actors(
        "Senator Robert Kessler spoke in Bonn. His cousin Anna Kessler sat beside him. "
        "Kessler said that she would run for mayor of Bonn."
    )
    assert words(found["Robert Kessler"]) == ["Robert Kessler"]
    bare = found["Anna Kessler"].mentions[1]
    assert bare.evidence["surname of"] == "Robert Kessler; Anna Kessler"
    assert bare.confidence < found["Anna Kessler"].mentions[0].confidence - 0.2


def test_mrs_before_a_shared_surname_is_not_the_husband() -> None:
    found = actors(
        "Margaret Thatcher arrived with Denis Thatcher. Mrs Thatcher spoke to reporters in London."
    )
    assert words(found["Margaret Thatcher"]) == ["Margaret Thatcher", "Thatcher"]


def test_an_acronym_in_brackets_is_its_organisation_everywhere() -> None:
    found = actors(
        "The Karvenian Rail Workers Union (KRWU) called a strike in Halden. "
        "Trains stood still, the KRWU said."
    )
    union = found["Karvenian Rail Workers Union"]
    assert words(union) == ["Karvenian Rail Workers Union", "KRWU", "KRWU"]
    assert union.mentions[1].step == "acronym"


def test_titles_stay_outside_the_span_and_are_kept() -> None:
    found = actors(
        "Russian President Vladimir Putin received Foreign Minister Ilse Tarvald’s letter."
    )
    putin, tarvald = found["Vladimir Putin"].mentions[0], found["Ilse Tarvald"].mentions[0]
    assert (putin.surface, putin.title) == ("Vladimir Putin", "Russian President")
    assert (tarvald.surface, tarvald.title) == ("Ilse Tarvald", "Foreign Minister")


def test_a_title_does_not_run_over_another_name() -> None:
    found = actors(
        "Secretary of State Cyrus Vance and Foreign Minister Andrei Gromyko met in Vienna."
    )
    assert found["Andrei Gromyko"].mentions[0].title == "Foreign Minister"
    assert "State" not in found


def test_a_name_that_runs_on_from_a_department_is_a_person() -> None:
    found = actors(
        "The head of the Foreign Ministry’s Lakes Department Ilse Tarvald received the envoy."
    )
    assert found["Ilse Tarvald"].kind == "person"
    title = found["Ilse Tarvald"].mentions[0].title
    assert title == "head of the Foreign Ministry’s Lakes Department"


def test_articles_and_possessives_stay_outside_the_span() -> None:
    found = actors(
        "The Kremlin’s statement surprised the United Nations’ envoy to Syria’s capital."
    )
    assert words(found["Kremlin"]) == ["Kremlin"]
    assert words(found["United Nations"]) == ["United Nations"]
    assert words(found["Syria"]) == ["Syria"]


@pytest.mark.parametrize("event", ["Hanukkah", "Novy God", "the Cold War", "the Nobel Peace Prize"])
def test_feasts_wars_and_prizes_are_no_actors(event: str) -> None:
    found = actors(f"President Barack Obama spoke about {event} in Washington on Monday evening.")
    assert set(found) <= {"Barack Obama", "Washington", "United States of America"}


def test_a_word_that_only_describes_does_not_join_a_name() -> None:
    found = actors("The Reuters news agency reported from Halden that the U.S. military left.")
    assert words(found["Reuters"]) == ["Reuters"]
    assert words(found["United States of America"])[0] == "U.S."


def test_a_month_is_not_looked_for_as_a_surname() -> None:
    found = actors("Thomas May spoke in Bonn. In May the mayor of Bonn answered him.")
    assert words(found["Thomas May"]) == ["Thomas May"]


def test_a_company_does_not_become_a_person_by_one_namesake() -> None:
    text = "Halden Motors sold cars. " + "Shares in Toyota rose. The carmaker Toyota said so. " * 4
    found = actors(text + "Its driver, Kazuo Toyota, won.")
    assert found["Toyota"].kind == "organisation"


def test_nationalities_are_adjectives_of_the_country() -> None:
    found = actors("Syrian and Iranian officials met two Israelis. Syria denied it.")
    assert {m.how for m in found["Iran"].mentions} == {"adjective"}
    assert words(found["Syria"]) == ["Syrian", "Syria"]
    assert words(found["Israel"]) == ["Israelis"]
    assert "United States of America" not in actors("Latin American leaders met on Monday.")


def test_a_nationality_and_its_troops_are_the_armed_forces() -> None:
    found = actors("Russian troops and the Israeli army avoided a clash. The IDF said nothing.")
    assert words(found["Russian Armed Forces"]) == ["Russian troops"]
    assert words(found["Israel Defense Forces"]) == ["Israeli army", "IDF"]
    assert found["Russian Armed Forces"].mentions[0].how == "nominal"


def test_a_ministry_gets_its_country_from_the_envoy_it_received() -> None:
    found = actors(
        "The ambassador to Israel was summoned to the Foreign Ministry on Monday. "
        "The Foreign Ministry said it had protested."
    )
    ministry = found["Ministry of Foreign Affairs of Israel"]
    assert words(ministry) == ["Foreign Ministry", "Foreign Ministry"]
    assert ministry.mentions[1].evidence["read from"] == "same in this document"


def test_a_leaders_office_is_the_office_of_the_post() -> None:
    found = actors(
        "Israeli Prime Minister Benjamin Netanyahu met the envoy. Netanyahu’s office confirmed it."
    )
    office = found["Office of the Prime Minister of Israel"]
    assert words(office) == ["Netanyahu’s office"]
    assert len(found["Benjamin Netanyahu"].mentions) == 2


def test_what_the_story_is_about_is_most_salient() -> None:
    found = actors(
        "Angela Merkel opened the fair in Hanover. Merkel praised its history. Merkel then left. "
        "A visitor from Bremen named Jan Hollar took a picture."
    )
    saliences = [actor.salience for actor in found.values()]
    assert next(iter(found)) == "Angela Merkel"
    assert saliences == sorted(saliences, reverse=True)
    assert found["Jan Hollar"].salience < 0.6 < found["Angela Merkel"].salience


def test_every_mention_names_its_step_and_its_evidence() -> None:
    found = actors("Vladimir Putin met Israeli envoys. Putin was brief.")
    assert "Vladimir Putin" in found
    for actor in found.values():
        assert all(mention.step and mention.evidence for mention in actor.mentions)

"""Who did what to whom, one sentence a behaviour; everybody in them is invented."""

import datetime
import subprocess
import sys
from collections.abc import Iterator, Sequence

import pytest

from entities.extraction import Config, DateFinding, extract
from entities.extraction.interactions import day_of
from entities.extraction.syntax import Word
from tests.entities.reading import knowledge, read

Told = tuple[str, str, str]


def told(text: str, date: str | None = None) -> list[Told]:
    """The interactions of a text as (kind, source, target), by name."""
    found = read(text, date)
    names = {actor.key: actor.name for actor in found.actors}
    return [(i.kind, names[i.source], names[i.target]) for i in found.interactions]


def modalities(text: str) -> list[str]:
    return [interaction.modality for interaction in read(text).interactions]


MIRA, ROBERT = "Mira Castellane", "Robert Kessler"


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Mira Castellane met Robert Kessler in Bonn.", "consult"),
        ("Mira Castellane met with Robert Kessler in Bonn.", "consult"),
        ("Mira Castellane spoke by telephone with Robert Kessler.", "consult"),
        ("Mira Castellane held talks on Monday with Robert Kessler.", "consult"),
        ("Mira Castellane sent a letter to Robert Kessler.", "consult"),
        ("Mira Castellane congratulated Robert Kessler.", "support"),
        ("Mira Castellane apologised to Robert Kessler.", "support"),
        ("Mira Castellane signed an agreement with Robert Kessler.", "agree"),
        ("Mira Castellane cooperated with Robert Kessler for years.", "cooperate"),
        ("Mira Castellane gave a loan to Robert Kessler.", "aid"),
        ("Mira Castellane urged Robert Kessler to resign.", "demand"),
        ("Mira Castellane demanded that Robert Kessler resign.", "demand"),
        ("Mira Castellane said Robert Kessler must resign.", "demand"),
        ("Mira Castellane called on Robert Kessler to resign.", "demand"),
        ("Mira Castellane accused Robert Kessler of fraud.", "disapprove"),
        ("Mira Castellane rejected Robert Kessler’s offer.", "reject"),
        ("Mira Castellane refused to meet Robert Kessler.", "reject"),
        ("Mira Castellane threatened to dismiss Robert Kessler.", "threaten"),
        ("Mira Castellane arrested Robert Kessler at the border.", "coerce"),
        ("Mira Castellane kidnapped Robert Kessler.", "assault"),
        ("Mira Castellane investigated Robert Kessler.", "investigate"),
        ("Mira Castellane released Robert Kessler on Friday.", "retreat"),
    ],
)
def test_a_verb_tells_the_kind_and_its_two_sides(sentence: str, kind: str) -> None:
    assert told(sentence) == [(kind, MIRA, ROBERT)]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Norway imposed sanctions on Hungary.", "sanction"),
        ("Norway broke off relations with Hungary.", "sanction"),
        ("Norway lifted its embargo against Hungary.", "concede"),
        ("Norway deployed troops in Hungary.", "mobilize"),
        ("Norway sent troops to Hungary on Friday.", "mobilize"),
        ("Norway attacked Hungary at dawn.", "fight"),
        ("Norway withdrew its troops from Hungary.", "retreat"),
        ("Norway declared war on Hungary.", "fight"),
        ("Norway sent food and medicine to Hungary.", "aid"),
        ("Norway is opposed to Hungary’s plan for the river.", "reject"),
        ("Norwegian students demonstrated against Hungary in Oslo.", "protest"),
    ],
)
def test_countries_deal_with_one_another(sentence: str, kind: str) -> None:
    assert told(sentence) == [(kind, "Norway", "Hungary")]


def test_the_passive_is_turned_round() -> None:
    assert told("Robert Kessler was praised by Mira Castellane in Bonn.") == [
        ("support", MIRA, ROBERT)
    ]


def test_whoever_one_is_summoned_to_summons() -> None:
    text = (
        "The Hungarian ambassador to Norway, Robert Kessler, was summoned to the Foreign Ministry."
    )
    assert ("disapprove", "Ministry of Foreign Affairs of Norway", ROBERT) in told(text)


def test_joined_verbs_share_their_subject() -> None:
    text = "Mira Castellane thanked Robert Kessler and criticised Ilse Tarvald."
    assert told(text) == [("support", MIRA, ROBERT), ("disapprove", MIRA, "Ilse Tarvald")]


def test_joined_objects_are_each_a_side() -> None:
    text = "Mira Castellane praised Robert Kessler and Ilse Tarvald."
    assert told(text) == [("support", MIRA, ROBERT), ("support", MIRA, "Ilse Tarvald")]


def test_two_who_met_have_met_each_other() -> None:
    found = read("Mira Castellane and Robert Kessler met in Bonn on Monday.").interactions
    assert [(i.kind, i.symmetric) for i in found] == [("consult", True)]


def test_who_is_the_noun_before() -> None:
    text = "Mira Castellane, who had criticised Robert Kessler, left Bonn."
    assert told(text) == [("disapprove", MIRA, ROBERT)]


def test_officials_act_for_their_country() -> None:
    assert told("Norwegian officials met Hungarian diplomats.") == [
        ("consult", "Norway", "Hungary")
    ]


def test_a_capital_that_acts_is_its_country() -> None:
    assert told("Oslo accused Hungary of spying.") == [("disapprove", "Norway", "Hungary")]


def test_remarks_stand_for_whose_they_are() -> None:
    text = "Mira Castellane met with Robert Kessler and protested his remarks."
    assert told(text)[1] == ("disapprove", MIRA, ROBERT)


def test_his_own_army_is_nobody_else() -> None:
    assert told("Robert Kessler praised his soldiers in Bonn.") == []


def test_he_is_the_person_of_the_sentence_before() -> None:
    text = "Robert Kessler came to Bonn on Friday. He criticised Mira Castellane."
    assert told(text) == [("disapprove", ROBERT, MIRA)]


def test_the_two_are_the_pair_told_of_before() -> None:
    text = (
        "Mira Castellane praised Robert Kessler. The two discussed fishing rights. "
        "They signed a treaty."
    )
    assert told(text) == [
        ("support", MIRA, ROBERT),
        ("consult", MIRA, ROBERT),
        ("agree", MIRA, ROBERT),
    ]


def test_the_two_without_a_pair_are_nobody() -> None:
    assert told("The two discussed fishing rights in Bonn.") == []


def test_it_is_the_country_that_says_so() -> None:
    text = "Norway said on Friday that it had attacked Hungary."
    assert told(text) == [("fight", "Norway", "Hungary")]


def test_talks_between_two_are_theirs() -> None:
    text = "Talks between Norway and Hungary ended in Bonn."
    assert told(text) == [("consult", "Norway", "Hungary")]


def test_a_place_does_nothing() -> None:
    assert told("A storm in Bonn killed Robert Kessler.") == []


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Norway attacked Hungary on Friday.", "asserted"),
        ("Norway did not attack Hungary.", "negated"),
        ("Norway never attacked Hungary.", "negated"),
        ("Mira Castellane claimed that Norway attacked Hungary.", "claimed"),
        ("“Norway attacked Hungary,” said Mira Castellane.", "claimed"),
        ("Mira Castellane wants to meet Robert Kessler.", "desired"),
        ("Norway wants Hungary to leave the union.", "desired"),
        ("Mira Castellane will meet Robert Kessler on Friday.", "future"),
        ("Mira Castellane plans to meet Robert Kessler.", "future"),
        ("Mira Castellane is to meet Robert Kessler on Friday.", "future"),
        ("Mira Castellane met Robert Kessler several times.", "habitual"),
        ("Mira Castellane often criticised Robert Kessler.", "habitual"),
    ],
)
def test_how_it_is_told_is_kept(sentence: str, modality: str) -> None:
    assert modalities(sentence) == [modality]


def test_a_claim_names_who_claims_it() -> None:
    found = read("Mira Castellane claimed that Norway attacked Hungary.")
    mira = next(actor.key for actor in found.actors if actor.name == MIRA)
    assert [i.by for i in found.interactions] == [mira]


def test_aid_to_come_is_a_promise_and_force_to_come_a_threat() -> None:
    assert told("Norway will give aid to Hungary.") == [("agree", "Norway", "Hungary")]
    assert told("Norway will attack Hungary.") == [("threaten", "Norway", "Hungary")]


def test_an_event_told_twice_is_counted_once() -> None:
    text = "Mira Castellane met Robert Kessler on Monday. Castellane and Kessler met for an hour."
    assert told(text) == [("consult", MIRA, ROBERT)]


def test_a_title_in_the_way_does_not_hide_a_dealing() -> None:
    text = (
        "Norwegian Deputy Prime Minister for Fisheries Mira Castellane met "
        "Hungarian Foreign Minister Robert Kessler."
    )
    assert told(text) == [("consult", MIRA, ROBERT)]


def test_phrase_and_offsets_are_those_of_the_text() -> None:
    text = "On Monday Mira Castellane spoke at length with Robert Kessler."
    (found,) = read(text).interactions
    assert text[found.start : found.end] == "spoke at length with"
    assert found.phrase == "spoke … with"


def test_every_interaction_names_its_rule() -> None:
    (found,) = read("Robert Kessler was praised by Mira Castellane.").interactions
    assert found.evidence == {"rule": "passive, obj", "verb": "praise"}


def test_another_language_is_read_for_names_only() -> None:
    assert read("Angela Merkel hat gestern Wladimir Putin in Berlin getroffen.").interactions == ()


def test_a_sentence_of_a_thousand_names_is_no_dealing() -> None:
    assert read("Norway attacked " + "Hungary, " * 400 + "and Spain.").interactions == ()


def test_an_interaction_is_on_the_day_its_sentence_names_nearest() -> None:
    dates = tuple(
        DateFinding(at, at + 6, "Monday", value, "day")
        for at, value in ((10, "2020-12-28"), (60, "2020-12-29"), (200, "2020-12-30"))
    )
    assert day_of(dates, 0, 100, 55) == datetime.date(2020, 12, 29)
    assert day_of(dates, 100, 150, 120) is None
    assert day_of((DateFinding(10, 16, "2020", "2020", "year"),), 0, 100, 20) is None


def test_the_council_is_the_one_named_before() -> None:
    text = "The UN Security Council met on Friday. The Council condemned Norway."
    assert told(text) == [("disapprove", "United Nations Security Council", "Norway")]


def test_it_is_the_country_the_last_sentence_begins_with() -> None:
    text = "Norway closed its ports on Friday. It accused Hungary of spying."
    assert told(text) == [("disapprove", "Norway", "Hungary")]


def test_a_warning_of_something_informs_and_another_threatens() -> None:
    assert told("Norway warned Hungary of a flood.") == [("consult", "Norway", "Hungary")]
    assert told("Norway warned Hungary against it.") == [("threaten", "Norway", "Hungary")]


def test_what_should_have_been_done_is_a_reproach() -> None:
    text = "Mira Castellane said that Norway should have acted sooner."
    assert told(text) == [("disapprove", MIRA, "Norway")]


def test_they_are_the_two_who_say_so() -> None:
    text = "Mira Castellane and Robert Kessler said on Friday that they had signed a treaty."
    assert told(text) == [("agree", MIRA, ROBERT)]


def test_the_words_of_a_country_are_its_own() -> None:
    assert told("Norway’s statement criticised Hungary.") == [("disapprove", "Norway", "Hungary")]


def test_seizing_a_country_is_war_and_seizing_soldiers_assault() -> None:
    assert told("Norway seized the Hungarian colony.") == [("fight", "Norway", "Hungary")]
    assert told("Norway seized two Hungarian soldiers.") == [("assault", "Norway", "Hungary")]


def test_help_of_a_third_is_not_the_other_side() -> None:
    text = "Mira Castellane signed a treaty with the help of Robert Kessler."
    assert told(text) == []


def test_a_capital_blamed_is_its_government() -> None:
    text = "Norway spoke on Friday. Hungary’s government accused Oslo of spying."
    assert told(text) == [("disapprove", "Hungary", "Norway")]


def test_what_is_refused_is_one_dealing() -> None:
    assert told("Norway refused to negotiate with Hungary.") == [("reject", "Norway", "Hungary")]


def test_a_parser_of_ones_own_can_be_given() -> None:
    class Silent:
        name = "silent"

        def parse(self, sentences: Sequence[str]) -> Iterator[list[Word]]:
            return iter([[] for _ in sentences])

    config = Config(parser=Silent())
    found = extract("Norway attacked Hungary.", knowledge=knowledge(), config=config)
    assert found.interactions == ()


def test_parser_costs_nothing_before_its_first_sentence() -> None:
    """Else every command would pay most of a second and the memory for it."""
    look = "import sys, entities.extraction; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0


def test_two_who_signed_by_the_passive_signed_with_each_other() -> None:
    text = "The treaty signed in Bonn by Mira Castellane and Robert Kessler is in force."
    assert told(text) == [("agree", MIRA, ROBERT)]


def test_a_treaty_that_two_signed_is_theirs() -> None:
    text = "The treaty which Norway and Hungary signed in Bonn is in force."
    assert told(text) == [("agree", "Norway", "Hungary")]


def test_of_a_group_of_four_no_pairs_are_told() -> None:
    assert told("Norway, Hungary, Spain and Chile signed a treaty in Bonn.") == []


def test_leaving_a_treaty_rejects_whom_it_is_with() -> None:
    text = "Norway withdrew from the treaty with Hungary."
    assert told(text) == [("reject", "Norway", "Hungary")]


def test_an_answer_goes_to_who_asked() -> None:
    text = "Norway accused Hungary of spying. Hungary denied it."
    assert told(text)[1] == ("reject", "Hungary", "Norway")


def test_what_is_called_a_mistake_is_disapproved_of() -> None:
    text = "Mira Castellane called Robert Kessler’s plan a mistake."
    assert told(text) == [("disapprove", MIRA, ROBERT)]


def test_an_ally_supports() -> None:
    assert told("Norway is an ally of Hungary.") == [("support", "Norway", "Hungary")]


def test_each_of_a_list_of_owners_is_a_side() -> None:
    text = "Norway recognised the independence of Hungary, Spain and Chile."
    assert [target for _, _, target in told(text)] == ["Hungary", "Spain", "Chile"]


def test_an_attack_by_one_on_another_is_the_first_ones() -> None:
    text = "An attack by Norway on Hungary ended on Friday."
    assert told(text) == [("fight", "Norway", "Hungary")]


def test_two_who_stopped_fighting_agreed() -> None:
    assert told("Norway and Hungary stopped fighting on Friday.") == [
        ("agree", "Norway", "Hungary")
    ]


def test_a_factory_visited_in_a_country_is_not_the_country() -> None:
    assert told("Mira Castellane visited a factory in Norway.") == []


def test_a_country_has_no_other_side_in_its_own_soldiers() -> None:
    assert told("Norway offered to send 500 Norwegian troops to the south.") == []


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Norway expressed concern about Hungary’s plans.", "disapprove"),
        ("Norway held Hungary responsible for the failure of the talks.", "disapprove"),
        ("Norway said Hungary had violated the ceasefire.", "disapprove"),
        ("Norway charged that Hungary had sent spies.", "disapprove"),
        ("Norway traded insults with Hungary.", "disapprove"),
        ("Norway sued Hungary over the dam.", "disapprove"),
        ("Norway declared Hungary a terrorist state.", "disapprove"),
        ("Norway ruled out talks with Hungary.", "reject"),
        ("Norway remained opposed to Hungary’s plan.", "reject"),
        ("Norway put Hungary on its list of terrorist states.", "sanction"),
        ("Norway removed Hungary from its list of terrorist states.", "concede"),
        ("Norway reduced its troops in Hungary.", "retreat"),
        ("Norway gave Hungary 48 hours to withdraw.", "threaten"),
        ("Norway is investigating claims that Hungary tortured prisoners.", "investigate"),
        ("Norway waged a war against Hungary.", "fight"),
        ("Norway said it is ready to talk with Hungary.", "consult"),
        ("Norway arrived in Hungary for a visit.", "consult"),
        ("Norway said the talks with Hungary were useful.", "consult"),
        ("Norway said his country would help Hungary.", "agree"),
        ("Norway joined Hungary.", "cooperate"),
    ],
)
def test_newswire_tells_it_in_many_ways(sentence: str, kind: str) -> None:
    assert told(sentence) == [(kind, "Norway", "Hungary")]


def test_joined_adjectives_are_two_sides() -> None:
    text = "Norwegian and Hungarian officials met in Madrid."
    assert told(text) == [("consult", "Norway", "Hungary")]


def test_going_into_a_country_is_an_attack_for_troops_alone() -> None:
    text = "Norwegian troops entered Hungary."
    assert told(text) == [("fight", "Norwegian Armed Forces", "Hungary")]
    assert told("Robert Kessler entered Norway.") == []


def test_a_report_by_somebody_speaks_for_him() -> None:
    text = "A report by Robert Kessler criticised Norway."
    assert told(text) == [("disapprove", ROBERT, "Norway")]


def test_who_is_pressed_into_a_treaty_is_asked_for_it() -> None:
    text = "Pressed by Norway, Hungary signed the treaty."
    assert told(text) == [("demand", "Norway", "Hungary")]


def test_fighting_between_two_is_theirs() -> None:
    text = "Fighting between Norway and Hungary continued on Friday."
    assert told(text) == [("fight", "Norway", "Hungary")]


def test_who_is_considered_a_threat_by_another_is_disapproved_of() -> None:
    text = "Norway is considered a threat by Hungary."
    assert told(text) == [("disapprove", "Hungary", "Norway")]


def test_a_person_on_a_visit_meets_the_country() -> None:
    text = "Robert Kessler, on a visit to Norway, praised the weather."
    assert told(text) == [("consult", ROBERT, "Norway")]


@pytest.mark.parametrize(
    "part", ["Norway accused Hungary and ", "Norway, Hungary, ", "who said that Norway met "]
)
def test_a_sentence_without_an_end_is_bounded(part: str) -> None:
    assert told(part * 3_000 + "Norway met Hungary.") == []

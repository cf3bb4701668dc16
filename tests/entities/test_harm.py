"""What the desk shows first: what a mistake would cost, times how likely one is."""

import pytest

from entities import harm
from entities.harm import Who
from entities.models import Interaction, Kind

PRIVATE = Who("person", known=False)
MINISTER = Who("person", known=True)
COUNTRY = Who("country", known=True)


@pytest.mark.parametrize("kind", ["assault", "coerce", "fight", "investigate", "sanction"])
def test_an_accusation_of_a_private_person_leads_on_either_side(kind: str) -> None:
    assert harm.of_interaction(kind, [PRIVATE, COUNTRY]).leads
    assert harm.of_interaction(kind, [COUNTRY, PRIVATE]).leads
    assert not harm.of_interaction(kind, [MINISTER, COUNTRY]).leads


def test_what_is_told_of_a_private_person_without_blame_does_not_lead() -> None:
    assert not harm.of_interaction("consult", [PRIVATE, MINISTER]).leads
    assert not harm.of_tag(PRIVATE, accused=False).leads
    assert harm.of_tag(PRIVATE, accused=True).leads
    assert not harm.of_tag(MINISTER, accused=True).leads


@pytest.mark.parametrize(
    ("words", "cue"),
    [
        ("“He is a thief.”", "said"),
        ("“It was his fault.”", "accused"),
        ("that she had been charged with fraud", "wrote"),
        ("that the mayor violated the law", "said"),
    ],
)
def test_a_quote_that_accuses_leads_where_a_private_person_is_in_it(words: str, cue: str) -> None:
    assert harm.of_quote(words, cue, [MINISTER, PRIVATE]).leads
    assert not harm.of_quote(words, cue, [MINISTER]).leads


@pytest.mark.parametrize("words", ["“We shall meet on Monday.”", "that the guild was pleased"])
def test_a_quote_that_accuses_nobody_does_not_lead(words: str) -> None:
    assert not harm.of_quote(words, "said", [PRIVATE]).leads


def test_what_leads_comes_before_what_the_machine_doubts_most() -> None:
    accusation = harm.order(harm.of_interaction("assault", [PRIVATE]), 0.95)
    doubtful = harm.order(harm.of_tag(PRIVATE, accused=False), 0.0)
    assert accusation < doubtful


def test_of_the_same_harm_the_least_certain_comes_first() -> None:
    tag = harm.of_tag(MINISTER, accused=False)
    assert harm.order(tag, 0.3) < harm.order(tag, 0.9)


def test_nothing_is_so_sure_that_it_could_do_no_harm() -> None:
    assert harm.expected(harm.of_tag(PRIVATE, accused=False), 1.0) > 0


def test_every_kind_that_accuses_is_a_kind_of_interaction() -> None:
    assert set(Interaction.Kind.values) > harm.ACCUSING_KINDS


def test_every_kind_of_actor_has_its_weight() -> None:
    weights = {kind: harm.of_tag(Who(kind, known=True), accused=False) for kind in Kind.values}
    assert weights["person"].weight > weights["organisation"].weight > weights["place"].weight
    assert weights["country"] == weights["place"]

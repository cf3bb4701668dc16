"""Words without a name that a quote hangs on mean its speaker; scores are likelihoods."""

from hypothesis import given
from hypothesis import strategies as st

from entities.extraction.scoring import calibrated
from entities.extraction.standins import STEP
from tests.entities.reading import actors

STORY = (
    "Mayor Mira Castellane opened the bridge in Halden with Jan Hollar, the head of the Karvenian "
    "Rail Workers Union.\n"
)


def standins(text: str) -> list[tuple[str, str, str]]:
    return [
        (name, mention.surface, mention.how)
        for name, actor in actors(STORY + text).items()
        for mention in actor.mentions
        if mention.step == STEP
    ]


def test_a_pronoun_that_a_quote_hangs_on_is_a_mention() -> None:
    found = standins("Castellane cut a ribbon. “The bridge is safe and open,” she said.")
    assert found == [("Mira Castellane", "she", "pronoun")]


def test_a_post_that_a_quote_hangs_on_is_a_mention() -> None:
    found = standins("“The bridge is safe and open for all,” the mayor said.")
    assert found == [("Mira Castellane", "the mayor", "nominal")]


def test_a_name_a_document_and_a_spokesman_are_none() -> None:
    assert not standins("“The bridge is safe and open,” Castellane said.")
    assert not standins("Castellane issued a statement. “The bridge is open,” the statement said.")
    assert not standins("“The bridge is a danger to trains,” a spokesman for the union said.")


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_score_is_never_less_likely(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= calibrated(low) <= calibrated(high) <= 1

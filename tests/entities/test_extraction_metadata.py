"""The lines around a story are reported and never tagged."""

import pytest

from tests.entities.reading import actors, read

STORY = "Chancellor Angela Merkel met President Emmanuel Macron in Berlin."


def test_byline_and_credit_are_reported_and_not_tagged() -> None:
    found = read(f"By: Mira Castellane\n{STORY}\n(DWA)\n")
    assert found.metadata.byline == "Mira Castellane"
    assert found.metadata.credit == "DWA"
    assert {"Mira Castellane", "DWA"}.isdisjoint(actor.name for actor in found.actors)


@pytest.mark.parametrize(
    ("opening", "dateline", "credit"),
    [
        ("JERUSALEM, Dec 29 (TPS) - ", "JERUSALEM, Dec 29", "TPS"),
        ("BEIRUT (Reuters) — ", "BEIRUT", "Reuters"),
        ("Paris, 12 March 1998 (AFP) – ", "Paris, 12 March 1998", "AFP"),
        ("VIENNA -- ", "VIENNA", None),
    ],
)
def test_datelines_are_read_in_their_usual_forms(
    opening: str, dateline: str, credit: str | None
) -> None:
    found = read(opening + STORY)
    assert (found.metadata.dateline, found.metadata.credit) == (dateline, credit)
    assert min(m.start for a in found.actors for m in a.mentions) >= len(opening)


def test_a_headline_line_is_metadata_and_lifts_its_actors() -> None:
    text = "Headline: Macron in Berlin\nBy Jan Hollar\n\n" + STORY
    found = read(text)
    assert (found.metadata.headline, found.metadata.byline) == ("Macron in Berlin", "Jan Hollar")
    assert found.actors[0].name == "Emmanuel Macron"


def test_a_sentence_that_starts_like_metadata_stays_in_the_story() -> None:
    found = read("NATO - the alliance of the West - met in Brussels on Monday.")
    assert found.metadata.dateline is None
    assert "NATO" in {actor.name for actor in found.actors}


def test_the_agency_that_reported_is_an_organisation_in_the_story() -> None:
    found = actors("On Monday, DWA reported that the talks in Vienna had failed.\n(DWA)")
    assert found["DWA"].kind == "organisation"
    assert len(found["DWA"].mentions) == 1


@pytest.mark.parametrize("text", ["", "By: A", "By:\nDate:\n", "(TPS)", "\n\n", "By: A\n(TPS)"])
def test_a_text_without_a_story_has_no_actors(text: str) -> None:
    assert read(text).actors == ()

"""How alike two texts are, and whether alike texts are found."""

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.shingles import BANDS, alike, bands, shingles
from tests.articles.reports import PARAGRAPHS, REPORT, UNRELATED, rewritten, with_more

DEMO = Path(__file__).resolve().parent.parent.parent / "demo"


def same(one: str, other: str) -> bool:
    return alike(shingles(one), shingles(other))


def found(one: str, other: str) -> bool:
    return bool(set(bands(shingles(one))) & set(bands(shingles(other))))


@pytest.mark.parametrize(
    "rewrite",
    [
        REPORT.upper(),
        REPORT.replace(",", " –").replace("\n\n", " "),
        rewritten(REPORT, 20),
        rewritten(REPORT, 10),
        with_more(REPORT),
        "\n\n".join(reversed(PARAGRAPHS)),
        "\n\n".join(PARAGRAPHS[:3]),
    ],
    ids=["case", "marks", "1 in 20", "1 in 10", "added to", "turned round", "cut"],
)
def test_rewrites_are_alike_and_are_found(rewrite: str) -> None:
    assert same(REPORT, rewrite)
    assert same(rewrite, REPORT)
    assert found(REPORT, rewrite)


@pytest.mark.parametrize("other", [UNRELATED, rewritten(REPORT, 3), PARAGRAPHS[0] + UNRELATED])
def test_texts_that_only_share_some_words_are_not_alike(other: str) -> None:
    assert not same(REPORT, other)


def test_a_brief_within_a_survey_is_no_copy_of_it() -> None:
    survey = "\n\n".join(rewritten(REPORT, n) for n in (2, 3)) + UNRELATED * 2
    brief = " ".join(PARAGRAPHS[:2])
    assert not same(brief, f"{survey} {brief}")


@pytest.mark.parametrize("text", ["", "Halden. " * 500, "A caption.", " ".join("abcdef" * 4)])
def test_short_and_empty_texts_have_nothing_to_be_found_by(text: str) -> None:
    assert shingles(text) == frozenset()
    assert bands(shingles(text)) == []
    assert not same(text, text)


def test_the_bands_of_a_text_stay_as_they_are_stored() -> None:
    """When this fails, the library hashes otherwise: every article must be extracted again."""
    assert bands(shingles(REPORT))[:2] == [-6269883087235978689, -3654997829147297499]
    assert len(set(bands(shingles(REPORT)))) == BANDS


@given(st.text(max_size=2000))
def test_any_text_has_bands_that_the_database_can_hold(text: str) -> None:
    assert all(-(2**63) <= band < 2**63 for band in bands(shingles(text)))
    assert same(text, text) == bool(shingles(text))


def test_no_two_reports_of_the_demo_are_alike() -> None:
    lines = [line for file in DEMO.glob("*.jsonl") for line in file.read_text().splitlines()]
    texts = [shingles(json.loads(line)["body"]) for line in lines]
    assert len(texts) == 124
    assert all(texts)
    assert not [1 for one, other in combinations(texts, 2) if alike(one, other)]

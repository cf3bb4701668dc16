"""IPTC ninjs in its three generations."""

import datetime
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importers import ArticleData, read
from articles.importers.ninjs import read_ninjs
from tests.articles.importing import articles, assert_storable, mutated, reasons, sample
from tests.articles.test_importers import JSON

NAMES = ("ninjs-1.json", "ninjs-2.json", "ninjs-3.json")


def item(**fields: object) -> dict[str, object]:
    return {"uri": "urn:example:1", "bodies": [{"value": "Tolvan left."}], **fields}


def test_first_generation_has_a_key_for_each_text() -> None:
    (article,) = articles(sample(NAMES[0]))
    assert article.body == "The harbour opened early.\n\nShips came."
    assert (article.headline, article.byline) == ("Harbour opens early", "Sanna Reijo")
    assert (article.guid, article.section) == ("http://wire.example/items/1", "transport")
    assert (article.dateline, article.source) == ("Halden", "Halden Wire")
    assert article.published_at == datetime.datetime(2014, 2, 3, 8, tzinfo=datetime.UTC)
    assert (article.source_version, article.subjects) == ("2", ("transport",))
    assert article.notes == ()


def test_second_generation_has_lists_and_an_embargo() -> None:
    (article,) = articles(sample(NAMES[1]))
    assert article.body == "Snow closed the pass.\n\nIt opens on Friday."
    assert (article.headline, article.byline) == ("Snow closes the pass", "Mira Tolvan")
    assert (article.source, article.section) == ("Halden Wire", "Current")
    assert article.embargoed_until == datetime.datetime(2021, 3, 4, 6, tzinfo=datetime.UTC)
    assert (article.source_version, article.genres) == ("3", ("Current",))


def test_third_generation_has_humps_in_its_keys_and_authors_among_people() -> None:
    (article,) = articles(sample(NAMES[2]))
    assert article.body == "Talks resumed.\n\nThey go on."
    assert (article.headline, article.byline) == ("Talks resume", "Sanna Reijo")
    assert (article.section, article.language) == ("Politics", "nb")
    assert (article.subjects, article.authors) == (("Politics",), ("Sanna Reijo",))
    assert article.published_at == datetime.datetime(2024, 1, 2, 3, 4, tzinfo=datetime.UTC)
    assert article.embargoed_until == datetime.datetime(2024, 1, 2, 6, tzinfo=datetime.UTC)


def test_embargo_that_cannot_be_read_is_no_licence_to_publish() -> None:
    (reason,) = reasons(json.dumps(item(embargoed="soon")))
    assert "until when cannot be read" in reason


def test_arrays_and_lines_of_objects_are_read_like_one() -> None:
    objects = [json.loads(sample(name)) for name in NAMES]
    array, spread = json.dumps(objects), json.dumps(objects, indent=1)
    lines = "\n".join(map(json.dumps, objects))
    alone = [articles(sample(name))[0] for name in NAMES]
    assert articles(array) == articles(spread) == articles(lines) == alone


def test_lines_of_both_kinds_may_be_mixed() -> None:
    lines = [json.dumps(item()), '{"body": "Second."}', "{broken", json.dumps(item())]
    results = [record.result for record in read("\n".join(lines).encode(), "made.jsonl")]
    kinds = [isinstance(result, ArticleData) for result in results]
    assert kinds == [True, True, False, True]


@pytest.mark.parametrize(
    ("fields", "byline"),
    [
        ({"by": "By A. One"}, "A. One"),
        ({"bylines": ["A. One", "B. Two"]}, "A. One, B. Two"),
        ({"bylines": [{"value": "A. One"}]}, "A. One"),
        ({"authors": [{"name": "A. One", "role": "writer"}]}, "A. One"),
        ({"people": [{"name": "A. One", "rel": "author"}, {"name": "B. Two"}]}, "A. One"),
    ],
)
def test_authors_are_found_wherever_they_stand(fields: dict[str, object], byline: str) -> None:
    assert articles(json.dumps(item(**fields)))[0].byline == byline


@pytest.mark.parametrize(
    ("fields", "authors"),
    [
        ({"authors": [{"name": " A.  One "}, {"name": "B. Two"}], "by": "The desk"}, 2),
        ({"authors": ["A. One", "A. One"]}, 1),
        ({"people": [{"name": "A. One", "rel": "author"}, {"name": "C. Three"}]}, 1),
        ({"by": "A. One and B. Two"}, 0),
        ({"bylines": ["A. One and B. Two"]}, 0),
    ],
)
def test_authors_are_those_that_are_named_one_by_one(
    fields: dict[str, object], authors: int
) -> None:
    assert articles(json.dumps(item(**fields)))[0].authors == ("A. One", "B. Two")[:authors]


def test_no_more_names_are_carried_over_than_can_be_kept() -> None:
    subjects = [{"name": f"Subject {n} {'x' * 300}"} for n in range(60)]
    (article,) = articles(json.dumps(item(subjects=[*subjects[:1], *subjects])))
    assert len(article.subjects) == len(set(article.subjects)) == 49
    assert {len(name) for name in article.subjects} == {200}


@pytest.mark.parametrize(
    ("key", "value", "status"),
    [
        ("pubStatus", "canceled", "canceled"),
        ("pubstatus", "http://cv.example/pubstatus/Cancelled", "canceled"),
        ("pubstatus", "stat:withheld", "withheld"),
        ("pubstatus", "usable", "usable"),
    ],
)
def test_what_its_publisher_wants_back_is_read_without_a_text(
    key: str, value: str, status: str
) -> None:
    fields = {} if status == "usable" else {"bodies": [], "versioncreated": "soon"}
    (article,) = articles(json.dumps({**item(version=7, **fields), key: value}))
    assert (article.status, article.guid) == (status, "urn:example:1")
    assert (article.source_version, bool(article.body)) == ("7", status == "usable")


def test_alternative_identifier_serves_where_there_is_no_other() -> None:
    data = {**item(), "uri": "", "altids": [{"role": "cms", "value": "A7"}]}
    assert articles(json.dumps(data))[0].guid == "A7"


def test_date_of_the_version_serves_where_there_is_no_other() -> None:
    (article,) = articles(json.dumps(item(versioncreated="2020-01-02T03:04:00Z")))
    assert article.published_at == datetime.datetime(2020, 1, 2, 3, 4, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"bodies": []}, "neither bodies nor body_text"),
        ({"type": "picture", "bodies": None}, "of the type 'picture'"),
        ({"versioncreated": "0000-01-01"}, "outside the years"),
        ({"versioncreated": "9999-12-31T23:59:59-05:00"}, "outside the years"),
        ({"versioncreated": "soon"}, "'soon' is not understood"),
        ({"bodies": [{"value": "x" * 2_000_001}]}, "2,000,000 are the most"),
        ({"bodies": [{"value": "<script>evil()</script>"}]}, "There is no text"),
    ],
)
def test_bad_object_has_a_reason(fields: dict[str, object], reason: str) -> None:
    (found,) = reasons(json.dumps(item(**fields)))
    assert reason in found


def test_broken_and_foreign_documents_have_a_reason() -> None:
    broken = sample(NAMES[1])[:-20]
    assert "broken JSON" in reasons(broken)[0]
    deep = '{\n"bodies": ' + "[" * 200_000
    assert "nested too deeply" in reasons(deep)[0]
    assert "several lines" in reasons('{\n "headline": "x",\n "descriptions": 1\n}')[0]


@settings(max_examples=100)
@given(st.sampled_from(NAMES).flatmap(lambda name: mutated(sample(name))))
def test_mutated_objects_never_raise(content: bytes) -> None:
    assert_storable(content)


KEYS = st.sampled_from(
    (
        *("uri", "bodies", "headlines", "by", "people", "subjects", "located", "versionCreated"),
        *("body_xhtml", "pubstatus", "version", "type", "altids", "infosources", "embargoed"),
    )
)
INNER = st.dictionaries(st.sampled_from(["value", "name", "role", "rel", "contentType"]), JSON)


@settings(max_examples=150)
@given(st.dictionaries(KEYS, JSON | st.lists(INNER | JSON, max_size=3), max_size=9))
def test_random_objects_never_raise(fields: dict[str, object]) -> None:
    assert_storable(json.dumps(item(**fields)).encode())
    assert_storable(json.dumps([item(**fields)], indent=1).encode())


@given(st.binary(max_size=200))
def test_random_bytes_never_raise(content: bytes) -> None:
    assert list(read_ninjs(content))

"""One object behind everything shown of a search: whatever is asked, all its numbers agree."""

from collections.abc import Iterator
from dataclasses import replace

import feedparser
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article, Author, Section, Source
from articles.periods import period_of
from articles.search import Limits, Search, count, find, walk
from entities.answers import answer_to, as_json
from entities.models import Actor
from entities.query import Query
from tests.articles.many import make_many
from tests.entities.searching import ask, csv_rows, jsonl_rows, query, text_of
from tests.factories import (
    make_actor,
    make_article,
    make_interaction,
    make_mention,
    make_quote,
)

pytestmark = pytest.mark.django_db

LIMITS = Limits(exact=1_000_000)
WORDS = ("army", "treaty", "border")
NAMES = ("Ada", "Bo", "Cy")
SLUGS = ("envoy-ada", "envoy-bo", "envoy-cy")
DAYS = (None, "2019-12-31", "2020-01-01", "2020-03-03", "2020-03-04", "2021-06-05")

archives = st.lists(
    st.fixed_dictionaries(
        {
            "words": st.sets(st.sampled_from(WORDS)),
            "names": st.sets(st.sampled_from(NAMES)),
            "source": st.sampled_from("AB"),
            "section": st.sampled_from(["World", "Law"]),
            "author": st.sampled_from(["Ines Ravn", "Ole Dahl"]),
            "language": st.sampled_from(["en", "de"]),
            "day": st.sampled_from(DAYS),
            "precision": st.sampled_from(["day", "day", "month", "year"]),
            "off": st.sampled_from([False, False, False, True]),
        }
    ),
    min_size=1,
    max_size=8,
)
questions = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from([*WORDS, "army OR border", "army -treaty", '"army treaty"', "of"]),
        "actor": st.lists(st.sampled_from(SLUGS), min_size=1, max_size=2, unique=True),
        "any_actor": st.lists(st.sampled_from(SLUGS), min_size=1, max_size=3, unique=True),
        "kind": st.sampled_from(["person", "country"]),
        "reviewed": st.sampled_from(["yes", "partly", "no"]),
        "quote_by": st.sampled_from(SLUGS),
        "between": st.just(["envoy-ada", "envoy-bo"]),
        "source": st.sampled_from("AB"),
        "section": st.sampled_from(["World", "Law"]),
        "author": st.sampled_from(["Ines Ravn", "Ole Dahl"]),
        "language": st.sampled_from(["en", "de"]),
        "date_from": st.sampled_from(["2019-12-31", "2020-01-01", "2020-03-01"]),
        "date_to": st.sampled_from(["2020-03-31", "2020-12-31", "2022-12-31", "2030-01-01"]),
        "copies": st.just("hide"),
        "sort": st.sampled_from(["relevance", "newest", "oldest", "recent"]),
    },
)


def make_archive(rows: list[dict[str, object]]) -> None:
    """The articles of one example; those of the examples before go."""
    Article.objects.update(status="taken down")
    # An article that everybody and everything is in, so that every filter knows what it means.
    everything = {"words": set(), "names": set(NAMES), "day": "2020-03-03", "precision": "day"}
    for source, section, author in (("A", "World", "Ines Ravn"), ("B", "Law", "Ole Dahl")):
        named = {"source": source, "section": section, "author": author, "language": "en"}
        make_row(everything | named | {"off": False})
    for row in rows:
        make_row(row)


def make_row(row: dict[str, object]) -> None:
    names = sorted(row["names"])  # type: ignore[call-overload]
    words = " ".join(sorted(row["words"]))  # type: ignore[call-overload]
    number = Article.objects.count()
    article = make_article(
        f"{words}. {' met '.join(names)} {number}. “Rain {number},” said {(names or ['X'])[0]}.",
        source=f"Wire {row['source']}",
        section=str(row["section"]),
        authors=(str(row["author"]),),
        language=str(row["language"]),
        published_at=row["day"],  # type: ignore[arg-type]
    )
    Article.objects.filter(pk=article.pk).update(published_precision=row["precision"])
    actors = {name: envoy(name) for name in names}
    for name, actor in actors.items():
        make_mention(article, name, actor)
    if names:
        make_quote(article, f"“Rain {number},”", actors[names[0]], named=names[0])
    if len(names) > 1:
        make_interaction(article, "met", *(actors[name] for name in names[:2]))
    if row["off"]:
        Article.objects.filter(pk=article.pk).update(status="taken down")


def envoy(name: str) -> Actor:
    known = Actor.objects.filter(name=f"Envoy {name}").first()
    return known or make_actor(f"Envoy {name}")


def asked_of(question: dict[str, object]) -> dict[str, object]:
    """The question with sources, sections and authors under their ids."""
    asked = dict(question)
    if "source" in asked:
        asked["source"] = Source.objects.named(f"Wire {asked['source']}").pk
    if "section" in asked:
        asked["section"] = Section.objects.named(str(asked["section"])).pk
    if "author" in asked:
        asked["author"] = Author.objects.get(name=asked["author"]).pk
    return asked


def listed(search: Search) -> Iterator[int]:
    """Every result, page by page."""
    cursor: str | None = ""
    while cursor is not None:
        page = find(search, cursor=cursor, size=3, limits=LIMITS)
        yield from page.ids
        cursor = page.next


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(archives, st.lists(questions, min_size=3, max_size=3))
def test_everything_shown_of_a_search_agrees(
    archive: list[dict[str, object]], asking: list[dict[str, object]]
) -> None:
    make_archive(archive)
    client = Client()
    for question in asking:
        asked = asked_of(question)
        one = query(**asked)
        ids = list(listed(one.search))
        total = count(one.search, limits=LIMITS)
        assert (total.value, total.exact) == (len(ids), True)
        assert len(set(ids)) == len(ids)
        check_facets(one, total.value)
        check_machines(client, asked, ids)
        # The permalink asks the same.
        assert client.get(f"/search.json?{one.address}").json()["total"]["value"] == total.value


def check_facets(one: Query, total: int) -> None:
    """Each value has as many as the search narrowed by it; dates and undated make up the total."""
    answer = find(one.search, size=0, limits=LIMITS)
    for name, values in (
        ("source", answer.sources),
        ("section", answer.sections),
    ):
        assert sum(value.count.value for value in values) == total
        for value in values:
            assert count(replace(one.search, **{name: value.key})) == value.count
    for value in answer.actors:
        actors = tuple({*one.search.actors, value.key})
        assert count(replace(one.search, actors=actors)) == value.count
    years = sum(value.count.value for value in answer.years)
    assert years + answer.undated.value == total
    bars = sum(bar.count.value for bar in answer.bars)
    assert bars + answer.vague.value + answer.undated.value == total
    for bar in answer.bars:
        period = period_of(answer.unit, bar.key).within(one.search.date_from, one.search.date_to)
        narrower = replace(one.search, date_from=period.first, date_to=period.last)
        assert count(narrower) == bar.count


def check_machines(client: Client, asked: dict[str, object], ids: list[int]) -> None:
    """JSON, files and feed hold what the list holds."""
    told = ask(client, "search_json", **asked).json()
    assert told["total"] == {"value": len(ids), "exact": True}
    assert [result["id"] for result in told["results"]] == ids[:20]
    by_date = [row["id"] for row in jsonl_rows(client, **asked)]
    assert sorted(by_date) == sorted(ids)
    assert [int(row["id"]) for row in csv_rows(client, **asked)] == by_date
    feed = feedparser.parse(text_of(ask(client, "search_feed", **asked)))
    assert {int(entry.id.rpartition("-")[2]) for entry in feed.entries} == set(ids)


def test_everything_estimated_says_so_and_files_still_hold_all(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_many(1500, lambda number: "The army left." if number % 3 else "The navy left.")
    limits = Limits(exact=300, sample=400)
    one = query(q="army")
    monkeypatch.setattr("entities.views.search.Limits", lambda timeout_ms: limits)
    page = ask(client, "search", q="army").content.decode()
    told = ask(client, "search_json", q="army").json()
    response = ask(client, "search_csv", q="army")
    assert '<h1 class="search-total">About ' in page
    assert page.count("(about)") == 2  # sources and sections
    assert "Articles by year, estimated" in page
    assert told["total"]["exact"] is False
    assert response["X-Total"].startswith("about ")
    assert "-at-most-100000.csv" in response["Content-Disposition"]
    assert len(text_of(response).splitlines()) == 1 + 1000
    assert as_json(answer_to(one, "", limits))["total"] == told["total"]


def test_walking_through_all_matches_gives_each_once_whatever_the_plan() -> None:
    make_many(400, lambda number: "The army left." if number % 7 == 0 else "The navy left.")
    Article.objects.filter(pk__in=Article.objects.values("pk")[:30]).update(published_at=None)
    for limits in (Limits(), Limits(walk=20)):
        for asked in ({"q": "army"}, {"q": "navy", "sort": "oldest"}, {}):
            search = query(**asked).search
            ids = [pk for batch in walk(search, size=13, limits=limits) for pk in batch]
            assert len(ids) == len(set(ids)) == count(search).value

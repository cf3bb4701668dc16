"""Files of a search: every row, streamed, and safe to open."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from articles.models import Article
from articles.search import Limits, Search, finding
from entities import exporting
from tests.articles.many import make_many
from tests.entities.searching import ask, csv_rows, jsonl_rows, text_of
from tests.factories import make_actor, make_article, make_tag
from tests.locking import table_locked

pytestmark = pytest.mark.django_db


def test_a_row_says_what_lists_show_and_no_text(client: Client) -> None:
    article = make_article(
        "Tolvan met Ravn. The rest.", headline="Talks", authors=("Ines Ravn", "Ole Dahl")
    )
    make_tag(article, "Tolvan", make_actor("Mira Tolvan"))
    (row,) = jsonl_rows(client)
    assert row == {
        "id": article.pk,
        "url": f"http://testserver{article.get_absolute_url()}",
        "headline": "Talks",
        "published_at": "2020-12-29",
        "precision": "day",
        "source": "Demo Wire",
        "section": "World",
        "authors": ["Ines Ravn", "Ole Dahl"],
        "language": "en",
        "actors": ["Mira Tolvan"],
        "reviewed": "no",
    }
    (line,) = csv_rows(client)
    assert line == {
        name: "; ".join(value) if isinstance(value, list) else str(value)
        for name, value in row.items()
    }
    assert tuple(line) == exporting.COLUMNS


def test_an_undated_article_without_a_headline_has_its_row(client: Client) -> None:
    make_article("The army left.", headline="", published_at=None)
    (row,) = jsonl_rows(client)
    assert (row["headline"], row["published_at"], row["precision"]) == ("The army left.", "", "")


def test_rows_come_by_date_the_newest_first_unless_asked(client: Client) -> None:
    for day in ("2019-01-01", "2021-01-01", "2020-01-01"):
        make_article(headline=day, published_at=day)
    newest = [row["headline"] for row in jsonl_rows(client, q="tolvan", sort="relevance")]
    assert newest == ["2021-01-01", "2020-01-01", "2019-01-01"]
    assert [row["headline"] for row in jsonl_rows(client, sort="oldest")] == newest[::-1]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_taken_for_a_formula(client: Client, sign: str) -> None:
    text = f'{sign}HYPERLINK("http://evil.example","x")'
    article = make_article("Words.", authors=(text,), source=text)
    Article.objects.filter(pk=article.pk).update(headline=text)
    response = text_of(ask(client, "search_csv"))
    (row,) = csv_rows(client)
    assert row["headline"] == f"'{text}"
    assert not [value for value in row.values() if value.startswith(sign)]
    assert f'"\'{sign}HYPERLINK(""http' in response


def test_a_hidden_author_is_hidden_in_the_file(client: Client) -> None:
    article = make_article("Words.", authors=("Ines Ravn",))
    Article.objects.filter(pk=article.pk).update(hidden_names={"Ines Ravn": "I. R."})
    assert jsonl_rows(client)[0]["authors"] == ["I. R."]


def test_the_total_is_told_before_the_rows_and_in_the_name_if_cut(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        make_article()
    response = ask(client, "search_csv")
    assert response["X-Total"] == "3"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Content-Disposition"].startswith('attachment; filename="search-20')
    assert "at-most" not in response["Content-Disposition"]
    for module in ("entities.exporting", "entities.views.exports"):
        monkeypatch.setattr(f"{module}.MOST_ROWS", 2)
    cut = ask(client, "search_csv")
    assert "-at-most-2.csv" in cut["Content-Disposition"]
    assert len(text_of(cut).splitlines()) == 1 + 2


def test_a_file_of_nothing_has_its_header(client: Client) -> None:
    assert text_of(ask(client, "search_csv", q="nothing")) == ",".join(exporting.COLUMNS) + "\r\n"
    assert text_of(ask(client, "search_jsonl", q="nothing")) == ""
    assert text_of(ask(client, "search_csv", q="the of")).count("\n") == 1


def test_batches_cost_the_same_queries_and_load_no_body(monkeypatch: pytest.MonkeyPatch) -> None:
    make_many(60, lambda number: "The army left.")
    counts = []
    for size in (20, 60):
        monkeypatch.setattr(exporting, "walk", lambda search, limits, n=size: finding.walk(
            search, size=n, limits=limits
        ))  # fmt: skip
        rows = exporting.batches(Search("army"), "", Limits())
        with CaptureQueriesContext(connection) as queries:
            assert len(next(rows)) == size
        counts.append(len(queries))
        assert '"articles_article"."body"' not in "".join(q["sql"] for q in queries).replace(
            'LEFT("articles_article"."body"', ""
        )
    assert counts[0] == counts[1]


def test_what_is_taken_down_meanwhile_is_left_out() -> None:
    make_many(6, lambda number: "The army left.")
    rows = exporting.batches(Search(), "", Limits())
    Article.objects.filter(headline="Report 3").update(status="taken down")
    assert [row["headline"] for row in next(rows)] == [f"Report {n}" for n in (5, 4, 2, 1, 0)]


def test_a_wrong_filter_says_so(client: Client) -> None:
    response = ask(client, "search_csv", status=400, kind="x", language="?")
    assert "Select a valid choice" in response.content.decode()
    assert "as its code" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_gives_no_file(client: Client, settings: Settings) -> None:
    settings.SEARCH_TIMEOUT_MS = 50
    with table_locked("articles_article"):
        ask(client, "search_csv", status=503)


@pytest.mark.django_db(transaction=True)
def test_only_so_many_are_made_at_once(client: Client) -> None:
    make_article()
    other = connection.copy()
    with other.cursor() as cursor:
        for place in range(exporting.MOST_AT_ONCE):
            work = f"export {place}"
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [work])
        try:
            busy = ask(client, "search_csv", status=503)
            assert busy["Retry-After"] == "60"
        finally:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()
    assert len(csv_rows(client)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_file_that_nobody_reads_on_leaves_its_place(client: Client) -> None:
    make_many(30, lambda number: "The army left.")
    response = ask(client, "search_csv")
    response.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        assert cursor.fetchone() == (0,)

"""The search page: every question gets an answer, every filter narrows, links keep the rest."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from articles.duplicates import group
from articles.models import Article
from entities.models import Actor
from tests.articles.reports import REPORT
from tests.factories import make_actor, make_article, make_tag
from tests.locking import table_locked

pytestmark = pytest.mark.django_db


def get(client: Client, *, status: int = 200, **asked: object) -> str:
    response = client.get(f"{reverse('search')}?{urlencode(asked, doseq=True)}")
    assert response.status_code == status
    return response.content.decode()


def headlines(page: str) -> set[str]:
    found = re.findall(r'class="result-headline"><a [^>]*>(.*?)</a>', page)
    return {unescape(re.sub("<[^>]+>", "", headline)) for headline in found}


def total(page: str) -> str:
    (found,) = re.findall(r'<h1 class="search-total">(.*?)</h1>', page)
    return found


def test_results_show_headline_date_source_hits_and_actors(client: Client) -> None:
    make_tag(make_article(headline="Talks in Halden"), "Tolvan", make_actor("Mira Tolvan"))
    page = get(client, q="ambassador")
    assert total(page) == "1 article"
    assert headlines(page) == {"Talks in Halden"}
    for part in (
        "29 December 2020",
        "Demo Wire",
        '<mark class="hit">Ambassador</mark>',
        "Mira Tolvan",
    ):
        assert part in page


def test_the_words_travel_to_the_article(client: Client) -> None:
    article = make_article()
    assert f'href="{article.get_absolute_url()}?q=%22army%20had%22"' in get(client, q='"army had"')


def test_every_filter_narrows(client: Client) -> None:
    tolvan = make_actor("Mira Tolvan")
    wanted = make_article("Tolvan spoke.", headline="Wanted", source="Wire A", section="World")
    make_tag(wanted, "Tolvan", tolvan)
    make_article(
        "All left.", headline="Other", source="B", section="Law", published_at="1999-01-01"
    )
    for asked in (
        {"q": "spoke"},
        {"actor": tolvan.slug},
        {"kind": "person"},
        {"source": wanted.source_id},
        {"section": wanted.section_id},
        {"date_from": "2000-01-01"},
        {"date_from": "2020-01-01", "date_to": "2020-12-31"},
    ):
        assert headlines(get(client, **asked)) == {"Wanted"}
    assert headlines(get(client, date_to="1999-01-01")) == {"Other"}
    assert headlines(get(client)) == {"Wanted", "Other"}


def test_several_actors_must_all_occur(client: Client) -> None:
    names = {"Tolvan": make_actor("Mira Tolvan"), "Vasilyenko": make_actor("Anton Vasilyenko")}
    both, one = make_article(headline="Both"), make_article("Tolvan left.", headline="One")
    for word, actor in names.items():
        make_tag(both, word, actor)
    make_tag(one, "Tolvan", names["Tolvan"])
    page = get(client, actor=[actor.slug for actor in names.values()])
    assert headlines(page) == {"Both"}
    assert page.count("remove this filter") == 2


def test_a_merged_actor_stands_for_the_one_that_was_kept(client: Client) -> None:
    kept, merged = make_actor("Mira Tolvan"), make_actor("M. Tolvan")
    make_tag(make_article(headline="Found"), "Tolvan", kept)
    Actor.objects.filter(pk=merged.pk).update(merged_into=kept)
    assert headlines(get(client, actor=merged.slug)) == {"Found"}


def test_links_of_facets_and_years_lead_to_the_numbers_they_show(client: Client) -> None:
    tolvan = make_actor("Mira Tolvan")
    for number in range(6):
        article = make_article(
            f"The army left. Tolvan {number}.",
            source=f"Wire {number % 2}",
            published_at=f"{2018 + number % 3}-02-02",
        )
        if number % 3:
            make_tag(article, "Tolvan", tolvan)
    page = get(client, q="army")
    links = re.findall(r'<li><a href="(\?[^"]*)" >.*?facet-count">(\d+)', page)
    links += re.findall(
        r'<a href="(\?[^"]*)" data-first[^>]*aria-label="\d{4}: (\d+) article', page
    )
    assert len(links) == 1 + 2 + 1 + 3
    for href, number in links:
        narrowed = client.get(reverse("search") + unescape(href)).content.decode()
        assert total(narrowed).split()[0] == number
        assert 'value="army"' in narrowed


def test_a_chosen_filter_stands_as_a_chip_that_takes_it_away(client: Client) -> None:
    article = make_article(source="Wire A")
    make_article("Another.", source="Wire B")
    page = get(client, q="army OR another", source=article.source_id)
    (href,) = re.findall(r'<a class="chip"\s+href="(\?[^"]*)"><span class="chip-name">Wire A', page)
    assert total(page) == "1 article"
    assert total(client.get(reverse("search") + unescape(href)).content.decode()) == "2 articles"


def test_pages_follow_each_other_and_a_facet_begins_again(client: Client) -> None:
    for number in range(21):
        make_article(f"The army left {number}.", headline=f"Report {number}", source="Wire A")
    first = get(client, q="army", sort="oldest")
    (href,) = re.findall(r'rel="next" href="([^"]*)"', first)
    second = client.get(reverse("search") + unescape(href)).content.decode()
    assert headlines(second) == {"Report 20"}
    assert "21–21 of 21" in second
    assert "page=" not in "".join(re.findall(r'<li><a href="(\?[^"]*)"', second))


def test_a_cursor_that_was_tampered_with_shows_the_first_page_and_says_so(client: Client) -> None:
    make_article(headline="Found")
    page = get(client, q="army", page="x" * 300)
    assert headlines(page) == {"Found"}
    assert "a page of results that does not exist" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"date_from": "2020-02-30"}, "Write a date as year-month-day"),
        ({"date_from": "0000-01-01"}, "Write a date as year-month-day"),
        ({"date_to": "99999-01-01"}, "Write a date as year-month-day"),
        ({"date_from": "2020-02-02", "date_to": "2020-01-01"}, "lies before the first"),
        ({"source": "999999999999999999999999"}, "no such source"),
        ({"section": "x' OR 1=1"}, "no such section"),
        ({"actor": "nobody"}, "knows no actor “nobody”"),
        ({"actor": "no\0body"}, "Null characters"),
        ({"kind": "@treviewed"}, "Select a valid choice"),
        ({"sort": "id; DROP TABLE"}, "Select a valid choice"),
        ({"copies": "all' OR"}, "Select a valid choice"),
        ({"same": "999999999999999999999999"}, "no such article"),
        ({"same": "x"}, "no such article"),
        ({"actor": [f"a-{number}" for number in range(500)]}, "knows no actor"),
    ],
)
def test_an_invalid_filter_shows_its_error_and_no_results(
    client: Client, asked: dict[str, object], said: str
) -> None:
    make_article()
    page = get(client, status=400, q="army", **asked)
    assert said in page
    assert headlines(page) == set()
    assert 'value="army"' in page


HOSTILE = [
    "x" * 10_000,
    "army " * 3_000,
    " OR ".join(f"word{number}" for number in range(500)),
    "the of and",
    "((((((((army))))))))",
    ")(" * 500,
    "ar\0my",
    "\x01\x02\u202e\u2066army\ufeff",
    "@a17",
    "'@a17'::tsquery",
    "army & !valley | (x:*)",
    "army'; DROP TABLE articles_article; --",
    "\\'\"\\",
    '"' * 99,
    '- -- --- -"',
    "<script>alert(1)</script>",
    "%s %(words)s {words} {0}",
    "\ud83d\ude00 \U0010ffff \ufdd0",
    "a" * 3000 + " " + "é" * 3000,
    "http://[::1]:80/%00?q=1#x user@example.com -12.5e300",
    "-army",
    "-the",
    "* ** *",
    "a* ar* army*",
    "(" * 3000 + "army" + ")" * 3000,
    "-(" * 300 + "army",
    'actor:"' + "x" * 900 + '" speaker:(a OR b OR c) about:nobody said:"red line"',
    " ".join(f"source:s{number}" for number in range(60)),
    '"a b c d"~5 "e f"~50 "g h"~50 "i j"~50',
    "date:9999-99 date:0000 before:1 after:99999 day:99-99 date:2021..2019",
    "~armi ~x ~" + "y" * 300,
    "by:* source:(OR) headline: section:-x",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_get_an_answer(client: Client, words: str) -> None:
    make_tag(make_article("The army left the valley."), "army", make_actor("Army", "organisation"))
    page = get(client, q=words.encode("utf-8", "surrogatepass"))
    assert "<script>alert" not in page
    assert len(page) < 200_000


def test_the_lexeme_of_a_filter_finds_nothing_when_it_is_typed(client: Client) -> None:
    article = make_article()
    tag = make_tag(article, "Tolvan")
    for lexeme in (f"@a{tag.actor_id}", "@tperson", "@y2020", f"@k{article.pk % 64}"):
        assert total(get(client, q=lexeme)) == "0 articles"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "q",
                "actor",
                "kind",
                "source",
                "section",
                "date_from",
                "copies",
                "same",
                "sort",
                "page",
            ]
        ),
        st.text(max_size=30) | st.sampled_from(["2020-01-01", "person", "newest", "1", "army"]),
        max_size=4,
    )
)
def test_any_parameters_get_an_answer(asked: dict[str, str]) -> None:
    query = {name: value.encode("utf-8", "replace") for name, value in asked.items()}
    response = Client().get(f"{reverse('search')}?{urlencode(query)}")
    assert response.status_code in (200, 400)


def test_withheld_articles_never_appear(client: Client) -> None:
    article = make_article(headline="Secret", source="Hidden Wire")
    tag = make_tag(article, "Tolvan")
    Article.objects.update(status="taken down")
    get(client, status=400, same=article.pk)
    assert "knows no actor" in get(client, status=400, actor=tag.actor.slug)
    for asked in ({"q": "army"}, {"source": article.source_id}, {}):
        page = get(client, **asked)
        assert "Secret" not in page
        assert headlines(page) == set()


def test_how_the_words_were_read_is_told(client: Client) -> None:
    make_article()
    page = get(client, q='the "army had" OR atlantis')
    read_as = "<strong>&quot;army had&quot; OR atlantis</strong>"
    assert f"Read as: {read_as}. Too common to be searched for: the." in page
    assert "No article has “atlantis”" in page


@pytest.mark.parametrize(
    ("typed", "said", "better"),
    [
        ('army "had left', "A quotation mark is not closed", 'army "had left"'),
        ("army) OR", "A bracket is closed that was not opened", "army"),
        ("headlin:army", "There is no field “headlin:”", "headline:army"),
        ("army date:2021..2019", "“date:2021..2019” was ignored", "army date:2019..2021"),
        ("actor:Tolvann", "The archive knows no actor “Tolvann”", "actor:Tolvan"),
        ("of the", "so they tell none apart", '="of the"'),
    ],
)
def test_a_problem_is_told_with_a_link_that_repairs_it_and_keeps_the_filters(
    client: Client, typed: str, said: str, better: str
) -> None:
    make_tag(make_article(), "Tolvan")
    page = get(client, q=typed, kind="person")
    assert said in unescape(page)
    links = dict(re.findall(r'<a href="([^"]*)">([^<]*)</a>', page))
    (href,) = [unescape(href) for href, text in links.items() if unescape(text) == better]
    assert href == "?" + urlencode({"q": better, "kind": "person"})
    assert said not in unescape(client.get(reverse("search") + href).content.decode())


def test_a_word_that_nothing_has_is_left_out_by_a_link(client: Client) -> None:
    make_article()
    page = get(client, q="army atlant* -navy")
    assert "No article has “atlant*”." in page
    (href,) = re.findall(r'<a href="([^"]*)">Search without “atlant\*”', page)
    assert unescape(href) == "?q=army+-navy"


def test_a_search_without_results_says_which_word_nothing_has_and_what_is_held(
    client: Client,
) -> None:
    make_article()
    make_article("Something else.", published_at="1990-01-01")
    page = get(client, q="army atlantis", date_from="2020-01-01", date_to="2020-12-31")
    assert total(page) == "0 articles"
    assert "No article has “atlantis”." in page
    assert "The archive holds 1 article of 2020, 2 in all." in page
    assert f'href="{reverse("search")}?q=army%20atlantis"' in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "The archive holds 5 articles."),
        ({"date_from": "1991-03-05", "date_to": "1991-03-07"}, "1 article of March 1991, 5"),
        ({"date_from": "1991-03-01", "date_to": "1992-12-31"}, "2 articles of March 1991 to Dec"),
        ({"date_from": "1991-01-01", "date_to": "1991-12-31"}, "2 articles of 1991, 5 in all."),
        ({"date_from": "1992-05-01"}, "2 articles since May 1992, 5 in all."),
        ({"date_to": "1990-05-01"}, "no article up to May 1990, 5 in all."),
    ],
)
def test_a_search_with_few_results_says_what_is_held_of_the_time(
    client: Client, asked: dict[str, object], said: str
) -> None:
    for number, day in enumerate(("1991-03-01", "1992-02-02", "1993-01-01", "2001-01-01", None)):
        make_article(f"The army left {number}.", published_at=day)
    Article.objects.filter(published_at__year=1992).update(
        published_precision="year", published_at="1991-01-01T00:00Z"
    )
    make_article("The army came.", published_at="1992-02-02")
    Article.objects.filter(body="The army came.").update(status="taken down")
    Article.objects.filter(published_at__year=2001).update(published_at="1992-07-07T00:00Z")
    page = " ".join(get(client, q="army nowhere", **asked).split())
    assert said in page


def test_a_search_with_few_results_leads_to_the_coverage_of_its_source(client: Client) -> None:
    article = make_article(source="Wire A", published_at="1991-03-01")
    for number in range(4):
        make_article(f"Of another wire {number}.", source="Wire B")
    page = get(client, source=article.source_id, date_from="1991-03-01", date_to="1991-03-31")
    href = f"{reverse('coverage')}?source={article.source_id}#y1991"
    assert headlines(page) == {article.headline}
    assert "1 article of March 1991 from Wire A, 5 in all." in " ".join(page.split())
    assert f'href="{href}"' in page
    assert client.get(href).status_code == 200
    page = get(client, q="army", date_from="1991-01-01")
    assert f'href="{reverse("coverage")}?source=all#y1991"' in page


def test_a_search_with_five_results_says_nothing_of_gaps(client: Client) -> None:
    for number in range(5):
        make_article(f"The army left {number}.")
    assert "where the gaps are" not in get(client, q="army")
    assert "where the gaps are" in get(client, q="army 3")


def test_only_common_words_are_answered_with_an_explanation(client: Client) -> None:
    make_article()
    page = get(client, q="to be or not to be")
    assert total(page) == "No words to search for"
    assert "Too common to be searched for: to, be, or, not." in page
    (href,) = re.findall(r'Search for <a href="([^"]*)">=&quot;to be or not to be', page)
    assert total(client.get(reverse("search") + unescape(href)).content.decode()) == "0 articles"


def test_an_empty_archive_says_what_would_be_here(client: Client, chief: User) -> None:
    assert "The archive is empty" in get(client)
    assert reverse("import_upload") not in get(client)
    client.force_login(chief)
    assert reverse("import_upload") in get(client)


def test_the_title_tells_the_page(client: Client) -> None:
    tag = make_tag(make_article(), "Tolvan", make_actor("Mira Tolvan"))
    titles = [
        re.findall("<title>(.*?)</title>", get(client, **asked))[0].split(" – ")[0]
        for asked in ({}, {"q": "army"}, {"actor": tag.actor.slug}, {"q": "army", "kind": "person"})
    ]
    assert titles == ["All articles", "“army”", "Mira Tolvan", "“army”, with a person"]


def test_crawlers_are_kept_out_of_combinations(client: Client) -> None:
    assert "noindex" not in get(client)
    assert '<meta name="robots" content="noindex, follow">' in get(client, q="army")


def test_the_number_of_queries_does_not_grow_with_the_results(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def with_articles(count: int) -> None:
        for _ in range(count):
            article = make_article(f"The army left {Article.objects.count()}.")
            make_tag(article, "army", make_actor(f"Army {article.pk}", "organisation"))

    with_articles(2)
    with django_assert_num_queries(QUERIES + 4):  # few results: what is held at all
        get(client, q="army", kind="organisation", date_from="2020-01-01")
    with_articles(18)
    with django_assert_num_queries(QUERIES):
        get(client, q="army", kind="organisation", date_from="2020-01-01")


QUERIES = 17


def make_group(count: int, word: str = "army") -> list[Article]:
    """Articles in nearly the same words, the earliest first; each but the first has one more."""
    articles = [
        make_article(
            f"{REPORT} {word}{number or ''}",
            headline=f"Copy {number}",
            published_at=f"{2000 + number}-01-01",
        )
        for number in range(count)
    ]
    for article in articles:
        group(article.pk)
    return articles


def test_copies_are_shown_as_one_when_that_is_chosen(client: Client) -> None:
    make_group(3)
    make_article("The army left.", headline="Another")
    page = get(client, q="army")
    assert headlines(page) == {"Copy 0", "Copy 1", "Copy 2", "Another"}
    (href,) = re.findall(r'<a href="([^"]*)">Show copies as one', page)
    hidden = client.get(reverse("search") + unescape(href)).content.decode()
    assert headlines(hidden) == {"Copy 0", "Another"}
    assert total(hidden) == "2 articles"
    assert "copies as one, remove this filter" in re.sub(r"<[^>]+>|×", "", hidden).replace(
        " ,", ","
    )
    (href,) = re.findall(r'<a href="([^"]*)">Show every copy', hidden)
    assert total(client.get(reverse("search") + unescape(href)).content.decode()) == "4 articles"


def test_a_word_that_only_a_copy_has_is_not_found_and_the_page_says_so(client: Client) -> None:
    make_group(2)
    assert total(get(client, q="army1")) == "1 article"
    page = get(client, q="army1", copies="hide")
    assert total(page) == "0 articles"
    assert "what only a later one has is not found" in page


def test_a_result_tells_how_many_are_nearly_the_same(client: Client) -> None:
    first, *_others, withheld = make_group(4)
    Article.objects.filter(pk=withheld.pk).update(status="taken down")
    page = get(client, q="army", sort="oldest")
    assert f'<a href="{first.get_absolute_url()}#nearly-the-same">and 2 nearly the same</a>' in page
    assert page.count("nearly the same as another") == 2


def test_the_articles_of_one_group_are_found_from_any_of_them(client: Client) -> None:
    copies = make_group(3)
    make_article("The army left.")
    page = get(client, same=copies[2].pk)
    assert headlines(page) == {"Copy 0", "Copy 1", "Copy 2"}
    assert "nearly the same as “Copy 2”" in page
    assert total(get(client, same=copies[2].pk, copies="hide")) == "1 article"


def test_groups_cost_one_query_however_many_there_are(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def with_groups(count: int) -> None:
        for number in range(count):
            article, copy = (make_article(f"The army left {n} {number}.") for n in range(2))
            Article.objects.filter(pk__in=[article.pk, copy.pk]).update(lead=article)
            make_tag(article, "army", make_actor(f"Army {article.pk}", "organisation"))

    asked = {"q": "army", "date_from": "2020-01-01", "copies": "hide"}
    with_groups(5)  # fewer results lead to the coverage, which is another query
    with django_assert_num_queries(QUERIES + 1):
        get(client, **asked)
    with_groups(15)
    with django_assert_num_queries(QUERIES + 1):
        get(client, **asked)


def test_no_query_of_the_page_loads_a_body(client: Client) -> None:
    make_article()
    with CaptureQueriesContext(connection) as queries:
        get(client, q="army")
    loading = [
        q["sql"] for q in queries if re.search(r'(?<!LEFT\()"articles_article"."body"', q["sql"])
    ]
    assert loading == []


@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_offers_narrower_ones(
    client: Client, settings: Settings
) -> None:
    settings.SEARCH_TIMEOUT_MS = 50
    with table_locked("articles_article"):
        page = get(client, status=503, q="army")
    assert "took too long" in page
    assert page.count("newest first") == 3

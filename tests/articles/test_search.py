"""What is found, in what order, page by page, and what is counted of it."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from articles.models import Article, Section, Source
from articles.search import MOST_FACETS, Search, SearchTimeout, Sort, count, find
from articles.search.plans import Limits
from tests.factories import make_actor, make_article, make_tag
from tests.locking import table_locked

pytestmark = pytest.mark.django_db


DAYS = ("2019-12-31", "2020-01-01", "2020-06-15", "2020-12-31", "2021-01-01")


def found(search: Search) -> set[int]:
    answer = find(search, size=100)
    assert answer.total.value == len(answer.ids)
    return set(answer.ids)


def every_page(search: Search, size: int, limits: Limits) -> Iterator[list[int]]:
    cursor: str | None = ""
    while cursor is not None:
        answer = find(search, cursor=cursor, size=size, limits=limits)
        yield list(answer.ids)
        cursor = answer.next


def test_all_words_must_occur() -> None:
    both = make_article("The army left the valley.")
    make_article("The army stayed.")
    assert found(Search("valley army")) == {both.pk}


def test_words_are_found_in_every_form_and_without_accents() -> None:
    article = make_article("Ministers met Recep Erdoğan in Ankara.")
    for words in ("minister", "ministers erdogan", "ERDOĞAN", "érdoĝan ANKARA"):
        assert found(Search(words)) == {article.pk}


def test_a_phrase_is_found_only_as_it_stands() -> None:
    phrase = make_article("The prime minister resigned.")
    make_article("The minister met the prime suspect.")
    assert found(Search('"prime minister"')) == {phrase.pk}
    assert len(found(Search("prime minister"))) == 2


def test_a_word_can_be_excluded() -> None:
    plain = make_article("The army left the valley.")
    make_article("The army left Halden.")
    assert found(Search("army -Halden")) == {plain.pk}


def test_or_finds_either_word() -> None:
    articles = {make_article(f"The {word} left.").pk for word in ("army", "navy")}
    make_article("The court rose.")
    assert found(Search("army OR navy")) == articles


def test_headline_byline_and_names_of_actors_are_searched() -> None:
    article = make_article("Tolvan spoke.", headline="Accord reached")
    make_tag(article, "Tolvan", make_actor("Mira Tolvan-Haraldsen"))
    assert found(Search("accord haraldsen")) == {article.pk}


def test_actors_narrow_and_must_all_occur() -> None:
    tolvan, vasilyenko = make_actor("Mira Tolvan"), make_actor("Anton Vasilyenko")
    both, one = make_article(), make_article("Tolvan left.")
    make_tag(both, "Vasilyenko", vasilyenko)
    for article in (both, one):
        make_tag(article, "Tolvan", tolvan)
    make_article("Nobody spoke.")
    assert found(Search(actors=(tolvan.pk,))) == {both.pk, one.pk}
    assert found(Search(actors=(tolvan.pk, vasilyenko.pk))) == {both.pk}


def test_labels_narrow() -> None:
    article = make_article()
    make_tag(article, "Tolvan")
    make_article("Nobody spoke.")
    assert found(Search(labels=("tperson",))) == {article.pk}
    assert found(Search(labels=("tperson", "tcountry"))) == set()


def test_source_and_section_narrow() -> None:
    make_article("One.", source="Wire A", section="World")
    wanted = make_article("Two.", source="Wire B", section="Economy")
    assert found(Search(source=Source.objects.named("Wire B").pk)) == {wanted.pk}
    assert found(Search(section=Section.objects.named("Economy").pk)) == {wanted.pk}


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2020-01-01", "2020-12-31", {"2020-01-01", "2020-06-15", "2020-12-31"}),
        ("2020-06-01", "2020-06-30", {"2020-06-15"}),
        ("2019-12-31", "2020-06-15", {"2019-12-31", "2020-01-01", "2020-06-15"}),
        ("2020-06-15", "2020-06-15", {"2020-06-15"}),
        ("2020-06-16", None, {"2020-12-31", "2021-01-01"}),
        (None, "2020-01-01", {"2019-12-31", "2020-01-01"}),
        ("0001-01-01", "9999-12-31", set(DAYS)),
        ("2021-01-02", "2020-01-01", set()),
    ],
)  # fmt: skip
def test_dates_narrow_to_whole_days(first: str | None, last: str | None, days: set[str]) -> None:
    articles = {day: make_article(f"On {day}.", published_at=day).pk for day in DAYS}
    make_article("Once.", published_at=None)
    search = Search(date_from=as_day(first), date_to=as_day(last))
    assert found(search) == {articles[day] for day in days}
    assert found(replace(search, words="on OR once")) == found(search)


def as_day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("precision", "first", "last", "inside"),
    [
        ("year", "2020-01-01", "2020-12-31", True),
        ("year", "2020-01-01", "2020-06-30", False),
        ("year", "2019-05-05", "2021-01-01", True),
        ("year", "2020-01-02", None, False),
        ("year", None, "2020-12-31", True),
        ("month", "2020-03-01", "2020-03-31", True),
        ("month", "2020-03-01", "2020-03-30", False),
        ("month", "2020-02-15", "2020-04-15", True),
        ("month", "2020-03-02", None, False),
    ],
)
def test_a_date_known_by_month_or_year_counts_where_all_of_it_lies_inside(
    precision: str, first: str | None, last: str | None, inside: bool
) -> None:
    month = "2020-01-01" if precision == "year" else "2020-03-01"
    article = make_article(published_at=month)
    Article.objects.filter(pk=article.pk).update(published_precision=precision)
    search = Search(date_from=as_day(first), date_to=as_day(last))
    assert found(search) == ({article.pk} if inside else set())


@pytest.mark.parametrize("words", ["army", "", '"the army"', "army -navy", "-navy"])
def test_withheld_articles_are_never_found_or_counted(words: str) -> None:
    article = make_article("The army left.")
    make_tag(article, "army", make_actor("Army", "organisation"))
    Article.objects.update(status="taken down")
    answer = find(Search(words))
    assert answer.ids == ()
    assert answer.total.value == 0
    assert [*answer.actors, *answer.sources, *answer.sections, *answer.years] == []


def test_words_that_are_all_too_common_find_nothing_and_are_named() -> None:
    make_article()
    answer = find(Search("the of and"))
    assert answer.ids == ()
    assert answer.reading.ignored == ("the", "of", "and")


def test_words_that_are_all_too_common_leave_the_filters_in_force() -> None:
    article = make_article(source="Wire A")
    make_article("Another.", source="Wire B")
    assert found(Search("the of", source=article.source_id)) == {article.pk}
    assert found(Search("the", date_from=datetime.date(2020, 1, 1))) == {
        one.pk for one in Article.objects.all()
    }


def test_best_match_comes_first_and_the_newer_of_equals() -> None:
    weak = make_article("Talks on grain, and an army." + " Nothing else was said." * 20)
    old = make_article("The army left.", published_at="1990-01-01")
    new = make_article("The army left Halden.", published_at="1990-01-02", headline="Army leaves")
    Article.objects.filter(pk=old.pk).update(headline="Army leaves", body="The army left Halden.")
    assert find(Search("army")).ids == (new.pk, old.pk, weak.pk)


def test_filters_do_not_weigh_in_the_order_by_relevance() -> None:
    first = make_article("Army, army and army.", headline="Army")
    second = make_article("The army left. Tolvan spoke.", headline="Talks")
    tolvan = make_actor()
    for article in (first, second):
        make_tag(article, "Tolvan" if article == second else "army", tolvan)
    assert find(Search("army", actors=(tolvan.pk,))).ids == (first.pk, second.pk)


def test_undated_articles_come_last_in_either_order_of_date() -> None:
    undated = make_article("Undated.", published_at=None)
    old = make_article("Old.", published_at="1980-01-01")
    new = make_article("New.", published_at="2020-01-01")
    assert find(Search(sort=Sort.NEWEST)).ids == (new.pk, old.pk, undated.pk)
    assert find(Search(sort=Sort.OLDEST)).ids == (old.pk, new.pk, undated.pk)


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("limits", [Limits(), Limits(exact=-1, sample=0)])
def test_pages_forwards_and_backwards_hold_every_article_once(sort: Sort, limits: Limits) -> None:
    days = [None, None, None, *["2020-01-01"] * 4, "2019-01-01", "2018-01-01", "2021-01-01"]
    for number, day in enumerate(days):
        make_article("The army left. " * (number % 3 + 1) + f"{number}", published_at=day)
    search = Search("army", sort=sort)
    whole = list(find(search, size=100).ids)
    pages = list(every_page(search, 3, limits))
    assert [pk for page in pages for pk in page] == whole
    assert [len(page) for page in pages] == [3, 3, 3, 1]

    last = find(search, cursor=cursor_of_page(search, 4, limits), size=3, limits=limits)
    before = find(search, cursor=last.previous or "", size=3, limits=limits)
    assert (last.position, before.position) == (9, 6)
    assert list(before.ids) == pages[2]
    assert find(search, cursor=before.next or "", size=3, limits=limits).ids == last.ids
    second = find(search, cursor=before.previous or "", size=3, limits=limits)
    assert list(second.ids) == pages[1]
    assert second.previous == ""


def cursor_of_page(search: Search, page: int, limits: Limits) -> str:
    cursor = ""
    for _ in range(page - 1):
        cursor = find(search, cursor=cursor, size=3, limits=limits).next or ""
    return cursor


@pytest.mark.parametrize(
    "change", [lambda c: c[:-1], lambda c: "x" + c, lambda c: c.swapcase(), lambda c: "\0é" * 5000]
)
def test_a_cursor_that_was_tampered_with_opens_the_first_page(change: Callable[[str], str]) -> None:
    for number in range(4):
        make_article(f"The army left {number}.")
    first = find(Search("army"), size=2)
    assert first.next
    answer = find(Search("army"), cursor=change(first.next), size=2)
    assert answer.ids == first.ids
    assert answer.cursor_refused


def test_a_cursor_of_another_search_opens_the_first_page() -> None:
    for number in range(4):
        make_article(f"The army left {number}.")
    other = find(Search("left"), size=2).next or ""
    assert find(Search("army"), cursor=other, size=2).cursor_refused
    assert find(Search("army", sort=Sort.OLDEST), cursor=other, size=2).cursor_refused


def test_counts_of_facets_and_years_are_those_of_the_narrowed_search() -> None:
    tolvan = make_actor()
    for number in range(5):
        article = make_article(
            f"Tolvan left {number}.",
            source=f"Wire {number % 2}",
            published_at=f"{2018 + number % 3}-05-05" if number else None,
        )
        if number % 2:
            make_tag(article, "Tolvan", tolvan)
    answer = find(Search("Tolvan"))
    assert answer.total.value == 5
    assert {v.key: v.count.value for v in answer.actors} == {tolvan.pk: 2}
    assert [v.count.value for v in answer.sources] == [3, 2]
    assert [(v.key, v.count.value) for v in answer.years] == [(2018, 1), (2019, 2), (2020, 1)]
    assert answer.undated.value == 1
    for value in answer.sources:
        assert count(replace(answer.search, source=value.key)) == value.count


def test_a_chosen_actor_heads_the_facet_however_many_there_are() -> None:
    words = [f"Envoy{letter}" for letter in "ABCDEFGHIJKLMNOP"]
    article = make_article(" ".join(words))
    tags = [make_tag(article, word) for word in words]
    chosen = tags[-1].actor_id
    answer = find(Search(actors=(chosen,)))
    assert answer.actors[0].key == chosen
    assert len(answer.actors) == MOST_FACETS


def test_a_label_that_is_no_plain_word_is_refused() -> None:
    with pytest.raises(ValueError, match="labels"):
        Search(labels=("tperson' | '@k1",))


@pytest.mark.django_db(transaction=True)
def test_a_search_that_takes_too_long_is_stopped() -> None:
    make_article()
    with table_locked("articles_article"), pytest.raises(SearchTimeout):
        find(Search("Tolvan"), limits=Limits(timeout_ms=50))
    assert find(Search("Tolvan")).total.value == 1

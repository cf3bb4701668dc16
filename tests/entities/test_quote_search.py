"""Search inside quotes: what is found, by whom, about whom and when, and what is not."""

import datetime
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from articles import acts
from articles.models import Article
from entities import quote_search, review
from entities.models import Actor, Quote
from entities.quote_search import Edge, Limits, QuoteSearch, articles_with, find, first_said
from tests.entities.test_review import give_new_text
from tests.entities.test_told import Story
from tests.factories import make_actor, make_article, make_quote, make_tag

pytestmark = pytest.mark.django_db

# Every plan for many rows, at a handful of rows.
MANY = Limits(exact=0, sample=0, walk=1)


@pytest.fixture
def story() -> Story:
    return Story()


def said(words: str, on: str | None = "2020-05-03", by: str = "Mira Tolvan") -> Quote:
    """A quote in an article of its own."""
    text = f"“{words}” said {by}. The red line is not crossed."
    article = make_article(text, published_at=on)
    speaker = Actor.objects.filter(name=by).first() or make_actor(by)
    make_tag(article, by, speaker)
    return make_quote(article, f"“{words}”", speaker)


def found(words: str = "", **asked: object) -> list[int]:
    return list(find(QuoteSearch(words, **asked)).ids)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words", ["leaves", '"must leave"', "vasilyenko -river", "river OR leaving"]
)
def test_words_are_found_as_in_articles(story: Story, words: str) -> None:
    assert found(words) == [story.quote.pk]


@pytest.mark.parametrize("words", ["Halden", '"leave must"', "tolvan", "@k0", "'@a1'"])
def test_only_what_is_quoted_is_found(story: Story, words: str) -> None:
    assert found(words) == []


def test_speakers_of_whom_any_will_do(story: Story) -> None:
    other = said("No comment.", by="Ada Berg")
    assert other.speaker_id
    assert found(speakers=(story.tolvan.pk,)) == [story.quote.pk]
    assert set(found(speakers=(story.tolvan.pk, other.speaker_id))) == {story.quote.pk, other.pk}
    assert found(speakers=(story.anton.pk,)) == []


def test_about_whom_is_not_by_whom(story: Story) -> None:
    assert found(abouts=(story.anton.pk,)) == [story.quote.pk]
    assert found(abouts=(story.tolvan.pk,)) == []
    assert found("leave", abouts=(story.anton.pk,), speakers=(story.tolvan.pk,))


def test_dates_hold_whole_months_only() -> None:
    day, month, undated = (
        said(f"Ice {n}.", on) for n, on in enumerate(["2020-05-03"] * 2 + [None])
    )
    Article.objects.filter(pk=month.article_id).update(
        published_precision="month", published_at=datetime.datetime(2020, 5, 1, tzinfo=datetime.UTC)
    )
    may = datetime.date(2020, 5, 1), datetime.date(2020, 5, 31)
    assert found("ice", date_from=may[0], date_to=may[1]) == [day.pk, month.pk]
    assert found("ice", date_from=may[0], date_to=datetime.date(2020, 5, 30)) == [day.pk]
    assert found("ice", date_from=datetime.date(2020, 5, 4)) == []
    assert undated.pk in found("ice")


def test_date_of_an_article_moves_its_quotes() -> None:
    quote = said("Ice.")
    year = {"date_from": datetime.date(1999, 1, 1), "date_to": datetime.date(1999, 12, 31)}
    assert found("ice", **year) == []
    moved = datetime.datetime(1999, 5, 3, tzinfo=datetime.UTC)
    Article.objects.filter(pk=quote.article_id).update(published_at=moved)
    assert found("ice", **year) == [quote.pk]


def test_article_off_the_site_is_not_quoted(story: Story) -> None:
    Article.objects.filter(pk=story.article.pk).update(status="taken down")
    assert find(QuoteSearch("leave")).total.value == 0
    assert found("leave") == []


def test_hidden_name_finds_no_quote(story: Story, chief: User) -> None:
    fields = {"editor": chief, "reason": "Asked.", "public_note": ""}
    acts.anonymise(story.article, names=["Anton Vasilyenko", "Vasilyenko"], **fields)
    assert found("vasilyenko") == []


def test_words_that_a_new_text_does_not_have_are_found_no_more(story: Story) -> None:
    give_new_text(story.article, story.article.body.replace("must leave", "may stay"))
    assert found("leave") == []
    assert found("vasilyenko") == []  # until the machine has read it


def test_relinked_speaker_is_the_one_that_is_found(story: Story, editor: User) -> None:
    sister = make_actor("Ada Tolvan")
    review.relink(story.tag(story.tolvan), sister, editor=editor)
    assert found(speakers=(sister.pk,)) == [story.quote.pk]
    assert found(speakers=(story.tolvan.pk,)) == []


def test_quote_that_is_not_shown_is_not_found(story: Story) -> None:
    Quote.objects.filter(pk=story.quote.pk).update(orphaned=True)
    story.publish()
    assert found("leave") == [story.quote.pk]  # its words stand where they stood
    give_new_text(story.article, "Nobody said a word.")
    story.publish()
    assert found("leave") == []


@pytest.mark.parametrize("limits", [quote_search.LIMITS, MANY, Limits(exact=0, sample=0)])
@pytest.mark.parametrize("oldest", [False, True])
def test_pages_go_forth_and_back_through_every_quote_once(limits: Limits, oldest: bool) -> None:
    dates = ["2020-05-03", "2020-05-03", None, "1999-01-01", None, "2020-05-04", "2001-01-01"]
    quotes = [said(f"Ice {number}.", on) for number, on in enumerate(dates)]
    search = QuoteSearch("ice", oldest=oldest)

    def pages(edge: Edge | None, backwards: bool) -> Iterator[list[int]]:
        while True:
            answer = find(search, edge=edge, size=2, limits=limits)
            yield list(answer.ids)
            if not answer.more:
                return
            row = Quote.objects.get(pk=answer.ids[0 if backwards else -1])
            edge = Edge(row.pk, row.sort_at, backwards)

    order = [3, 6, 0, 1, 5, 2, 4] if oldest else [5, 0, 1, 6, 3, 2, 4]
    forth = [pk for page in pages(None, False) for pk in page]
    assert forth == [quotes[place].pk for place in order]
    last = Quote.objects.get(pk=forth[-1])
    back = list(pages(Edge(last.pk, last.sort_at, True), True))
    assert [pk for page in reversed(back) for pk in page] == forth[:-1]


def test_total_of_many_is_called_about_and_of_few_is_exact() -> None:
    for number in range(3):
        said(f"Ice {number}.")
    assert str(find(QuoteSearch("ice")).total) == "3"
    sampled = find(QuoteSearch("ice"), limits=MANY).total
    assert sampled.exact == (sampled.value == 3)


def test_first_said_is_the_oldest_that_is_dated() -> None:
    _undated, late, early = (
        said(f"Red line {n}.", on) for n, on in enumerate([None, "2020-05-03", "1999-01-01"])
    )
    for limits in (quote_search.LIMITS, MANY):
        assert first_said(QuoteSearch('"red line"'), limits=limits)[:2] == (early.pk, late.pk)
    assert first_said(QuoteSearch('"green line"')) == ()


def articles(
    words: str = "", speakers: tuple[int, ...] = (), abouts: tuple[int, ...] = ()
) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(articles_with(words, speakers, abouts))
        return {pk for (pk,) in cursor.fetchall()}


def test_articles_can_be_asked_for_what_they_quote(story: Story) -> None:
    assert articles('"must leave"', (story.tolvan.pk,), (story.anton.pk,)) == {story.article.pk}
    assert articles("leave", (story.anton.pk,)) == set()
    assert articles("halden") == set()
    assert articles() == {story.article.pk}


def test_command_lets_older_quotes_be_searched(story: Story) -> None:
    Quote.objects.update(search_vector=None)
    assert found("leave") == []
    call_command("index_quotes")
    assert found("leave", speakers=(story.tolvan.pk,), abouts=(story.anton.pk,)) == [story.quote.pk]


def test_command_reads_no_words_that_are_no_longer_there(story: Story) -> None:
    Quote.objects.update(search_vector=None, words_hash="0" * 64)
    call_command("index_quotes")
    assert not Quote.objects.filter(search_vector__isnull=False).exists()

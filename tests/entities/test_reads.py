"""How often articles are read: counted without anybody's data, folded once, faded by half."""

import datetime
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from redis import Redis

from articles import page_cache
from articles.models import Article
from entities import reads
from entities.models import ArticleReview
from entities.tasks import tend_queue
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def nothing_read() -> Iterator[None]:
    reads._valkey().delete(reads.READS, reads.ASIDE)
    yield
    reads._valkey().delete(reads.READS, reads.ASIDE)


@pytest.fixture
def article() -> Article:
    return make_tag(make_article(), "Tolvan").article


def open_page(client: Client, article: Article, agent: str = BROWSER, method: str = "get") -> int:
    address = article.get_absolute_url()
    return getattr(client, method)(address, headers={"User-Agent": agent}).status_code


def row(article: Article) -> ArticleReview:
    return ArticleReview.objects.get(pk=article.pk)


def long_ago(days: int) -> None:
    day = timezone.localdate() - datetime.timedelta(days=days)
    ArticleReview.objects.update(reads_on=day)


def test_a_page_that_is_read_is_counted_and_folded_into_the_queue(
    client: Client, article: Article
) -> None:
    before = row(article).priority
    for _ in range(6):
        open_page(client, article)
    assert row(article).reads == 0
    tend_queue()
    assert (row(article).reads, row(article).reads_on) == (6, timezone.localdate())
    assert row(article).priority == pytest.approx(before * 3)


def test_nothing_is_written_down_but_a_number(client: Client, article: Article) -> None:
    open_page(client, article)
    assert reads._valkey().hgetall(reads.READS) == {str(article.pk).encode(): b"1"}


@pytest.mark.parametrize("agent", ["", "Googlebot/2.1", "curl/8.5", "Mastodon link preview"])
def test_machines_that_say_so_are_not_readers(client: Client, article: Article, agent: str) -> None:
    open_page(client, article, agent)
    open_page(client, article, method="head")
    assert not reads._valkey().exists(reads.READS)


def test_editors_are_not_readers(client: Client, article: Article, editor: User) -> None:
    client.force_login(editor)
    open_page(client, article)
    assert not reads._valkey().exists(reads.READS)


def test_an_article_that_readers_do_not_see_is_not_read(client: Client, article: Article) -> None:
    Article.objects.update(status="embargoed", embargo_until=timezone.now())
    assert open_page(client, article) == 404
    assert not reads._valkey().exists(reads.READS)


def test_folding_counts_nothing_twice(article: Article) -> None:
    reads.count(article.pk, BROWSER)
    reads.fold()
    reads.fold()
    assert row(article).reads == 1


def test_what_a_worker_that_died_had_set_aside_is_counted(article: Article) -> None:
    reads._valkey().hset(reads.ASIDE, str(article.pk), 4)
    reads.count(article.pk, BROWSER)
    reads.fold()
    assert row(article).reads == 5
    assert not reads._valkey().exists(reads.READS, reads.ASIDE)


def test_more_articles_than_one_batch_are_folded(
    article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "BATCH", 2)
    others = [make_tag(make_article(f"V{n}."), f"V{n}").article for n in range(4)]
    for one in (article, *others):
        reads.count(one.pk, BROWSER)
    reads.fold()
    assert set(ArticleReview.objects.values_list("reads", flat=True)) == {1}


def test_reads_of_what_is_not_in_the_queue_are_dropped(article: Article) -> None:
    reads.count(10**9, BROWSER)
    reads.fold()
    assert row(article).reads == 0
    assert not reads._valkey().exists(reads.ASIDE)


def test_old_reads_count_half_after_the_half_life(article: Article) -> None:
    ArticleReview.objects.update(reads=8)
    long_ago(reads.HALF_LIFE_DAYS)
    reads.count(article.pk, BROWSER)
    reads.fold()
    assert row(article).reads == pytest.approx(8 / 2 + 1)


def test_what_nobody_reads_any_more_fades_and_is_forgotten(article: Article) -> None:
    ArticleReview.objects.update(reads=8)
    long_ago(reads.HALF_LIFE_DAYS)
    reads.fade()
    assert (row(article).reads, row(article).reads_on) == (pytest.approx(4), timezone.localdate())
    long_ago(100 * reads.HALF_LIFE_DAYS)
    reads.fade()
    assert (row(article).reads, row(article).reads_on) == (0, None)


def test_what_was_read_this_week_is_left_alone(article: Article) -> None:
    ArticleReview.objects.update(reads=8)
    long_ago(6)
    reads.fade()
    assert row(article).reads == 8


def test_a_number_of_the_distant_past_is_no_error(article: Article) -> None:
    ArticleReview.objects.update(reads=8, reads_on=datetime.date(1, 1, 1))
    reads.fade()
    assert row(article).reads == 0


def test_a_decision_leaves_the_reads_alone(article: Article, editor: User) -> None:
    ArticleReview.objects.update(reads=8, reads_on=timezone.localdate())
    make_tag(article, "Halden")
    assert row(article).reads == 8


def test_the_page_is_there_when_valkey_is_not(client: Client, article: Article) -> None:
    nowhere = Redis.from_url("unix:///nowhere/valkey.sock")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reads, "_valkey", lambda: nowhere)
        patch.setattr(page_cache._Away, "until", 0.0)
        assert open_page(client, article) == 200
        assert page_cache._Away.until > 0

"""The archive's own words: what is counted, when, and what happens to a count that was stopped."""

import datetime
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles import acts, vocabulary
from articles.models import Article, CountedWord, Word, WordCount
from articles.tasks import learn_words
from articles.vocabulary import count_some, due, learn
from tests.articles.many import make_many
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def words() -> dict[str, int]:
    return dict(Word.objects.values_list("word", "article_count"))


def aged(**by: int) -> None:
    """As if the words had been learnt so long ago."""
    WordCount.objects.update(learned_at=timezone.now() - datetime.timedelta(**by))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the numbers that other tests have come to, the archives of these are small."""
    monkeypatch.setattr(vocabulary, "SMALL", 10**9)


def grown(*, by: float) -> None:
    """As if the archive had been so many times smaller when the words were learnt."""
    newest = Article.objects.order_by("-pk")[0].pk
    WordCount.objects.update(learned_id=newest / by)


def test_words_are_counted_as_written_without_accents_and_case() -> None:
    make_article("Tolván met ARMIES. The armies left.", headline="Halden")
    make_article("Armies left.", headline="")
    learn()
    assert words() == {"tolvan": 1, "met": 1, "armies": 2, "the": 1, "left": 2, "halden": 1}


def test_numbers_and_addresses_are_no_words_and_compounds_are_two() -> None:
    make_article(
        "A well-known 4x4 of 2020: mira@halden.example, www.halden.example/x.", headline=""
    )
    learn()
    assert set(words()) == {"well", "known", "of"}


def test_word_of_an_article_that_is_not_public_is_not_learnt(chief: User) -> None:
    make_article("Halden waits.")
    hidden = make_article("A quillonade was heard.")
    learn()
    assert "quillonade" in words()
    acts.take_down(hidden, editor=chief, reason="An order.")
    assert due()
    learn()
    assert "quillonade" not in words()
    assert "waits" in words()


def test_hidden_name_is_not_learnt(chief: User) -> None:
    article = make_article("Orlaith Vantresk met Mira Tolvan.")
    learn()
    acts.anonymise(article, names=["Orlaith Vantresk"], editor=chief, reason="She asked.")
    learn()
    assert {"orlaith", "vantresk"} & set(words()) == set()
    assert "tolvan" in words()


def test_a_large_archive_is_counted_from_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "MOST_ARTICLES", 160)
    make_many(640, lambda number: "common" if number % 2 else "even")
    learn()
    assert WordCount.objects.get().sample_keys == 16
    assert words()["common"] == pytest.approx(320, rel=0.1)


def test_only_the_most_frequent_words_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "MOST_WORDS", 2)
    for body in ("Army valley.", "Army, valley!", "Army border."):
        make_article(body, headline="")
    learn()
    assert set(words()) == {"army", "valley"}


def test_count_that_was_stopped_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "BATCH", 2)
    for number in range(5):
        make_article(f"The army left {number}.", headline="")
    vocabulary._begin(vocabulary._count())
    assert count_some(vocabulary._count())
    assert CountedWord.objects.get(word="army").article_count == 2
    assert due()
    learn()
    assert words() == {"the": 5, "army": 5, "left": 5}
    assert not CountedWord.objects.exists()
    assert not due()


def test_count_that_was_stopped_long_ago_begins_again() -> None:
    make_article("The army left.", headline="")
    count = vocabulary._count()
    vocabulary._begin(count)
    count_some(count)
    WordCount.objects.update(begun_at=timezone.now() - datetime.timedelta(days=2))
    learn()
    assert words()["army"] == 1


def test_readers_see_the_words_of_before_until_all_are_counted() -> None:
    make_article("The army left.", headline="")
    learn()
    make_article("The navy came.", headline="")
    count = vocabulary._count()
    vocabulary._begin(count)
    count_some(count)
    assert "navy" not in words()


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        (lambda: None, False),
        (lambda: grown(by=1.05), False),
        (lambda: grown(by=1.2), True),
        (lambda: aged(days=1), True),
        (lambda: aged(hours=23), False),
    ],
    ids=["nothing", "it grows a little", "it grows by a fifth", "a day passes", "a little less"],
)
def test_words_are_learnt_again_when_it_is_time(
    happens: Callable[[], object], expected: bool
) -> None:
    sequence = "articles_article_id_seq"
    with connection.cursor() as cursor:  # of a single article nothing is a twentieth
        cursor.execute(f"SELECT setval('{sequence}', greatest(100, nextval('{sequence}')))")
    make_article("The army left.")
    assert due()
    learn()
    happens()
    assert due() is expected


def test_a_large_archive_is_not_counted_again_within_the_hour(
    monkeypatch: pytest.MonkeyPatch, chief: User
) -> None:
    monkeypatch.setattr(vocabulary, "SMALL", 0)
    article = make_article("The army left.")
    learn()
    acts.take_down(article, editor=chief, reason="An order.")
    assert not due()
    aged(hours=1)
    assert due()


def test_empty_archive_has_nothing_to_learn() -> None:
    assert not due()
    learn_words()
    assert words() == {}


def test_task_learns_what_is_due_and_the_command_at_any_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_article("The army left.", headline="")
    learn_words()
    Word.objects.all().delete()
    learn_words()
    assert words() == {}
    call_command("learn_words")
    assert "The archive has 3 words." in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_only_one_process_counts_at_a_time() -> None:
    make_article("The army left.")
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended('learn words', 0))")
        assert not learn()
        with pytest.raises(CommandError, match="already"):
            call_command("learn_words")
        cursor.execute("SELECT pg_advisory_unlock(hashtextextended('learn words', 0))")
    other.close()
    assert learn()

"""The number of the state that readers see moves when the state does: no sooner, no later."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from articles import acts, generation
from articles.models import Article, Source
from entities import review
from entities.models import Actor, ExtractionRun
from tests.factories import make_actor, make_article, make_mention, make_tag

real = pytest.mark.django_db(transaction=True)


@contextmanager
def uncommitted(change: Callable[[], object]) -> Iterator[threading.Event]:
    """Make a change on a second connection and commit it at the end of the block.

    Set the event that is given to have it rolled back instead.
    """
    made, done, rolled_back = threading.Event(), threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            change()
            made.set()
            done.wait()
            transaction.set_rollback(rolled_back.is_set())
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert made.wait(timeout=30)
        yield rolled_back
    finally:
        done.set()
        holder.join()


def take_down(article: Article) -> Callable[[], object]:
    return lambda: Article.objects.filter(pk=article.pk).update(status="taken down")


@real
def test_the_number_moves_with_the_commit_and_not_before() -> None:
    article = make_article()
    before = generation.current()
    with uncommitted(take_down(article)):
        assert generation.current() == before
        assert Article.objects.public().exists()
    assert generation.current() > before
    assert not Article.objects.public().exists()


@real
def test_a_change_taken_back_leaves_the_number() -> None:
    article = make_article()
    before = generation.current()
    with uncommitted(take_down(article)) as rolled_back:
        rolled_back.set()
    assert generation.current() == before


@real
def test_two_changes_at_once_do_not_wait_and_are_both_counted() -> None:
    one, other = make_article("One."), make_article("Other.")
    before = generation.current()
    with uncommitted(take_down(one)):
        take_down(other)()  # would wait here for ever
        between = generation.current()
        assert between == before + 1
    assert generation.current() == before + 2


@real
def test_a_change_that_began_first_and_ends_last_is_a_state_of_its_own() -> None:
    one, other = make_article("One."), make_article("Other.")
    seen = [generation.current()]
    with uncommitted(take_down(one)):
        for status in ("taken down", "published"):
            Article.objects.filter(pk=other.pk).update(status=status)
            seen.append(generation.current())
    seen.append(generation.current())
    assert seen == sorted(set(seen))


@real
def test_the_rows_stay_few() -> None:
    article = make_article()
    for headline in map(str, range(20)):
        Article.objects.filter(pk=article.pk).update(headline=headline)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_generation")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_a_statement_that_changes_nothing_is_not_counted() -> None:
    make_article()
    before = generation.current()
    Article.objects.filter(headline="Nothing is called so").update(headline="Other")
    assert generation.current() == before


CHANGES: dict[str, Callable[[Article, User], object]] = {
    "another article": lambda _article, _user: make_article("Another."),
    "a takedown": lambda article, user: acts.take_down(article, reason="Asked to.", editor=user),
    "a source renamed": lambda _article, _user: Source.objects.update(name="Renamed"),
    "an actor renamed": lambda _article, _user: Actor.objects.update(name="Renamed"),
    "a mention": lambda article, _user: make_mention(article, "spoke", make_actor("Spoke")),
    "a decision": lambda article, user: review.reject(article.tags.get(), editor=user),
    "an extraction begun": lambda article, _user: ExtractionRun.objects.create(
        article=article, version=article.versions.get()
    ),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.django_db
def test_whatever_a_page_shows_is_counted(change: str, editor: User) -> None:
    article = make_tag(make_article("Tolvan spoke."), "Tolvan").article
    before = generation.current()
    CHANGES[change](article, editor)
    assert generation.current() > before

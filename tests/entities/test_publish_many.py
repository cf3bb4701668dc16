"""Publishing many articles at once gives what publishing each gives, to the last column."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from entities import review
from entities.models import (
    Actor,
    ActorPair,
    ActorYear,
    ArticleReview,
    Dealing,
    Interaction,
    Mention,
    Quote,
    QuoteAbout,
    Tag,
)
from entities.publish import lock_article, publish
from entities.publish_many import lock_free, publish_many, read_many
from entities.told import token_of
from tests.factories import make_actor, make_article, make_interaction, make_quote, make_tag

pytestmark = pytest.mark.django_db

TEXT = "Mira Tolvan met Anton Vasilyenko. “We agree,” Tolvan said in Halden. Number {}."


def archive(editor: User) -> list[int]:
    """Articles in every state: suggested, decided, undone, with quotes and dealings, gone words."""
    tolvan, other = make_actor("Mira Tolvan"), make_actor("Anton Vasilyenko")
    halden = make_actor("Halden", "place")
    for number in range(5):
        article = make_article(TEXT.format(number))
        tag = make_tag(article, "Tolvan", tolvan)
        make_tag(article, "Anton Vasilyenko", other)
        make_tag(article, "Halden", halden)
        quote = make_quote(article, "“We agree,”", tolvan, named="Tolvan")
        met = make_interaction(article, "Mira Tolvan met Anton Vasilyenko", tolvan, other)
        seen = Tag.objects.select_related("article", "actor").get(pk=tag.pk)
        if number == 1:
            review.reject(seen, editor=editor)
        if number == 2:
            review.undo(review.relink(seen, make_actor("M. T."), editor=editor), editor=editor)
        if number == 3:
            review.add(article, "Halden", other, editor=editor, seen_version=1)
            decide_on_what_is_told(article, quote, met, editor)
    return list(Article.objects.order_by("pk").values_list("pk", flat=True))


def decide_on_what_is_told(article: Article, quote: Quote, met: Interaction, editor: User) -> None:
    other = Actor.objects.get(name="Anton Vasilyenko")
    quote.refresh_from_db()
    article.refresh_from_db()
    seen = review.told.quote_as_seen(
        article=article.pk, quote=quote.pk, token=token_of(article, quote)
    )
    review.told.name_speaker(seen, speaker=other, editor=editor)
    met.refresh_from_db()
    dealt = review.told.interaction_as_seen(
        article=article.pk, interaction=met.pk, token=token_of(article, met)
    )
    review.told.reverse(dealt, editor=editor)


def unsettle(ids: list[int]) -> None:
    """Make what is derived wrong in every way, as if much had been decided since."""
    Tag.objects.filter(article=ids[0]).delete()
    Tag.objects.filter(article=ids[4]).update(score=0.1, mention_count=9)
    Tag.objects.create(
        article_id=ids[1], actor=make_actor("Nobody"), status="suggested", score=1, salience=1,
        mention_count=1,
    )  # fmt: skip
    ArticleReview.objects.filter(article=ids[0]).delete()
    Quote.objects.update(speaker=None, search_vector=None)
    QuoteAbout.objects.all().delete()
    Dealing.objects.filter(interaction__article=ids[0]).delete()
    Interaction.objects.filter(article=ids[4]).update(orphaned=True, source=None, target=None)
    Mention.objects.filter(article=ids[2], quote="Halden").delete()
    Article.objects.filter(pk=ids[3]).update(actor_ids=[], label_text="", label_lexemes=[])


def rows(model: type[Model], *without: str) -> list[dict[str, Any]]:
    names = [f.attname for f in model._meta.concrete_fields if f.attname not in without]
    found = model._default_manager.order_by().values(*names)
    return sorted(found, key=lambda row: [str(row[name]) for name in names])


def everything() -> dict[str, Any]:
    """All that publishing writes; keys of rows that are made anew are left out."""
    return {
        "tags": rows(Tag, "id"),
        "reviews": [{**row, "open_since": bool(row["open_since"])} for row in rows(ArticleReview)],
        "quotes": rows(Quote),
        "about": rows(QuoteAbout, "id"),
        "interactions": rows(Interaction),
        "dealings": rows(Dealing, "id"),
        "articles": rows(Article),
        "actors": rows(Actor),
        "years": [row for row in rows(ActorYear, "id") if row["article_count"]],
        "pairs": [row for row in rows(ActorPair, "id") if row["article_count"]],
    }


def one_by_one(ids: Iterable[int]) -> None:
    for pk in ids:
        publish(lock_article(pk))


def at_once(ids: Iterable[int]) -> None:
    publish_many(read_many(lock_free(ids)))


def after(how: Callable[[list[int]], None], ids: list[int]) -> dict[str, Any]:
    with transaction.atomic():
        unsettle(ids)
        how(ids)
        told = everything()
        transaction.set_rollback(True)
    return told


def test_many_at_once_are_published_as_each_alone(editor: User) -> None:
    ids = archive(editor)
    settled = everything()
    alone, together = after(one_by_one, ids), after(at_once, ids)
    assert together["tags"] != settled["tags"]  # the mentions that are gone
    assert together == {**alone, "actors": together["actors"]}
    names = {row["name"] for row in together["actors"]} - {"Nobody"}
    assert [r for r in together["actors"] if r["name"] in names] == [
        r for r in alone["actors"] if r["name"] in names
    ]


def test_publishing_what_is_settled_writes_nothing(editor: User) -> None:
    ids = archive(editor)
    before = everything()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(changes) FROM articles_generation")
        (changes,) = cursor.fetchone()
        at_once(ids)
        cursor.execute("SELECT sum(changes) FROM articles_generation")
        assert cursor.fetchone() == (changes,)
    assert everything() == before


@pytest.mark.parametrize("count", [2, 20])
def test_as_many_queries_for_any_number_of_articles(
    count: int, editor: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        article = make_article(TEXT.format(number))
        make_tag(article, "Mira Tolvan", make_actor(f"Tolvan {number}"))
        make_quote(article, "“We agree,”", article.tags.get().actor)
    Tag.objects.all().delete()
    Quote.objects.update(speaker=None)
    ids = list(Article.objects.values_list("pk", flat=True))
    with transaction.atomic(), django_assert_max_num_queries(24):
        at_once(ids)
    assert Tag.objects.count() == count

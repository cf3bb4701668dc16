"""Splitting an actor: what of it is somebody else, by groups of articles that are alike.

Two people of one name are written about in other years, by other sources, under other titles and
in other company. `proposed` groups the newest articles of an actor by that; an editor chooses, and
the tags of the chosen articles become another actor's by one decision (entities.batches).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from articles.models import Article
from entities import batches, review
from entities.clusters import Context, Group, grouped
from entities.models import Actor, Batch, Decision, Mention, Tag

# More are not grouped: older ones are alike to some that are, and one look at all is not possible.
MOST_GROUPED = 2_000
# Mentions read of each article: the first ones say who somebody is.
MOST_MENTIONS = 2
MOST_COMPANY = 12


@dataclass(frozen=True, slots=True)
class Proposal:
    """Groups of the newest articles of an actor; `left_out` are older ones beyond the bound."""

    groups: tuple[Group, ...]
    articles: dict[int, Article]
    names: dict[int, str]
    left_out: int


def proposed(actor: Actor) -> Proposal:
    """Return the groups of an actor's articles, the largest first. Five queries."""
    tags = Tag.objects.public().filter(actor=actor)
    newest = tags.order_by("-article__sort_at", "-article").values_list("article_id", flat=True)
    ids = list(newest[: MOST_GROUPED + 1])
    left_out = max(0, tags.count() - MOST_GROUPED) if len(ids) > MOST_GROUPED else 0
    ids = ids[:MOST_GROUPED]
    articles = Article.objects.filter(pk__in=ids).for_list().in_bulk()
    mentions = _mentions(actor, ids)
    groups = grouped(_context(articles[pk], mentions[pk], actor) for pk in sorted(articles))
    named = {other for group in groups for other in group.company}
    names = dict(Actor.objects.filter(pk__in=named).values_list("pk", "name"))
    return Proposal(tuple(groups), articles, names, left_out)


def split(
    *, actor: Actor, to: Actor, articles: Iterable[int], editor: User, reason: str
) -> Decision:
    """Give the tags of an actor in these articles to another, in the worker.

    Raises ReviewError where there is nothing to give, or no reason.
    """
    if not reason.strip():
        raise review.ReviewError("A split needs a reason.")
    to = to.merged_into or to
    if to.pk == actor.pk:
        raise review.ReviewError("The other actor must be another one.")
    if actor.merged_into:
        raise review.Stale(f"{actor.name} has been merged into {actor.merged_into.name}.")
    here = Tag.objects.filter(actor=actor, article__in=list(articles))
    chosen = list(here.values_list("article_id", flat=True))
    with transaction.atomic():
        batch = batches.request_split(actor, to, chosen, editor=editor, note=reason.strip())
        told = {"actor": actor, "to": to, "editor": editor, "reason": reason.strip()}
        decision = review.split(batch=batch, **told)
        Batch.objects.filter(pk=batch.pk).update(request=batch.request | {"split": decision.pk})
    return decision


def restore_split(decision: Decision, *, editor: User, note: str = "") -> Decision:
    """Undo a split, or the undoing of one; tags that somebody decided on since stay.

    Raises Stale when it is undone already, ReviewError while it is carried out.
    """
    with transaction.atomic():
        batch = Batch.objects.get(pk=decision.after["batch"])
        undo = batches.request_undo(batch, editor=editor, note=note)
        undone = review.undo_split(decision, undo, editor=editor, note=note)
        Batch.objects.filter(pk=undo.pk).update(request=undo.request | {"split": undone.pk})
    return undone


def _mentions(actor: Actor, articles: list[int]) -> dict[int, list[tuple[str, str]]]:
    """The titles of the actor and the words around it, by article."""
    rows = Mention.objects.filter(article__in=articles, actor__in=[actor, *actor.merged.all()])
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    ordered = rows.order_by("article_id", "start")
    for pk, title, before, after in ordered.values_list("article", "title", "prefix", "suffix"):
        if len(found[pk]) < MOST_MENTIONS:
            found[pk].append((title, f"{before} {after}"))
    return found


def _context(article: Article, mentions: list[tuple[str, str]], actor: Actor) -> Context:
    others = [pk for pk in article.actor_ids if pk != actor.pk][:MOST_COMPANY]
    return Context(
        article=article.pk,
        year=article.published_at.year if article.published_at else None,
        source=article.source.name,
        titles=frozenset(title.casefold() for title, _words in mentions if title),
        company=frozenset(others),
        words=" ".join(words for _title, words in mentions),
    )

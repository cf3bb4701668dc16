"""The roles of people: the posts they held by the knowledge file, and what articles call them.

Posts are kept in rows because only workers hold that file: it takes a second to read and 100 MB.
"""

from collections.abc import Iterable, Mapping

from django.db.models import F, Q

from articles.models import Article
from articles.texts import hide
from entities.extraction import Entry, Knowledge
from entities.models import Actor, ActorOffice, Mention

Post = tuple[int, str, str, str, str]


def keep_offices(actors: Iterable[Actor], knowledge: Knowledge) -> None:
    """Make the posts of these actors those of the knowledge file. One query when they are."""
    keys = {actor.pk: actor.key or "" for actor in actors}
    wanted = {
        post
        for pk, key in keys.items()
        if key in knowledge.entries
        for post in _posts(pk, knowledge.entries[key], knowledge)
    }
    fields = ("actor_id", "title", "country", "start", "end")
    rows = ActorOffice.objects.filter(actor__in=keys)
    had = {tuple(post): row for row, *post in rows.values_list("pk", *fields)}
    if gone := [row for post, row in had.items() if post not in wanted]:
        ActorOffice.objects.filter(pk__in=gone).delete()
    if new := sorted(wanted - had.keys()):
        ActorOffice.objects.bulk_create(
            [ActorOffice(**dict(zip(fields, post, strict=True))) for post in new],
            ignore_conflicts=True,  # another worker may keep the same ones
        )


def offices_of(actor: Actor, most: int) -> list[ActorOffice]:
    """Return the posts of an actor and of those merged into it, the latest first. One query."""
    rows = ActorOffice.objects.filter(Q(actor=actor) | Q(actor__merged_into=actor))
    return list(rows.order_by(F("start").desc(), "title")[:most])


def titles_in(actor: Actor, articles: Iterable[Article], most: int) -> Mapping[str, Article]:
    """Return what these articles call the actor, with the first of them that does. One query.

    Only where the machine has read the text that readers see.
    """
    by_pk = {article.pk: article for article in articles}
    rows = Mention.objects.filter(
        Q(actor=actor) | Q(actor__merged_into=actor),
        article__in=by_pk,
        run__version__number=F("article__version_number"),
    ).exclude(title="")
    titles: dict[int, list[str]] = {}
    for pk, title in rows.order_by("start").values_list("article_id", "title"):
        titles.setdefault(pk, []).append(title)
    found: dict[str, Article] = {}
    for pk, article in by_pk.items():
        for title in titles.get(pk, ()):
            found.setdefault(hide(title, article.hidden_names), article)
    return dict(list(found.items())[:most])


def _posts(actor: int, entry: Entry, knowledge: Knowledge) -> Iterable[Post]:
    for office in entry.offices:
        country = knowledge.countries.get(office.country)
        name = country.name if country and country.name not in office.title else ""
        yield actor, office.title[:300], name[:100], office.start, office.end

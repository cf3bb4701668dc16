"""The posts that people held, as the knowledge file has them.

They are kept in rows because only workers hold that file: it takes a second to read and 100 MB.
"""

from collections.abc import Iterable

from entities.extraction import Entry, Knowledge
from entities.models import Actor, ActorOffice

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


def _posts(actor: int, entry: Entry, knowledge: Knowledge) -> Iterable[Post]:
    for office in entry.offices:
        country = knowledge.countries.get(office.country)
        name = country.name if country and country.name not in office.title else ""
        yield actor, office.title[:300], name[:100], office.start, office.end

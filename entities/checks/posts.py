"""Posts that two people held at once, and titles of posts that somebody did not hold.

By the offices of the knowledge file and what editors confirmed: thousands, held in memory.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db import connection
from django.utils import timezone

from entities.checks.lines import MOST_KEY, Line
from entities.countries import code_of, country_called
from entities.models import Actor, Decision, Kind, Role
from entities.names import fold
from entities.offices import all_offices
from entities.partial_dates import first_day, last_day
from entities.posts import head_of, is_collective
from entities.roles import certain_span, offices_left, years
from entities.undone import in_force

# One hands over to the other, and tables round days.
HANDOVER = datetime.timedelta(days=31)
KEYS = 1000
PEOPLE = 200
# Holders of one post at once: more are a college.
MOST_HOLDERS = 5
# Articles of one person and title; whoever settles them has seen enough.
MOST_ARTICLES = 50

# From mention_titled alone, then an article by its key. Only days that are known. `said` is whom
# the machine says, `meant` whom the tag is of: the same, or whom it was merged into.
_TITLED = """
SELECT whose.meant, mention.title, mention.article_id,
    (article.published_at AT TIME ZONE 'UTC')::date AS day
FROM unnest(%s::bigint[], %s::bigint[]) AS whose(said, meant)
JOIN entities_mention mention ON mention.actor_id = whose.said AND mention.title <> ''
JOIN entities_tag tag ON tag.article_id = mention.article_id AND tag.actor_id = whose.meant
    AND tag.status <> 'rejected' AND NOT tag.orphaned
JOIN articles_article article ON article.id = mention.article_id
WHERE article.published_at IS NOT NULL AND article.published_precision IN ('day', 'minute')
ORDER BY whose.meant, day DESC, mention.article_id
"""
# What was tagged as `said` in an article and relinked to `meant` there.
_RELINKED = """
SELECT whose.meant, mention.title, mention.article_id,
    (article.published_at AT TIME ZONE 'UTC')::date AS day
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS whose(article, said, meant)
JOIN entities_mention mention ON mention.actor_id = whose.said
    AND mention.article_id = whose.article AND mention.title <> ''
JOIN entities_tag tag ON tag.article_id = whose.article AND tag.actor_id = whose.meant
    AND tag.status <> 'rejected' AND NOT tag.orphaned
JOIN articles_article article ON article.id = mention.article_id
WHERE article.published_at IS NOT NULL AND article.published_precision IN ('day', 'minute')
ORDER BY whose.meant, day DESC, mention.article_id
"""


@dataclass(frozen=True, slots=True)
class Term:
    """A post that somebody held, and whether an editor says so. `of`: whose it is."""

    actor: int
    title: str
    of: str
    start: str
    end: str
    by_editor: bool

    @property
    def post(self) -> str:
        return f"{fold(self.title)}|{fold(self.of)}"[:300]


def two_holders(after: int) -> Iterator[tuple[int, list[Line]]]:
    """Two people with articles held one post on the same days, a month of handing over aside."""
    if after:
        return
    today = timezone.now().date()
    posts: dict[str, list[Term]] = defaultdict(list)
    for people in _holders():
        for term in _terms(people):
            if not is_collective(term.title) and term.of:
                posts[term.post].append(term)
    lines = [
        line for post, terms in sorted(posts.items()) for line in _overlaps(post, terms, today)
    ]
    yield 1, lines


def outside_dates(after: int) -> Iterator[tuple[int, list[Line]]]:
    """Somebody is called by a post in an article of a day on which they did not hold it.

    Only where every post of that sort that is known of them has a beginning, and, if it is over,
    an end; a month of tolerance on either side, as courtesy and records have it.
    """
    for people in _holders(after):
        known: dict[int, list[Term]] = defaultdict(list)
        for term in _terms(people):
            known[term.actor].append(term)
        yield people[-1].pk, _titled_outside(known)


def _holders(after: int = 0) -> Iterator[list[Actor]]:
    """Yield, by key, people with articles of whom a post is known, some at a time."""
    keys = sorted(all_offices())
    current = Actor.objects.public().filter(kind=Kind.PERSON, pk__gt=after)
    pks = set(current.filter(roles__status=Role.Status.CONFIRMED).values_list("pk", flat=True))
    for at in range(0, len(keys), KEYS):
        some = keys[at : at + KEYS]
        pks |= set(current.filter(key__in=some).values_list("pk", flat=True))
        pks |= set(current.filter(wikidata__in=some).values_list("pk", flat=True))
    ordered = sorted(pks)
    for at in range(0, len(ordered), PEOPLE):
        yield list(Actor.objects.filter(pk__in=ordered[at : at + PEOPLE]).order_by("pk"))


def _terms(people: Iterable[Actor]) -> Iterator[Term]:
    known = list(people)
    rows: dict[int, list[Role]] = defaultdict(list)
    for role in Role.objects.filter(actor__in=known).select_related("of"):
        rows[role.actor_id].append(role)
    for actor in known:
        for office in offices_left(actor, rows[actor.pk]):
            yield Term(actor.pk, office.title, office.country, office.start, office.end, False)
        for role in rows[actor.pk]:
            if role.status == Role.Status.CONFIRMED:
                of = (role.of.country or role.of.name) if role.of else code_of(role.of_text)
                yield Term(actor.pk, role.title, of, role.start, role.end, True)


def _overlaps(post: str, terms: list[Term], today: datetime.date) -> Iterator[Line]:
    holders: dict[int, list[Term]] = defaultdict(list)
    for term in terms:
        holders[term.actor].append(term)
    found = []
    for one, other in combinations(sorted(holders), 2):
        pairs = [
            (mine, theirs)
            for mine in holders[one]
            for theirs in holders[other]
            if _together(mine, theirs, today)
        ]
        if pairs:
            found.append(pairs[0])
    if len({term.actor for pair in found for term in pair}) > MOST_HOLDERS:
        return
    for mine, theirs in found:
        spans = [years(one.start, one.end) for one in (mine, theirs)]
        yield Line(
            key=f"{mine.actor}:{theirs.actor}:{post}"[:MOST_KEY],
            actor=mine.actor,
            other=theirs.actor,
            facts="|".join((mine.start, mine.end, theirs.start, theirs.end)),
            group=post,
            detail={
                "title": mine.title,
                "of": mine.of,
                "of_name": country_called(mine.of),
                "spans": spans,
            },
        )


def _together(mine: Term, theirs: Term, today: datetime.date) -> bool:
    """Whether both held the post for certain on more days than handing over takes."""
    spans = [
        certain_span(one.start, one.end, open_until=today if one.by_editor else None)
        for one in (mine, theirs)
    ]
    if not (spans[0] and spans[1]):
        return False
    return min(spans[0].last, spans[1].last) - max(spans[0].first, spans[1].first) > HANDOVER


def _titled_outside(known: dict[int, list[Term]]) -> list[Line]:
    lines: dict[str, Line] = {}
    per_actor: dict[int, int] = defaultdict(int)
    for actor, title, article, day in _titled(list(known)):
        head = head_of(title)
        terms = [term for term in known[actor] if head and head_of(term.title) == head]
        key = f"{article}:{actor}"
        if key in lines or not terms or per_actor[actor] >= MOST_ARTICLES:
            continue
        if all(_is_outside(term, day) for term in terms):
            per_actor[actor] += 1
            held = sorted({f"{term.title}, {years(term.start, term.end)}" for term in terms})
            lines[key] = Line(
                key=key,
                actor=actor,
                article=article,
                facts=f"{title}|{day}|{'; '.join(held)}"[:MOST_KEY],
                detail={"title": title, "day": day.isoformat(), "held": held[:3]},
            )
    return list(lines.values())


def _titled(people: list[int]) -> list[tuple[int, str, int, datetime.date]]:
    """By which titles articles call people: whom the tags are of after merges and relinks."""
    merged = Actor.objects.filter(merged_into__in=people).values_list("pk", "merged_into")
    into = {pk: pk for pk in people} | dict(merged)
    relinks = Decision.objects.filter(verb=Decision.Verb.RELINK, to_actor__in=into)
    relinked = [
        (article, said, into[meant])
        for article, said, meant in in_force(relinks).values_list("article", "actor", "to_actor")
    ]
    with connection.cursor() as cursor:
        cursor.execute(_TITLED, [list(into), list(into.values())])
        rows = cursor.fetchall()
        if relinked:
            cursor.execute(_RELINKED, [list(column) for column in zip(*relinked, strict=True)])
            rows += cursor.fetchall()
    return rows


def _is_outside(term: Term, day: datetime.date) -> bool:
    if not term.start:
        return False
    if day < first_day(term.start) - HANDOVER:
        return True
    return bool(term.end) and day > last_day(term.end) + HANDOVER

"""Near-duplicates and wire rewrites: which articles tell nearly the same words.

`group` places an article among those it is nearly the same as, whenever its text was read;
`regroup` chooses who stands for its group, whenever its status changes. Both write `Article.lead`
and nothing else of an article. What "nearly the same" means stands in shingles.py.

A group is held together by its lead: the earliest public article, undated ones last. Every member's
lead points at it, its own at itself; an article that is alone has none. Articles that are off the
site stay members, so that they are at their place when they come back.

One lock in the database lets groups be changed by one at a time, for a few milliseconds
(`lock_groups`). `group` never waits for a row while it holds the lock: it lets go, waits, and
begins again. So it is in nobody's way who holds a row and wants the lock.
"""

from collections import Counter
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Left

from articles.models import Article, Fingerprint
from articles.querysets import ArticleQuerySet
from articles.shingles import MOST_CHARACTERS, alike, bands, shingles

# As many articles that share a band are compared, the newest: more share one only where texts come
# from one mould, and then the newest are the nearest.
MOST_CANDIDATES = 50
# The article, and its new lead.
Moves = dict[int, int | None]
_TEXT = Left("body", MOST_CHARACTERS)
_PUBLIC = Case(When(status="published", then=Value(True)), default=Value(False))

# Materialised, because the planner expects thousands of rows and would walk the key for the limit.
_CANDIDATES = """
    WITH sharing AS MATERIALIZED (
        SELECT article_id FROM articles_fingerprint WHERE bands && %s::bigint[]
    )
    SELECT article_id FROM sharing WHERE article_id <> %s ORDER BY article_id DESC LIMIT %s
"""


def group(article_id: int) -> None:
    """Find the near-duplicates of an article by its present text, and keep its group.

    In transactions of its own: call it in none. Two articles that come at the same moment find each
    other, as both have stored their fingerprint before either looks.
    """
    while True:
        text = _store_fingerprint(article_id)
        busy = _place(article_id, text)
        if not busy:
            return
        for pk in busy:  # one at a time, holding nothing
            with transaction.atomic():
                list(_locked(Article.objects.filter(pk=pk)))


def lock_groups(*settings: str) -> None:
    """Be the only one that changes groups, with these settings, until the transaction ends.

    Call it before an article is locked that will be regrouped: whoever locks in the other order may
    wait for somebody who waits for him.
    """
    lock = "pg_advisory_xact_lock(hashtextextended('article groups', 0))"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join((lock, *settings))}")


def regroup(article: Article) -> None:
    """Choose the lead of the article's group anew: its status has changed, or is about to.

    Call it inside the transaction, after `lock_groups` and the lock of the article, with the new
    status set on the object; before it is stored if possible, as that locks counters that all
    articles share.
    """
    lock_groups()
    lead = Article.objects.values_list("lead", flat=True).get(pk=article.pk)
    if lead is None:
        return
    public = Case(
        When(pk=article.pk, then=Value(article.status == Article.Status.PUBLISHED)),
        default=_PUBLIC,
    )
    members = Article.objects.filter(lead=lead)
    first = _earliest_first(members, public=public)[0]
    if first != lead:
        list(_locked(members))
        members.update(lead=first)
        article.lead_id = first


def others_of_group(article: Article) -> ArticleQuerySet:
    """The other public articles of its group, the earliest first. The article has a lead."""
    others = Article.objects.public().for_list().filter(lead=article.lead_id)
    return others.exclude(pk=article.pk).order_by(*_order(_PUBLIC))


def public_copies(leads: Iterable[int]) -> dict[int, int]:
    """How many public articles each of these stands for, itself left out. One query."""
    copies = Article.objects.public().filter(lead__in=list(leads)).exclude(pk=F("lead"))
    return dict(copies.order_by().values_list("lead").annotate(Count("pk")))


def _store_fingerprint(article_id: int) -> str:
    """Store by what the article is found; return the text that was read."""
    read = Article.objects.annotate(text=_TEXT).values_list("text", "fingerprint__bands")
    text, stored = read.get(pk=article_id)
    found = bands(shingles(text))
    if not found:
        Fingerprint.objects.filter(pk=article_id).delete()
    elif found != stored:
        Fingerprint.objects.bulk_create(
            [Fingerprint(article_id=article_id, bands=found)],
            update_conflicts=True,
            unique_fields=["article"],
            update_fields=["bands"],
        )
    return text


@transaction.atomic
def _place(article_id: int, text: str) -> list[int]:
    """Write the leads that follow from the article's text, or none and return what was in the way.

    That are articles whose rows others hold, or the article itself if it has another text by now.
    """
    # The planner takes the hashes for common ones, and their index for dear.
    lock_groups("set_config('enable_seqscan', 'off', true)")
    current, lead = Article.objects.values_list(_TEXT, "lead").get(pk=article_id)
    if current != text:
        return [article_id]
    heads = _heads_near(article_id, text)
    moves: Moves = _joined(article_id, heads) if heads else {article_id: None}
    if lead is not None and lead not in heads:
        moves |= _left_behind(article_id, lead)
    if moves[article_id] == lead:
        del moves[article_id]
    return _write(moves)


def _heads_near(article_id: int, text: str) -> set[int]:
    """The leads of the articles that are nearly the same; those that are alone stand for one."""
    own = shingles(text)
    if not own:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [bands(own), article_id, MOST_CANDIDATES])
        candidates = [pk for (pk,) in cursor.fetchall()]
    rows = Article.objects.filter(pk__in=candidates).values_list("pk", "lead", _TEXT)
    return {lead or pk for pk, lead, other in rows if alike(own, shingles(other))}


def _joined(article_id: int, heads: set[int]) -> Moves:
    """Who gets which lead when the article joins these groups, which become one."""
    # The earliest of a group is its lead, but of the article's own the date may have changed.
    may_lead = Q(pk__in={*heads, article_id})
    if article_id in heads:
        may_lead |= Q(lead=article_id)
    first = _earliest_first(Article.objects.filter(may_lead))[0]
    members = Article.objects.filter(Q(pk__in={*heads, article_id}) | Q(lead__in=heads))
    moved = members.filter(Q(lead=None) | ~Q(lead=first)).order_by()
    # The article itself in any case: it may be told to leave a group that it led.
    return dict.fromkeys([article_id, *moved.values_list("pk", flat=True)], first)


def _left_behind(article_id: int, lead: int) -> Moves:
    """Who gets which lead when the article leaves its group."""
    rest = Article.objects.filter(lead=lead).exclude(pk=article_id)
    first_two = list(_earliest_first(rest)[:2])
    if len(first_two) < 2:
        return dict.fromkeys(first_two)
    if lead != article_id:
        return {}
    return dict.fromkeys(rest.order_by().values_list("pk", flat=True), first_two[0])


def _write(moves: Moves) -> list[int]:
    """Write the leads unless somebody holds one of the rows; return those that are held.

    A lead's own row is locked too: whoever points at it waits for its holder otherwise.
    """
    wanted = {pk for pk in (*moves, *moves.values()) if pk is not None}
    free = set(_locked(Article.objects.filter(pk__in=wanted), skip_locked=True))
    if busy := sorted(wanted - free):
        return busy
    for lead in Counter(moves.values()):
        of_lead = [pk for pk, new in moves.items() if new == lead]
        Article.objects.filter(pk__in=of_lead).update(lead=lead)
    return []


def _locked(articles: QuerySet[Article], *, skip_locked: bool = False) -> QuerySet[Article, int]:
    """Lock rows in the order of their keys, and return the keys."""
    rows = articles.order_by("pk").select_for_update(no_key=True, skip_locked=skip_locked)
    return rows.values_list("pk", flat=True)


def _order(public: Case) -> list[str | Combinable]:
    dated = Case(When(published_at=None, then=Value(False)), default=Value(True))
    return [public.desc(), dated.desc(), "sort_at", "pk"]


def _earliest_first(
    articles: QuerySet[Article], *, public: Case = _PUBLIC
) -> QuerySet[Article, int]:
    return articles.order_by(*_order(public)).values_list("pk", flat=True)

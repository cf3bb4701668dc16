"""Articles follow their actors: after a merge, or after one was undone, they are derived anew.

Which articles these are follows from the machine's mentions and from decisions, neither of which a
merge touches; so the same list serves to move them there and back. Where it only puts one actor
for another, entities.renaming does it for many at once; everywhere else entities.publish decides.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from articles.background import alone_at, send
from articles.models import Article
from entities.models import Actor, ActorMove, Decision, Mention, Tag
from entities.publish import let_merges_wait, lock_article, publish
from entities.publish_many import lock_free, publish_many, read_many
from entities.renaming import plain, rename

# Of one transaction: nobody who decides in one of them waits longer than it takes, half a second.
CHUNK = 200


def request_move(decision: Decision, actor: Actor, other: Actor, group: Sequence[int]) -> ActorMove:
    """Ask for the articles of an actor to be derived anew when the transaction commits.

    An older request of the same actor is closed: this one reaches all its articles.
    """
    now = timezone.now()
    ActorMove.objects.filter(actor=actor, finished_at=None).update(finished_at=now)
    move = ActorMove.objects.create(
        decision=decision,
        actor=actor,
        other=other,
        group=list(group),
        total_count=Tag.objects.filter(actor__in=[*group, other.pk]).count()
        if decision.verb == Decision.Verb.UNDO
        else Tag.objects.filter(actor__in=group).count(),
    )
    transaction.on_commit(partial(send, "entities.tasks.move_actor", [move.pk]))
    return move


def carry_out(move_id: int) -> None:
    """Derive anew what is left of a move; nothing when it is done or another worker is at it."""
    with alone_at(f"move {move_id}") as ours:
        move = ActorMove.objects.filter(pk=move_id, finished_at=None).first()
        if not ours or move is None:
            return
        left = articles_of(move)
        total = move.done_count + len(left)
        ActorMove.objects.filter(pk=move_id).update(total_count=total)
        for at in range(0, len(left), CHUNK):
            if not _move_some(move, left[at : at + CHUNK]):
                return
        ActorMove.objects.filter(pk=move_id, finished_at=None).update(finished_at=timezone.now())


def sweep() -> None:
    """Send the messages of moves that nobody finished; whoever is at one keeps it."""
    waiting = ActorMove.objects.filter(finished_at=None).order_by("requested_at")
    send("entities.tasks.move_actor", waiting.values_list("pk", flat=True)[:100])


def open_moves(actor: Actor) -> list[ActorMove]:
    """Return what still moves to an actor or away from it. One query."""
    here = Q(other=actor) | Q(actor=actor)
    moves = ActorMove.objects.filter(here, finished_at=None).select_related("actor", "other")
    return list(moves)


def articles_of(move: ActorMove) -> list[int]:
    """Return the articles of a move that are left, by number. Three queries of an index."""
    group = [*move.group]
    before, after = (
        side["keep"]["wikidata"] for side in (move.decision.before, move.decision.after)
    )
    if before != after:  # what is at stake in the other's own articles is another thing too
        group += Actor.objects.filter(_with_merged(move.other_id)).values_list("pk", flat=True)
    seen = Mention.objects.filter(actor__in=group, article__gt=move.after)
    decided = Decision.objects.filter(
        Q(actor__in=group) | Q(to_actor__in=group), article__gt=move.after
    )
    ids = set(seen.order_by().values_list("article_id", flat=True).distinct())
    ids.update(decided.order_by().values_list("article_id", flat=True))
    return sorted(ids)


def _move_some(move: ActorMove, articles: Sequence[int]) -> bool:
    """Derive these articles anew, in two transactions or more; False when the move was closed."""
    with transaction.atomic():
        let_merges_wait()
        easy = _renamed(move, articles)
    rest = [article for article in articles if article not in easy]
    with transaction.atomic():
        free = lock_free(rest)
        publish_many(read_many(free))
    for article in set(rest) - {one.pk for one in free}:
        with transaction.atomic():
            publish(lock_article(article))  # waits for whoever holds it
    open_ones = ActorMove.objects.filter(pk=move.pk, finished_at=None)
    return bool(open_ones.update(after=articles[-1], done_count=F("done_count") + len(articles)))


def _renamed(move: ActorMove, articles: Sequence[int]) -> set[int]:
    """Rename in the articles in which that is all there is to do; return which they are."""
    here = Q(pk__in=move.group) | _with_merged(move.other_id)
    actors = {actor.pk: actor for actor in Actor.objects.filter(here)}
    whose = {pk: actor.merged_into_id for pk, actor in actors.items()}
    targets = {whose[pk] or pk for pk in move.group}
    if len(targets) > 1:  # somebody parted them meanwhile
        return set()
    (target,) = targets
    if target not in actors or not _is_the_same_to_the_desk(move, actors[target], actors):
        return set()
    rivals = whose.keys() - set(move.group)
    locked = Article.objects.select_for_update(of=("self",)).filter(pk__in=articles)
    held = list(locked.order_by("pk").values_list("pk", flat=True))
    easy = plain(held, move.group, rivals)
    if easy:
        rename(easy, whose.keys() - {target}, target)
    return set(easy)


def _with_merged(actor: int) -> Q:
    return Q(pk=actor) | Q(merged_into=actor)


def _is_the_same_to_the_desk(move: ActorMove, target: Actor, actors: Mapping[int, Actor]) -> bool:
    """Whether the target is of the kind of those before, and as known to Wikidata as they were.

    Else what is at stake in the articles is another thing, and so is their place in the queue.
    """
    was = "keep" if target.pk == move.actor_id else "duplicate"
    known = bool(move.decision.before[was]["wikidata"])
    kinds = {actors[move.actor_id].kind, actors[move.other_id].kind}
    return kinds == {target.kind} and known == bool(target.wikidata)

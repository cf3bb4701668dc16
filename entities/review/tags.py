"""The verbs on tags.

Every verb takes the tag as the editor saw it (`as_seen`). It locks the article, makes sure that
nobody decided on the tag since, writes one decision and derives the tags again, all in one
transaction.
"""

from collections.abc import Iterable
from itertools import pairwise

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from articles.importers.decoding import has_words
from articles.models import Article
from entities import runs
from entities.actors import make_actor
from entities.anchoring import divides_word, find
from entities.models import Actor, ActorName, Decision, Kind, Tag
from entities.publish import Rows, lock_article, publish, read_rows
from entities.resolution import ResolvedTag, Span, active
from entities.review.common import ReviewError, Stale, anchor_json, check_version

Verb = Decision.Verb
Status = Tag.Status


def as_seen(*, article: int, version: int, actor: int, kind: str, decision: int | None) -> Tag:
    """Return a tag as a page showed it, to be handed to a verb; not read from the database.

    `version` is the number of the text, `decision` the one in force on the tag.
    """
    return Tag(
        article=Article(pk=article, version_number=version),
        actor=Actor(pk=actor, kind=kind),
        decision_id=decision,
    )


def confirm(tag: Tag, *, editor: User, note: str = "") -> Decision:
    """The actor is in the text, in the words that are marked."""
    return _decide(tag, Verb.CONFIRM, Status.CONFIRMED, editor, note)


def reject(tag: Tag, *, editor: User, note: str = "") -> Decision:
    """The actor is not in the text, or is no actor."""
    return _decide(tag, Verb.REJECT, Status.REJECTED, editor, note)


def ask_second_look(tag: Tag, *, editor: User, note: str = "") -> Decision:
    """Somebody else should look; the tag stays as it is and is marked as open.

    Raises ReviewError for a rejected tag: readers would see it again.
    """
    return _decide(tag, Verb.SECOND_LOOK, Status.SECOND_LOOK, editor, note)


def relink(tag: Tag, to: Actor, *, editor: User, note: str = "") -> Decision:
    """What is tagged as one actor in this article is another, in all its words."""
    to = to.merged_into or to
    if to.pk == tag.actor_id:
        raise ReviewError(f"This tag is {to.name} already.")
    return _decide(tag, Verb.RELINK, Status.CONFIRMED, editor, note, to_actor=to)


def retype(tag: Tag, kind: str, *, editor: User, note: str = "") -> Decision:
    """The actor is of another kind: here and in every article, the others in the background."""
    if kind not in Kind.values:
        raise ReviewError(f"“{kind}” is not a kind of actor.")
    with transaction.atomic():
        article, current = _locked(tag)
        # Not FOR UPDATE: that would make every article which is just getting this tag wait.
        actor = Actor.objects.select_for_update(no_key=True).get(pk=current.actor_id)
        if actor.merged_into_id:
            raise Stale(f"{actor.name} has been merged into another actor since you saw it.")
        if actor.kind == kind:
            raise ReviewError(f"{actor.name}: {actor.get_kind_display()} already.")
        decision = Decision.objects.create(
            verb=Verb.RETYPE,
            article=article,
            actor=actor,
            anchors=_anchors(article, _resolved(read_rows(article), actor.pk)),
            editor=editor,
            note=note,
            before={"actor": actor.name, "kind": actor.kind},
            after={"actor": actor.name, "kind": kind},
        )
        _set_kind(actor, kind, article)
    return decision


def add(
    article: Article, words: str, to: Actor, *, editor: User, seen_version: int, note: str = ""
) -> Decision:
    """These words are the actor, wherever they stand in the text as whole words.

    Raises ReviewError when they do not stand there or are marked so already, Stale when the text is
    no longer the one seen.
    """
    to = to.merged_into or to
    with transaction.atomic():
        article = lock_article(article.pk)
        check_version(article, seen_version)
        spans = list(find(words, article.body))
        if not spans:
            raise ReviewError(f"“{words}” does not stand in the text as whole words.")
        rows = read_rows(article)
        tag = _resolved(rows, to.pk)
        if tag and tag.status == Status.CONFIRMED:
            marked = {(mark.start, mark.end) for mark in tag.marks}
            if marked.issuperset(spans):
                raise ReviewError(f"“{words}”: confirmed as {to.name} already.")
        decision = Decision.objects.create(
            verb=Verb.ADD,
            article=article,
            actor=to,
            anchors=[anchor_json(article, *span) for span in spans],
            editor=editor,
            note=note,
            before={"actor": to.name, "status": tag.status} if tag else {},
            after={"actor": to.name, "status": Status.CONFIRMED},
        )
        _publish(article, rows, decision)
    return decision


def adjust(
    tag: Tag,
    *,
    before_spans: Iterable[Span],
    after_spans: Iterable[Span],
    editor: User,
    note: str = "",
) -> Decision:
    """Other words stand for the actor: `after_spans` in place of `before_spans` (code points).

    Widens, narrows, splits, joins, or drops words; the other words of the tag stay, and it counts
    as confirmed. Raises Stale when words of `before_spans` are not its words; ReviewError when
    `after_spans` hold no whole words, overlap, or leave the tag without any.
    """
    with transaction.atomic():
        article, current = _locked(tag)
        actor = current.actor
        if current.status == Status.REJECTED:
            raise ReviewError(f"{actor.name} is rejected: undo that first.")
        rows = read_rows(article)
        resolved = _resolved(rows, actor.pk)
        marked = {(mark.start, mark.end) for mark in (resolved.marks if resolved else ())}
        dropped = sorted(set(before_spans))
        if not marked.issuperset(dropped):
            raise Stale("The words of this tag are others than you saw.")
        claimed = sorted({_trimmed(article.body, span) for span in after_spans})
        if claimed == dropped:
            raise ReviewError(f"{actor.name}: these are its words already.")
        kept = marked - set(dropped)
        if not claimed and not kept:
            raise ReviewError(f"{actor.name} would have no words left: reject it instead.")
        in_order = sorted([*kept, *claimed])
        if any(one[1] > other[0] for one, other in pairwise(in_order)):
            raise ReviewError("These words overlap with others of the tag.")
        decision = Decision.objects.create(
            verb=Verb.SPAN,
            article=article,
            actor=actor,
            anchors=[anchor_json(article, *span) for span in claimed],
            editor=editor,
            note=note,
            before={
                "actor": actor.name,
                "status": current.status,
                "anchors": [anchor_json(article, *span) for span in dropped],
            },
            after={"actor": actor.name, "status": Status.CONFIRMED},
        )
        _publish(article, rows, decision)
    return decision


def actor_named(name: str, kind: str) -> Actor:
    """Return a new actor as an editor names it; raise ReviewError for an empty name or kind."""
    if not has_words(name) or kind not in Kind.values:
        raise ReviewError("A new actor needs a name and a kind.")
    return make_actor(name, kind, origin=ActorName.Origin.EDITOR)


def _decide(
    tag: Tag, verb: str, status: str, editor: User, note: str, *, to_actor: Actor | None = None
) -> Decision:
    with transaction.atomic():
        article, current = _locked(tag)
        actor = current.actor
        if current.status == status and to_actor is None:
            raise ReviewError(f"{actor.name}: {current.get_status_display()} already.")
        if verb == Verb.SECOND_LOOK and current.status == Status.REJECTED:
            raise ReviewError(
                f"{actor.name} is rejected, and readers do not see it. "
                "If you doubt that, undo the rejection."
            )
        rows = read_rows(article)
        decision = Decision.objects.create(
            verb=verb,
            article=article,
            actor=actor,
            to_actor=to_actor,
            anchors=_anchors(article, _resolved(rows, actor.pk)),
            editor=editor,
            note=note,
            before={"actor": actor.name, "status": current.status},
            after={"actor": (to_actor or actor).name, "status": status},
        )
        _publish(article, rows, decision)
    return decision


def _locked(tag: Tag) -> tuple[Article, Tag]:
    """Lock the article and return it with the tag as it is now; raise Stale if not as seen."""
    article = lock_article(tag.article_id)
    check_version(article, tag.article.version_number)
    decisions = Decision.objects.select_related("editor", "actor", "to_actor")
    about = Q(actor=tag.actor_id) | Q(to_actor=tag.actor_id)
    here = decisions.filter(about, article=article, subject=Decision.Subject.TAG)
    current = _current(article, tag.actor_id)
    if current is None:
        # Actors were merged or parted, and the article is one of those that still follow.
        publish(article)
        current = _current(article, tag.actor_id)
    if current is None:
        raise Stale("This tag is no longer there.", here.first())
    if current.decision_id != tag.decision_id:
        raise Stale("Somebody decided on this tag since you saw it.", here.first())
    if current.actor.kind != tag.actor.kind:
        kinds = decisions.filter(_retypings(tag.actor_id))
        raise Stale("Somebody changed the kind of this actor since you saw it.", kinds.first())
    return article, current


def _current(article: Article, actor: int) -> Tag | None:
    return Tag.objects.select_related("actor").filter(article=article, actor=actor).first()


def _trimmed(text: str, span: Span) -> Span:
    """The span without the space around its words; raises ReviewError where there are none."""
    start, end = span
    if not 0 <= start < end <= len(text):
        raise ReviewError("These words do not stand in the text.")
    words = text[start:end]
    start, end = end - len(words.lstrip()), start + len(words.rstrip())
    if not has_words(words) or divides_word(text, start) or divides_word(text, end):
        raise ReviewError(f"“{words.strip()}” are not whole words.")
    return start, end


def _resolved(rows: Rows, actor: int) -> ResolvedTag | None:
    return next((tag for tag in rows.tags() if tag.actor == actor), None)


def _publish(article: Article, rows: Rows, decision: Decision) -> None:
    """Publish what was read before the decision, and it."""
    rows.decisions.append(decision)
    publish(article, rows)


def _anchors(article: Article, tag: ResolvedTag | None) -> list[dict[str, object]]:
    return [anchor_json(article, mark.start, mark.end) for mark in (tag.marks if tag else ())]


def _retypings(actor: int) -> Q:
    """Changes of an actor's kind, and what undid them or that."""
    ids = list(Decision.objects.filter(actor=actor, verb=Verb.RETYPE).values_list("pk", flat=True))
    latest = ids
    while latest:
        latest = list(Decision.objects.filter(undoes__in=latest).values_list("pk", flat=True))
        ids = ids + latest
    return Q(pk__in=ids)


def restore_kind(actor_id: int, article: Article) -> None:
    """Give an actor the kind that its remaining decisions say, and publish what that changes."""
    actor = Actor.objects.select_for_update(no_key=True).get(pk=actor_id)
    kind = kind_without(actor)
    if kind != actor.kind:
        _set_kind(actor, kind, article)


def kind_without(actor: Actor, but: Decision | None = None) -> str:
    """Return the kind that the decisions on an actor say, as if `but` were undone."""
    chain = list(Decision.objects.filter(_retypings(actor.pk)).order_by("pk"))
    holding = active([(one.pk, one.undoes_id) for one in chain if one != but])
    kind: str = next(one.before["kind"] for one in chain if one.verb == Verb.RETYPE)
    for one in chain:
        if one.pk in holding:
            kind = one.after["kind"]
    return kind


def _set_kind(actor: Actor, kind: str, article: Article) -> None:
    """Write the kind, publish this article now and the actor's others in the worker."""
    actor.kind = kind
    actor.save(update_fields=["kind"])
    publish(article)
    runs.request_publication(actor)

"""The blind sample: which tag is asked about next, what an answer does, and what all come to.

An answer is a record of its own, and where the tag is still a mere suggestion it is the editor's
decision on it too. A tag that was decided on before the question came is asked about all the same,
so that the sample stays one of what the machine suggests, and is left as it was decided.
"""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, F, Max, Min, QuerySet
from django.utils.safestring import SafeString

from articles.models import Article
from entities import review
from entities.anchoring import Anchor, place
from entities.intervals import wilson
from entities.marking import snippet
from entities.models import Actor, AuditAnswer, AuditItem, Decision, Kind, Tag
from entities.publish import lock_article

Said = AuditAnswer.Said
Verdict = AuditItem.Verdict

# Whose words are gone is passed over; so many at a time, so that a request ends.
MOST_PASSED_OVER = 50
AROUND = 240
NOTE = "Answered in the blind sample."


@dataclass(frozen=True, slots=True)
class Question:
    """Is this actor meant here? Nothing of what the machine or a colleague thinks of it."""

    item: AuditItem
    article: Article
    actor: Actor
    passages: tuple[SafeString, ...]


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the tags of a kind that editors could tell, how many are right."""

    kind: str
    right: int
    wrong: int
    unsure: int

    @property
    def count(self) -> int:
        return self.right + self.wrong

    @property
    def share(self) -> float:
        return self.right / self.count if self.count else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.right, self.count)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What the answers on one version of the machine come to; `waiting` are not answered yet."""

    pipeline: str
    kinds: tuple[Precision, ...]
    whole: Precision
    waiting: int
    lapsed: int
    last_on: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the tags that two editors were asked about, on how many they said the same."""

    count: int
    same: int


def to_ask(editor: User) -> QuerySet[AuditItem]:
    """What this editor can be asked about, the longest in the sample first.

    Not of articles off the site: nobody reads those without need.
    """
    return (
        AuditItem.objects.filter(answer_count__lt=F("wanted"), lapsed=False)
        .filter(article__status=Article.Status.PUBLISHED)
        .exclude(answers__editor=editor)
        .order_by("pk")
    )


def next_question(editor: User) -> Question | None:
    """Return what to ask this editor next. Notes those on the way whose words are gone."""
    text = to_ask(editor).select_related("article", "actor__merged_into")
    items = text.defer("article__search_vector", "article__label_text")
    for item in items[:MOST_PASSED_OVER]:
        if passages := _passages(item):
            return Question(item, item.article, item.actor.merged_into or item.actor, passages)
        AuditItem.objects.filter(pk=item.pk).update(lapsed=True)
    return None


def answer(item_id: int, said: str, *, editor: User) -> AuditAnswer | None:
    """Keep what an editor said, and decide on the tag where nobody has.

    None when this editor has answered already. Raises AuditItem.DoesNotExist.
    """
    article_id = AuditItem.objects.values_list("article", flat=True).get(pk=item_id)
    with transaction.atomic():
        lock_article(article_id)  # first, as whoever publishes takes samples under this lock
        item = AuditItem.objects.select_for_update(of=("self",)).get(pk=item_id)
        if item.answers.filter(editor=editor).exists():
            return None
        given = AuditAnswer.objects.create(
            item=item, editor=editor, said=said, decision=_decide(item, said, editor)
        )
        item.answer_count += 1
        if item.verdict in (Verdict.OPEN, Verdict.UNSURE):
            item.verdict = _VERDICTS[said]
        item.save(update_fields=["answer_count", "verdict"])
    return given


def accuracy() -> list[Accuracy]:
    """Return what was found, by version of the machine, the latest first. Two queries."""
    counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    lapsed: Counter[str] = Counter()
    newest: dict[str, int] = {}
    for row in _counted():
        pipeline = row["pipeline"]
        newest[pipeline] = max(newest.get(pipeline, 0), row["newest"])
        if row["lapsed"] and not row["verdict"]:
            lapsed[pipeline] += row["count"]
        else:
            counts[pipeline][row["kind"], row["verdict"]] += row["count"]
    last = dict(
        AuditAnswer.objects.order_by()
        .values_list("item__pipeline")
        .annotate(last=Max("answered_at"))
    )
    return [
        _accuracy(pipeline, counts[pipeline], lapsed[pipeline], last.get(pipeline))
        for pipeline in sorted(newest, key=lambda one: -newest[one])
    ]


def agreement() -> Agreement:
    """Return how far two editors who were asked about the same tag agree. One query."""
    twice = (
        AuditAnswer.objects.order_by()
        .values("item")
        .annotate(count=Count("pk"), low=Min("said"), high=Max("said"))
        .filter(count__gte=2)
    )
    rows = list(twice.values_list("low", "high"))
    return Agreement(len(rows), sum(low == high for low, high in rows))


_VERDICTS: dict[str, Verdict] = {
    Said.YES: Verdict.RIGHT,
    Said.NO: Verdict.WRONG,
    Said.UNSURE: Verdict.UNSURE,
}


def _counted() -> Any:
    return (
        AuditItem.objects.order_by()
        .values("pipeline", "kind", "verdict", "lapsed")
        .annotate(count=Count("pk"), newest=Max("pk"))
    )


def _accuracy(
    pipeline: str,
    counts: Counter[tuple[str, str]],
    lapsed: int,
    last: datetime.datetime | None,
) -> Accuracy:
    kinds = [
        Precision(kind, *(counts[kind, str(one)] for one in ("right", "wrong", "unsure")))
        for kind in Kind.values
    ]
    whole = Precision(
        "", *(sum(getattr(one, name) for one in kinds) for name in ("right", "wrong", "unsure"))
    )
    return Accuracy(
        pipeline=pipeline,
        kinds=tuple(kinds),
        whole=whole,
        waiting=sum(count for (_kind, verdict), count in counts.items() if not verdict),
        lapsed=lapsed,
        last_on=last,
    )


def _passages(item: AuditItem) -> tuple[SafeString, ...]:
    """The words in their sentences, as far as they still stand in the text."""
    body = item.article.body
    spans = [place(Anchor.from_json(anchor), body) for anchor in item.anchors]
    found = dict.fromkeys(span for span in spans if span)
    return tuple(snippet(body, start, end, around=AROUND) for start, end in found)


def _decide(item: AuditItem, said: str, editor: User) -> Decision | None:
    """Confirm or reject the tag, if it is still what was suggested, and no more than that."""
    if said == Said.UNSURE:
        return None
    actor = Actor.objects.values_list("merged_into", flat=True).get(pk=item.actor_id)
    tags = Tag.objects.select_related("article", "actor")
    tag = tags.filter(article=item.article_id, actor=actor or item.actor_id).first()
    if tag is None or tag.status != Tag.Status.SUGGESTED or tag.actor.kind != item.kind:
        return None
    verb = review.confirm if said == Said.YES else review.reject
    return verb(tag, editor=editor, note=NOTE)

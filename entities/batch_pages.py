"""What the pages of a batch show: how far it is, what it left alone, what its undo would change."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from articles.models import Article
from entities.models import Batch, BatchItem, Decision
from entities.resolution import active

# Articles that are listed of those that were left alone; each reason is counted to the end.
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of a batch; `rate` is articles a second, None before the first."""

    done: int
    skipped: int
    total: int
    rate: int | None

    @property
    def gone_through(self) -> int:
        return self.done + self.skipped

    @property
    def waiting(self) -> int:
        return self.total - self.gone_through


@dataclass(frozen=True, slots=True)
class Skipped:
    """Why articles were left alone, how often, and some of them."""

    reasons: tuple[tuple[str, int], ...]
    items: tuple[tuple[Article, str], ...]
    count: int

    @property
    def unlisted(self) -> int:
        return self.count - len(self.items)


@dataclass(frozen=True, slots=True)
class Undoing:
    """What would change: how many tags return to what, and where somebody decided since."""

    returns: tuple[tuple[str, int], ...]
    left: tuple[tuple[Article, str], ...]
    left_count: int

    @property
    def count(self) -> int:
        return sum(count for _state, count in self.returns)


def progress_of(batch: Batch) -> Progress:
    gone_through = batch.done_count + batch.skipped_count
    seconds = 0.0
    if batch.started_at:
        seconds = ((batch.finished_at or timezone.now()) - batch.started_at).total_seconds()
    rate = round(gone_through / seconds) if seconds > 0 else None
    return Progress(batch.done_count, batch.skipped_count, batch.total_count, rate)


def skipped_of(batch: Batch) -> Skipped:
    """What a batch left alone, by reason. At most three queries."""
    if not batch.skipped_count:
        return Skipped((), (), 0)
    items = batch.items.filter(state=BatchItem.State.SKIPPED)
    counted = items.order_by().values_list("reason").annotate(count=Count("pk"))
    reasons = counted.order_by("-count", "reason")
    listed = dict(items.order_by("article_id").values_list("article", "reason")[:MOST_LISTED])
    return Skipped(tuple(reasons), _with_articles(listed), batch.skipped_count)


def undoing(batch: Batch) -> Undoing:
    """Return what undoing a batch would change, as things are now. Five queries."""
    decisions = list(
        batch.decisions.order_by("pk").values("pk", "article", "actor", "to_actor", "before")
    )
    since = _decided_since(batch, min((one["pk"] for one in decisions), default=0))
    returns: Counter[str] = Counter()
    left: dict[int, str] = {}
    for one in decisions:
        touched = {one["actor"], one["to_actor"]} - {None}
        theirs = next(
            (
                later
                for later in since[one["article"]]
                if later.pk > one["pk"] and touched & {later.actor_id, later.to_actor_id}
            ),
            None,
        )
        if theirs:
            left[one["article"]] = (
                f"{theirs.editor} {theirs.get_verb_display()} {theirs.actor} since."
            )
        else:
            returns[one["before"].get("status") or "no tag"] += 1
    listed = dict(sorted(left.items())[:MOST_LISTED])
    return Undoing(tuple(returns.most_common()), _with_articles(listed), len(left))


def _decided_since(batch: Batch, first: int) -> dict[int, list[Decision]]:
    """Decisions that hold and were taken after the first of a batch in its articles."""
    articles = batch.decisions.order_by().values("article")
    later = Decision.objects.filter(article__in=articles, pk__gte=first, subject="tag")
    pairs = list(later.order_by("pk").values_list("pk", "undoes"))
    holding = active(pairs)
    others = later.filter(pk__in=holding).exclude(batch=batch).select_related("editor", "actor")
    since: dict[int, list[Decision]] = defaultdict(list)
    for decision in others.order_by("pk"):
        since[decision.article_id or 0].append(decision)
    return since


def _with_articles(told: dict[int, str]) -> tuple[tuple[Article, str], ...]:
    articles = Article.objects.for_list().in_bulk(list(told))
    return tuple((articles[pk], why) for pk, why in told.items())

"""The log: what was decided one at a time, and between that each batch as one line.

A batch stands where it was asked for, behind the decisions that were there already. A place in the
log is written "17" for a decision and "17-4" for batch 4, which was asked for after decision 17.
"""

import re
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from articles.models import Article
from entities.desk import Entry, entries
from entities.models import Batch, Decision
from entities.review_filters import DecisionFilter

LINES_ON_A_PAGE = 50
_PLACE = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?", re.ASCII)
_NAMES = {
    Decision.Verb.CONFIRM: "confirmed {name}",
    Decision.Verb.REJECT: "rejected {name}",
    Decision.Verb.RELINK: "relinked {name} to {to_name}",
    Decision.Verb.ADD: "added {name} on “{words}”",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A decision, or a batch with its sentence; `article` is that of a batch of one article."""

    entry: Entry | None = None
    batch: Batch | None = None
    article: Article | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class LogPage:
    lines: tuple[Line, ...]
    older: str  # the place that the next page begins behind; empty on the last


def log_page(chosen: DecisionFilter | None, before: str) -> LogPage:
    """Return the lines behind a place, newest first; none without a valid filter.

    Of one article all decisions are shown, those of a batch too.
    """
    if chosen is None:
        return LogPage((), "")
    of_article = chosen.form.cleaned_data.get("article")
    article = Prefetch("article", Article.objects.for_list())
    decisions = chosen.qs.select_related("actor", "to_actor", "editor", "undoes").order_by("-pk")
    if not of_article:
        decisions = decisions.filter(batch=None)
    batches = Batch.objects.none() if of_article else _batches(chosen)
    if match := _PLACE.fullmatch(before):
        place, number = int(match[1]), int(match[2]) if match[2] else None
        # A batch stands before the decision that it has the place of.
        decisions = decisions.filter(**{"pk__lte" if number else "pk__lt": place})
        behind = Q(place__lt=place) | Q(place=place, pk__lt=number or 0)
        batches = batches.filter(behind)
    most = LINES_ON_A_PAGE + 1
    rows: list[tuple[tuple[int, int], Decision | Batch]] = [
        *(((one.pk, 0), one) for one in decisions.prefetch_related(article)[:most]),
        *(((one.place, one.pk), one) for one in batches[:most]),
    ]
    rows.sort(key=lambda row: row[0], reverse=True)
    shown = rows[:LINES_ON_A_PAGE]
    of_decision = iter(entries([one for _key, one in shown if isinstance(one, Decision)]))
    of_one = {one.request.get("article") for _key, one in shown if isinstance(one, Batch)}
    articles = Article.objects.for_list().in_bulk(of_one - {None})
    lines = tuple(
        Line(
            batch=one,
            article=articles.get(one.request.get("article")),
            sentence=batch_sentence(one),
        )
        if isinstance(one, Batch)
        else Line(entry=next(of_decision))
        for _key, one in shown
    )
    return LogPage(lines, _written(*shown[-1][0]) if len(rows) > len(shown) else "")


def batch_sentence(batch: Batch) -> str:
    """Return what a batch decided, to stand behind the name of its editor."""
    if batch.undoes:
        return f"undid: {batch_sentence(batch.undoes)}"
    request = batch.request
    if "article" in request:
        return "confirmed the rest"
    pattern = _NAMES[Decision.Verb(request["verb"])]
    return pattern.format(
        name=request["name"], to_name=request["to_name"], words=next(iter(request["surfaces"]), "")
    )


def _batches(chosen: DecisionFilter) -> QuerySet[Batch]:
    """The batches that the filter leaves, newest first."""
    asked = chosen.form.cleaned_data
    rows = Batch.objects.filter(request__has_key="verb")
    for name, column in (("editor", "editor"), ("verb", "request__verb")):
        if asked.get(name):
            rows = rows.filter(**{column: asked[name]})
    rows = rows.select_related("editor", "undoes__undoes", "undone_by__editor")
    return rows.order_by("-place", "-pk")


def _written(place: int, batch: int) -> str:
    return f"{place}-{batch}" if batch else str(place)

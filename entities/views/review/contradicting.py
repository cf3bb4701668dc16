"""The page of contradictions: what the checks of the night found, and what is fine."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article
from entities import review
from entities.checks import CHECKS, Check
from entities.contradictions import open_lines, settled_lines
from entities.known_forms import SettleForm
from entities.models import Contradiction, Walk
from entities.views.review.access import DeskRequest, editors_only
from entities.views.review.knowing import merge_url

LINES_ON_A_PAGE = 50
MOST_DIGITS = 18  # of a key that the database can hold
STATES = (("", "open"), ("fine", "said to be fine"), ("gone", "no longer so"))


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with where it leads: the first link is where it is put right."""

    line: Contradiction
    check: Check
    links: tuple[tuple[str, str], ...]
    seen: int

    @property
    def state(self) -> str:
        if self.line.gone_at:
            return "gone"
        decided = self.line.decision_id and self.line.settled_facts == self.line.facts
        return "fine" if decided else ""


@editors_only
@require_safe
def contradiction_list(request: DeskRequest) -> HttpResponse:
    """Show the lines of all checks or of one, newest first; `before` is the last of a page."""
    return _page(request)


@editors_only
@require_POST
def contradiction_settle(request: DeskRequest, pk: int) -> HttpResponse:
    """Say that a line is fine. 409 when it is no longer as it was seen."""
    line = get_object_or_404(Contradiction, pk=pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return _page(request, trouble="That form was not whole. Send it again.", status=422)
    data = form.cleaned_data
    try:
        review.settle(
            line,
            editor=request.user,
            seen=data["seen"],
            seen_facts=data["seen_facts"],
            whole_group=data["group"],
            note=data["note"],
        )
    except review.Stale as stale:
        return _page(request, trouble=f"Not done. {stale}", status=409)
    except review.ReviewError as error:
        return _page(request, trouble=f"Not done. {error}", status=422)
    messages.success(request, "Saved: it is fine, and does not come back unless its facts change.")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("review:contradictions")
    return redirect(back)


def _page(request: DeskRequest, *, trouble: str = "", status: int = 200) -> HttpResponse:
    asked = request.GET
    name, state = asked.get("check", ""), asked.get("state", "")
    if (name and name not in CHECKS) or state not in dict(STATES):
        name = state = ""
        trouble = trouble or "There is no such list. These are all open lines."
        status = 400 if status == 200 else status
    rows = _of(state)
    counts = dict(rows.order_by().values_list("check_name").annotate(Count("pk")))
    lines, older_url = _lines(request, rows.filter(check_name=name) if name else rows)
    walks = {walk.name: walk for walk in Walk.objects.all()}
    context = {
        "trouble": trouble,
        "lines": lines,
        "older_url": older_url,
        "state": state,
        "check": CHECKS.get(name),
        "checks": [
            {
                "check": check,
                "count": counts.get(check.name, 0),
                "walk": walks.get(check.name),
                "href": _href(request, check=check.name),
                "current": check.name == name,
            }
            for check in CHECKS.values()
        ],
        "all": {"count": sum(counts.values()), "href": _href(request, check="")},
        "states": [(label, _href(request, state=one), one == state) for one, label in STATES],
        "next": request.get_full_path() if request.method == "GET" else "",
    }
    return render(request, "review/contradiction_list.html", context, status=status)


def _of(state: str) -> QuerySet[Contradiction]:
    if state == "gone":
        return Contradiction.objects.filter(gone_at__isnull=False)
    return settled_lines() if state == "fine" else open_lines()


def _lines(
    request: DeskRequest, rows: QuerySet[Contradiction]
) -> tuple[list[ShownLine], str | None]:
    query = request.GET.copy()
    before = query.get("before", "")
    if before.isascii() and before.isdigit() and len(before) <= MOST_DIGITS:
        rows = rows.filter(pk__lt=int(before))
    rows = rows.select_related("actor", "other", "decision__editor").prefetch_related(
        Prefetch("article", Article.objects.for_list())
    )
    found = list(rows.order_by("-pk")[: LINES_ON_A_PAGE + 1])
    shown = [_shown(line) for line in found[:LINES_ON_A_PAGE]]
    if len(found) <= LINES_ON_A_PAGE:
        return shown, None
    query["before"] = str(found[LINES_ON_A_PAGE - 1].pk)
    return shown, f"?{query.urlencode()}"


def _shown(line: Contradiction) -> ShownLine:
    check = CHECKS.get(line.check_name) or Check(line.check_name, line.check_name, "", _nothing)
    return ShownLine(line, check, tuple(_links(line)), line.decision_id or 0)


def _nothing(_after: int) -> Any:
    return iter(())


def _links(line: Contradiction) -> list[tuple[str, str]]:
    """Where the line is put right, then who else is in it."""
    actor, other = line.actor, line.other
    edit = reverse("review:actor_edit", args=[actor.slug])
    if line.article_id:
        desk = reverse("review:workspace", args=[line.article_id])
        at_tag = ("Open the article at the tag", f"{desk}#tag-{actor.pk}")
        return [at_tag, (f"Edit {actor.name}", edit)]
    links = []
    if line.check_name in ("one-alias", "two-kinds") and other and merge_url(actor, other):
        links.append(("Merge the two", merge_url(actor, other)))
    section = "roles" if line.check_name == "one-office" else "known"
    for one in (actor, other):
        if one:
            address = reverse("review:actor_edit", args=[one.slug])
            links.append((f"Edit {one.name} ({one.kind})", f"{address}#{section}"))
    return links


def _href(request: DeskRequest, **more: str) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    for name, value in more.items():
        query.pop(name, None)
        if value:
            query[name] = value
    encoded = query.urlencode()
    return f"{reverse('review:contradictions')}{f'?{encoded}' if encoded else ''}"

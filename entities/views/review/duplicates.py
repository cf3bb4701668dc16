"""The list of actors that may be one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from entities import review
from entities.duplicates import waiting
from entities.models import Namesakes, NamesakeSearch
from entities.permissions import MERGE
from entities.views.review.access import DeskRequest, editors_only

ON_A_PAGE = 25
MOST_PAGES = 1_000


@editors_only
@require_safe
def duplicates(request: DeskRequest) -> HttpResponse:
    """Show pairs of actors that may be one, least trouble first."""
    asked = request.GET.get("page", "1")
    number = min(int(asked), MOST_PAGES) if asked.isdecimal() and len(asked) < 6 else 1
    number = max(1, number)
    first = (number - 1) * ON_A_PAGE
    rows = list(waiting()[first : first + ON_A_PAGE + 1])
    context = {
        # The one that more is written about is the one to keep, unless somebody says otherwise.
        "pairs": [_ordered(row) for row in rows[:ON_A_PAGE]],
        "previous_url": f"?page={number - 1}" if number > 1 else None,
        "next_url": f"?page={number + 1}" if len(rows) > ON_A_PAGE else None,
        "may_merge": request.user.has_perm(MERGE),
        "search": NamesakeSearch.objects.first(),
    }
    return render(request, "review/duplicate_list.html", context)


@editors_only
@require_POST
def duplicate_rule_out(request: DeskRequest, pk: int) -> HttpResponse:
    """Say that two actors are not the same. 409 when somebody said so already."""
    pair = get_object_or_404(Namesakes, pk=pk)
    try:
        review.rule_out(pair=pair, editor=request.user, note=request.POST.get("note", "")[:1000])
    except review.Stale as stale:
        messages.error(request, str(stale))
    else:
        messages.success(request, "Kept: the two are not suggested again.")
    return redirect("review:duplicates")


def _ordered(row: Namesakes) -> tuple[Namesakes, object, object]:
    more, less = row.one, row.other
    if less.article_count > more.article_count:
        more, less = less, more
    return row, more, less

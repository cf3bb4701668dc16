"""What came in for an article and waits for a chief editor: compare, then use it or leave it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from articles import acts
from articles.act_forms import ReasonForm
from articles.acts import ActError
from articles.held import AlreadySettled, CannotBeUsed, dismiss_held, held_data, use_held
from articles.history import Changes, changes_between
from articles.models import Article, ImportItem
from articles.permissions import ACT
from entities.views.review.access import DeskRequest, editors_only


@editors_only
@permission_required(ACT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def held_item(request: DeskRequest, pk: int) -> HttpResponse:
    """Show held input beside the article's text, and do what is chosen. 409 when somebody did."""
    items = ImportItem.objects.filter(outcome=ImportItem.Outcome.HELD).select_related("settled_by")
    item = get_object_or_404(items, pk=pk)
    article = get_object_or_404(Article.objects.for_list(), pk=item.article_id)
    leaving = request.POST.get("verb") == "leave"
    form = ReasonForm(request.POST if request.method == "POST" and not leaving else None)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if leaving:
                dismiss_held(item, editor=request.user)
                messages.success(request, "Saved: the article stays as it is.")
                return redirect("review:history", article.pk)
            if form.is_valid():
                act = use_held(item, editor=request.user, **form.cleaned_data)
                messages.success(request, f"Saved: {act.done}.")
                return redirect("review:history", article.pk)
        except AlreadySettled as error:
            status = 409
            messages.error(request, str(error))
            item.refresh_from_db(fields=["settled_at", "settled_by"])
        except ActError as error:
            form.add_error(None, str(error))
    context: dict[str, Any] = {"item": item, "article": article, "form": form}
    context |= _compared(item, article)
    return render(request, "review/held.html", context, status=status)


def _compared(item: ImportItem, article: Article) -> dict[str, object]:
    """What would change, or that it would be taken down, or why it cannot be used."""
    changes: Changes | None = None
    try:
        data = held_data(item, article)
    except CannotBeUsed as error:
        return {"unusable": str(error)}
    if data.status == "usable":
        changes = changes_between(acts.current_version(article), data)
    return {"changes": changes}

"""Uploads of chief editors: the form, and what became of each file.

They live here and not in the app below, because they show how far extraction is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect, HttpResponseStopPolling

from articles.bulk import Placed, import_many
from articles.forms import UploadForm
from articles.importers import Problem, Record, read
from articles.models import Article, ImportBatch, ImportItem, Source
from articles.services import start_batch
from articles.uploads import limit_mb, refused_files
from entities.models import ExtractionRun

IMPORT = "articles.import_articles"
ITEMS_ON_A_PAGE = 100
RECENT_BATCHES = 10
# The list of known sources that the form offers; the archive may know many more.
OFFERED_SOURCES = 200

State = ExtractionRun.State
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One line of the page: what came in, what it became, and how far its extraction is."""

    item: ImportItem
    article: Article | None
    run: ExtractionRun | None


def chief_editors_only(view: View) -> View:
    """Send strangers to the log-in; refuse whoever is logged in and may not import."""
    allowed = permission_required(IMPORT, raise_exception=True)(view)

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return allowed(request, *args, **kwargs)
        to_login = redirect_to_login(request.get_full_path())
        if request.htmx:  # type: ignore[attr-defined]  # the poll would swap the log-in page in
            return HttpResponseClientRedirect(to_login.url)
        return to_login

    return entered


@chief_editors_only
@require_http_methods(["GET", "POST"])
def import_upload(request: HttpRequest) -> HttpResponse:
    """Take files and import them; each is committed on its own, then the batch is shown."""
    form = UploadForm()
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, refused=refused_files(request))
        if form.is_valid():
            return redirect(_import(form, cast(User, request.user)))
    recent = ImportBatch.objects.select_related("created_by").order_by("-pk")[:RECENT_BATCHES]
    rejected = Q(outcome=ImportItem.Outcome.REJECTED)
    counts = (
        ImportItem.objects.filter(batch__in=[batch.pk for batch in recent])
        .order_by()
        .values_list("batch")
        .annotate(record_count=Count("pk"), rejected_count=Count("pk", filter=rejected))
    )
    counted = {batch: (records, refused) for batch, records, refused in counts}
    context = {
        "form": form,
        "sources": Source.objects.kept().values_list("name", flat=True)[:OFFERED_SOURCES],
        "batches": [(batch, *counted.get(batch.pk, (0, 0))) for batch in recent],
    }
    return render(request, "articles/import_upload.html", context)


@chief_editors_only
@require_GET
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a batch; asked by htmx, only the part that changes while texts are being extracted."""
    batch = get_object_or_404(ImportBatch.objects.select_related("created_by"), pk=pk)
    items = batch.items.defer("content").order_by("pk")
    page = Paginator(items, ITEMS_ON_A_PAGE).get_page(request.GET.get("page"))
    open_runs = ExtractionRun.objects.filter(
        version__item__batch=batch, state__in=[State.PENDING, State.RUNNING]
    )
    context = {
        "batch": batch,
        "rows": _rows(page),
        "previous_url": f"?page={page.number - 1}" if page.has_previous() else None,
        "next_url": f"?page={page.number + 1}" if page.has_next() else None,
        "where": f"Page {page.number} of {page.paginator.num_pages}",
        "outcomes": _outcomes(batch),
        "waiting_count": open_runs.count(),
    }
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "articles/import_detail.html", context)
    response = render(request, "articles/_import_items.html", context)
    if not context["waiting_count"]:
        response.status_code = HttpResponseStopPolling.status_code
    return response


def _import(form: UploadForm, user: User) -> ImportBatch:
    batch = start_batch(ImportBatch.Origin.UPLOAD, user)
    files = [(file.name or "file without a name", file) for file in form.uploaded()]
    found = [(name, read(file.read(), name)) for name, file in files]
    found += [(name, iter([Record(1, b"", _too_large())])) for name in form.refused]
    placed = (Placed(name, record) for name, records in found for record in records)
    for _stored in import_many(batch, placed, form.defaults()):
        pass  # the page shows them
    return batch


def _too_large() -> Problem:
    return Problem(
        f"One upload may bring {limit_mb()} MB, and this file goes beyond it. Nothing of it was "
        "kept. Upload it by itself, split it, or have it imported on the server."
    )


def _outcomes(batch: ImportBatch) -> list[tuple[str, int]]:
    """How many records became what, the best outcome first."""
    counts = dict(batch.items.order_by().values_list("outcome").annotate(Count("pk")))
    outcomes = ImportItem.Outcome.values
    return [(outcome, counts[outcome]) for outcome in outcomes if outcome in counts]


def _rows(page: "Page[ImportItem]") -> list[ItemRow]:
    """The items with their articles and latest runs, in two queries."""
    ids = {item.article_id for item in page if item.article_id}
    articles = Article.objects.for_list().in_bulk(ids)
    latest = ExtractionRun.objects.filter(article__in=ids).order_by("article_id", "-pk")
    runs = {run.article_id: run for run in latest.distinct("article_id").defer("error", "timings")}
    return [
        ItemRow(item, articles.get(item.article_id or 0), runs.get(item.article_id or 0))
        for item in page
    ]

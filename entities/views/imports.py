"""Uploads of chief editors: the form, and what became of each file and record.

They live here and not in the app below, because they show how far extraction is.
"""

from collections import defaultdict
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
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect, HttpResponseStopPolling

from articles.forms import ColumnsForm, UploadForm
from articles.importers.peeking import table_in
from articles.intake import OPEN, UNREAD, keep_upload
from articles.models import Article, ImportBatch, ImportFile, ImportItem, Source
from articles.permissions import IMPORT
from articles.retries import retryable
from articles.uploads import refused_files
from entities.models import ExtractionRun

ITEMS_ON_A_PAGE = 100
RECENT_BATCHES = 10
# The list of known sources that the form offers; the archive may know many more.
OFFERED_SOURCES = 200

State = ExtractionRun.State
Outcomes = list[tuple[str, int]]
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of an upload, and what became of its records so far."""

    file: ImportFile
    outcomes: Outcomes

    @property
    def record_count(self) -> int:
        return sum(count for _outcome, count in self.outcomes)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One line of the page: what came in, what it became, and how far its extraction is."""

    item: ImportItem
    article: Article | None
    run: ExtractionRun | None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One of the recent imports, in numbers."""

    batch: ImportBatch
    file_count: int
    read_count: int
    asking_count: int
    record_count: int
    rejected_count: int


def chief_editors_only(view: View) -> View:
    """Send strangers to the log-in; refuse whoever is logged in and may not import."""
    allowed = permission_required(IMPORT, raise_exception=True)(view)

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return allowed(request, *args, **kwargs)
        # After the log-in, never to an address that only takes what a form sends.
        read = request.method in ("GET", "HEAD")
        to_login = redirect_to_login(request.get_full_path() if read else reverse("import_upload"))
        if request.htmx:  # type: ignore[attr-defined]  # the poll would swap the log-in page in
            return HttpResponseClientRedirect(to_login.url)
        return to_login

    return entered


@chief_editors_only
@require_http_methods(["GET", "POST"])
def import_upload(request: HttpRequest) -> HttpResponse:
    """Take files and keep them for the worker, which reads them; then show their batch."""
    form = UploadForm()
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, refused=refused_files(request))
        if form.is_valid():
            files = ((file.name or "file without a name", file.read()) for file in form.uploaded())
            user = cast(User, request.user)
            return redirect(keep_upload(user, form.defaults(), files, form.refused))
    context = {
        "form": form,
        "sources": Source.objects.kept().values_list("name", flat=True)[:OFFERED_SOURCES],
        "batches": _recent(),
    }
    return render(request, "articles/import_upload.html", context)


@chief_editors_only
@require_GET
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a batch; asked by htmx, only the part that changes while it is worked on."""
    return show_batch(request, get_object_or_404(_batches(), pk=pk))


def show_batch(
    request: HttpRequest, batch: ImportBatch, *, invalid: tuple[int, ColumnsForm] | None = None
) -> HttpResponse:
    """Answer with the page of a batch. `invalid`: a file and the form of its columns as sent."""
    items = batch.items.filter(retried_as=None).select_related("retry_of").order_by("pk")
    items = items.defer("content", "retry_of__content")
    page = Paginator(items, ITEMS_ON_A_PAGE).get_page(request.GET.get("page"))
    open_runs = ExtractionRun.objects.filter(
        version__item__batch=batch, state__in=[State.PENDING, State.RUNNING]
    )
    files = _files(batch)
    waiting_count = open_runs.count()
    unread_count = sum(row.file.state in UNREAD for row in files)
    asking = [row.file for row in files if row.file.state == ImportFile.State.ASKING]
    address = f"{batch.get_absolute_url()}?page="
    is_retrying = bool(files) and not (unread_count or asking or batch.finished_at)
    context = {
        "batch": batch,
        "files": files,
        "read_count": sum(row.file.state not in OPEN for row in files),
        "asking_count": len(asking),
        "outcomes": _total(files) if files else _outcomes(batch),
        "waiting_count": waiting_count,
        "is_retrying": is_retrying,
        "is_open": bool(unread_count or waiting_count or is_retrying),
        "may_retry": bool(files and batch.finished_at) and retryable().filter(batch=batch).exists(),
        "rows": _rows(page),
        "live_url": f"{address}{page.number}",
        "previous_url": f"{address}{page.number - 1}" if page.has_previous() else None,
        "next_url": f"{address}{page.number + 1}" if page.has_next() else None,
        "where": f"Page {page.number} of {page.paginator.num_pages}",
    }
    if request.htmx:  # type: ignore[attr-defined]
        response = render(request, "articles/_import_poll.html", context)
        if not context["is_open"]:
            response.status_code = HttpResponseStopPolling.status_code
        return response
    context["tables"] = _tables(asking, invalid)
    return render(request, "articles/import_detail.html", context, status=422 if invalid else 200)


def _batches() -> Any:
    return ImportBatch.objects.select_related("created_by")


def _recent() -> list[BatchRow]:
    """The latest batches with their numbers, in three queries."""
    recent = list(_batches().order_by("-pk")[:RECENT_BATCHES])
    files = (
        ImportFile.objects.filter(batch__in=recent)
        .order_by()
        .values_list("batch")
        .annotate(
            file_count=Count("pk"),
            read_count=Count("pk", filter=~Q(state__in=OPEN)),
            asking_count=Count("pk", filter=Q(state=ImportFile.State.ASKING)),
        )
    )
    rejected = Q(outcome=ImportItem.Outcome.REJECTED)
    items = (
        ImportItem.objects.filter(batch__in=recent, retried_as=None)
        .order_by()
        .values_list("batch")
        .annotate(record_count=Count("pk"), rejected_count=Count("pk", filter=rejected))
    )
    of_files = {batch: (count, read, asking) for batch, count, read, asking in files}
    of_items = {batch: (count, rejected) for batch, count, rejected in items}
    return [
        BatchRow(batch, *of_files.get(batch.pk, (0, 0, 0)), *of_items.get(batch.pk, (0, 0)))
        for batch in recent
    ]


def _files(batch: ImportBatch) -> list[FileRow]:
    """The files of a batch with what their records became, in two queries."""
    files = list(batch.files.defer("content").order_by("pk"))
    if not files:
        return []
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    counted = batch.items.filter(retried_as=None).order_by().values_list("path", "outcome")
    for path, outcome, count in counted.annotate(Count("pk")):
        counts[path][outcome] = count
    return [FileRow(file, _in_order(counts[file.name])) for file in files]


def _total(files: list[FileRow]) -> Outcomes:
    """How many records of all files became what."""
    counts: dict[str, int] = defaultdict(int)
    for row in files:
        for outcome, count in row.outcomes:
            counts[outcome] += count
    return _in_order(counts)


def _outcomes(batch: ImportBatch) -> Outcomes:
    """How many records became what, where none came in an uploaded file."""
    counted = batch.items.filter(retried_as=None).order_by().values_list("outcome")
    return _in_order(dict(counted.annotate(Count("pk"))))


def _in_order(counts: dict[str, int]) -> Outcomes:
    """The best outcome first."""
    outcomes = ImportItem.Outcome.values
    return [(outcome, counts[outcome]) for outcome in outcomes if outcome in counts]


def _tables(
    asking: list[ImportFile], invalid: tuple[int, ColumnsForm] | None
) -> list[tuple[ImportFile, ColumnsForm]]:
    """The tables whose columns somebody should check, each with its form."""
    if not asking:
        return []
    contents = ImportFile.objects.in_bulk([file.pk for file in asking])
    forms = dict([invalid] if invalid else [])
    return [(file, forms.get(file.pk) or columns_form(contents[file.pk])) for file in asking]


def columns_form(file: ImportFile, data: Any = None) -> ColumnsForm:
    """The form of a table's columns; a file is only asked about if it is a table."""
    table = table_in(bytes(file.content))
    assert table is not None  # noqa: S101 (see articles.intake.keep_upload)
    return ColumnsForm(table, data, prefix=f"file{file.pk}")


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

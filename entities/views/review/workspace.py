"""The workspace: an article's text beside its tags, after every verb and before the first."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseStopPolling, trigger_client_event

from articles.models import Article
from entities import leases
from entities.assigning import given_to
from entities.desk import Entry, entries
from entities.figures import wants_single_keys
from entities.forms import AddForm, AddInteractionForm, AddQuoteForm, PlaceForm
from entities.models import ArticleReview, Batch, Decision, ExtractionRun
from entities.querysets import ArticleReviewQuerySet
from entities.queue import Spot, next_free, spot_of, waiting_words
from entities.reports import open_reports
from entities.review_filters import QueueFilter
from entities.runs import request_run
from entities.suggesting import Option
from entities.views.review.access import DeskRequest, editors_only
from entities.workspace import Desk, desk_of

# The newest; the log has them all.
MOST_HISTORY = 20
MOST_DIGITS = 18  # of a key that the database can hold
State = ExtractionRun.State


@dataclass(frozen=True, slots=True)
class Notice:
    """Why a form was not simply done. `kind` names the partial that shows it.

    `wanted` says what the editor asked for, `url` and `fields` are the form as it was sent (with
    what is to be seen now), for doing it all the same; `options` are those to choose from.
    """

    kind: str
    message: str = ""
    wanted: str = ""
    theirs: Entry | None = None
    url: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    options: tuple[Option, ...] = ()
    name: str = ""
    new_kind: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What an editor has just done, and how to take it back; `skipped` were left alone.

    `siblings_url`: where else the same could be decided, if it could.
    """

    sentence: str
    undo_url: str
    skipped: int = 0
    siblings_url: str = ""

    @classmethod
    def of(cls, entry: Entry) -> "Saved":
        undo = reverse("review:undo", args=[entry.tip]) if entry.can_undo else ""
        elsewhere = entry.applies_elsewhere
        siblings = reverse("review:siblings", args=[entry.decision.pk]) if elsewhere else ""
        return cls(entry.sentence, undo, siblings_url=siblings)

    @classmethod
    def of_batch(cls, batch: Batch) -> "Saved":
        """One query."""
        done = "confirmed all that was left" if batch.undoes_id is None else "undid confirming"
        undone = Batch.objects.filter(undoes=batch).exists()
        undo = reverse("review:rest_undo", args=[batch.request["article"], batch.pk])
        return cls(f"{done}: {batch.done_count}", "" if undone else undo, batch.skipped_count)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which queue an editor works, as the addresses of the desk carry it along."""

    queue: ArticleReviewQuerySet
    chosen: dict[str, str] = field(default_factory=dict)
    at: float | None = None

    @classmethod
    def of(cls, request: DeskRequest) -> "Place":
        every = ArticleReview.objects.open()
        queue_filter = QueueFilter(request.GET, queryset=every, request=request)
        form = PlaceForm(request.GET)
        at = form.cleaned_data["at"] if form.is_valid() else None
        if not queue_filter.is_valid():
            return cls(every, at=at)
        asked = {name: request.GET.get(name, "") for name in QueueFilter.base_filters}
        return cls(queue_filter.qs, {name: value for name, value in asked.items() if value}, at)

    def here(self, article: int) -> "Place":
        """The same place; for an editor who came without one, that of the article."""
        if self.at is not None:
            return self
        return Place(self.queue, self.chosen, spot_of(article).priority)

    def query(self, **more: object) -> str:
        """The query string of this place."""
        at = {} if self.at is None else {"at": self.at}
        return urlencode({**self.chosen, **at, **more})


@editors_only
@require_safe
def workspace(request: DeskRequest, article_id: int) -> HttpResponse:
    """Show an article and its tags; `?saved=` names the decision that was just taken."""
    if request.GET.get("part") == "run":
        return _run(request, article_id)
    if elsewhere := _claimed_or_elsewhere(request, article_id):
        return elsewhere
    return show(request, article_id)


def _claimed_or_elsewhere(request: DeskRequest, article_id: int) -> HttpResponse | None:
    """Claim the article; None when the editor may stay. `?behind=` names the one they come from.

    Who was sent here as to the next article is sent on when somebody else has come first; not who
    asked for this very one, or had it and was asked to leave. Loaded ahead, it is only kept free.
    """
    article = get_object_or_404(Article.objects.only("pk"), pk=article_id)
    ahead = "prefetch" in request.headers.get("Purpose", "")
    claimed = leases.claim(article.pk, request.user, ahead=ahead)
    form = PlaceForm(request.GET)
    behind = form.cleaned_data["behind"] if form.is_valid() else None
    if behind and not ahead:
        leases.release(behind, request.user)
    if claimed or not behind:
        return None
    lease = leases.lease_of(article.pk)
    if lease and lease.taken_from_id == request.user.pk:
        return None
    at = spot_of(article.pk).priority
    query = urlencode({**Place.of(request).chosen, "at": at, "after": article.pk})
    return redirect(f"{reverse('review:next')}?{query}")


@editors_only
@require_POST
def article_reextract(request: DeskRequest, article_id: int) -> HttpResponse:
    """Ask the machine to read the text again; every decision stays."""
    article = get_object_or_404(Article.objects.only("version_number"), pk=article_id)
    request_run(article.versions.get(number=article.version_number))
    return redirect(f"{address(request, article_id)}#desk-run")


def address(request: DeskRequest, article: int, **more: object) -> str:
    """Return the address of an article's workspace at the same place of the same queue."""
    query = Place.of(request).query(**more)
    return reverse("review:workspace", args=[article]) + (f"?{query}" if query else "")


def show(
    request: DeskRequest,
    article_id: int,
    *,
    notice: Notice | None = None,
    saved: int | None = None,
    rest: int | None = None,
    goto: str = "",
    after: str = "",
    sent: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the workspace: the page, or for htmx the parts of it.

    `saved` is the decision that was just taken, `rest` the batch of those taken all at once.
    `sent` is the form that could not be done as asked: one that adds keeps what was typed.

    The focus is sent to the element `goto`, or to what comes next after the item `after`.
    """
    article = get_object_or_404(
        Article.objects.select_related("source").defer("search_vector", "label_text"),
        pk=article_id,
    )
    desk = desk_of(article)
    place = Place.of(request).here(article_id)
    if request.method == "POST":
        leases.claim(article_id, request.user)
    run = _latest_run(article_id)
    context = {
        "article": article,
        "desk": desk,
        "history": desk.history[:MOST_HISTORY],
        "older_count": max(0, len(desk.history) - MOST_HISTORY),
        "notice": notice,
        "add_form": sent if isinstance(sent, AddForm) else AddForm(),
        "quote_form": sent if isinstance(sent, AddQuoteForm) else AddQuoteForm(),
        "dealing_form": sent if isinstance(sent, AddInteractionForm) else AddInteractionForm(),
        "saved": _saved(request, desk, saved, rest),
        "reports": open_reports(article_id),
        "query": place.query(),
        "state": _state(desk, run),
        "waiting": waiting_words(place.queue),
        "next_url": _next_url(request, place, article_id),
        "lease": leases.lease_of(article_id),
        "assigned": given_to(article_id, request.user),
        "run": run,
        "extracted": run if run and run.state == State.DONE else None,
        "run_waiting": _waits(run),
        "single_keys": wants_single_keys(request.user),
        "poll_url": reverse("review:workspace", args=[article_id]) + "?part=run",
    }
    if not request.htmx:
        return render(request, "review/article_detail.html", context, status=status)
    response = render(request, "review/_desk.html", context, status=status)
    goto = goto or goto_after(desk, after)
    return trigger_client_event(response, "desk:go", {"id": goto}, after="settle")


def goto_after(desk: Desk, item: str) -> str:
    """Return the id of what comes next: the next open item, or else the way to the next article."""
    following = desk.next_open(item)
    return following.id if following else "desk-next"


def _state(desk: Desk, run: ExtractionRun | None) -> str:
    """What changes with anything that the list shows: a page that was loaded before compares it."""
    latest = desk.history[0].decision.pk if desk.history else 0
    return f"{desk.article.version_number}-{latest}-{run.pk if run else 0}"


def _saved(request: DeskRequest, desk: Desk, saved: int | None, rest: int | None) -> Saved | None:
    """What was just done, here or in the article before, if this editor did it."""
    if rest := rest or _key(request.GET.get("rest")):
        batches = Batch.objects.filter(pk=rest, editor=request.user, request__has_key="article")
        return next((Saved.of_batch(batch) for batch in batches), None)
    if not (saved := saved or _key(request.GET.get("saved"))):
        return None
    found = [entry for entry in desk.history if entry.decision.pk == saved]
    if not found:
        decisions = Decision.objects.select_related("actor", "to_actor", "editor", "undoes")
        found = entries(list(decisions.filter(pk=saved)))
    return next((Saved.of(one) for one in found if one.decision.editor_id == request.user.pk), None)


def _key(asked: str | None) -> int | None:
    """A key of the database, as an address names it."""
    known = asked and asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS
    return int(asked) if asked and known else None


def onward(request: DeskRequest, article: int) -> str:
    """Return the address of the next article of the queue; empty when nothing else waits."""
    return _next_url(request, Place.of(request).here(article), article)


def _next_url(request: DeskRequest, place: Place, here: int) -> str:
    following = next_free(place.queue, request.user, Spot(place.at or 0.0, here))
    if following is None:
        return ""
    query = urlencode({**place.chosen, "behind": here})
    return f"{reverse('review:workspace', args=[following])}?{query}"


def _run(request: DeskRequest, article_id: int) -> HttpResponse:
    """How far the machine is; the page asks again until it is done."""
    run = _latest_run(article_id)
    waits = _waits(run)
    answer = render(
        request,
        "review/_run.html",
        {"run": run, "waiting": waits, "poll_url": request.get_full_path(), "asked": True},
    )
    return answer if waits else HttpResponseStopPolling(answer.content)


def _latest_run(article_id: int) -> ExtractionRun | None:
    return ExtractionRun.objects.filter(article=article_id).defer("error", "timings").first()


def _waits(run: ExtractionRun | None) -> bool:
    return run is not None and run.state in (State.PENDING, State.RUNNING)

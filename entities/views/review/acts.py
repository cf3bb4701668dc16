"""Acts on an article: its history for everybody on the desk, the forms for chief editors."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.postgres.search import SearchQuery
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from articles import acts
from articles.act_forms import ActForm, form_for, perform, perform_on_siblings
from articles.acts import ActError, StaleAct
from articles.held import CannotBeUsed, dismiss_held, held_data, use_held
from articles.history import changes_between
from articles.models import Article, ArticleAct, ImportItem
from articles.permissions import ACT
from articles.search.words import tidy
from entities.views.review.access import DeskRequest, editors_only

Kind = ArticleAct.Kind

ROWS_ON_A_PAGE = 50
MOST_DIGITS = 18  # of a key that the database can hold

# What the page offers, and what each does, in the words of the button and the form.
OFFERED: dict[str, tuple[str, str]] = {
    Kind.CORRECTION: (
        "Correct",
        "Something was wrong. The text you leave here becomes a new version; readers see what "
        "changed, and the article says that it was corrected.",
    ),
    Kind.CLARIFICATION: (
        "Clarify",
        "Nothing was wrong, but something could be misread. Write a note, change the text, or "
        "both.",
    ),
    Kind.UPDATE: (
        "Update",
        "The story went on. The text you leave here becomes a new version; no notice is shown "
        "unless you write one.",
    ),
    Kind.RETRACTION: (
        "Retract",
        "The archive no longer stands by the article. It stays readable and searchable, and says "
        "so above its text and in every list.",
    ),
    Kind.TAKEDOWN: (
        "Take down",
        "The article goes off the site at once: from search, lists, actor pages, feeds and the "
        "sitemap. Its address answers that it is gone, with your note and nothing else. Editors "
        "still find it, and it can be restored.",
    ),
    Kind.EMBARGO: (
        "Embargo",
        "The article goes off the site at once and comes back by itself at the time you set.",
    ),
    Kind.DEINDEX: (
        "Leave out of web search",
        "Readers of the archive find and read it as before; web search engines are told to drop "
        "it.",
    ),
    Kind.ANONYMISE: (
        "Hide a name",
        "A private person is shown as initials to readers: in the text and its earlier versions, "
        "in search and in exports. The desk still sees the name.",
    ),
}
RESTORED = {
    Kind.RETRACTION: "The retraction is withdrawn: the article stands again.",
    Kind.TAKEDOWN: "The article comes back to the site at its old address.",
    Kind.EMBARGO: "The embargo ends now: readers see the article at once.",
    Kind.DEINDEX: "Web search engines may list the article again.",
    Kind.ANONYMISE: "Readers see the name again, in the text and in search.",
}


@editors_only
@require_safe
def history(request: DeskRequest, article_id: int) -> HttpResponse:
    """Show what was done to an article, and what can be done."""
    article = get_object_or_404(Article.objects.for_list(), pk=article_id)
    done = list(article.acts.select_related("created_by", "version", "undoes"))
    standing = {act.pk for act in acts.in_force(done)}
    return render(
        request,
        "review/article_history.html",
        {
            "article": article,
            "acts": [(act, act.pk in standing and act.kind in acts.LASTING) for act in done],
            "held": article.import_items.filter(outcome="held", settled_at=None).defer("content"),
            "offered": [(kind, name) for kind, (name, _what) in OFFERED.items()],
            "may_act": request.user.has_perm(ACT),
        },
    )


@editors_only
@require_safe
def act_log(request: DeskRequest) -> HttpResponse:
    """Show what people did to articles, newest first; `before` is the last of the page before."""
    done = ArticleAct.objects.filter(created_by__isnull=False).select_related(
        "created_by", "undoes"
    )
    done = done.prefetch_related(Prefetch("article", Article.objects.for_list())).order_by("-pk")
    rows, older_url = _page(done, request)
    return render(request, "review/act_list.html", {"acts": rows, "older_url": older_url})


@editors_only
@require_safe
def off_the_site(request: DeskRequest) -> HttpResponse:
    """Show the articles that readers do not see, those that came last first."""
    words = tidy(request.GET.get("q", "")).text
    articles = Article.objects.exclude(status=Article.Status.PUBLISHED).for_list().order_by("-pk")
    if words:
        query = SearchQuery(words, config="newsroom", search_type="websearch")
        articles = articles.filter(search_vector=query)
    rows, older_url = _page(articles, request)
    context = {"articles": rows, "older_url": older_url, "words": words}
    return render(request, "review/off_the_site.html", context)


@editors_only
@permission_required(ACT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def article_act(request: DeskRequest, article_id: int, kind: str) -> HttpResponse:
    """Ask for an act, and do it. 409 when somebody acted since the form was opened."""
    if kind not in OFFERED:
        raise Http404
    article = get_object_or_404(Article.objects.for_list(), pk=article_id)
    form = form_for(kind, article, request.POST if request.method == "POST" else None)
    status, latest = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act = perform(form, kind, article, request.user)
            except StaleAct as error:
                status, latest = 409, error.latest
                form = _again(form, kind, article, request.POST)
                form.add_error(None, str(error))
            except ActError as error:
                form.add_error(None, str(error))
            else:
                _report(request, act, perform_on_siblings(form, kind, request.user))
                return redirect("review:history", article.pk)
    name, what = OFFERED[kind]
    context = {"article": article, "form": form, "name": name, "what": what, "latest": latest}
    return render(request, "review/act_form.html", context, status=status)


@editors_only
@permission_required(ACT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def act_restore(request: DeskRequest, pk: int) -> HttpResponse:
    """Undo an act that holds. 409 when it was undone already."""
    act = get_object_or_404(ArticleAct.objects.filter(kind__in=acts.LASTING), pk=pk)
    article = get_object_or_404(Article.objects.for_list(), pk=act.article_id)
    form = ActForm(request.POST or None, initial={"seen": 0})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = {name: form.cleaned_data[name] for name in ("reason", "public_note")}
            try:
                restored = acts.restore(act, editor=request.user, **said)
            except StaleAct as error:
                status = 409
                form.add_error(None, str(error))
            else:
                _report(request, restored, [])
                return redirect("review:history", article.pk)
    context: dict[str, Any] = {"article": article, "form": form, "act": act}
    context |= {"name": "Restore", "what": RESTORED[Kind(act.kind)]}
    return render(request, "review/act_form.html", context, status=status)


@editors_only
@require_safe
def held_list(request: DeskRequest) -> HttpResponse:
    """Show what waits for a chief editor to choose, by article; those that fit on a page."""
    held = ImportItem.objects.filter(outcome=ImportItem.Outcome.HELD, settled_at=None)
    held = held.defer("content").prefetch_related(Prefetch("article", Article.objects.for_list()))
    rows = held.order_by("article", "pk")[:ROWS_ON_A_PAGE]
    context = {"items": rows, "may_act": request.user.has_perm(ACT)}
    return render(request, "review/held_list.html", context)


@editors_only
@permission_required(ACT, raise_exception=True)
@require_http_methods(["GET", "POST"])
def held_text(request: DeskRequest, pk: int) -> HttpResponse:
    """Show what was held beside the text that stands, and take or leave it. 409 if settled."""
    held = ImportItem.objects.filter(outcome=ImportItem.Outcome.HELD)
    item = get_object_or_404(held.select_related("settled_by"), pk=pk)
    article = get_object_or_404(Article.objects.for_list(), pk=item.article_id)
    form, status, trouble = ActForm(initial={"seen": 0}), 200, ""
    try:
        if request.method == "POST" and request.POST.get("choice") == "leave":
            dismiss_held(item, editor=request.user)
            messages.success(request, "Left: the article stays as it is.")
            return redirect("review:history", article.pk)
        if request.method == "POST":
            form, status = ActForm(request.POST), 422
            if form.is_valid():
                said = {name: form.cleaned_data[name] for name in ("reason", "public_note")}
                _report(request, use_held(item, editor=request.user, **said), [])
                return redirect("review:history", article.pk)
    except ActError as error:
        status, trouble = 409, str(error)
    context = {"item": item, "article": article, "form": form, "trouble": trouble}
    return render(request, "review/held.html", context | _compared(item, article), status=status)


def _compared(item: ImportItem, article: Article) -> dict[str, Any]:
    """What the held text would change; why it cannot be read again, if it cannot."""
    try:
        data = held_data(item, article)
    except CannotBeUsed as error:
        return {"unreadable": str(error)}
    if data.status != "usable":
        return {"withdrawn": data.status}
    return {"changes": changes_between(acts.current_version(article), data)}


def _page(rows: QuerySet[Any], request: DeskRequest) -> tuple[list[Any], str | None]:
    """Return the rows behind the one that `before` names, and where those behind them are."""
    query = request.GET.copy()
    before = query.get("before", "")
    if before.isascii() and before.isdigit() and len(before) <= MOST_DIGITS:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: ROWS_ON_A_PAGE + 1])
    if len(found) <= ROWS_ON_A_PAGE:
        return found, None
    query["before"] = str(found[ROWS_ON_A_PAGE - 1].pk)
    return found[:ROWS_ON_A_PAGE], f"?{query.urlencode()}"


def _again(form: ActForm, kind: str, article: Article, sent: Any) -> ActForm:
    """The form as it was sent, now knowing the latest act: sent once more, it is done."""
    data = sent.copy()
    data["seen"] = str(form_for(kind, article).initial["seen"])
    again = form_for(kind, article, data)
    again.is_valid()
    return again


def _report(request: DeskRequest, act: ArticleAct, others: list[tuple[Article, str]]) -> None:
    messages.success(request, f"Saved: {act.done}.")
    if done := sum(not trouble for _other, trouble in others):
        messages.success(request, f"The same was done to {done} of nearly the same articles.")
    for other, trouble in others:
        if trouble:
            messages.error(request, f"Not done to article {other.pk}, “{other.title}”: {trouble}")

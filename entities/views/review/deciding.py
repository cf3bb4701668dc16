"""What the forms of the desk do: decide on a tag, add one, undo a decision."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from articles.models import Article
from entities import review
from entities.desk import Entry, desk_of, entries, sentence
from entities.forms import AddForm, DecideForm, TargetForm
from entities.models import Actor, Decision, Tag
from entities.suggesting import actor_of_entry, exactly, options
from entities.views.review.access import DeskRequest, editors_only
from entities.views.review.workspace import Notice, address, goto_after, show


@editors_only
@require_POST
def tag_decide(request: DeskRequest, article_id: int, actor_id: int) -> HttpResponse:
    """Confirm, reject, relink, retype a tag, or ask for a second look at it."""
    article = get_object_or_404(Article.objects.only("version_number"), pk=article_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _invalid(request, article, form)
    verb, note = form.cleaned_data["verb"], form.cleaned_data["note"]
    tag, editor = form.tag(article_id, actor_id), request.user

    def decide() -> Decision | None:
        match verb:
            case "confirm":
                return review.confirm(tag, editor=editor, note=note)
            case "reject":
                return review.reject(tag, editor=editor, note=note)
            case "second look":
                return review.ask_second_look(tag, editor=editor, note=note)
            case "retype":
                return review.retype(tag, form.cleaned_data["kind"], editor=editor, note=note)
        to = _target(form, form.cleaned_data["to"], but=actor_id)
        return review.relink(tag, to, editor=editor, note=note) if to else None

    return _attempt(request, article, form, decide, actor=actor_id)


@editors_only
@require_POST
def tag_add(request: DeskRequest, article_id: int) -> HttpResponse:
    """Tag words of the text as an actor."""
    article = get_object_or_404(Article.objects.only("version_number"), pk=article_id)
    form = AddForm(request.POST)
    if not form.is_valid():
        return _invalid(request, article, form)
    data = form.cleaned_data

    def add() -> Decision | None:
        to = _target(form, data["to"] or data["words"])
        if to is None:
            return None
        return review.add(
            article,
            data["words"],
            to,
            editor=request.user,
            seen_version=data["version"],
            note=data["note"],
        )

    return _attempt(request, article, form, add)


@editors_only
@require_POST
def decision_undo(request: DeskRequest, pk: int) -> HttpResponse:
    """Undo a decision, then go back to where the button was."""
    decision = get_object_or_404(Decision.objects.select_related("undoes", "actor"), pk=pk)
    if decision.article_id is None:
        return _undo_everywhere(request, decision)
    article = decision.article_id
    try:
        undone = review.undo(decision, editor=request.user)
    except review.Stale as stale:
        notice = Notice(
            "conflict", str(stale), wanted=f"undo: {sentence(decision)}", theirs=_theirs(stale)
        )
        return show(request, article, notice=notice, goto="desk-notice", status=409)
    if request.htmx:
        goto = f"tag-{decision.actor_id}"
        return show(request, article, saved=undone.pk, goto=goto)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = f"{address(request, article, saved=undone.pk)}#tag-{decision.actor_id}"
    return redirect(back)


def _undo_everywhere(request: DeskRequest, decision: Decision) -> HttpResponse:
    """Undo a decision that was taken in no article; trouble is told where the button was."""
    try:
        review.undo(decision, editor=request.user)
    except review.ReviewError as error:
        messages.error(request, f"Not undone. {error}")
    else:
        messages.success(request, f"Undone: {sentence(decision)}.")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("review:log")
    return redirect(back)


def _attempt(
    request: DeskRequest,
    article: Article,
    form: TargetForm,
    act: Callable[[], Decision | None],
    *,
    actor: int | None = None,
) -> HttpResponse:
    """Do it and go on, or say why not. `act` returns None when it is not clear whom is meant."""
    try:
        with transaction.atomic():  # no new actor is left behind by what then fails
            decision = act()
    except review.Stale as stale:
        notice = _conflict(request, article, form, stale, actor)
        return show(request, article.pk, notice=notice, goto="desk-notice", status=409)
    except review.ReviewError as error:
        return _problem(request, article, form, str(error))
    if decision is None:
        notice = _choice(request, form, actor)
        return show(request, article.pk, notice=notice, goto="desk-notice")
    after = decision.to_actor_id or decision.actor_id
    if request.htmx:
        return show(request, article.pk, saved=decision.pk, after=after)
    here = get_object_or_404(Article.objects.defer("search_vector"), pk=article.pk)
    goto = goto_after(desk_of(here), after)
    return redirect(f"{address(request, article.pk, saved=decision.pk)}#{goto}")


def _target(form: TargetForm, name: str, *, but: int = 0) -> Actor | None:
    """Return whom the editor means; None when they must choose.

    One actor of exactly this name is meant by it, before anybody who is only in the knowledge file.
    A name that nobody bears makes a new actor if its kind was given.
    """
    data = form.cleaned_data
    if data["actor"]:
        return data["actor"]
    if data["entry"]:
        actor = actor_of_entry(data["entry"])
        if actor is None:
            raise review.ReviewError("This actor is no longer in the knowledge file.")
        return actor
    if data["new"]:
        return review.actor_named(name, data["kind"])
    named = exactly(name, but=but)
    if not named and data["kind"]:
        return review.actor_named(name, data["kind"])
    fitting = [option for option in named if data["kind"] in ("", option.kind)]
    meant = [option for option in fitting if option.actor] or fitting
    if len(meant) != 1:
        return None
    (option,) = meant
    return Actor.objects.get(pk=option.actor) if option.actor else actor_of_entry(option.entry)


def _choice(request: DeskRequest, form: TargetForm, actor: int | None) -> Notice:
    data = form.cleaned_data
    name = data["to"] or data.get("words", "")
    but = actor or 0
    found = dict.fromkeys([*exactly(name, but=but), *options(name, but=but)])
    return Notice(
        "choose",
        wanted=_wanted(form, actor),
        url=request.get_full_path(),
        fields=_fields(form, {}, without=("actor", "entry", "kind", "new")),
        options=tuple(found),
        name=name,
        new_kind=data["kind"],
    )


def _conflict(
    request: DeskRequest,
    article: Article,
    form: TargetForm,
    stale: review.Stale,
    actor: int | None,
) -> Notice:
    article.refresh_from_db(fields=["version_number"])
    now: dict[str, object] = {"version": article.version_number}
    again = True
    if actor is not None:
        tag = Tag.objects.select_related("actor").filter(article=article, actor=actor).first()
        again = tag is not None
        if tag:
            now |= {"seen": tag.decision_id, "seen_kind": tag.actor.kind}
    return Notice(
        "conflict",
        str(stale),
        wanted=_wanted(form, actor),
        theirs=_theirs(stale),
        url=request.get_full_path() if again else "",
        fields=_fields(form, now) if again else (),
    )


def _theirs(stale: review.Stale) -> Entry | None:
    return entries([stale.decision])[0] if stale.decision else None


def _wanted(form: TargetForm, actor: int | None) -> str:
    """What the editor asked for, to stand behind "You wanted to"."""
    data = form.cleaned_data
    to = data["actor"] or data["to"]
    names = Actor.objects.filter(pk=actor or 0).values_list("name", flat=True)
    name = names.first() or ""
    match data.get("verb"):
        case None:
            return f"tag “{data['words']}” as {to or data['words']}"
        case "relink":
            return f"relink {name} to {to or data['entry']}"
        case "retype":
            return f"change {name} to {data['kind']}"
        case "second look":
            return f"ask for a second look at {name}"
    return f"{data['verb']} {name}"


def _fields(
    form: TargetForm, now: Mapping[str, object], without: tuple[str, ...] = ()
) -> tuple[tuple[str, str], ...]:
    """The form as it was sent, as hidden fields, with what `now` says instead."""
    values = {**form.cleaned_data, **now}
    return tuple(
        (name, str(value.pk if isinstance(value, Actor) else value))
        for name, value in values.items()
        if name not in without and value not in (None, "", False)
    )


def _problem(
    request: DeskRequest, article: Article, form: TargetForm, message: str
) -> HttpResponse:
    return show(
        request,
        article.pk,
        notice=Notice("problem", message),
        goto="desk-notice",
        add_form=form if isinstance(form, AddForm) else None,
        status=422,
    )


def _invalid(request: DeskRequest, article: Article, form: TargetForm) -> HttpResponse:
    errors = (str(error) for errors in form.errors.values() for error in errors)
    return _problem(request, article, form, " ".join(errors))

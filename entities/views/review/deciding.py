"""What the forms of tags do: decide on one, give it other words, add one."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from articles.models import Article
from entities import review
from entities.adjusting import spans_for
from entities.forms import AddForm, DecideForm, TargetForm
from entities.models import Actor, Decision, Tag
from entities.suggesting import exactly, meant_by, options
from entities.views.review.access import DeskRequest, editors_only
from entities.views.review.attempting import attempt, chosen, fields_of, invalid, theirs, whole
from entities.views.review.workspace import Notice


@editors_only
@require_POST
def tag_decide(request: DeskRequest, article_id: int, actor_id: int) -> HttpResponse:
    """Confirm, reject, relink, retype a tag, change its words, or ask for a second look at it."""
    article = get_object_or_404(Article.objects.only("version_number"), pk=article_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return invalid(request, article.pk, form)
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
            case "span":
                had, has = spans_for(whole(article_id), actor_id, form.cleaned_data["words"])
                return review.adjust(
                    tag, before_spans=had, after_spans=has, editor=editor, note=note
                )
        to = _target(form, form.cleaned_data["to"], but=actor_id)
        return review.relink(tag, to, editor=editor, note=note) if to else None

    return _attempt(request, article, form, decide, actor_id)


@editors_only
@require_POST
def tag_add(request: DeskRequest, article_id: int) -> HttpResponse:
    """Tag words of the text as an actor."""
    article = get_object_or_404(Article.objects.only("version_number"), pk=article_id)
    form = AddForm(request.POST)
    if not form.is_valid():
        return invalid(request, article.pk, form)
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

    return _attempt(request, article, form, add, None)


def _attempt(
    request: DeskRequest,
    article: Article,
    form: TargetForm,
    act: Callable[[], Decision | None],
    actor: int | None,
) -> HttpResponse:
    return attempt(
        request,
        article.pk,
        form,
        act,
        conflict=lambda stale: _conflict(request, article, form, stale, actor),
        choice=lambda: _choice(request, form, actor),
        after=lambda decision: f"tag-{decision.to_actor_id or decision.actor_id}",
    )


def _target(form: TargetForm, name: str, *, but: int = 0) -> Actor | None:
    """Return whom the editor means; None when they must choose.

    One actor of exactly this name is meant by it, before anybody who is only in the knowledge file.
    A name that nobody bears makes a new actor if its kind was given.
    """
    data = form.cleaned_data
    if actor := chosen(data):
        return actor
    if data["new"]:
        return review.actor_named(name, data["kind"])
    named = exactly(name, but=but)
    if not named and data["kind"]:
        return review.actor_named(name, data["kind"])
    return meant_by([option for option in named if data["kind"] in ("", option.kind)])


def _choice(request: DeskRequest, form: TargetForm, actor: int | None) -> Notice:
    data = form.cleaned_data
    name = data["to"] or data.get("words", "")
    but = actor or 0
    found = dict.fromkeys([*exactly(name, but=but), *options(name, but=but)])
    return Notice(
        "choose",
        wanted=_wanted(form, actor),
        url=request.get_full_path(),
        fields=fields_of(form, {}, without=("actor", "entry", "kind", "new")),
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
        theirs=theirs(stale),
        url=request.get_full_path() if again else "",
        fields=fields_of(form, now) if again else (),
    )


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
        case "span":
            return f"give {name} the words “{data['words']}”"
    return f"{data['verb']} {name}"

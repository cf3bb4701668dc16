"""What the forms of quotes and interactions do."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from articles.models import Article
from entities import review
from entities.forms import ToldForm
from entities.models import Actor, Decision, Interaction, Quote, Tag
from entities.models.told import Finding
from entities.review import told
from entities.told import token_of
from entities.views.review.access import DeskRequest, editors_only
from entities.views.review.attempting import attempt, fields_of, invalid, theirs
from entities.views.review.workspace import Notice

QUOTE, INTERACTION = "quote", "interaction"
_MODELS: dict[str, type[Finding]] = {QUOTE: Quote, INTERACTION: Interaction}


@editors_only
@require_POST
def quote_decide(request: DeskRequest, article_id: int, row_id: int) -> HttpResponse:
    """Confirm or reject a quote, name its speaker, or ask for a second look at it."""
    return _decide(request, article_id, QUOTE, row_id)


@editors_only
@require_POST
def interaction_decide(request: DeskRequest, article_id: int, row_id: int) -> HttpResponse:
    """Confirm, reject, reverse or change an interaction, or ask for a second look at it."""
    return _decide(request, article_id, INTERACTION, row_id)


def _decide(request: DeskRequest, article_id: int, sort: str, row: int) -> HttpResponse:
    article = get_object_or_404(Article.objects.only("version_number"), pk=article_id)
    form = ToldForm(request.POST, sort=sort)
    if not form.is_valid():
        return invalid(request, article_id, form)
    data, token = form.cleaned_data, form.cleaned_data["token"]
    seen = (
        told.quote_as_seen(article=article_id, quote=row, token=token)
        if sort == QUOTE
        else told.interaction_as_seen(article=article_id, interaction=row, token=token)
    )

    def decide() -> Decision:
        by = {"editor": request.user, "note": data["note"]}
        match data["verb"]:
            case "confirm":
                return told.confirm(seen, **by)
            case "reject":
                return told.reject(seen, **by)
            case "second look":
                return told.ask_second_look(seen, **by)
            case "reverse":
                return told.reverse(seen, **by)
            case "speaker":
                named = data["actor"] or (_tagged(article_id, data["to"]) if data["to"] else None)
                return told.name_speaker(seen, speaker=named, **by)
        now = _row(article_id, sort, row)
        if not isinstance(now, Interaction):
            raise review.Stale("This is no longer there.")
        return told.change(
            seen,
            source=_side(article_id, data["source"], now.source),
            target=_side(article_id, data["target"], now.target),
            kind=data["kind"] or now.kind,
            **by,
        )

    def conflict(stale: review.Stale) -> Notice:
        article.refresh_from_db(fields=["version_number"])
        now = _row(article_id, sort, row)
        fields = fields_of(form, {"token": token_of(article, now)}) if now else ()
        return Notice(
            "conflict",
            str(stale),
            wanted=_wanted(form, sort),
            theirs=theirs(stale),
            url=request.get_full_path() if now else "",
            fields=fields,
        )

    return attempt(
        request,
        article_id,
        form,
        decide,
        conflict=conflict,
        choice=lambda: Notice("problem"),  # whom is meant is always clear: who is tagged
        after=lambda _decision: f"{sort}-{row}",
    )


def _row(article: int, sort: str, row: int) -> Finding | None:
    related = ("source", "target") if sort == INTERACTION else ("speaker",)
    rows = _MODELS[sort]._default_manager.select_related(*related)
    return rows.filter(article=article, pk=row).first()


def _side(article: int, name: str, now: Actor | None) -> Actor:
    """Whom a side of an interaction is to be: as it is, unless another name was given."""
    if now and name in ("", now.name):
        return now
    return _tagged(article, name)


def _tagged(article: int, name: str) -> Actor:
    """Return who of those tagged in an article bears a name; raise ReviewError unless just one."""
    tags = Tag.objects.public().filter(article=article)
    here = Actor.objects.filter(pk__in=tags.values("actor"))
    found = list(here.named_exactly(name)[:2])
    if not found:
        raise review.ReviewError(f"Nobody tagged here is called “{name}”: add a tag first.")
    if len(found) > 1:
        raise review.ReviewError(f"Several who are tagged here are called “{name}”.")
    return found[0]


def _wanted(form: ToldForm, sort: str) -> str:
    """What the editor asked for, to stand behind "You wanted to"."""
    data = form.cleaned_data
    match data["verb"]:
        case "speaker":
            return f"name {data['actor'] or data['to'] or 'nobody'} as the speaker"
        case "second look":
            return f"ask for a second look at this {sort}"
        case "change":
            kind = dict(Interaction.Kind.choices).get(data["kind"], "")
            return f"change this interaction to {kind}".removesuffix(" to ")
    return f"{data['verb']} this {sort}"

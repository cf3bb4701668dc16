"""The page on which editors say what is known of an actor."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods

from entities import review
from entities.countries import country_called
from entities.desk import entries
from entities.extraction import Office
from entities.known_forms import FORMS, KnownForm, RoleForm, initial_of
from entities.models import Actor, Decision, Kind, Role, Tag
from entities.review import knowing
from entities.roles import office_key, offices_left, roles_of
from entities.views.review.access import DeskRequest, editors_only
from entities.wikidata import Suggested, holder_of, id_in, known_by, suggested_for

MOST_NAMES = 200
MOST_HISTORY = 30
MOST_DIGITS = 18  # of a key that the database can hold
Status = Role.Status


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of a Wikidata id that was pasted; `wikidata` is None for no id at all."""

    pasted: str
    wikidata: str | None
    known: Suggested | None
    holder: Actor | None
    merge_url: str


@dataclass(frozen=True, slots=True)
class ShownRole:
    """A post on the page with a form of its own; `number` tells the forms apart."""

    role: Role | None
    office: Office | None
    form: RoleForm

    @property
    def title(self) -> str:
        return self.role.full_title if self.role else self.office.title if self.office else ""


@editors_only
@require_http_methods(["GET", "POST"])
def actor_edit(request: DeskRequest, ref: str) -> HttpResponse:
    """Show and change what is known of an actor. 409 when somebody changed the same thing since."""
    actor = _actor(ref)
    if actor.merged_into:
        return redirect("review:actor_edit", actor.merged_into.slug)
    if request.method != "POST":
        return _page(request, actor)
    act = request.POST.get("act", "")
    if act not in FORMS:
        return _page(request, actor, trouble="That form is not known.", status=422)
    form = FORMS[act](request.POST)
    if not form.is_valid():
        trouble = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _page(request, actor, trouble=trouble, sent=(act, form), status=422)
    try:
        decision = _carry_out(actor, act, form, request)
    except review.Stale as stale:
        return _page(request, actor, trouble=str(stale), stale=stale, sent=(act, form), status=409)
    except review.ReviewError as error:
        return _page(request, actor, trouble=str(error), sent=(act, form), status=422)
    (entry,) = entries([decision])
    messages.success(request, f"Saved: you {entry.sentence}.")
    return redirect(f"{reverse('review:actor_edit', args=[actor.slug])}#{_section(act)}")


def merge_url(actor: Actor, other: Actor) -> str:
    """Return where two actors are merged; empty while the desk has no such page."""
    try:
        return reverse("review:merge", args=[actor.pk, other.pk])
    except NoReverseMatch:
        return ""


def _actor(ref: str) -> Actor:
    which = Q(slug=ref)
    if ref.isascii() and ref.isdigit() and len(ref) <= MOST_DIGITS:
        which |= Q(pk=int(ref))
    found = Actor.objects.select_related("merged_into").filter(which)
    actors = sorted(found, key=lambda actor: actor.slug != ref)
    if not actors:
        raise Http404
    return actors[0]


def _carry_out(actor: Actor, act: str, form: KnownForm, request: DeskRequest) -> Decision:
    data = form.cleaned_data
    said: dict[str, Any] = {
        "editor": request.user,
        "seen": data["seen"],
        "note": data["note"],
    }
    simple: dict[str, Callable[..., Decision]] = {
        "withdraw-name": knowing.withdraw_name,
        "show-name": knowing.show_name,
        "description": knowing.describe,
        "country": knowing.set_country,
        "wikidata": knowing.link_wikidata,
        "died_on": knowing.set_death,
    }
    if act in simple:
        value = data[act.removeprefix("withdraw-").removeprefix("show-")]
        return simple[act](actor, value, **said)
    if act == "add-name":
        return knowing.add_name(actor, data["name"], show=data["show"], **said)
    if act == "kind":
        return _retype(actor, data, request)
    post = {name: data[name] for name in ("title", "of", "start", "end")}
    if act == "add-role":
        return review.add_role(actor, **post, **said)
    role = _role(actor, data)
    if act == "reject-role":
        return review.reject_role(role, **said)
    return review.confirm_role(role, **post, **said)


def _retype(actor: Actor, data: dict[str, Any], request: DeskRequest) -> Decision:
    """Change the kind by the verb on tags, on the newest article that has one."""
    tags = Tag.objects.filter(actor=actor).select_related("article").order_by("-article_id")
    tag = tags.first()
    if tag is None:
        raise review.ReviewError(
            f"{actor.name} is in no article yet: its kind can be changed then."
        )
    seen = review.as_seen(
        article=tag.article_id,
        version=tag.article.version_number,
        actor=actor.pk,
        kind=data["seen_kind"],
        decision=tag.decision_id,
    )
    return review.retype(seen, data["kind"], editor=request.user, note=data["note"])


def _role(actor: Actor, data: dict[str, Any]) -> Role:
    """Return the row that a form is about, made for an office of the knowledge file."""
    mine = roles_of([actor.pk]).get(actor.pk, [])
    if data["role"]:
        role = next((one for one in mine if one.pk == data["role"]), None)
        if role:
            return role
    for office in offices_left(actor, mine):
        if data["office"] and office_key(office) == data["office"]:
            return review.role_of_office(actor, office)
    raise review.ReviewError("That role is no longer there.")


def _page(
    request: DeskRequest,
    actor: Actor,
    *,
    trouble: str = "",
    stale: review.Stale | None = None,
    sent: tuple[str, KnownForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor.refresh_from_db()
    seen = review.seen_now(actor)
    initial = initial_of(actor, seen)
    names = list(actor.names.order_by("-origin", "normalised_name")[:MOST_NAMES])
    roles = roles_of([actor.pk]).get(actor.pk, [])
    looked = _looked(actor, request.GET.get("wikidata", ""))
    forms = {act: form(initial=initial, auto_id=f"id_{act}_%s") for act, form in FORMS.items()}
    if sent and sent[0] in forms:
        forms[sent[0]] = _again(*sent, seen)
    history = actor.decisions.filter(subject=Decision.Subject.ACTOR).select_related(
        "editor", "actor", "to_actor", "undoes"
    )
    context = {
        "actor": actor,
        "trouble": trouble,
        "theirs": entries([stale.decision])[0] if stale and stale.decision else None,
        "forms": {act.replace("-", "_"): form for act, form in forms.items()},
        "seen": seen,
        "names": names,
        "withdrawn": list(actor.withdrawn_names.all()[:MOST_NAMES]),
        "roles": _shown_roles(actor, roles, seen),
        "rejected": [role for role in roles if role.status == Status.REJECTED],
        "looked": looked,
        "suggested": [
            (one, merge_url(actor, one.holder) if one.holder else "")
            for one in suggested_for(actor, [actor.name, *(one.name for one in names)])
        ],
        "entries": entries(list(history[:MOST_HISTORY])),
        "is_person": actor.kind == Kind.PERSON,
    }
    return render(request, "review/actor_form.html", context, status=status)


def _again(act: str, form: KnownForm, seen: int) -> KnownForm:
    """The form as it was sent, now knowing what the page shows: sent once more, it is done."""
    data = form.data.copy()  # type: ignore[attr-defined]
    data["seen"] = str(seen)
    again = FORMS[act](data, auto_id=f"id_{act}_%s")
    again.is_valid()
    return again


def _looked(actor: Actor, pasted: str) -> Looked | None:
    if not pasted.strip():
        return None
    wikidata = id_in(pasted)
    if not wikidata:
        return Looked(pasted[:60], None, None, None, "")
    holder = holder_of(wikidata, but=actor)
    merge = merge_url(actor, holder) if holder else ""
    return Looked(pasted, wikidata, known_by(wikidata), holder, merge)


def _shown_roles(actor: Actor, roles: list[Role], seen: int) -> list[ShownRole]:
    """Suggested roles first, then confirmed ones, then what the knowledge file says."""
    learned = [one for one in roles if one.origin != Role.Origin.KNOWLEDGE or one.decision_id]
    ours = [one for one in learned if one.status != Status.REJECTED]
    ours.sort(key=lambda one: (one.status != Status.SUGGESTED, -one.seen_count, one.pk))
    shown = [
        ShownRole(
            role,
            None,
            RoleForm(
                initial={
                    **{name: getattr(role, name) for name in ("title", "start", "end")},
                    "of": role.of.name if role.of else role.of_text,
                    "role": role.pk,
                    "seen": seen,
                },
                auto_id=f"id_role{role.pk}_%s",
            ),
        )
        for role in ours
    ]
    for number, office in enumerate(offices_left(actor, roles)):
        initial = {
            **{name: getattr(office, name) for name in ("title", "start", "end")},
            "of": country_called(office.country),
            "office": office_key(office),
            "seen": seen,
        }
        form = RoleForm(initial=initial, auto_id=f"id_office{number}_%s")
        shown.append(ShownRole(None, office, form))
    return shown


def _section(act: str) -> str:
    if act.endswith("-name"):
        return "names"
    if act.endswith("-role"):
        return "roles"
    return "wikidata" if act == "wikidata" else "known"

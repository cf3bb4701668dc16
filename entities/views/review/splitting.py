"""Splitting an actor: its groups of articles, what is moved, and to whom."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from entities import review
from entities.batches import OPEN
from entities.models import Actor, Batch, Kind
from entities.permissions import MERGE
from entities.splitting import MOST_GROUPED, Proposal, proposed
from entities.splitting import split as split_actor
from entities.suggesting import actor_of_entry, exactly, options
from entities.views.review.access import DeskRequest, editors_only

MOST_DIGITS = 18  # of a key that the database can hold
# Articles of a group that are listed; the whole group is moved by one tick.
MOST_LISTED = 20


class SplitForm(forms.Form):
    """Whom the chosen articles are about instead; `new` is a new actor of that name."""

    to = forms.CharField(
        max_length=300,
        required=False,
        label="Who it is there",
        help_text="The name of another actor, or of a new one.",
    )
    # Of those offered for the name: the key of an actor, or that of a row of the knowledge file.
    actor = forms.CharField(max_length=400, required=False)
    new = forms.BooleanField(required=False, label="A new actor of this name")
    reason = forms.CharField(
        max_length=1000,
        label="Why they are two",
        error_messages={"required": "Say why they are two."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("to") or cleaned.get("actor")):
            self.add_error("to", "Say who it is: the name of another actor, or of a new one.")
        return cleaned


@editors_only
@permission_required(MERGE, raise_exception=True)
@require_http_methods(["GET", "POST"])
def split(request: DeskRequest, actor_id: int) -> HttpResponse:
    """Show an actor's articles in groups that are alike, and give some of them to another."""
    actor = get_object_or_404(Actor.objects.current(), pk=actor_id)
    proposal = proposed(actor)
    form, trouble, status = SplitForm(initial={"to": actor.name, "new": True}), "", 200
    if request.method == "POST":
        status, form = 422, SplitForm(request.POST)
        chosen = _chosen(request, proposal)
        if form.is_valid():
            try:
                with transaction.atomic():  # no new actor is left behind by what then fails
                    to = _target(form.cleaned_data, actor)
                    told = {"editor": request.user, "reason": form.cleaned_data["reason"]}
                    decision = split_actor(actor=actor, to=to, articles=chosen, **told)
            except review.Stale as stale:
                trouble, status = str(stale), 409
            except review.ReviewError as error:
                trouble = str(error)
            else:
                messages.success(request, f"Split: {to.name} gets {len(chosen)} articles.")
                return redirect(Batch.objects.get(pk=decision.after["batch"]))
    context = {
        "actor": actor,
        "groups": [
            (
                group,
                [proposal.articles[pk] for pk in group.articles[:MOST_LISTED]],
                [proposal.names[pk] for pk in group.company if pk in proposal.names],
            )
            for group in proposal.groups
        ],
        "left_out": proposal.left_out,
        "most": MOST_GROUPED,
        "listed": MOST_LISTED,
        "form": form,
        "trouble": trouble,
        "choices": options(request.POST.get("to", "")[:300], but=actor.pk),
        "chosen": set(request.POST.getlist("group")) | set(request.POST.getlist("article")),
        "running": Batch.objects.filter(state__in=OPEN, request__actor=actor.pk).first(),
    }
    return render(request, "review/split.html", context, status=status)


def _chosen(request: DeskRequest, proposal: Proposal) -> set[int]:
    """The articles of ticked groups, and those ticked one by one, of those that are shown.

    A group that has changed since the page was made is another one, and nothing of it is moved.
    """
    ticked = set(request.POST.getlist("group"))
    whole = [group for group in proposal.groups if group.name in ticked]
    single = (pk for pk in request.POST.getlist("article") if pk.isdecimal() and len(pk) < 19)
    chosen = {pk for group in whole for pk in group.articles}
    return chosen | ({int(pk) for pk in single} & proposal.articles.keys())


def _target(data: dict[str, Any], actor: Actor) -> Actor:
    """Whom the editor means; raises ReviewError where several or none bear the name."""
    if key := data["actor"]:
        is_pk = key.isascii() and key.isdecimal() and len(key) <= MOST_DIGITS
        found = Actor.objects.current().filter(pk=key).first() if is_pk else actor_of_entry(key)
        if found is None:
            raise review.ReviewError("Whom you chose is no longer there: choose again.")
        return found
    if data["new"]:
        return review.actor_named(data["to"], Kind(actor.kind))
    named = [one for one in exactly(data["to"], but=actor.pk) if one.actor]
    if len(named) != 1:
        raise review.ReviewError(
            f"{len(named) or 'No'} other actors are called just so: choose whom you mean, or tick "
            "that it is a new one."
        )
    return Actor.objects.get(pk=named[0].actor or 0)

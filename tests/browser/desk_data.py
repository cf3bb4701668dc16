"""Decisions for the pages of the desk to show; run in the shell of the archive, not by a test."""

import io
import json

from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from entities import batches, review
from entities.models import Actor, SecondReading, Tag
from entities.reports import take
from entities.review.actors import seen_state

FALK, OTHER_FALK = "Sigrun Falk", "S. Falk"


def made() -> str:
    """Decide on the articles of tests/browser/test_desk_pages.py; the addresses of pages, as JSON.

    Of the articles that name her, one is decided on by itself and one among many; two actors are
    merged, a reader reports, and an article is drawn to be read twice.
    """
    editor, chief = (User.objects.get(username=name) for name in ("editor", "chief"))
    actor, other = (Actor.objects.get(name=name) for name in (FALK, OTHER_FALK))
    first, second, _third = Tag.objects.select_related("article", "actor").filter(actor=actor)
    decision = review.confirm(first, editor=editor, note="She sailed herself.")
    batch = batches.request_batch(decision, [second.article_id], editor=editor)
    pages = {
        "siblings": reverse("review:siblings", args=[decision.pk]),
        "undo": reverse("review:undo", args=[decision.pk]),
        "batch": batch.get_absolute_url(),
        "batch_undo": reverse("review:batch_undo", args=[batch.pk]),
        "workspace": reverse("review:workspace", args=[first.article_id]),
        "merge_choose": reverse("review:merge_choose", args=[actor.pk]),
        "merge": reverse("review:merge", args=[actor.pk, other.pk]),
        "split": reverse("review:split", args=[actor.pk]),
        "actor_edit": reverse("review:actor_edit", args=[actor.slug]),
        "second_reading": reverse(
            "review:second_reading",
            args=[SecondReading.objects.create(article=first.article).pk],
        ),
    }
    take(first.article, actor, "other", "She never sails on a Monday.", address="192.0.2.1")
    review.never_link("Monday", actor, editor=chief, note="A day.")
    one, same = (Actor.objects.get(name=name) for name in ("Runar Selmer", "R. Selmer"))
    merged = review.merge(
        keep=one, duplicate=same, editor=chief, reason="One man.", seen=seen_state(one, same)
    )
    pages["undo_actor"] = reverse("review:undo_actor", args=[merged.pk])
    call_command("find_contradictions", stdout=io.StringIO())
    return json.dumps(pages)

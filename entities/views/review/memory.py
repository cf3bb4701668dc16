"""What the archive has learnt, on one page: where each rule comes from, what it changes."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from articles.background import send
from entities import review
from entities.effects import MOST_REEXTRACTED, count_affected, reextract_affected
from entities.memory import why
from entities.models import Actor, Rule
from entities.rule_forms import RuleFilter, RuleForm
from entities.suggesting import Option, exactly, meant_by, options
from entities.views.review.access import DeskRequest, editors_only
from entities.views.review.attempting import chosen

RULES_ON_A_PAGE = 50
MOST_DIGITS = 18
MEASURE = "entities.tasks.measure_rule"


@dataclass(frozen=True, slots=True)
class Listed:
    """A rule on the page: what it says, and when its effect was counted."""

    rule: Rule
    why: str
    counted_at: Any

    @property
    def is_of_any_article(self) -> bool:
        """Whether it looks at what every article has: a habit, or a kind for a kind."""
        return self.rule.actor_id is None and self.rule.sort in (Rule.Sort.KIND, Rule.Sort.HABIT)


class _Choose(Exception):
    """The editor has to say which actor is meant: one of these, if it is any."""

    def __init__(self, message: str, found: list[Option]) -> None:
        super().__init__(message)
        self.found = found


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def memory(request: DeskRequest) -> HttpResponse:
    """Show the rules, newest first; by POST make one. `for` names the article of a rule to be."""
    initial = {"article": request.GET.get("for", "")[:MOST_DIGITS]}
    form = RuleForm(request.POST if request.method == "POST" else None, initial=initial)
    status, found = 200, list[Option]()
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                rule = _made(request, form)
            except _Choose as choice:
                found = choice.found
                form.add_error("to", str(choice))
            except review.ReviewError as error:
                form.add_error(None, str(error))
            else:
                messages.success(
                    request, "Made. It waits while its effect is counted: load the page again soon."
                )
                return redirect(f"{request.path}#rule-{rule.pk}")
    rules = Rule.objects.exclude(state=Rule.State.TAKEN_BACK).order_by("-pk")
    rule_filter = RuleFilter(request.GET, queryset=rules)
    valid = rule_filter.is_valid()
    rules = rule_filter.qs if valid else Rule.objects.none()
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) <= MOST_DIGITS:
        rules = rules.filter(pk__lt=int(before))
    related = rules.select_related(
        *("actor", "to_actor", "source__merged_into", "article", "decision__editor")
    ).defer("article__body", "article__search_vector")
    rows = list(related[: RULES_ON_A_PAGE + 1])
    query = request.GET.copy()
    query.pop("before", None)
    first_url = f"?{query.urlencode()}" if before else None
    if older := len(rows) > RULES_ON_A_PAGE:
        query["before"] = str(rows[RULES_ON_A_PAGE - 1].pk)
    context = {
        "filter": rule_filter,
        "form": form,
        "options": found,
        "opened": bool(form.errors or initial["article"]),
        "rules": [_listed(rule) for rule in rows[:RULES_ON_A_PAGE]],
        "waiting": Rule.objects.filter(state=Rule.State.WAITS).count(),
        "first_url": first_url,
        "older_url": f"?{query.urlencode()}" if older else None,
        "most": MOST_REEXTRACTED,
    }
    status = status if valid else 400
    return render(request, "review/memory.html", context, status=status)


@editors_only
@require_POST
def rule_act(request: DeskRequest, pk: int) -> HttpResponse:
    """Measure a rule, put it in force, withdraw it, or read the articles it may change again."""
    rule = get_object_or_404(Rule.objects.select_related("actor", "to_actor", "source"), pk=pk)
    try:
        match request.POST.get("act"):
            case "measure":
                _measure(rule)
                messages.info(request, "The effect is being counted. Load the page again soon.")
            case "force":
                review.put_in_force(rule, editor=request.user)
                messages.success(request, f"In force. Read again: {count_affected(rule)}.")
            case "withdraw":
                review.withdraw(rule, editor=request.user)
                messages.success(request, f"Withdrawn. Read again: {count_affected(rule)}.")
            case "again":
                count = reextract_affected(rule)
                messages.success(request, f"{count:,} articles are read again.")
            case _:
                messages.error(request, "Nothing was done: it is not known what was wanted.")
    except review.Stale as stale:
        messages.error(request, str(stale))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("review:memory")
    return redirect(f"{back}#rule-{pk}")


def _listed(rule: Rule) -> Listed:
    return Listed(rule, why(rule), parse_datetime(rule.effect.get("at", "")))


def _made(request: DeskRequest, form: RuleForm) -> Rule:
    data, editor = form.cleaned_data, request.user
    words, where, note = data["words"], form.where, data["note"]
    if data["what"] == form.STOP:
        rule = review.stop(words, where=where, editor=editor, note=note)
    else:
        verb = review.means if data["what"] == form.MEANS else review.never_link
        rule = verb(words, _whom(data), where=where, editor=editor, note=note)
    _measure(rule)
    return rule


def _whom(data: dict[str, Any]) -> Actor:
    """Return the actor that was chosen, or the only one of the name; raises _Choose."""
    if actor := chosen(data):
        return actor
    named = exactly(data["to"])
    if actor := meant_by(named):
        return actor
    name, found = data["to"], list(dict.fromkeys([*named, *options(data["to"])]))
    who = "Several actors are" if named else "No actor is"
    which = ": choose one" if found else ""
    raise _Choose(f"{who} called “{name}”{which}.", found)


def _measure(rule: Rule) -> None:
    transaction.on_commit(partial(send, MEASURE, [rule.pk]))

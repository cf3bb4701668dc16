"""What the archive has learnt, on one page: where each rule comes from, what it changes."""

from functools import partial

import django_filters
from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from articles.background import send
from entities import review
from entities.effects import MOST_REEXTRACTED, affected, reextract_affected
from entities.learning import why
from entities.models import Actor, Rule
from entities.names import fold
from entities.views.review.access import DeskRequest, editors_only

RULES_ON_A_PAGE = 50
MOST_DIGITS = 18
MEASURE = "entities.tasks.measure_rule"


class RuleFilter(django_filters.FilterSet):
    """Narrows the rules."""

    sort = django_filters.ChoiceFilter(
        field_name="sort",
        lookup_expr="exact",
        choices=Rule.Sort.choices,
        empty_label="all sorts",
        label="Sort",
    )
    state = django_filters.ChoiceFilter(
        method="with_state",
        choices=[("active", "in force"), ("off", "withdrawn or waiting"), ("editor", "by editors")],
        empty_label="any state",
        label="State",
    )
    scope = django_filters.ChoiceFilter(
        method="with_scope",
        choices=[("everywhere", "everywhere"), ("source", "in one source")],
        empty_label="anywhere",
        label="Where",
    )
    q = django_filters.CharFilter(method="with_name", label="Name", max_length=100)

    def with_state(self, rules: QuerySet[Rule], _name: str, state: str) -> QuerySet[Rule]:
        if state == "editor":
            return rules.filter(by_editor=True)
        return rules.filter(is_active=state == "active")

    def with_scope(self, rules: QuerySet[Rule], _name: str, scope: str) -> QuerySet[Rule]:
        return rules.filter(source__isnull=scope == "everywhere")

    def with_name(self, rules: QuerySet[Rule], _name: str, words: str) -> QuerySet[Rule]:
        words = words.replace("\x00", "")
        named = Actor.objects.filter(names__normalised_name__contains=fold(words)).values("pk")
        return rules.filter(Q(shown__icontains=words) | Q(actor__in=named) | Q(to_actor__in=named))


class RuleForm(forms.Form):
    """An editor's rule: words that never mean somebody, or, without a name, never anybody."""

    words = forms.CharField(max_length=300)
    actor = forms.CharField(max_length=300, required=False, label="never means")
    note = forms.CharField(max_length=1000, required=False)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def memory(request: DeskRequest) -> HttpResponse:
    """Show the rules, newest first; by POST make one."""
    form = RuleForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                rule = _made(request, form)
            except review.ReviewError as error:
                form.add_error(None, str(error))
            else:
                return redirect(f"{request.path}#rule-{rule.pk}")
        status = 422
    rule_filter = RuleFilter(request.GET, queryset=Rule.objects.order_by("-pk"))
    valid = rule_filter.is_valid()
    rules = rule_filter.qs if valid else Rule.objects.none()
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) <= MOST_DIGITS:
        rules = rules.filter(pk__lt=int(before))
    related = rules.select_related("actor", "to_actor", "source", "decision__editor")
    rows = list(related[: RULES_ON_A_PAGE + 1])
    query = request.GET.copy()
    query.pop("before", None)
    first_url = f"?{query.urlencode()}" if before else None
    if older := len(rows) > RULES_ON_A_PAGE:
        query["before"] = str(rows[RULES_ON_A_PAGE - 1].pk)
    context = {
        "filter": rule_filter,
        "form": form,
        "rules": [(rule, why(rule)) for rule in rows[:RULES_ON_A_PAGE]],
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
    rule = get_object_or_404(Rule.objects.select_related("actor"), pk=pk)
    try:
        match request.POST.get("act"):
            case "measure":
                _measure(rule)
                messages.info(request, "The effect is being counted. Load the page again soon.")
            case "force":
                with transaction.atomic():
                    review.put_in_force(rule, editor=request.user)
                    count = reextract_affected(rule)
                messages.success(request, f"In force. {count:,} articles are read again.")
            case "withdraw":
                with transaction.atomic():
                    review.withdraw(rule, editor=request.user)
                    count = reextract_affected(rule)
                messages.success(request, f"Withdrawn. {count:,} articles are read again.")
            case "again":
                count = reextract_affected(rule)
                messages.success(request, f"{count:,} articles are read again.")
            case _:
                messages.error(request, "Nothing was done: it is not known what was wanted.")
    except review.Stale as stale:
        messages.error(request, str(stale))
    return redirect("review:memory")


def _made(request: DeskRequest, form: RuleForm) -> Rule:
    data = form.cleaned_data
    if not data["actor"]:
        rule = review.stop(data["words"], editor=request.user, note=data["note"])
    else:
        named = Actor.objects.current().named_exactly(data["actor"])[:2]
        if len(named) != 1:
            raise review.ReviewError(
                f"{'Several actors are' if named else 'No actor is'} called “{data['actor']}”."
            )
        rule = review.never_link(data["words"], named[0], editor=request.user, note=data["note"])
    _measure(rule)
    return rule


def _measure(rule: Rule) -> None:
    if affected(rule) is not None:
        transaction.on_commit(partial(send, MEASURE, [rule.pk]))

"""The blind sample on the desk: one question after the other."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from entities import audit
from entities.figures import wants_single_keys
from entities.models import AuditAnswer, AuditItem
from entities.views.review.access import DeskRequest, editors_only

MOST_COUNTED = 1000


class AnswerForm(forms.Form):
    item = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    said = forms.ChoiceField(choices=AuditAnswer.Said.choices)


@editors_only
@never_cache
@require_http_methods(["GET", "POST"])
def audit_next(request: DeskRequest) -> HttpResponse:
    """Keep an answer, and ask about the next tag."""
    status = 200
    if request.method == "POST":
        form = AnswerForm(request.POST)
        if form.is_valid():
            return _answered(request, form)
        status = 422
    waiting = audit.to_ask(request.user).order_by()[: MOST_COUNTED + 1].count()
    context = {
        "question": audit.next_question(request.user),
        "waiting": f"more than {MOST_COUNTED:,}" if waiting > MOST_COUNTED else f"{waiting:,}",
        "invalid": status == 422,
        "single_keys": wants_single_keys(request.user),
    }
    return render(request, "review/audit.html", context, status=status)


def _answered(request: DeskRequest, form: AnswerForm) -> HttpResponse:
    try:
        given = audit.answer(
            form.cleaned_data["item"], form.cleaned_data["said"], editor=request.user
        )
    except AuditItem.DoesNotExist as error:
        raise Http404 from error
    if given is None:
        messages.info(request, "You had answered that before; your first answer stands.")
    return redirect("review:audit")

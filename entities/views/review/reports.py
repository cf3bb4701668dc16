"""What readers reported: the list, and what came of each."""

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article
from entities import reports
from entities.models import Report
from entities.views.review.access import DeskRequest, editors_only

ROWS_ON_A_PAGE = 50
MOST_DIGITS = 18  # of a key that the database can hold


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(choices=[("accepted", "accepted"), ("not wrong", "not wrong")])
    note = forms.CharField(max_length=1000, required=False)


@editors_only
@require_safe
def report_list(request: DeskRequest) -> HttpResponse:
    """Show what is open, oldest first; or with `?state=settled` what is not, newest first.

    `beyond` is the last report of the page before.
    """
    settled = request.GET.get("state") == "settled"
    rows = Report.objects.select_related("actor", "settled_by")
    rows = rows.prefetch_related(Prefetch("article", Article.objects.for_list()))
    rows = rows.exclude(outcome="") if settled else rows.filter(outcome="")
    beyond = request.GET.get("beyond", "")
    if beyond.isascii() and beyond.isdigit() and len(beyond) <= MOST_DIGITS:
        rows = rows.filter(**{"pk__lt" if settled else "pk__gt": int(beyond)})
    found = list(rows.order_by("-pk" if settled else "pk")[: ROWS_ON_A_PAGE + 1])
    shown = found[:ROWS_ON_A_PAGE]
    next_url = None
    if len(found) > len(shown):
        state = "state=settled&" if settled else ""
        next_url = f"?{state}beyond={shown[-1].pk}"
    context = {"reports": shown, "settled": settled, "next_url": next_url}
    return render(request, "review/report_list.html", context)


@editors_only
@require_POST
def report_settle(request: DeskRequest, pk: int) -> HttpResponse:
    """Settle a report, then go back to where the button was. 409 when somebody was quicker."""
    form = SettleForm(request.POST)
    if not form.is_valid():
        return render(request, "review/report_settled.html", {"invalid": True}, status=422)
    try:
        reports.settle(pk, editor=request.user, **form.cleaned_data)
    except Report.DoesNotExist as error:
        raise Http404 from error
    except reports.SettledAlready as already:
        context = {"report": already.report, "wanted": form.cleaned_data["outcome"]}
        return render(request, "review/report_settled.html", context, status=409)
    messages.success(request, f"Report settled: {form.cleaned_data['outcome']}.")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("review:reports")
    return redirect(back)

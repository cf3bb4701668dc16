"""What a chief editor does about an upload: answer for a table, try again. POST only."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from articles import intake
from articles.models import ImportBatch, ImportFile
from entities.views.imports import chief_editors_only, columns_form, show_batch

TOO_LATE = "Nothing was changed: {} does not wait for that any more. Below is how it stands now."


@chief_editors_only
@require_POST
def import_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Import a table with the columns as sent, leave it out, or read on what was given up."""
    file = get_object_or_404(ImportFile.objects.select_related("batch__created_by"), pk=pk)
    verb = request.POST.get("verb")
    if verb == "leave":
        done = intake.leave_out(file, cast(User, request.user))
    elif verb == "again":
        done = intake.read_again(file)
    elif file.state == ImportFile.State.ASKING:
        form = columns_form(file, request.POST)
        if not form.is_valid():
            return show_batch(request, file.batch, invalid=(file.pk, form))
        done = intake.import_as(file, form.mapping())
    else:
        done = False
    if not done:
        messages.warning(request, TOO_LATE.format(file.name))
    return redirect(file.batch)


@chief_editors_only
@require_POST
def import_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the rejected records of a batch tried again."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    if not intake.request_retry(batch):
        messages.warning(request, "There is nothing to try again, or it is being tried already.")
    return redirect(batch)

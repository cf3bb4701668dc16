"""Articles pass from hand to hand: the next one, who is at one, and who was given which."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_GET, require_POST

from articles.models import Article
from entities import leases
from entities.assigning import assign as give
from entities.assigning import given_to
from entities.forms import AssignForm, PlaceForm
from entities.permissions import LEAD
from entities.queue import Spot, claim_next
from entities.views.review.access import DeskRequest, editors_only
from entities.views.review.workspace import Place, address


@editors_only
@require_GET
def article_next(request: DeskRequest) -> HttpResponse:
    """Claim the next article of the queue, behind the place that is given, and go there."""
    place = Place.of(request)
    form = PlaceForm(request.GET)
    spot = None
    if form.is_valid() and form.cleaned_data["after"]:
        spot = Spot(form.cleaned_data["at"] or 0.0, form.cleaned_data["after"])
    article = claim_next(place.queue, request.user, spot)
    query = f"?{urlencode(place.chosen)}" if place.chosen else ""
    if article is None:
        messages.info(request, "Nothing else waits here that nobody is working on.")
        return redirect(reverse("review:queue") + query)
    return redirect(reverse("review:workspace", args=[article]) + query)


@editors_only
@require_POST
def article_lease(request: DeskRequest, article_id: int) -> HttpResponse:
    """Go on with one's claim and answer with who is at the article; or take it over."""
    article = get_object_or_404(Article.objects.only("pk"), pk=article_id)
    if "take" in request.POST:
        leases.take_over(article_id, request.user)
        return redirect(address(request, article_id))
    leases.claim(article_id, request.user)
    context = {
        "article": article,
        "lease": leases.lease_of(article_id),
        "assigned": given_to(article_id, request.user),
        "query": Place.of(request).query(),
    }
    return render(request, "review/_lease.html", context)


@editors_only
@permission_required(LEAD, raise_exception=True)
@require_POST
def assign(request: DeskRequest) -> HttpResponse:
    """Give chosen articles of the queue to an editor, or take them back; then the queue again."""
    form = AssignForm(request.POST)
    if form.is_valid():
        chosen = [review.pk for review in form.cleaned_data["article"]]
        to = form.cleaned_data["editor"]
        count = give(chosen, to, by=request.user, note=form.cleaned_data["note"])
        many = f"{count} article{'' if count == 1 else 's'}"
        said = f"{many} assigned to {to.get_username()}." if to else f"{many} taken back."
        messages.success(request, said)
    else:
        errors = (str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, " ".join(errors))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("review:queue")
    return redirect(back)

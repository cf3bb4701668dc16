"""Reading a cleared article a second time, without being told what was decided."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Article
from entities.forms import JudgeForm
from entities.marking import TextMark, marked_paragraphs
from entities.models import SecondReading
from entities.provenance import shown_tags
from entities.publish import resolve_article
from entities.review import ReviewError
from entities.second_readings import decided_tags, judge, offered
from entities.views.review.access import DeskRequest, editors_only


@editors_only
@require_safe
def second(request: DeskRequest) -> HttpResponse:
    """Go to what this editor can read a second time, if there is anything."""
    reading = offered(request.user)
    if reading is None:
        messages.info(request, "There is nothing to read a second time just now.")
        return redirect("review:me")
    return redirect("review:second_reading", reading.pk)


@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def second_reading(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask of every decided tag whether it is right; keep the answers."""
    reading = get_object_or_404(SecondReading, pk=pk)
    article = get_object_or_404(
        Article.objects.select_related("source").defer("search_vector", "label_text"),
        pk=reading.article_id,
    )
    decided = set(decided_tags(article.pk).values_list("actor", flat=True))
    # In the order of the text: any other might tell what was decided.
    tags = [tag for tag in resolve_article(article) if tag.actor in decided and tag.marks]
    tags.sort(key=lambda tag: tag.marks[0].start)
    shown = shown_tags(article, tags)
    form = JudgeForm(request.POST or None, actors=[one.actor for one in shown])
    status, problem = 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                judge(reading, form.judgements(), reader=request.user)
            except ReviewError as error:
                status, problem = 409, str(error)
            else:
                messages.success(request, "Saved. Thank you: it is counted, and changes no tag.")
                return redirect("review:me")
    marks = [
        TextMark(
            start=mark.start,
            end=mark.end,
            href=f"#judge-{tag.actor}",
            kind=one.actor.kind,
            status="suggested",
            title=f"{one.actor.name}, {one.actor.kind}",
        )
        for tag, one in zip(tags, shown, strict=True)
        for mark in tag.marks
    ]
    context = {
        "article": article,
        "paragraphs": marked_paragraphs(article.body, sorted(marks, key=lambda one: one.start)),
        "rows": list(zip(shown, form.rows(), strict=True)),
        "form": form,
        "problem": problem,
        "done": reading.read_at,
    }
    return render(request, "review/second_reading.html", context, status=status)

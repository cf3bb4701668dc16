"""The public list of what was corrected, clarified or withdrawn."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.history import TOLD, said, undone_at
from articles.models import Article, ArticleAct
from articles.texts import hide

PAGE = 30
MOST_DIGITS = 18  # of a key that the database can hold


@dataclass(frozen=True, slots=True)
class Correction:
    act: ArticleAct
    article: Article

    @property
    def what(self) -> str:
        return said(self.act)

    @property
    def note(self) -> str:
        return hide(self.act.public_note, self.article.hidden_names)

    @property
    def undone_at(self) -> object:
        return undone_at(self.act)


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Show the acts that readers are told of, of articles that are on the site now, newest first.

    `before` is the last one of the page before. Two queries.
    """
    acts = ArticleAct.objects.filter(TOLD, article__status=Article.Status.PUBLISHED)
    acts = acts.select_related("undoes", "undone_by").order_by("-pk")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) <= MOST_DIGITS:
        acts = acts.filter(pk__lt=int(before))
    rows = list(acts[: PAGE + 1])
    shown = rows[:PAGE]
    articles = Article.objects.public().for_list().in_bulk({act.article_id for act in shown})
    response = render(
        request,
        "articles/correction_list.html",
        {
            "corrections": [
                Correction(act, articles[act.article_id])
                for act in shown
                if act.article_id in articles  # not taken down meanwhile
            ],
            "first_url": request.path if before else None,
            "older_url": f"?before={shown[-1].pk}" if len(rows) > len(shown) else None,
        },
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response

"""An answer to a search with everything that it names loaded: what the page shows and JSON says.

`answer_to` finds and loads, in a number of queries that does not grow with what is found; `as_json`
says the same in plain values, for machines. docs/search.md describes them.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from articles.duplicates import public_copies
from articles.models import Article, Section, Source
from articles.periods import period_of
from articles.search import (
    Answer,
    Code,
    Limits,
    Problem,
    Snippet,
    find,
    missing_words,
    snippets,
    time_limit,
)
from articles.templatetags.archive import published_machine
from entities import narrowing
from entities.models import Actor
from entities.narrowing import Choice, Facet, Trouble
from entities.offers import Offers, offers
from entities.query import Query

# Results on one page.
PAGE = 20
MOST_CHIPS = 4
_MARK = re.compile(r"</?mark[^>]*>")


@dataclass(frozen=True, slots=True)
class Result:
    article: Article
    snippet: Snippet
    actors: list[Actor]
    same: str  # of which it is nearly the same, in words; empty for none


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with what it names; `missing` are typed words that no article
    has, `offers` whose names the words are and how else they are spelt."""

    query: Query
    answer: Answer
    results: list[Result]
    facets: list[Facet]
    missing: tuple[str, ...]
    offers: Offers

    @property
    def repairs(self) -> list[Choice]:
        """The same search without each of the words that no article has."""
        return narrowing.repairs(self.query.parameters, self.answer.reading, self.missing)

    @property
    def troubles(self) -> list[Trouble]:
        """What was wrong with the words, each with better queries."""
        return narrowing.troubles(self.query.parameters, self.answer.reading)


def answer_to(query: Query, cursor: str, limits: Limits, *, size: int = PAGE) -> Answered:
    """Answer with the page at the cursor. Raises SearchTimeout.

    At most eight queries to find, six to load and one more where words may be missing.
    """
    answer = find(query.search, cursor=cursor, size=size, limits=limits)
    with time_limit(limits.timeout_ms):
        return _loaded(query, answer)


def as_json(answered: Answered) -> dict[str, Any]:
    """Say the answer in values that JSON has. No query."""
    answer = answered.answer
    facets = {
        f"{facet.name}s": [
            {"value": choice.value, "name": choice.name, "count": choice.count}
            | ({"kind": choice.kind} if choice.kind else {})
            for choice in facet.choices
        ]
        for facet in answered.facets
    }
    years = [{"value": str(year.key), "count": year.count.value} for year in answer.years]
    return {
        "read_as": answer.reading.text,
        "notes": notes(answered),
        "problems": [
            {"name": one.code, "message": one.message, "repairs": list(one.repairs)}
            for one in problems(answered)
        ],
        "total": {"value": answer.total.value, "exact": answer.total.exact},
        "results": [_result(result) for result in answered.results],
        "facets": {"actors": [], "sources": [], "sections": []} | facets | {"years": years},
        "histogram": _histogram(answer),
        "next": answer.next,
    }


def problems(answered: Answered) -> list[Problem]:
    """What of the words was left out or read otherwise, and which of them no article has."""
    reading = answered.answer.reading
    missing = [
        Problem(Code.MISSING, f"No article has “{word}”.", tuple(filter(None, [rest])))
        for word in answered.missing
        for rest in [reading.without(word)]
    ]
    return [*reading.problems, *missing]


def notes(answered: Answered) -> list[str]:
    """What else there is to know of how the answer was found, in words."""
    answer = answered.answer
    said = list(answer.reading.notes)
    if answer.reading.ignored:
        said.append(f"Too common to be searched for: {', '.join(answer.reading.ignored)}.")
    if answer.ranked:
        said.append(f"The best were sought among the newest {answer.ranked:,} only.")
    if answer.cursor_refused:
        said.append("There is no such page of results; this is the first.")
    return said


def _loaded(query: Query, answer: Answer) -> Answered:
    reading, parameters = answer.reading, query.parameters
    articles = Article.objects.public().for_list().in_bulk(answer.ids)
    shown = [articles[pk] for pk in answer.ids if pk in articles]
    texts = snippets(list(articles), answer.search.words if reading.text else "")
    chips = {article.pk: article.actor_ids[:MOST_CHIPS] for article in shown}
    wanted = {pk for pks in chips.values() for pk in pks} | {value.key for value in answer.actors}
    actors = Actor.objects.in_bulk(wanted)
    sources = Source.objects.with_kept([value.key for value in answer.sources])
    sections = Section.objects.with_kept([value.key for value in answer.sections])
    copies = public_copies([article.pk for article in shown if article.lead_id == article.pk])
    missing = missing_words(reading) if reading.alternatives or not answer.ids else ()
    facets = [
        narrowing.actor_facet(parameters, answer.actors, actors),
        narrowing.named_facet(parameters, "source", "Sources", answer.sources, sources),
        narrowing.named_facet(parameters, "section", "Sections", answer.sections, sections),
    ]
    return Answered(
        query=query,
        answer=answer,
        results=[
            Result(
                article,
                texts.get(article.pk, Snippet(SafeString(), SafeString())),
                [actors[pk] for pk in chips[article.pk] if pk in actors],
                _same(article, copies),
            )
            for article in shown
        ],
        facets=[facet for facet in facets if facet.choices],
        missing=missing,
        offers=offers(parameters, missing),
    )


def _same(article: Article, copies: Mapping[int, int]) -> str:
    if count := copies.get(article.pk):
        return f"and {count:,} nearly the same"
    is_copy = article.lead_id is not None and article.lead_id != article.pk
    return "nearly the same as another" if is_copy else ""


def _result(result: Result) -> dict[str, Any]:
    article = result.article
    return {
        "id": article.pk,
        "url": article.get_absolute_url(),
        "headline": article.title,
        "published_at": published_machine(article) or None,
        "snippet": html.unescape(_MARK.sub("", result.snippet.text)),
    }


def _histogram(answer: Answer) -> dict[str, Any]:
    asked = answer.search.date_from, answer.search.date_to
    bars = [
        (period_of(answer.unit, bar.key).within(*asked), bar.count.value) for bar in answer.bars
    ]
    return {
        "unit": str(answer.unit),
        "bars": [
            {"from": str(period.first), "to": str(period.last), "count": count}
            for period, count in bars
        ],
        "vague": answer.vague.value,
        "undated": answer.undated.value,
    }

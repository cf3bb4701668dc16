"""Where each tag of an article comes from, in words that a reader understands.

Given the resolved tags of an article, `shown_tags` returns what the page says of each: which words,
found how and by what evidence, how sure the machine is, and who decided.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from articles.dates import published_day
from articles.models import Article
from articles.texts import hide
from entities.marking import TextMark, snippet
from entities.models import Actor, Decision, Kind, Tag
from entities.resolution import Mark, ResolvedTag, Suggestion
from entities.roles import Held, held_on

# A long report may name its country a hundred times; the first words are enough to judge by.
MOST_PASSAGES = 8
_NOTHING = Held()

STEPS = {
    "names": "found by the name model",
    "acronym": "letters that stand for a full name in this text",
    "one kind": "found by the name model, its kind settled by the other mentions",
    "known name": "a name found elsewhere in this text, found again here",
    "title": "found by the name model, the title in front of it set apart",
    "adjective": "a nationality, counted for the country",
    "full name": "the full form of a name in this text",
    "surname": "the surname of somebody named in full in this text",
    "first name": "the first name of somebody named in full in this text",
    "shared surname": "a surname that several people in this text share; the nearest was taken",
    "short form": "a shorter form of a name in this text",
    "metonym": "a capital or a building that stands for a government",
    "ministry": "a ministry, its country read from the text",
    "department": "a department, the name that follows it set apart",
    "office": "the office of somebody named in this text",
    "taught name": "a name that an editor added in another article",
    "armed force": "an armed force, called by its country",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that stand for the actor; `was` is what an editor marked, if it was changed since."""

    start: int
    html: SafeString
    found: str
    evidence: str
    sure: float | None
    by_people: bool
    was: str


@dataclass(frozen=True, slots=True)
class ShownTag:
    """One tag as the page shows it. `sure` is None when the machine did not find it at all.

    `titles` are how the text calls the actor, `offices` what it held on the day of the article
    by the knowledge file, `roles` what it held by editors.
    """

    actor: Actor
    status: str
    salience: float
    titles: tuple[str, ...]
    offices: tuple[str, ...]
    roles: tuple[str, ...]
    mention_count: int
    passages: tuple[Passage, ...]
    sure: float | None
    decision: Decision | None

    @property
    def more(self) -> int:
        """How many mentions there are beyond the passages shown."""
        return self.mention_count - len(self.passages)

    @property
    def sure_words(self) -> str:
        return sure_words(self.sure) if self.sure is not None else ""

    @property
    def decided_at(self) -> datetime.datetime | None:
        return self.decision.decided_at if self.decision else None


def shown_tags(article: Article, tags: Sequence[ResolvedTag]) -> list[ShownTag]:
    """Return the tags as the page shows them, in the order given. Three queries."""
    actors = Actor.objects.in_bulk([tag.actor for tag in tags])
    rulings = [tag.ruling for tag in tags if tag.ruling]
    decisions = Decision.objects.select_related("editor").in_bulk(rulings)
    people = [actor for actor in actors.values() if actor.kind == Kind.PERSON]
    held = held_on(published_day(article), people)
    return [
        ShownTag(
            actor=actors[tag.actor],
            status=tag.status,
            salience=tag.salience,
            titles=_titles(tag),
            offices=held.get(tag.actor, _NOTHING).offices,
            roles=held.get(tag.actor, _NOTHING).roles,
            mention_count=len(tag.marks),
            passages=tuple(_passage(article, mark) for mark in tag.marks[:MOST_PASSAGES]),
            sure=tag.score if any(mark.suggestion for mark in tag.marks) else None,
            decision=decisions.get(tag.ruling) if tag.ruling else None,
        )
        for tag in tags
    ]


def text_marks(tags: Sequence[ResolvedTag], shown: Sequence[ShownTag]) -> list[TextMark]:
    """Return the marks of all tags in reading order, each a link to its actor."""
    marks = [
        TextMark(
            start=mark.start,
            end=mark.end,
            href=one.actor.get_absolute_url(),
            kind=one.actor.kind,
            status=one.status,
            title=f"{one.actor.name}, {one.actor.kind} – {Tag.Status(one.status).label}",
        )
        for tag, one in zip(tags, shown, strict=True)
        for mark in tag.marks
    ]
    return sorted(marks, key=lambda mark: mark.start)


def sure_words(sure: float) -> str:
    """Return the machine's estimate in words."""
    if sure >= 0.9:
        return "very sure"
    if sure >= 0.7:
        return "fairly sure"
    return "unsure" if sure >= 0.4 else "very unsure"


def _passage(article: Article, mark: Mark) -> Passage:
    seen = mark.suggestion
    return Passage(
        start=mark.start,
        html=snippet(article.body, mark.start, mark.end),
        found=STEPS.get(seen.step, seen.step) if seen else "",
        # A name hidden since this text was read may stand in what the machine noted then.
        evidence=hide(_evidence(seen), article.hidden_names) if seen else "",
        sure=seen.confidence if seen else None,
        by_people=seen is None,
        was=mark.was,
    )


def _evidence(seen: Suggestion) -> str:
    return "; ".join(f"{key}: {value}" for key, value in seen.evidence.items())


def _titles(tag: ResolvedTag) -> tuple[str, ...]:
    """The titles and roles that the text gives, each once, in reading order."""
    titles = (mark.suggestion.title for mark in tag.marks if mark.suggestion)
    return tuple(dict.fromkeys(title for title in titles if title))

"""Where the items of a desk stand: by what the machine said, before anybody decided.

A tag that is relinked, a kind that is changed, a speaker that is named would otherwise send their
item somewhere else in the list, from under the hand that did it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from articles.models import Article
from entities import harm
from entities.desk import Entry
from entities.harm import Harm, Who
from entities.models import Actor, Decision, Interaction, Quote
from entities.models.told import Finding
from entities.publish import Reading
from entities.resolution import ResolvedTag, Suggestion

# What comes first, then where it stands in the text.
Place = tuple[bool, float, int]


@dataclass(frozen=True, slots=True)
class Order:
    """Answers for one article; `by_start` are the machine's mentions in reading order."""

    body: str
    who: dict[int, Who]
    by_start: list[Suggestion]
    by_actor: dict[int, list[Suggestion]]
    accused: frozenset[int]

    @classmethod
    def of(cls, article: Article, reading: Reading, history: Sequence[Entry]) -> "Order":
        """One query."""
        by_start = sorted(reading.suggestions, key=lambda one: one.start)
        by_actor: dict[int, list[Suggestion]] = {}
        for one in by_start:
            by_actor.setdefault(one.actor, []).append(one)
        told = reading.told
        ids = {*by_actor, *(tag.actor for tag in reading.tags)}
        ids |= {pk for quote in told.quotes if (pk := quote.found_speaker_id)}
        ids |= {pk for one in told.interactions for pk in _sides(one)}
        actors = Actor.objects.in_bulk(ids)
        kinds = _kinds_before(history)
        accused = {
            actors[pk].merged_into_id or pk
            for one in told.interactions
            if _found_kind(one) in harm.ACCUSING_KINDS
            for pk in _sides(one)
        }
        for quote in told.quotes:
            start, end = _span(quote)
            if harm.accuses(article.body[start:end], quote.cue):
                accused |= _named(by_start, start, end)
        return cls(
            body=article.body,
            who={
                pk: Who(kinds.get(pk, actor.kind), actor.wikidata is not None)
                for pk, actor in actors.items()
            },
            by_start=by_start,
            by_actor=by_actor,
            accused=frozenset(accused),
        )

    def tag(self, tag: ResolvedTag) -> tuple[Harm, Place]:
        """Return what a mistake in a tag would cost, and where it stands."""
        seen = [one for mark in tag.marks if (one := mark.suggestion)]
        seen = seen or self.by_actor.get(tag.actor, [])
        machines = {one.actor for one in seen} or {tag.actor}
        worst = max(
            (harm.of_tag(self.who[one], accused=one in self.accused) for one in machines),
            key=lambda one: one.weight,
        )
        sure = max((one.tag_confidence for one in seen), default=harm.MOST_SURE)
        start = seen[0].start if seen else tag.marks[0].start if tag.marks else 0
        return worst, (*harm.order(worst, sure), start)

    def quote(self, quote: Quote) -> tuple[Harm, Place]:
        start, end = _span(quote)
        speaker = {quote.found_speaker_id} if quote.found_speaker_id else set()
        people = [self.who[pk] for pk in speaker | _named(self.by_start, start, end)]
        cost = harm.of_quote(self.body[start:end], quote.cue, people)
        return cost, (*harm.order(cost, harm.SURE_OF_QUOTE), start)

    def interaction(self, told: Interaction) -> tuple[Harm, Place]:
        cost = harm.of_interaction(_found_kind(told), [self.who[pk] for pk in _sides(told)])
        return cost, (*harm.order(cost, harm.SURE_OF_INTERACTION), _span(told)[0])


def _named(by_start: Sequence[Suggestion], start: int, end: int) -> set[int]:
    """Whom the machine sees in a span."""
    first = bisect_left(by_start, start, key=lambda one: one.start)
    last = bisect_left(by_start, end, key=lambda one: one.start)
    return {one.actor for one in by_start[first:last]}


def _span(row: Finding) -> tuple[int, int]:
    return row.start + row.moved_by, row.end + row.moved_by


def _sides(told: Interaction) -> tuple[int, int]:
    return told.found_source_id, told.found_target_id


def _found_kind(told: Interaction) -> str:
    return str((told.found or {}).get("kind", told.kind))


def _kinds_before(history: Sequence[Entry]) -> dict[int, str]:
    """Of which kind actors were before the first change of it that was decided here."""
    return {
        entry.decision.actor_id or 0: entry.decision.before["kind"]
        for entry in history  # the newest first, so that the oldest is what is left
        if entry.decision.verb == Decision.Verb.RETYPE
    }

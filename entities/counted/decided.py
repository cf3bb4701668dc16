"""What became of what the machine said: the last word on each tag, and names that were given."""

from dataclasses import dataclass

from django.db.models.fields.json import KeyTextTransform

from entities.extraction.taught import SAID
from entities.knowing import knowledge
from entities.models import Actor, Decision, Mention
from entities.resolution import active

Verb = Decision.Verb

Scope = tuple[int | None, int]
EVERYWHERE: Scope = (None, 0)


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of what the machine said in one article: who it is (None: nobody)."""

    decision: int
    article: int
    said: int
    meant: int | None
    source: int
    year: int

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return EVERYWHERE, (self.source, 0), (self.source, self.year)


@dataclass(frozen=True, slots=True)
class Added(Decided):
    """Words that an editor said are a name of an actor; `found`: the actor was tagged already."""

    words: tuple[str, ...] = ()
    found: bool = False


# What says who is meant, or that nobody is.
_MEANT = (Verb.CONFIRM, Verb.REJECT, Verb.RELINK, Verb.ADD, Verb.SPAN)


def decisions_that_hold() -> tuple[list[Decided], list[Added]]:
    """The latest decision that holds on each tag of the machine, and the names that were given."""
    rows = list(
        Decision.objects.filter(subject=Decision.Subject.TAG)
        .order_by("pk")
        .values_list(
            *("pk", "undoes", "verb", "actor", "to_actor", "article", "article__source"),
            *("article__published_at", "anchors", "before"),
        )
    )
    holding = active([(row[0], row[1]) for row in rows])
    said = _read_as()
    latest: dict[tuple[int, int], Decided] = {}
    added = []
    for pk, _, verb, actor, to, article, source, when, anchors, before in rows:
        year = when.year if when else 0
        if pk not in holding or verb not in _MEANT:
            continue
        if words := _names_given(verb, anchors, before):
            found = verb != Verb.ADD
            added.append(Added(pk, article, actor, actor, source, year, words, found))
        if verb == Verb.ADD:
            continue
        meant = {Verb.RELINK: to, Verb.REJECT: None}.get(verb, actor)
        was = said.get((article, actor), actor)
        latest[article, was] = Decided(pk, article, was, meant, source, year)
    return list(latest.values()), added


def _names_given(
    verb: str, anchors: list[dict[str, str]], before: dict[str, list[dict[str, str]]]
) -> tuple[str, ...]:
    """The words that a decision says are a name of the actor.

    Words that were widened or narrowed are; that the old ones alone are not, nobody has said.
    """
    if verb not in (Verb.ADD, Verb.SPAN):
        return ()
    had = {anchor["quote"] for anchor in before.get("anchors", ())}
    quotes = dict.fromkeys(anchor["quote"] for anchor in anchors)
    return tuple(quote for quote in quotes if quote not in had)


def _read_as() -> dict[tuple[int, int], int]:
    """By article and suggested actor whom the machine said before it was taught otherwise."""
    decided = Decision.objects.values("article")
    taught = Mention.objects.filter(article__in=decided, evidence__has_key=SAID)
    before = KeyTextTransform(SAID, "evidence")
    rows = list(taught.annotate(before=before).values_list("article", "actor", "before"))
    keys = Actor.objects.filter(key__in={key for _, _, key in rows}).values_list("key", "pk")
    by_key = dict(keys)
    return {(article, actor): by_key[key] for article, actor, key in rows if key in by_key}


def is_local(actor: Actor) -> bool:
    return (actor.key or "") not in knowledge().entries

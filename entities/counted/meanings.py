"""Whom names and actors mean by the decisions on them."""

from collections import defaultdict
from collections.abc import Iterator

from entities.counted.decided import EVERYWHERE, Added, Decided, Scope, is_local
from entities.counted.tallies import AGAINST, EVEN, Learnt, Tally, learnt
from entities.extraction.knowledge import normalise
from entities.knowing import knowledge
from entities.models import Actor, Rule

Sort = Rule.Sort


def meanings(decided: list[Decided], actors: dict[int, Actor]) -> Iterator[Learnt]:
    """Actors of the machine that are another: everywhere, or in a source, or in a year of it."""
    tallies: dict[int, dict[Scope, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for one in decided:
        for scope in one.scopes:
            tallies[one.said][scope].count(one)
    for said, by_scope in tallies.items():
        prior = AGAINST if _bare(actors[said]) else EVEN
        wider = by_scope[EVERYWHERE].likely(prior)
        if all(who in (said, None) for who in by_scope[EVERYWHERE].means):
            continue
        for scope, tally in sorted(by_scope.items(), key=lambda item: _breadth(item[0])):
            who = tally.likely(prior)
            narrow = scope != EVERYWHERE
            if who is None or (narrow and (who == wider or tally.accepted < 2)):
                continue
            if who == said and not narrow:
                continue
            yield learnt(Sort.PRIOR, tally, who, actor_id=said, scope=scope)


def _breadth(scope: Scope) -> tuple[bool, bool]:
    return scope[0] is not None, bool(scope[1])


def names(decided: list[Decided], added: list[Added], actors: dict[int, Actor]) -> Iterator[Learnt]:
    """Names of actors without a row, whatever kind the machine takes them for, and added words."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    shown: dict[str, str] = {}
    written = set()
    for one in decided:
        if one.meant and is_local(actors[one.said]):
            name = normalise(actors[one.said].name)
            shown.setdefault(name, actors[one.said].name)
            tallies[name].count(one)
    for new in added:
        for words in new.words:
            name = normalise(words)
            if name and words not in knowledge().demonyms and words[0].isupper():
                shown[name] = words
                written.add(name)
                tallies[name].count(new)
    for name, tally in tallies.items():
        who = tally.likely(EVEN)
        if who is None:
            continue
        bare = actors[who].kind == "person" and " " not in name
        if tally.likely(AGAINST if bare else EVEN) is None:
            continue
        if name not in written and normalise(actors[who].name) == name and len(tally.means) == 1:
            continue  # as the machine says itself
        yield learnt(
            Sort.ALIAS,
            tally,
            who,
            words=name,
            shown=shown[name],
            details={"added": name in written},
        )


def _bare(actor: Actor) -> bool:
    """Whether only a surname or first name is known: it is somebody else's in the next story."""
    return is_local(actor) and actor.kind == "person" and " " not in actor.name

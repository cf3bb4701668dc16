"""Whom a text has told of before a sentence: what "he", "the two" and "the Council" may mean."""

from collections import Counter
from dataclasses import dataclass, field

from .knowledge import Knowledge, normalise

# After so many sentences "the two" may be others.
PAIR_LASTS = 4
_SPOKEN = frozenset({"support", "disapprove", "demand", "consult"})
_FORCED = frozenset({"fight", "assault", "coerce"})


@dataclass(frozen=True, slots=True)
class Actor:
    """What is known of an actor when its dealings are read; `sex` is m, f or unknown."""

    key: str
    kind: str
    sex: str = ""
    # The country of somebody in office.
    of: str = ""
    # The country that a capital may stand for, where the text speaks of that as well.
    country: str = ""
    # What it is called when its name is not repeated: "the Council", "the president".
    nouns: frozenset[str] = frozenset()


@dataclass(slots=True)
class Memory:
    """Whom the text told of before a sentence: the people of late, and the pair told of last."""

    last: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    # The last two people, and the last two countries or bodies, with the sentences since.
    pairs: dict[str, tuple[str, str]] = field(default_factory=dict)
    ages: dict[str, int] = field(default_factory=dict)
    # The first two people who dealt with one another.
    lead: tuple[str, ...] = ()
    # Whom "the Council" or "the president" meant last.
    nouns: dict[str, str] = field(default_factory=dict)
    # Whom "the Karvenian president" meant last, by noun and country.
    holders: dict[tuple[str, str], str] = field(default_factory=dict)
    # Who dealt with whom of late, the last one last, with the sentences since.
    dealt: list[tuple[str, str, int]] = field(default_factory=list)
    # Of these what was done, not what was said or thought of it; and who used force, in order.
    acted: list[tuple[str, str, int]] = field(default_factory=list)
    forces: list[str] = field(default_factory=list)
    # How often somebody did a thing to another so far, and how often somebody dealt at all.
    sources: Counter[str] = field(default_factory=Counter)
    often: Counter[str] = field(default_factory=Counter)
    # The countries of the text so far, and those that the last sentence named, by adjectives too.
    states: dict[str, None] = field(default_factory=dict)
    countries: list[str] = field(default_factory=list)
    # Whom the last sentence was about: its subject, "He" and "the Council" followed back.
    subject: list[str] = field(default_factory=list)

    def pair(self, sort: str = "", within: int = PAIR_LASTS) -> list[str]:
        """The pair of people ("person") or others ("other") that "the two" means; any for ""."""
        sorts = (sort,) if sort else ("person", "other")
        fitting = [s for s in self.pairs if s in sorts and self.ages[s] <= within]
        return list(self.pairs[min(fitting, key=lambda s: self.ages[s])]) if fitting else []

    def leading(self, noun: str, actors: dict[str, "Actor"]) -> list[str]:
        """The two whom the story began with, if both are called so: "the two presidents"."""
        both = [key for key in self.lead if noun in actors[key].nouns]
        return both if len(both) == 2 else []

    def answered(self, who: str) -> str | None:
        """Who dealt with somebody last, to whom an answer goes that names nobody."""
        return next((source for source, target, _ in reversed(self.dealt) if target == who), None)

    def doer(self, but: str | None, *, this: bool, force: bool) -> list[str]:
        """Whose "decision" or "attack" it is: who did it, else whom the story so far is about.

        `this` when the text says "that decision": it was told just before. Of two who dealt as
        often the first is meant.
        """
        if force:
            used = [key for key in self.forces if key != but]
            return used[-1:]
        acted = [source for source, _, age in self.acted if age == 0]
        if this or acted:
            before = [key for key in self.subject or acted if key != but]
            if len(before) == 1:
                return before
        for counted in (self.sources, self.often):
            if ranked := [key for key, _ in counted.most_common(3) if key != but]:
                return ranked[:1]
        return []

    def next_sentence(
        self,
        named: list[str],
        actors: dict[str, "Actor"],
        dealt: list[tuple[str, str, str]],
        countries: list[str],
        subject: list[str],
    ) -> None:
        """Takes in the actors that a sentence named, in order, and who dealt with whom, and how."""
        self.dealt = [(one, two, age + 1) for one, two, age in self.dealt if age < PAIR_LASTS]
        self.dealt += [(one, two, 0) for one, two, _ in dealt]
        self.acted = [(one, two, 0) for one, two, kind in dealt if kind not in _SPOKEN]
        self.sources.update(one for one, _, _ in self.acted)
        self.forces += [one for one, _, kind in dealt if kind in _FORCED]
        self.often.update(key for one, two, _ in dealt for key in (one, two))
        self.countries = countries
        for key in countries:
            # The one named last comes last.
            self.states.pop(key, None)
            self.states[key] = None
        self.subject = subject
        for sort in self.ages:
            self.ages[sort] += 1
        for key in named:
            self.nouns.update(dict.fromkeys(actors[key].nouns, key))
            for noun in actors[key].nouns if actors[key].of else ():
                self.holders[noun, actors[key].of] = key
        if named:
            self.before, self.last = self.last, named
        people = list(dict.fromkeys(k for k in named if actors[k].kind == "person"))
        others = list(
            dict.fromkeys(k for k in named if actors[k].kind in ("country", "organisation"))
        )
        states = list(dict.fromkeys(countries))
        for one, two, _ in dealt:
            pair = [one, two]
            if all(actors[key].kind == "country" for key in pair):
                states = pair
            if all(actors[key].kind == "person" for key in pair):
                people = pair
                self.lead = self.lead or (one, two)
            elif all(actors[key].kind in ("country", "organisation") for key in pair):
                others = pair
        for sort, pair in (("person", people), ("other", others), ("state", states)):
            if len(pair) == 2:
                self.pairs[sort] = (pair[0], pair[1])
                # People outrank the countries named beside them.
                self.ages[sort] = 1 if sort != "person" and len(people) == 2 else 0


def sex_of(knowledge: Knowledge, name: str) -> str:
    """The sex that a person's first name tells, "" when it tells none."""
    words = normalise(name).split()
    return knowledge.first_names.get(words[0], "") if len(words) > 1 else ""

"""Whom a text has told of before a sentence: what "he", "the two" and "the Council" may mean."""

from collections import Counter
from dataclasses import dataclass, field

from .knowledge import Knowledge, normalise

# After so many sentences "the two" may be others.
PAIR_LASTS = 4


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
    # Whom "the Council" or "the president" meant last.
    nouns: dict[str, str] = field(default_factory=dict)
    # Whom "the Karvenian president" meant last, by noun and country.
    holders: dict[tuple[str, str], str] = field(default_factory=dict)
    # Who dealt with whom of late, the last one last, with the sentences since.
    dealt: list[tuple[str, str, int]] = field(default_factory=list)
    # How often somebody dealt in the text so far.
    often: Counter[str] = field(default_factory=Counter)
    # The countries that the last sentence named, by adjectives too.
    countries: list[str] = field(default_factory=list)
    # Whom the last sentence was about: its subject, "He" and "the Council" followed back.
    subject: list[str] = field(default_factory=list)

    def pair(self, sort: str = "", within: int = PAIR_LASTS) -> list[str]:
        """The pair of people ("person") or others ("other") that "the two" means; any for ""."""
        sorts = (sort,) if sort else ("person", "other")
        fitting = [s for s in self.pairs if s in sorts and self.ages[s] <= within]
        return list(self.pairs[min(fitting, key=lambda s: self.ages[s])]) if fitting else []

    def answered(self, who: str) -> str | None:
        """Who dealt with somebody last, to whom an answer goes that names nobody."""
        return next((source for source, target, _ in reversed(self.dealt) if target == who), None)

    def doer(self, but: str | None) -> str | None:
        """The one whom the story so far is about, whose "decision" it is; None if two could be."""
        ranked = [pair for pair in self.often.most_common(3) if pair[0] != but]
        if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            return None
        return ranked[0][0]

    def next_sentence(
        self,
        named: list[str],
        actors: dict[str, "Actor"],
        dealt: list[tuple[str, str]],
        countries: list[str],
        subject: list[str],
    ) -> None:
        """Takes in the actors that a sentence named, in order, and who dealt with whom in it."""
        self.dealt = [(one, two, age + 1) for one, two, age in self.dealt if age < PAIR_LASTS]
        self.dealt += [(one, two, 0) for one, two in dealt]
        self.often.update(key for pair in dealt for key in pair)
        self.countries = countries
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
        for one, two in dealt:
            pair = [one, two]
            if all(actors[key].kind == "country" for key in pair):
                states = pair
            if all(actors[key].kind == "person" for key in pair):
                people = pair
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

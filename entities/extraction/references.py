"""Whom the words of a parsed sentence mean: actors, those who act for them, pronouns, pairs.

Mira Castellane, the IDF                     the actor itself
Karvenian officials, the army of Karvenia    the country or body they act for
his remarks, Karvenia’s offer                whose they are, where something is done to them
he, they, it                                 who was named before, if only one can be meant
the two, both leaders                        the pair that was told of before
"""

from dataclasses import dataclass, field

from .knowledge import Knowledge, normalise
from .syntax import Tree
from .words import words_of

# People and bodies that act for the country or body beside them.
DEPUTIES = words_of(
    """
    government administration cabinet parliament regime leadership authority official officer leader
    minister ministry president premier ambassador envoy diplomat delegate delegation negotiator
    mediator spokesman spokeswoman spokesperson representative emissary aide lawmaker legislator
    senator deputy politician party opposition coalition faction court judge prosecutor police
    policeman army military navy force troop soldier guard commander general rebel guerrilla
    insurgent militant fighter militia gunman terrorist extremist separatist protester demonstrator
    activist worker union group organisation organization team doctor peacekeeper inspector monitor
    jet warplane helicopter plane aircraft warship gunboat artillery tank side ally supporter
    citizen national civilian refugee resident prisoner hostage journalist chief head chairman
    chairwoman chancellor king queen prince bank council commission committee agency department
    office company firm church bishop cleric settler student villager farmer
    businessman youth adviser reporter lawyer sailor pilot crew
    fisherman trader migrant
    expert scientist teacher nurse engineer demonstrator crowd
    """
)
# What is said or decided in somebody's name: "Karvenia’s statement accused …".
WORDS_AND_ACTS = words_of(
    """
    statement letter message remark comment speech decision move announcement offer proposal report
    note decree order policy plan law motion
    """
)
LAND = words_of("territory colony island city town village peninsula province region area")
# "two of the rebels", "a group of Karvenians".
AMOUNTS = words_of(
    """
    one two three some many several most all group number member hundred thousand million score
    dozen ton part half third quarter pair couple series majority rest kind handful patch
    """
)
_IN_A_NAME = DEPUTIES | WORDS_AND_ACTS
_HE = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
_IT = words_of("it its itself")
_THEY = words_of("they them their themselves")
_MEN = words_of(
    """
    leader president premier minister man woman official ambassador diplomat envoy politician
    statesman chief
    """
)
_SIDES = words_of("side neighbour neighbor party")
_PAIR_NOUNS = _MEN | _SIDES | words_of("country nation state government army military")
_WHO = words_of("who which that whom")
# What a country or body does or has, for which it stands when somebody else acts on it.
_FROM = words_of("of by from for in against")
_ACTS_FOR = words_of("of from for in")
_DEPTH = 4
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

    def pair(self, sort: str = "", within: int = PAIR_LASTS) -> list[str]:
        """The pair of people ("person") or others ("other") that "the two" means; any for ""."""
        fitting = [s for s in self.pairs if sort in ("", s) and self.ages[s] <= within]
        return list(self.pairs[min(fitting, key=lambda s: self.ages[s])]) if fitting else []

    def next_sentence(
        self, named: list[str], actors: dict[str, "Actor"], dealt: list[tuple[str, str]]
    ) -> None:
        """Takes in the actors that a sentence named, in order, and who dealt with whom in it."""
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
        for one, two in dealt:
            pair = [one, two]
            if all(actors[key].kind == "person" for key in pair):
                people = pair
            elif all(actors[key].kind in ("country", "organisation") for key in pair):
                others = pair
        for sort, pair in (("person", people), ("other", others)):
            if len(pair) == 2:
                self.pairs[sort] = (pair[0], pair[1])
                # People outrank the countries named beside them.
                self.ages[sort] = 1 if sort == "other" and len(people) == 2 else 0


class Scene:
    """One parsed sentence and whom its words mean."""

    def __init__(
        self, tree: Tree, at: dict[int, str], actors: dict[str, Actor], memory: Memory
    ) -> None:
        self.tree = tree
        self.at = at
        self.actors = actors
        self.memory = memory

    def source(self, head: int) -> list[str]:
        """The actors that do what the subject `head` does; a mere place does nothing."""
        found = self._listed(head, acted_on=False)
        return [key for key in map(self._government, found) if self.actors[key].kind != "place"]

    def target(
        self, head: int, subject: str | None = None, *, government: bool = False
    ) -> list[str]:
        """The actors to whom something is done when it is done to `head`.

        `government` when only a government can suffer it, so that a capital is its country.
        """
        found = self._listed(head, acted_on=True, subject=subject)
        return list(dict.fromkeys(map(self._government, found))) if government else found

    def _government(self, key: str) -> str:
        return self.actors[key].country or key

    def antecedent(self, head: int) -> int:
        """The noun that "who" or "which" stands for; any other word itself."""
        words = self.tree.words
        if words[head].text.casefold() not in _WHO:
            return head
        here = head
        for _ in range(_DEPTH):
            if words[here].relation == "relcl":
                return words[here].head
            if words[here].head == here:
                break
            here = words[here].head
        return head

    def _listed(self, head: int, *, acted_on: bool, subject: str | None = None) -> list[str]:
        found: list[str] = []
        queue = [self.antecedent(head)]
        for noun in queue[:1]:
            found += self._meant(noun, acted_on, subject)
        here = queue[0]
        for _ in range(10):
            joined = self.tree.below(here, "conj")
            if not joined or self.tree.is_verb(joined[0]):
                break
            here = joined[0]
            found += self._meant(here, acted_on, subject)
        return list(dict.fromkeys(found))

    def _meant(
        self, noun: int, acted_on: bool, subject: str | None = None, depth: int = 0
    ) -> list[str]:
        if noun in self.at:
            return [self.at[noun]]
        word = self.tree.words[noun]
        if found := self._pronoun(noun, subject):
            return found
        if depth >= _DEPTH:
            return []
        if found := self._nominal(noun):
            return found
        for named in self.tree.below(noun, "appos"):
            if named in self.at:
                return [self.at[named]]
        lower = word.text.casefold()
        if word.lemma in AMOUNTS or lower in AMOUNTS:
            for preposition in self.tree.below(noun, "prep"):
                if self.tree.words[preposition].lemma in ("of", "from"):
                    for inner in self.tree.below(preposition, "pobj"):
                        if found := self._meant(inner, acted_on, subject, depth + 1):
                            return found
        # The parser keeps the plural of a capitalised word: "Rebels".
        deputy = not _IN_A_NAME.isdisjoint((word.lemma, lower, lower.removesuffix("s")))
        if deputy or acted_on:
            return self._owner(noun, acted_on, subject, depth)
        return self._nationality(noun)

    def _nominal(self, noun: int) -> list[str]:
        """Whom "the Council" means: the body or person last named that is called so."""
        word = self.tree.words[noun]
        articles = self.tree.below(noun, "det")
        if not any(self.tree.words[c].text.casefold() == "the" for c in articles):
            return []
        if self.tree.below(noun, "amod", "compound", "poss", "prep", "nummod", "appos"):
            return []
        key = self.memory.nouns.get(word.text.casefold())
        return [key] if key else []

    def _nationality(self, noun: int) -> list[str]:
        """Whoever a subject belongs to by its adjective or its first part: "Karvenian tanks"."""
        for modifier in reversed(self.tree.below(noun, "amod", "compound", "nmod")):
            key = self.at.get(modifier)
            if key and self.actors[key].kind in ("country", "organisation"):
                return [key]
        return []

    def _owner(self, noun: int, acted_on: bool, subject: str | None, depth: int) -> list[str]:
        """The actor in whose name a noun acts, or whose it is."""
        tree = self.tree
        for relation in (("poss",), ("compound", "amod", "nmod")):
            for modifier in reversed(tree.below(noun, *relation)):
                if modifier in self.at:
                    return [self._in_office(noun, self.at[modifier])]
                if relation == ("poss",) and (found := self._pronoun(modifier, subject)):
                    return found
                if relation == ("poss",) and (
                    found := self._meant(modifier, acted_on, subject, depth + 1)
                ):
                    return found
        allowed = _FROM if acted_on else _ACTS_FOR
        for preposition in tree.below(noun, "prep"):
            if tree.words[preposition].lemma not in allowed:
                continue
            for inner in tree.below(preposition, "pobj"):
                if found := self._meant(inner, acted_on, subject, depth + 1):
                    return found
        return []

    def _in_office(self, noun: int, key: str) -> str:
        """The president of a country for the country, the country for its president’s government.

        Anybody else is who they are.
        """
        word = self.tree.words[noun].lemma
        if word == "government" and self.actors[key].of:
            return self.actors[key].of
        return self.memory.holders.get((word, key), key)

    def _pronoun(self, at: int, subject: str | None) -> list[str]:
        word = self.tree.words[at]
        lower = word.text.casefold()
        if sex := _HE.get(lower):
            return self._person(at, sex, subject)
        if lower in _IT:
            said = self._subject_of_saying(at, ("country", "organisation"))
            return said or self._subject_before(at)
        if lower in _THEY:
            said = self._subject_of_saying(at, ("country", "organisation", "person"))
            if len(said) > 1 or (said and self.actors[said[0]].kind != "person"):
                return said
            return [] if said else (self.memory.pair(within=0) if lower == "they" else [])
        if lower in ("two", "both") and word.tag in ("CD", "DT", "PRP", "NN", "NNS"):
            return self.memory.pair()
        if word.lemma in _PAIR_NOUNS and any(
            self.tree.words[c].text.casefold() in ("two", "both") for c in self.tree.children[at]
        ):
            sort = "" if word.lemma in _SIDES else "person" if word.lemma in _MEN else "other"
            return self._pair_here(at, sort) or self.memory.pair(sort)
        return []

    def _pair_here(self, at: int, sort: str) -> list[str]:
        """The two countries or bodies, and no more, named before in the same sentence."""
        named = list(dict.fromkeys(self.at[place] for place in sorted(self.at) if place < at))
        acting = [key for key in named if self.actors[key].kind in ("country", "organisation")]
        own = [key for key in acting if self._subject_like(key)]
        return own if sort != "person" and len(own) == 2 else []

    def _subject_like(self, key: str) -> bool:
        words = self.tree.words
        return any(
            words[place].relation in ("nsubj", "nsubjpass", "conj")
            for place, other in self.at.items()
            if other == key
        )

    def _subject_of_saying(self, at: int, kinds: tuple[str, ...]) -> list[str]:
        """Who says that "it" will do something: the subject over the clause of a pronoun."""
        words = self.tree.words
        here = words[at].head
        if words[at].relation not in ("nsubj", "nsubjpass"):
            return []
        for _ in range(_DEPTH):
            above = words[here].head
            if above == here:
                return []
            if words[here].relation in ("ccomp", "advcl", "xcomp", "conj"):
                for subject in self.tree.below(above, "nsubj", "nsubjpass"):
                    found = self.source(subject) if subject != at else []
                    if found and all(self.actors[key].kind in kinds for key in found):
                        return found
            here = above
        return []

    def _subject_before(self, at: int) -> list[str]:
        """The body or country that the last sentence begins with, for "It" at the head of one."""
        if self.tree.words[at].relation != "nsubj" or at > 1 or not self.memory.last:
            return []
        first = self.memory.last[0]
        return [first] if self.actors[first].kind in ("country", "organisation") else []

    def _person(self, at: int, sex: str, subject: str | None) -> list[str]:
        """The one person that "he" can mean: named before in the sentence, else in the last."""
        own = [self.at[place] for place in sorted(self.at) if place < at]
        # Named first: who acts in a clause is rarely meant again by its object.
        here = [key for key in dict.fromkeys(own) if self._can_be(key, sex)]
        others = [key for key in here if key != subject]
        if others and (subject is not None or len(here) == 1):
            return others[-1:]
        if here and subject is None:
            return here[:1] if self.tree.words[at].relation in ("nsubj", "nsubjpass") else here[-1:]
        if subject is not None and here:
            # "Castellane praised his army": his own, unless somebody else was named.
            return []
        for named in (self.memory.last, self.memory.before):
            people = [key for key in dict.fromkeys(named) if self._can_be(key, sex)]
            if people:
                others = [key for key in people if key != subject]
                return others[:1]
        return []

    def _can_be(self, key: str, sex: str) -> bool:
        actor = self.actors[key]
        return actor.kind == "person" and actor.sex in ("", sex)


def sex_of(knowledge: Knowledge, name: str) -> str:
    """The sex that a person's first name tells, "" when it tells none."""
    words = normalise(name).split()
    return knowledge.first_names.get(words[0], "") if len(words) > 1 else ""

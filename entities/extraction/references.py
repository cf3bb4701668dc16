"""Whom the words of a parsed sentence mean: actors, those who act for them, pronouns, pairs.

Mira Castellane, the IDF                     the actor itself
Karvenian officials, the army of Karvenia    the country or body they act for
his remarks, Karvenia’s offer                whose they are, where something is done to them
he, they, it                                 who was named before, if only one can be meant
the two, both leaders                        the pair that was told of before
"""

from .called import OFFICES
from .lexicon import ANSWERED, ANSWERS
from .memory import Actor, Memory
from .predicates import subjects
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
    businessman youth voter adviser reporter lawyer sailor pilot crew
    fisherman trader migrant
    expert scientist teacher nurse engineer demonstrator crowd
    tribunal jury panel mission squad unit battalion brigade patrol convoy wing branch cell camp
    embassy consulate summit mediation investigator lawyer clergy cardinal governor mayor premier
    tribe tribesman junta ruler monarch emir sheikh sultan secretary aide family intelligence fleet
    airline network bloc alliance body people nationalist leftist rightist hardliner suspect agent
    missile rocket bomber drone helicopter attacker assailant kidnapper hijacker pirate smuggler
    employee player team athlete scholar student professor politician councillor dissident exile
    immigrant refugee
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
_I = words_of("i me my we us our myself ourselves")
_IT = words_of("it its itself")
_THEY = words_of("they them their themselves")
_MEN = words_of(
    """
    leader president premier minister man woman official ambassador diplomat envoy politician
    statesman chief
    """
)
_SIDES = words_of("side neighbour neighbor party")
_STATES = words_of("country nation state government")
_PAIR_NOUNS = _MEN | _SIDES | _STATES | words_of("army military")
# Somebody else than the one whose guest or rival it is.
_OTHERS = words_of("guest host counterpart opponent rival visitor interlocutor partner")
# What has been done, said or decided, when the text does not repeat by whom.
_FORCE = words_of("attack raid strike bombing invasion offensive assault bombardment shelling")
_DEEDS = _FORCE | words_of("decision move step withdrawal action announcement")
# What is said of somebody known by such a word: "the late president", "the new state".
_NOT_NOW = words_of("former late future next previous")
_SPEAKING = words_of("minister spokesman spokeswoman envoy ambassador senator governor mayor")
_PASSING = words_of("new young acting outgoing elderly veteran fledgling")
_TEXTS = words_of("resolution text")
_REGION = words_of("country nation")
# Nouns that are people, not things or places that belong to somebody.
_PEOPLE = DEPUTIES | _PAIR_NOUNS | AMOUNTS | words_of("people public counterpart guest house")
_THESE = words_of("the these those")
_WHO = words_of("who which that whom")
# What a country or body does or has, for which it stands when somebody else acts on it.
_FROM = words_of("of by from for in against on")
_ACTS_FOR = words_of("of from for in by")
_DEPTH = 4


class Scene:
    """One parsed sentence and whom its words mean."""

    def __init__(
        self,
        tree: Tree,
        at: dict[int, str],
        actors: dict[str, Actor],
        memory: Memory,
        speakers: dict[int, str],
    ) -> None:
        self.tree = tree
        self.at = at
        self.actors = actors
        self.memory = memory
        # Who speaks the quoted words of the sentence, by their places.
        self.speakers = speakers

    def source(self, head: int) -> list[str]:
        """The actors that do what the subject `head` does; a place is then whoever rules it."""
        return list(map(self._government, self._listed(head, acted_on=False)))

    def target(
        self, head: int, subject: str | None = None, *, government: bool = False
    ) -> list[str]:
        """The actors to whom something is done when it is done to `head`.

        `government` when only a government can suffer it, so that a capital is its country.
        """
        found = self._listed(head, acted_on=True, subject=subject)
        return list(dict.fromkeys(map(self._government, found))) if government else found

    def subject(self) -> list[str]:
        """Whom the sentence is about: the subject of its main verb, of several the last one."""
        tree = self.tree
        for at, word in enumerate(tree.words):
            if word.head == at:
                found: list[str] = []
                for verb in (at, *tree.below(at, "conj")):
                    for subject in tree.below(verb, "nsubj", "nsubjpass"):
                        found = self.source(subject)
                return found
        return []

    def _government(self, key: str) -> str:
        return self.actors[key].country or key

    def acts_itself(self, verb: int, key: str) -> bool:
        """Whether somebody named, or who acts for a country, goes: not just anybody from there."""
        if self.actors[key].kind == "person":
            return True
        doers = [self.antecedent(at) for at in subjects(self.tree, verb)]
        return any(
            at not in self.at or self.tree.words[at].tag not in ("NNPS", "NNS", "JJ")
            for at in doers
        )

    def antecedent(self, head: int) -> int:
        """The noun that "who" or "which" stands for; any other word itself."""
        words = self.tree.words
        if words[head].text.casefold() not in _WHO:
            return head
        here = head
        for _ in range(_DEPTH):
            if words[here].relation == "relcl":
                noun = words[here].head
                # "Kessler, a lawyer who": Kessler.
                if words[noun].relation == "appos" and words[noun].head in self.at:
                    return words[noun].head
                return self._said_to_be(noun)
            if words[here].head == here:
                break
            here = words[here].head
        return head

    def _said_to_be(self, noun: int) -> int:
        """Who is said to be it: "Kessler was the first to", "was among the leaders who"."""
        words = self.tree.words
        here = noun
        for _ in range(2):
            above = words[here].head
            if words[here].relation == "pobj" and words[above].lemma in ("among", "of"):
                here = above if words[above].lemma == "among" else words[above].head
        if here not in self.at and words[here].relation in ("attr", "prep"):
            verb = words[here].head
            if words[verb].lemma in ("be", "become"):
                return next(iter(self.tree.below(verb, "nsubj")), noun)
        return noun

    def _listed(self, head: int, *, acted_on: bool, subject: str | None = None) -> list[str]:
        first = self.antecedent(head)
        if first == head and head not in self.at and self.tree.words[head].relation == "attr":
            first = self._said_to_be(head)
        found: list[str] = []
        joined = [at if at in self.at else self._named_after(at) for at in self._joined(first)]
        if first != head:
            # "Kessler, who signed it with Hollar, and Castellane": Castellane did not.
            joined = [at for at in joined if at < head]
            if joined and self.tree.words[head].text.casefold() == "whom":
                # "Castellane and Kessler, whom he appointed": the one it stands behind.
                first, joined = joined[-1], []
        for noun in [first, *joined]:
            found += self._meant(noun, acted_on, subject)
        return list(dict.fromkeys(found))

    def _joined(self, noun: int) -> list[int]:
        """The nouns that are joined to a noun: B and C in "A, B and C"."""
        joined: list[int] = []
        for _ in range(10):
            last = joined[-1] if joined else noun
            below = self.tree.below(last, "conj")
            for called in self.tree.below(last, "appos") if not below and last in self.at else ():
                # "Kessler, the ambassador, and his counterpart": joined to Kessler.
                below = [at for at in self.tree.below(called, "conj") if called not in self.at]
            if not below or self.tree.is_verb(below[0]):
                break
            joined.append(below[0])
        return joined or self._joined_further(noun)

    def _joined_further(self, noun: int) -> list[int]:
        """The person that is joined to a person: "Kessler of Norway and Castellane of Hungary"."""
        if noun not in self.at or self.actors[self.at[noun]].kind != "person":
            return []
        for preposition in self.tree.below(noun, "prep"):
            for place in self.tree.below(preposition, "pobj"):
                for other in self.tree.below(place, "conj"):
                    kinds = [
                        self.actors[self.at[at]].kind for at in (place, other) if at in self.at
                    ]
                    if len(kinds) == 2 and kinds[0] != "person" and kinds[1] == "person":
                        return [other]
        return []

    def stands_for(self, noun: int) -> bool:
        """Whether a noun means somebody itself, or by a possessive or an adjective."""
        noun = self.antecedent(noun)
        if noun in self.at or self.tree.words[noun].tag in ("PRP", "PRP$", "CD", "DT"):
            return True
        lemma = self.tree.words[noun].lemma
        return lemma in _PEOPLE or bool(self._nominal(noun, True, None) or self._other(noun))

    def answered(self, verb: int, sources: list[str]) -> str | None:
        """To whom an answer goes that names nobody: "denied it", "answered with air strikes"."""
        tree = self.tree
        if tree.words[verb].lemma not in ANSWERS or len(sources) != 1:
            return None
        objects = tree.below(verb, "dobj")
        if objects and not all(
            tree.words[c].lemma in ANSWERED or tree.words[c].text.casefold() in ANSWERED
            for c in objects
        ):
            return None
        if not objects and (
            tree.below(verb, "ccomp", "xcomp") or tree.words[verb].lemma == "accept"
        ):
            return None
        return self.memory.answered(sources[0])

    def _named_after(self, noun: int) -> int:
        """Who is named behind a joined noun: "Kessler and his counterpart, Mira Castellane"."""
        here = noun
        for _ in range(3):
            for named in self.tree.below(here, "appos"):
                if named > noun and named in self.at:
                    return named
            here = self.tree.words[here].head
        return noun

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
        for named in self.tree.below(noun, "appos"):
            # "the ambassador to Norway, Kessler": Kessler himself.
            if named in self.at and self.actors[self.at[named]].kind in ("person", "organisation"):
                return [self.at[named]]
        if word.lemma in OFFICES and (called := self._beside_country(noun)):
            return called
        if found := self._nominal(noun, acted_on, subject) or self._other(noun):
            return found
        if word.lemma in _REGION and (found := self._own_country(noun)):
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

    def _nominal(self, noun: int, acted_on: bool, subject: str | None) -> list[str]:
        """Whom "the Council" means: the body, person or country last named that is called so."""
        word = self.tree.words[noun]
        lower = word.text.casefold()
        described = [
            self.tree.words[c].text.casefold() for c in self.tree.below(noun, "amod", "compound")
        ]
        if lower in _TEXTS and not described and (key := self.memory.nouns.get(lower)):
            return [key]
        articles = {self.tree.words[c].text.casefold() for c in self.tree.below(noun, "det")}
        if not articles & {"the", "this", "that"}:
            return []
        if lower in _DEEDS and acted_on and not self.tree.below(noun, "prep", "poss", "amod"):
            return self.memory.doer(subject, this="the" not in articles, force=lower in _FORCE)
        if described == ["prime"] and lower == "minister":
            lower, described = "premier", []
        described = [word for word in described if word not in _PASSING]
        if described or self.tree.below(noun, "poss", "nummod", "appos", "prep"):
            return []
        if "the" not in articles:
            return []
        if word.lemma in _REGION:
            return self._country_before(noun, subject) if acted_on else []
        called = [
            self.at[place]
            for place in sorted(self.at)
            if place < noun and lower in self.actors[self.at[place]].nouns
        ]
        # Named in the sentence itself, else before.
        found = called[-1] if called else self.memory.nouns.get(lower)
        return [found] if found else []

    def _country_before(self, noun: int, subject: str | None) -> list[str]:
        """The one country but the subject's that was named before "the country"."""
        here = [self.at[place] for place in sorted(self.at) if place < noun]
        for named in (here, self.memory.countries):
            states = list(dict.fromkeys(k for k in named if self.actors[k].kind == "country"))
            others = [key for key in states if key != subject]
            if others:
                return others if len(others) == 1 else []
        # "the new state": the one named last of all.
        return [key for key in self.memory.states if key != subject][-1:]

    def _nationality(self, noun: int) -> list[str]:
        """Whoever a subject belongs to by its adjective or its first part: "Karvenian tanks"."""
        for modifier in reversed(self.tree.below(noun, "amod", "compound", "nmod")):
            key = self.at.get(modifier)
            if key and self.actors[key].kind in ("country", "organisation"):
                return [self.at[at] for at in (modifier, *self._joined(modifier)) if at in self.at]
        return []

    def _owner(self, noun: int, acted_on: bool, subject: str | None, depth: int) -> list[str]:
        """The actor in whose name a noun acts, or whose it is."""
        tree = self.tree
        if tree.words[noun].lemma in OFFICES and any(
            tree.words[c].lemma in _NOT_NOW for c in tree.below(noun, "amod")
        ):
            # "former presidents of Norway" act for nobody.
            return []
        for relation in (("poss",), ("compound", "amod", "nmod")):
            for modifier in reversed(tree.below(noun, *relation)):
                if modifier in self.at:
                    # "Karvenian and Tarvald officials"
                    named = [at for at in (modifier, *self._joined(modifier)) if at in self.at]
                    held = [self._in_office(noun, self.at[at]) for at in named]
                    return self._just_named(noun, held, subject)
                if tree.words[modifier].text.casefold() == "whose":
                    return self._whose(modifier)
                if relation == ("poss",) and (found := self._pronoun(modifier, subject)):
                    return found
                if relation == ("poss",) and (
                    found := self._meant(modifier, acted_on, subject, depth + 1)
                ):
                    return found
                if tree.words[modifier].tag == "PRP$":
                    # "her decision in the Senate" is hers, whoever she is.
                    return []
        allowed = _FROM if acted_on else _ACTS_FOR
        owned = noun
        for preposition in tree.below(noun, "prep"):
            if tree.words[preposition].lemma not in allowed:
                continue
            for inner in tree.below(preposition, "pobj"):
                found = []
                for noun in (inner, *self._joined(inner)):
                    found += self._meant(noun, acted_on, subject, depth + 1)
                if not acted_on and tree.words[preposition].lemma == "in":
                    # "the court in Bonn" is not Bonn, "the army in Norway" may be Norway’s.
                    found = [key for key in found if self.actors[key].kind != "place"]
                if found:
                    found = self._in_offices(owned, found)
                    return list(dict.fromkeys(found))
        return []

    def _whose(self, at: int) -> list[str]:
        """The actor before "whose"."""
        words = self.tree.words
        here = at
        for _ in range(_DEPTH):
            if words[here].relation == "relcl":
                above = words[here].head
                return [self.at[above]] if above in self.at else []
            here = words[here].head
        return []

    def _in_office(self, noun: int, key: str) -> str:
        """The president of a country for the country, the country for its president’s government.

        Anybody else is who they are.
        """
        word = self.tree.words[noun].lemma
        beside = {self.tree.words[c].lemma for c in self.tree.below(noun, "amod", "compound")}
        if word == "minister" and "prime" in beside:
            word = "premier"
        if word in ("government", "administration") and self.actors[key].of:
            return self.actors[key].of
        return self.memory.holders.get((word, key), key)

    def _beside_country(self, noun: int) -> list[str]:
        """ "the ambassador to Norway, Kessler": the parser may take him for what Norway is."""
        for preposition in self.tree.below(noun, "prep"):
            for place in self.tree.below(preposition, "pobj"):
                for named in self.tree.below(place, "appos"):
                    key = self.at.get(named)
                    if place in self.at and key and self.actors[key].kind == "person":
                        return [key]
        return []

    def _just_named(self, noun: int, held: list[str], subject: str | None) -> list[str]:
        """ "the Norwegian president" is the one person named just before of whom no post is known,
        where nobody else is known to be it."""
        articles = {self.tree.words[c].text.casefold() for c in self.tree.below(noun, "det")}
        if len(held) != 1 or self.actors[held[0]].kind != "country" or "the" not in articles:
            return held
        if self.tree.words[noun].lemma not in OFFICES - _SPEAKING:
            return held
        acting = subject or next(iter(self.memory.subject), None)
        people = [k for k in dict.fromkeys(self.memory.last) if self.actors[k].kind == "person"]
        others = [k for k in people if k != acting and not self.actors[k].of]
        return others if len(others) == 1 else held

    def _in_offices(self, noun: int, keys: list[str]) -> list[str]:
        """ "the presidents of Norway and Hungary": themselves where the text has them."""
        if self.tree.words[noun].lemma not in OFFICES:
            return keys
        return [self._in_office(noun, key) for key in keys]

    def _pronoun(self, at: int, subject: str | None) -> list[str]:
        word = self.tree.words[at]
        lower = word.text.casefold()
        if lower in _I and (speaker := self.speakers.get(at)):
            return [speaker]
        if sex := _HE.get(lower):
            return self._person(at, sex, subject)
        if lower in _IT:
            said = self._subject_of_saying(at, ("country", "organisation"))
            return said or self._subject_before(at, subject)
        if lower in _THEY:
            said = self._subject_of_saying(at, ("country", "organisation", "person"))
            if len(said) > 1 or (said and self.actors[said[0]].kind != "person"):
                return said
            if said:
                return []
            # "received them": a thing may be meant as well, so only people named just before.
            about = self.memory.subject
            if lower == "they" and about:
                alone = len(about) == 1 and self.actors[about[0]].kind == "person"
                if not alone:
                    return about if len(about) <= 2 else []
            return self.memory.pair(within=0) if lower == "they" else self._them(lower)
        if lower in ("two", "both") and word.tag in ("CD", "DT", "PRP", "NN", "NNS"):
            about = self.memory.subject
            return self._he_and(at) or (about if len(about) == 2 else self.memory.pair())
        beside = {self.tree.words[c].text.casefold() for c in self.tree.children[at]}
        if word.lemma == "party" and self.tree.below(at, "amod"):
            # "both main parties" are parties, not the two sides.
            return []
        if word.lemma in _PAIR_NOUNS and (
            "both" in beside or ("two" in beside and beside & _THESE)
        ):
            sort = (
                ""
                if word.lemma in _SIDES
                else "person"
                if word.lemma in _MEN
                else "state"
                if word.lemma in _STATES
                else "other"
            )
            leading = self.memory.leading(word.lemma, self.actors) if sort == "person" else []
            return self._pair_here(at, sort) or leading or self.memory.pair(sort)
        if word.tag == "NNPS" and any(
            self.tree.words[c].text.casefold() == "two" for c in self.tree.below(at, "nummod")
        ):
            # "the two Kesslers"
            return self.memory.pair("person")
        return []

    def _them(self, word: str) -> list[str]:
        return self.memory.pair("person", within=2) if word == "them" else []

    def _he_and(self, at: int) -> list[str]:
        """The one person named before in the sentence, and who "he" is there."""
        before = [
            place
            for place in range(at)
            if place in self.at or self.tree.words[place].text.casefold() in ("he", "she")
        ]
        meant: list[str] = []
        for place in before:
            meant += self._meant(place, False)
        people = [key for key in dict.fromkeys(meant) if self.actors[key].kind == "person"]
        return people if len(people) == 2 else []

    def _other(self, noun: int) -> list[str]:
        """Whom "his guest" means: the other one of the two told of; "his Norwegian counterpart"."""
        words = self.tree.words
        if words[noun].lemma not in _OTHERS or not self.tree.below(noun, "poss"):
            return []
        if self.tree.below(noun, "amod", "compound"):
            return self._nationality(noun)
        acting = [self.at[place] for place in sorted(self.at) if place < noun]
        pair = self.memory.pair("person")
        people = [key for key in dict.fromkeys(acting) if self.actors[key].kind == "person"]
        others = [key for key in pair if key not in people[-1:]]
        return others if len(others) == 1 else []

    def _own_country(self, noun: int) -> list[str]:
        """The country of who says that "his country" will do something."""
        owners = [self.tree.words[at].tag for at in self.tree.below(noun, "poss")]
        if owners != ["PRP$"]:
            return []
        said = self._subject_of_saying(noun, ("country", "person"))
        return [self.actors[key].of or key for key in said]

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

    def _subject_before(self, at: int, subject: str | None) -> list[str]:
        """The body or country that the last sentence begins with, for "It" at the head of one."""
        if self.tree.words[at].relation == "poss":
            # "Castellane recognised its sovereignty": not hers.
            if subject is None or self.actors[subject].kind != "person":
                return []
        elif self.tree.words[at].relation != "nsubj" or at > 1:
            return []
        before = self.memory.subject or self.memory.last[:1]
        return [key for key in before[:1] if self.actors[key].kind != "person"]

    def _person(self, at: int, sex: str, subject: str | None) -> list[str]:
        """The one person that "he" can mean: named before in the sentence, else in the last."""
        words = self.tree.words
        # "Like Kessler he studied law": somebody else.
        own = [
            self.at[place]
            for place in sorted(self.at)
            if place < at
            and not (
                words[words[place].head].relation == "prep"
                and words[words[place].head].head == words[at].head
                and words[at].relation in ("nsubj", "nsubjpass")
            )
        ]
        if nominative := words[at].text.casefold() in ("he", "she"):
            said = self._subject_of_saying(at, ("person",)) or self._subject_after(at)
            said = [key for key in said if self._can_be(key, sex) and key != subject]
            if len(said) == 1:
                return said
        # Named first: who acts in a clause is rarely meant again by its object.
        acting = self._acting_on(at)
        here = [k for k in dict.fromkeys(own) if self._can_be(k, sex) and k not in acting]
        others = [key for key in here if key != subject]
        if others and (subject is not None or len(here) == 1):
            return others[-1:]
        if here and subject is None:
            return here[:1] if nominative else here[-1:]
        if subject is not None and here and self.tree.words[at].relation == "poss":
            # "Castellane praised his army": his own, unless somebody else was named.
            return []
        about = self.memory.subject if self.tree.words[at].relation == "nsubj" else []
        for named in (about, self.memory.last, self.memory.before):
            people = [key for key in dict.fromkeys(named) if self._can_be(key, sex)]
            if people:
                others = [key for key in people if key != subject]
                return others[:1]
        return []

    def _subject_after(self, at: int) -> list[str]:
        """Who is named only after "he": "Before he received Hollar, Kessler said"."""
        words = self.tree.words
        clause = words[at].head
        verb = words[clause].head
        if words[clause].relation != "advcl" or not at < clause < verb:
            return []
        after = [subject for subject in self.tree.below(verb, "nsubj") if subject > at]
        return self.source(after[0]) if after else []

    def _acting_on(self, at: int) -> list[str]:
        """The subjects, if several, of the verb that has "him" for its object: nobody of them."""
        words = self.tree.words
        if words[at].relation not in ("dobj", "pobj", "dative"):
            return []
        verb = words[at].head if words[at].relation != "pobj" else words[words[at].head].head
        nouns = self.tree.below(verb, "nsubj")
        nouns += [joined for noun in nouns for joined in self._joined(noun)]
        return [self.at[noun] for noun in nouns if noun in self.at] if len(nouns) > 1 else []

    def _can_be(self, key: str, sex: str) -> bool:
        actor = self.actors[key]
        return actor.kind == "person" and actor.sex in ("", sex)

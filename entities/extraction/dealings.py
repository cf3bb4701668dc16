"""The dealings that one parsed sentence tells of: a trigger of the lexicon and its two sides."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from .lexicon import ADJECTIVE_SENSES, BLAME, EVENTS, PHRASE_SENSES, SAYING, SENSES, WISHING, Sense
from .modality import Manner, manner_of
from .predicates import agents, behind, is_passive, objects, subjects
from .references import WORDS_AND_ACTS, Scene
from .syntax import Tree
from .words import words_of

# An act of good will that lies ahead is a promise, one of force a threat: so PLOVER counts them.
_PROMISED = words_of("aid support cooperate concede retreat")
# What is refused, promised, threatened or demanded is no dealing of its own between the same two.
_ATTITUDES = words_of("agree reject threaten demand disapprove support")
_SPOKEN = words_of("support disapprove demand consult")
_FORCED = words_of("fight assault sanction coerce mobilize")
# Kinds that a country suffers when they happen in it.
_LOCAL = words_of("assault protest mobilize coerce fight aid sanction concede retreat threaten")
_APART = words_of("relcl advcl ccomp nsubj nsubjpass parataxis npadvmod acl")
# Where the other side is a capital, it is the government there.
_BETWEEN_STATES = words_of(
    "agree support cooperate demand disapprove reject threaten sanction investigate concede"
)
_SCENERY = words_of(
    "after before since during until despite because accord following by like unlike than"
)
_PLACES = words_of("in at near inside outside")
_MUST = words_of("must should ought")


# Nouns looked through for the other side where no slot of the lexicon has it.
_NEAR = 8


@dataclass(frozen=True, slots=True)
class Dealing:
    """One side did this to the other; `words` are the places of the words that tell it."""

    kind: str
    source: str
    target: str
    verb: int
    words: tuple[int, ...]
    symmetric: bool
    manner: Manner
    rule: str


def dealings(scene: Scene, *, first: bool) -> Iterator[Dealing]:
    """Every dealing of a sentence, in the order of its verbs; both sides are always two actors."""
    tree = scene.tree
    told: list[Dealing] = []
    for at, word in enumerate(tree.words):
        if tree.is_verb(at):
            found = _of_verb(scene, at)
        elif word.tag.startswith("NN") and word.lemma in EVENTS:
            found = _of_noun(scene, at)
        else:
            continue
        manner = None
        for dealing in found:
            if dealing.source == dealing.target:
                continue
            manner = manner or manner_of(tree, at, first=first)
            if _only_meant(dealing, manner, tree):
                continue
            told.append(_told(replace(dealing, manner=manner)))
    for dealing in told:
        if not any(_takes_in(tree, other, dealing) for other in told):
            yield dealing


def _takes_in(tree: Tree, outer: Dealing, inner: Dealing) -> bool:
    """Whether one says all: "refused to meet Hollar" is one dealing, not two."""
    if outer.kind not in _ATTITUDES or {outer.source, outer.target} != {inner.source, inner.target}:
        return False
    here = inner.verb
    for _ in range(_NEAR):
        if here == outer.verb or tree.words[here].head == here:
            break
        here = tree.words[here].head
    return here == outer.verb and here != inner.verb


def _only_meant(dealing: Dealing, manner: Manner, tree: Tree) -> bool:
    """Whether nobody says that it was or will be: "to prevent clashes", "met to coordinate"."""
    if not tree.is_verb(dealing.verb):
        return manner.modality == "negated"
    return manner.because == "to" and dealing.rule == "each other"


def _told(dealing: Dealing) -> Dealing:
    manner = dealing.manner
    if dealing.rule == "wish" and manner.modality in ("asserted", "habitual"):
        return replace(dealing, manner=replace(manner, modality="desired", because="wish"))
    if (
        manner.modality == "future"
        and dealing.kind in _FORCED
        and manner.because not in ("to", "if")
    ):
        return replace(dealing, kind="threaten", rule=f"{dealing.rule}, {dealing.kind} ahead")
    if manner.because == "to" and dealing.kind in _SPOKEN:
        # "telephoned Hollar to thank him": what is said so was said.
        return replace(dealing, manner=replace(manner, modality="asserted", because=""))
    if manner.modality == "future" and dealing.kind in _PROMISED and manner.because != "to":
        return replace(dealing, kind="agree", rule=f"{dealing.rule}, {dealing.kind} ahead")
    return dealing


_ASSERTED = Manner("asserted", "")


def _of_verb(scene: Scene, verb: int) -> list[Dealing]:
    tree = scene.tree
    lemma = tree.words[verb].lemma
    if found := _of_phrase(scene, verb) or _of_participle(scene, verb):
        return found
    if found := _of_warning(scene, verb):
        return found
    particles = tree.below(verb, "prt")
    for particle in particles:
        for sense in SENSES.get(f"{lemma}+{tree.words[particle].lemma}", ()):
            return _sides(scene, verb, (verb, particle), [verb], sense)
    if found := _of_speech(scene, verb):
        return found
    for sense in SENSES.get(lemma, ()):
        if lemma == "protest" and "obj" in sense.slots and _by_many(scene, verb):
            sense = replace(sense, kind="protest")
        if found := _sides(scene, verb, (verb,), [verb], sense):
            return found
    if lemma == "be":
        for adjective in tree.below(verb, "acomp"):
            if meant := ADJECTIVE_SENSES.get(tree.words[adjective].lemma):
                return _sides(scene, verb, (verb, adjective), [adjective], meant)
    return _of_wish(scene, verb)


def _of_phrase(scene: Scene, verb: int) -> list[Dealing]:
    """Dealings of a verb and its noun: "held talks with", "imposed sanctions on"."""
    tree = scene.tree
    lemma = tree.words[verb].lemma
    for noun in objects(tree, verb):
        nouns = [noun, *tree.below(noun, "conj", "compound")]
        for inner in tree.below(noun, "prep"):
            # "3 million dollars in aid", "a ton of food"
            if tree.words[inner].lemma in ("of", "in"):
                nouns += tree.below(inner, "pobj")
        for chosen in nouns:
            sense = PHRASE_SENSES.get((lemma, tree.words[chosen].lemma))
            if sense is None:
                continue
            words = (verb, chosen)
            if found := _sides(scene, verb, words, [verb, noun, chosen], sense, noun):
                return found
    return []


def _by_many(scene: Scene, verb: int) -> bool:
    """Whether a crowd protests in the street rather than an actor in words."""
    return not any(subject in scene.at for subject in subjects(scene.tree, verb))


def _of_participle(scene: Scene, verb: int) -> list[Dealing]:
    """ "is opposed to Karvenia’s plan": the form of a passive, but the subject does it."""
    tree = scene.tree
    word = tree.words[verb]
    sense = ADJECTIVE_SENSES.get(word.text.casefold()) if word.tag == "VBN" else None
    if sense is None or not is_passive(tree, verb):
        return []
    sources = [key for subject in subjects(tree, verb) for key in scene.source(subject)]
    for slot in sense.slots:
        for preposition, noun in behind(tree, [verb], slot):
            targets = [key for key in scene.target(noun) if key not in sources]
            if targets:
                words = (verb, preposition)
                same = slot in sense.symmetric
                return _pairs(sense.kind, sources, targets, verb, words, same, f"state, {slot}")
    return []


def _of_warning(scene: Scene, verb: int) -> list[Dealing]:
    """ "warned Karvenia of the flood" tells it something, "warned it against" threatens."""
    tree = scene.tree
    if tree.words[verb].lemma != "warn" or not tree.below(verb, "dobj"):
        return []
    heads = [verb, *tree.below(verb, "dobj")]
    if not behind(tree, heads, "of") and not behind(tree, heads, "about"):
        return []
    return _sides(scene, verb, (verb,), [verb], Sense("consult", ("obj",), frozenset()))


def _sides(
    scene: Scene,
    verb: int,
    words: tuple[int, ...],
    heads: list[int],
    sense: Sense,
    noun: int | None = None,
) -> list[Dealing]:
    """The dealings of a sense: who does it, and the first place where another side stands."""
    tree = scene.tree
    passive = is_passive(tree, verb)
    if passive:
        doers = agents(tree, verb)
        sources = [key for doer in doers for key in scene.source(doer)]
    else:
        sources = _doers(scene, verb)
    sources = list(dict.fromkeys(sources))
    kind, rule = sense.kind, "passive" if passive else "subject"
    for slot in sense.slots:
        if slot == "each":
            continue
        places = _places(scene, verb, heads, slot, noun)
        for preposition, place in places:
            subject = sources[0] if len(sources) == 1 else None
            government = kind in _BETWEEN_STATES and slot not in _PLACES
            suffer = scene.target(place, subject, government=government)
            targets = [
                key
                for key in suffer
                if key not in sources and (kind in _LOCAL or scene.actors[key].kind != "place")
            ]
            if not targets:
                continue
            used = (*words, *([preposition] if preposition is not None else []))
            same = slot in sense.symmetric
            return _pairs(kind, sources, targets, verb, used, same, f"{rule}, {slot}") or (
                _without_agent(scene, verb, kind, targets) if passive else []
            )
    if sources and (where := _where(tree, verb, sense)) is not None:
        targets = [key for key in scene.target(where) if key not in sources]
        return _pairs(kind, sources, targets, verb, words, False, f"{rule}, where")
    if "each" in sense.slots and len(sources) > 1 and not passive:
        return [
            Dealing(kind, one, other, verb, words, True, _ASSERTED, "each other")
            for one, other in combinations(sources[:3], 2)
        ]
    if noun is not None or {"obj", "clause"} & set(sense.slots):
        return _nearby(scene, verb, words, heads, sense.kind, sources, rule)
    return []


def _doers(scene: Scene, verb: int) -> list[str]:
    """The actors that are the subject, or who gave out the "plan that will ban …"."""
    tree = scene.tree
    found = [key for subject in subjects(tree, verb) for key in scene.source(subject)]
    noun = tree.words[verb].head
    if not found and tree.words[verb].relation == "relcl" and tree.words[noun].relation == "dobj":
        above = tree.words[noun].head
        if tree.words[noun].lemma in WORDS_AND_ACTS and tree.is_verb(above):
            found = [key for subject in subjects(tree, above) for key in scene.source(subject)]
    return found


def _nearby(
    scene: Scene,
    verb: int,
    words: tuple[int, ...],
    heads: list[int],
    kind: str,
    sources: list[str],
    rule: str,
) -> list[Dealing]:
    """The other side where no slot has it: the first actor in what is said of the verb."""
    tree = scene.tree
    if not sources or is_passive(tree, verb):
        return []
    bare = [
        preposition
        for head in heads
        for preposition in tree.below(head, "prep", "dative")
        if not tree.children[preposition]
    ]
    for at in sorted(scene.at):
        key = scene.at[at]
        if at < verb or key in sources:
            continue
        if scene.actors[key].kind == "place" and kind not in _LOCAL:
            continue
        near = any(preposition < at <= preposition + _NEAR for preposition in bare)
        if near or _belongs(tree, at, verb, kind):
            return _pairs(kind, sources, [key], verb, words, False, f"{rule}, nearby")
    return []


def _belongs(tree: Tree, at: int, verb: int, kind: str) -> bool:
    """Whether a word is part of what is said of a verb, and not of another verb's or the scene."""
    here = at
    for _ in range(_NEAR):
        if here == verb:
            return True
        word = tree.words[here]
        if word.relation in _APART or (word.relation == "conj" and tree.is_verb(here)):
            return False
        if word.relation in ("prep", "dative", "agent") and (
            word.lemma in _SCENERY or (word.lemma in _PLACES and kind not in _LOCAL)
        ):
            return False
        if word.head == here:
            return False
        here = word.head
    return False


def _where(tree: Tree, verb: int, sense: Sense) -> int | None:
    """The place that "where" stands for: "Tarvald, where Karvenia deployed troops"."""
    if "in" not in sense.slots or tree.words[verb].relation != "relcl":
        return None
    if any(tree.words[c].lemma == "where" for c in tree.below(verb, "advmod")):
        return tree.words[verb].head
    return None


def _pairs(
    kind: str,
    sources: list[str],
    targets: list[str],
    verb: int,
    words: tuple[int, ...],
    same: bool,
    rule: str,
) -> list[Dealing]:
    return [
        Dealing(kind, source, target, verb, words, same, _ASSERTED, rule)
        for source in sources[:4]
        for target in targets[:4]
    ]


def _without_agent(scene: Scene, verb: int, kind: str, patients: list[str]) -> list[Dealing]:
    """Who did it when a passive does not say: who one is summoned to, the country of an arrest."""
    if kind == "coerce":
        for preposition, noun in behind(scene.tree, [verb], "in"):
            sources = [key for key in scene.source(noun) if key not in patients]
            if sources:
                words = (verb, preposition)
                return _pairs(kind, sources, patients, verb, words, False, "passive, in")
    return _summoned(scene, verb, patients)


def _summoned(scene: Scene, verb: int, patients: list[str]) -> list[Dealing]:
    """ "was summoned to the ministry": the place one is called to is who calls."""
    tree = scene.tree
    if tree.words[verb].lemma not in ("summon", "call", "invite"):
        return []
    for preposition, noun in behind(tree, [verb], "to") + behind(tree, [verb], "by"):
        sources = [key for key in scene.source(noun) if key not in patients]
        if sources:
            return _pairs(
                "disapprove", sources, patients, verb, (verb, preposition), False, "summoned to"
            )
    return []


def _places(
    scene: Scene, verb: int, heads: list[int], slot: str, noun: int | None
) -> list[tuple[int | None, int]]:
    """The nouns that stand where a slot says, each with its preposition."""
    tree = scene.tree
    if slot == "obj":
        found: list[tuple[int | None, int]] = [(None, place) for place in objects(tree, verb)]
        return found if noun is None else [pair for pair in found if pair[1] != noun] or found
    if slot == "clause":
        return [(None, place) for place in _in_clause(tree, verb)]
    prepositions: list[tuple[int | None, int]] = []
    for preposition, place in behind(tree, heads, slot):
        prepositions.append((preposition, place))
        # "demanded support from Karvenia to …" has one noun; "between" has two, joined.
    return prepositions


def _in_clause(tree: Tree, verb: int) -> list[int]:
    """The nouns of the clause after a verb: its subject, then its objects, then the rest."""
    found: list[int] = []
    rest: list[int] = []
    clauses = tree.below(verb, "ccomp", "xcomp")
    for noun in tree.below(verb, "dobj"):
        clauses += tree.below(noun, "acl", "relcl")
    for preposition in tree.below(verb, "prep"):
        clauses += tree.below(preposition, "pcomp")
    for clause in clauses:
        for at in tree.subtree(clause):
            relation = tree.words[at].relation
            if relation in ("nsubj", "nsubjpass", "dobj", "dative"):
                found.append(at)
            elif relation == "pobj":
                rest.append(at)
    # "demanded that Hollar resign": the parser may take the verb for a noun.
    nouns = [clause for clause in clauses if tree.words[clause].tag.startswith("NN")]
    return [*found, *rest, *nouns]


def _of_speech(scene: Scene, verb: int) -> list[Dealing]:
    """ "said that Karvenia must withdraw" demands, "said that Karvenia is to blame" disapproves."""
    tree = scene.tree
    if tree.words[verb].lemma not in SAYING:
        return []
    sources = [key for subject in subjects(tree, verb) for key in scene.source(subject)]
    for clause in tree.below(verb, "ccomp"):
        helpers = {tree.words[c].text.casefold() for c in tree.below(clause, "aux")}
        kind = "demand" if helpers & _MUST else "disapprove" if _blames(tree, clause) else ""
        if not kind:
            continue
        for subject in tree.below(clause, "nsubj", "nsubjpass"):
            targets = [key for key in scene.target(subject) if key not in sources]
            if sources and targets:
                return _pairs(
                    kind, sources, targets, verb, (verb, clause), False, "said of the other"
                )
    return []


def _of_wish(scene: Scene, verb: int) -> list[Dealing]:
    """ "wants Karvenia to withdraw": a demand on the one who is to act."""
    tree = scene.tree
    wish = verb
    if tree.words[verb].lemma == "be":
        wish = next(iter(tree.below(verb, "acomp")), verb)
    if tree.words[wish].lemma not in WISHING:
        return []
    clauses = tree.below(wish, "ccomp", "xcomp")
    for preposition in tree.below(wish, "prep"):
        clauses += tree.below(preposition, "pcomp")
    sources = [key for subject in subjects(tree, verb) for key in scene.source(subject)]
    for clause in clauses:
        for subject in tree.below(clause, "nsubj"):
            targets = [key for key in scene.source(subject) if key not in sources]
            if targets:
                words = (wish, clause)
                return _pairs("demand", sources, targets, verb, words, False, "wish")
    return []


def _blames(tree: Tree, clause: int) -> bool:
    return tree.words[clause].lemma == "be" and any(
        tree.words[c].lemma in BLAME for c in tree.below(clause, "attr", "acomp", "xcomp")
    )


def _protesters(scene: Scene, noun: int) -> list[str]:
    """Who does something "in protest against" another."""
    tree = scene.tree
    preposition = tree.words[noun].head
    if tree.words[noun].relation != "pobj" or not tree.is_verb(tree.words[preposition].head):
        return []
    verb = tree.words[preposition].head
    return [key for subject in subjects(tree, verb) for key in scene.source(subject)]


def _of_noun(scene: Scene, noun: int) -> list[Dealing]:
    """ "talks between A and B", "A’s attack on B"."""
    tree = scene.tree
    kind = EVENTS[tree.words[noun].lemma]
    for preposition, place in behind(tree, [noun], "between"):
        sides = scene.source(place)
        if len(sides) > 1:
            return [
                Dealing(kind, one, other, noun, (noun, preposition), True, _ASSERTED, "between")
                for one, other in combinations(sides[:3], 2)
            ]
    if kind == "agree":
        return []
    owners = [key for owner in tree.below(noun, "poss") for key in scene.source(owner)]
    owners = owners or [
        key for owner in tree.below(noun, "amod", "compound") for key in scene.source(owner)
    ]
    if not owners and kind == "protest":
        owners = _protesters(scene, noun)
    for name in ("on", "against", "to", "for", "of", "with", "at"):
        if not owners or (name == "of" and kind not in ("fight", "disapprove", "protest")):
            continue
        for preposition in tree.below(noun, "prep"):
            if tree.words[preposition].lemma != name:
                continue
            for place in tree.below(preposition, "pobj"):
                targets = [key for key in scene.target(place) if key not in owners]
                if targets:
                    return _pairs(
                        kind, owners, targets, noun, (noun, preposition), False, f"noun, {name}"
                    )
    return []

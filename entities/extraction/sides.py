"""The two sides of a dealing: who does it, and where the lexicon says that the other stands."""

from dataclasses import dataclass
from itertools import combinations

from .lexicon import Sense
from .modality import Manner
from .predicates import agents, behind, is_passive, objects, subjects
from .references import DEPUTIES, LAND, WORDS_AND_ACTS, Scene
from .syntax import Tree
from .words import words_of

# Kinds that a country or a place suffers when they happen in it.
_LOCAL = words_of("assault protest mobilize coerce fight aid sanction concede retreat threaten")
_PLACES = words_of("in at near inside outside")
# Where the other side is a capital, it is the government there.
_BETWEEN_STATES = words_of(
    "agree support cooperate demand disapprove reject threaten sanction investigate concede"
)
# What hangs on a verb so is another clause, or only the scene.
_APART = words_of("relcl advcl ccomp nsubj nsubjpass parataxis npadvmod")
_SCENERY = words_of(
    """
    after before since during until despite because over about accord following by like unlike with
    """
)
# Steps up the tree, and words after a preposition, within which the other side is looked for.
NEAR = 8
ASSERTED = Manner("asserted", "")


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


def sides(
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
    kind, rule = _kind(scene, verb, sense), "passive" if passive else "subject"
    for slot in sense.slots:
        if slot == "each":
            continue
        places = _places(scene, verb, heads, slot, kind, noun)
        for preposition, place in places:
            subject = sources[0] if len(sources) == 1 else None
            government = kind in _BETWEEN_STATES and slot not in _PLACES
            if slot in sense.symmetric and slot != "obj":
                # "with the help of Hollar" is not with Hollar.
                suffer = scene.source(place)
            else:
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
            return pairs(kind, sources, targets, verb, used, same, f"{rule}, {slot}") or (
                _without_agent(scene, verb, kind, targets) if passive else []
            )
    if sources and (where := _where(tree, verb, sense)) is not None:
        targets = [key for key in scene.target(where) if key not in sources]
        return pairs(kind, sources, targets, verb, words, False, f"{rule}, where")
    if "each" in sense.slots and len(sources) > 1 and not passive:
        return [
            Dealing(kind, one, other, verb, words, True, ASSERTED, "each other")
            for one, other in combinations(sources[:3], 2)
        ]
    if noun is not None or {"obj", "clause"} & set(sense.slots):
        return _nearby(scene, verb, words, heads, sense.kind, sources, rule)
    return []


def _kind(scene: Scene, verb: int, sense: Sense) -> str:
    """The kind of a sense; seizing a country is war, seizing people is assault."""
    tree = scene.tree
    if tree.words[verb].lemma not in ("seize", "capture", "take"):
        return sense.kind
    for noun in objects(tree, verb):
        key = scene.at.get(noun)
        if tree.words[noun].lemma in LAND or (
            key and scene.actors[key].kind in ("country", "place")
        ):
            return "fight"
        if tree.words[noun].lemma in DEPUTIES:
            return "assault"
    return sense.kind


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
        near = any(preposition < at <= preposition + NEAR for preposition in bare)
        if near or _belongs(tree, at, verb, kind):
            return pairs(kind, sources, [key], verb, words, False, f"{rule}, nearby")
    return []


def _belongs(tree: Tree, at: int, verb: int, kind: str) -> bool:
    """Whether a word is part of what is said of a verb, and not of another verb's or the scene."""
    here = at
    for _ in range(NEAR):
        if here == verb:
            return True
        word = tree.words[here]
        if word.relation in _APART or (word.relation == "conj" and tree.is_verb(here)):
            return False
        if word.relation == "acl" and kind not in _LOCAL:
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


def pairs(
    kind: str,
    sources: list[str],
    targets: list[str],
    verb: int,
    words: tuple[int, ...],
    same: bool,
    rule: str,
) -> list[Dealing]:
    return [
        Dealing(kind, source, target, verb, words, same, ASSERTED, rule)
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
                return pairs(kind, sources, patients, verb, words, False, "passive, in")
    return _summoned(scene, verb, patients)


def _summoned(scene: Scene, verb: int, patients: list[str]) -> list[Dealing]:
    """ "was summoned to the ministry": the place one is called to is who calls."""
    tree = scene.tree
    if tree.words[verb].lemma not in ("summon", "call", "invite"):
        return []
    for preposition, noun in behind(tree, [verb], "to") + behind(tree, [verb], "by"):
        sources = [key for key in scene.source(noun) if key not in patients]
        if sources:
            return pairs(
                "disapprove", sources, patients, verb, (verb, preposition), False, "summoned to"
            )
    return []


def _places(
    scene: Scene, verb: int, heads: list[int], slot: str, kind: str, noun: int | None
) -> list[tuple[int | None, int]]:
    """The nouns that stand where a slot says, each with its preposition."""
    tree = scene.tree
    if slot == "obj":
        found: list[tuple[int | None, int]] = [(None, place) for place in objects(tree, verb)]
        return found if noun is None else [pair for pair in found if pair[1] != noun] or found
    if slot == "clause":
        return [(None, place) for place in _in_clause(tree, verb, whole=kind != "concede")]
    prepositions: list[tuple[int | None, int]] = []
    for preposition, place in behind(tree, heads, slot):
        prepositions.append((preposition, place))
        # "demanded support from Karvenia to …" has one noun; "between" has two, joined.
    return prepositions


def _in_clause(tree: Tree, verb: int, *, whole: bool) -> list[int]:
    """The nouns of the clause after a verb: subjects and objects, then the rest for `whole`."""
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
            elif relation == "pobj" and whole:
                rest.append(at)
    # "demanded that Hollar resign": the parser may take the verb for a noun.
    nouns = [clause for clause in clauses if tree.words[clause].tag.startswith("NN")]
    return [*found, *rest, *nouns]

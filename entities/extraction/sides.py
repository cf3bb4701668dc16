"""The two sides of a dealing: who does it, and where the lexicon says that the other stands."""

from dataclasses import dataclass
from itertools import combinations

from .lexicon import Sense
from .modality import Manner
from .predicates import OBJECT_ACTS, agents, behind, is_passive, objects, subjects
from .references import AMOUNTS, DEPUTIES, LAND, WORDS_AND_ACTS, Scene
from .syntax import Tree
from .words import words_of

# Kinds that a country or a place suffers when they happen in it.
_LOCAL = words_of("assault protest mobilize coerce fight aid sanction concede retreat threaten")
_PLACES = words_of("in at near inside outside")
_OF = _PLACES | {"of"}
_AT = _PLACES | words_of("on into against to across over")
# What is done to one’s own country so has no other side: "suspended Karvenia’s own obligations".
_NOT_ONES_OWN = words_of("sanction reject concede agree fight retreat aid mobilize")
# Where the other side is a capital, it is the government there.
_BETWEEN_STATES = words_of(
    "agree support cooperate demand disapprove reject threaten sanction investigate concede"
)
# What hangs on a verb so is another clause, or only the scene.
_APART = words_of("relcl advcl ccomp nsubj nsubjpass parataxis npadvmod appos")
# "helped to win", "wishes to join": what is only tried or wished is done to nobody.
_ONLY_TRIED = words_of("help wish hope try want attempt aim seek")
# "refused to hand over Hollar": to somebody else, Hollar is no side of it.
_HANDING = words_of("hand give surrender extradite deliver release free turn")
_SCENERY = words_of(
    """
    after before since during until despite because over about accord following by like unlike with
    without
    """
)
# Steps up the tree, and words after a preposition, within which the other side is looked for.
NEAR = 8
ASSERTED = Manner("asserted", "")
_SEIZED = words_of("coerce assault fight")
# Whoever is named to a post or confirmed in it is a person; who joins a body belongs to it.
_POSTS = words_of("name appoint nominate choose promote reappoint crown install confirm")
_STATING = words_of("insist suggest claim declare announce")
# Who is released is somebody, a report that is released is not.
_RELEASING = words_of("release free liberate")
_JOINTLY = words_of("on toward towards for with since to")
# Of a larger group no pairs are told.
FEW = 3
MOST_TARGETS = 8


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
    if tree.words[verb].lemma == "sign" and _for_one_side(scene, verb):
        return []
    kind, rule = _kind(scene, verb, sense), "passive" if passive else "subject"
    unknown = False
    if tree.words[verb].lemma == "call" and noun is None and tree.below(verb, "dobj"):
        return []
    told_to = not passive and _told_to(tree, verb)
    for slot in sense.slots:
        if slot in ("each", "together", "only") or (slot == "clause" and told_to):
            continue
        if slot == "clause" and "each" in sense.slots and 1 < len(sources) <= FEW:
            # "the two agreed to meet in Hungary" with one another.
            continue
        if slot == "between":
            if found := _between(scene, kind, verb, words, heads):
                return found
            continue
        places = _places(scene, verb, heads, slot, kind, noun)
        named = [scene.at[place] for _, place in places if place in scene.at]
        if slot == "obj" and noun is None and len(set(named) - set(sources)) > 1:
            # Two objects side by side suffer the same.
            targets = [key for key in dict.fromkeys(named) if key not in sources]
            same = slot in sense.symmetric
            return pairs(kind, sources, targets, verb, words, same, f"{rule}, {slot}")
        for preposition, place in places:
            subject = sources[0] if len(sources) == 1 else None
            if slot in sense.symmetric and slot != "obj":
                # "with the help of Hollar" is not with Hollar.
                suffer = scene.source(place)
            else:
                suffer = suffering(scene, place, kind, slot, subject)
            targets = [key for key in suffer if key not in sources]
            if slot == "clause":
                targets = [key for key in targets if not _own(scene, key, sources)]
            if noun is None and not _fits(scene, verb, targets):
                targets = []
            if kind in _NOT_ONES_OWN:
                targets = [key for key in targets if not _countrymen(scene, key, sources)]
            if not targets:
                # "fought a war against it": with somebody, but nobody knows with whom.
                unknown = unknown or (tree.words[place].tag == "PRP" and not suffer)
                continue
            used = (*words, *([preposition] if preposition is not None else []))
            same = slot in sense.symmetric
            if kind == "agree" and slot == "with" and _of_several(scene, [*sources, *targets]):
                # "Castellane and Kessler signed it with Hollar": all three agree.
                return each(kind, [*sources, *targets], verb, used, f"{rule}, {slot}")
            return pairs(kind, sources, targets, verb, used, same, f"{rule}, {slot}") or (
                _without_agent(scene, verb, kind, targets) if passive else []
            )
    if sources and (where := _where(tree, verb, sense)) is not None:
        targets = [key for key in scene.target(where) if key not in sources]
        return pairs(kind, sources, targets, verb, words, False, f"{rule}, where")
    alike = ("each" in sense.slots and not _alone(tree, verb)) or (
        "together" in sense.slots and _together(tree, verb)
    )
    if alike and not unknown:
        alone = kind == "agree" and noun is None and not passive and not _about(tree, verb)
        if tree.words[verb].lemma == "speak" and len(sources) > 2:
            # "Castellane, Kessler and Hollar spoke": one after the other.
            return []
        if 1 < len(sources) <= FEW and not alone:
            return each(kind, sources, verb, words, "each other")
        if len(sources) > FEW:
            return []
    if sources and (answered := scene.answered(verb, sources)):
        return pairs(kind, sources, [answered], verb, words, False, f"{rule}, answer")
    if "only" not in sense.slots and (noun is not None or {"obj", "clause"} & set(sense.slots)):
        return _nearby(scene, verb, words, heads, sense.kind, sources, rule)
    return []


def _fits(scene: Scene, verb: int, targets: list[str]) -> bool:
    """Whether the other side is of the kind that a verb takes."""
    lemma = scene.tree.words[verb].lemma
    if lemma in _RELEASING and not any(
        at in scene.at or scene.tree.words[at].lemma in DEPUTIES | AMOUNTS
        for at in objects(scene.tree, verb)
    ):
        return False
    kinds = {scene.actors[key].kind for key in targets}
    if lemma in _POSTS:
        return kinds == {"person"}
    return not (lemma == "join" and "organisation" in kinds)


def _told_to(tree: Tree, verb: int) -> bool:
    """ "ordered his army to leave Karvenia": somebody is told, who is no actor; nobody else is."""
    if tree.words[verb].lemma not in OBJECT_ACTS:
        return False
    return bool(tree.below(verb, "dobj", "dative"))


def _of_several(scene: Scene, keys: list[str]) -> bool:
    """Whether a few actors are each of another country, or countries themselves."""
    homes = [scene.actors[key].of or key for key in keys]
    return len(keys) == FEW == len(set(homes)) and all(scene.actors[key].of for key in keys)


def _for_one_side(scene: Scene, verb: int) -> bool:
    """ "signed for Karvenia": whoever they are, they do not sign with one another."""
    for preposition in scene.tree.below(verb, "prep"):
        if scene.tree.words[preposition].lemma == "for":
            return any(len(scene.target(at)) == 1 for at in scene.tree.below(preposition, "pobj"))
        if scene.tree.words[preposition].lemma == "as" and any(
            scene.tree.words[at].lemma in ("witness", "observer")
            for at in scene.tree.below(preposition, "pobj")
        ):
            return True
    return False


def each(kind: str, both: list[str], verb: int, words: tuple[int, ...], rule: str) -> list[Dealing]:
    """Every pair of a small group that does it with one another."""
    return [
        Dealing(kind, one, other, verb, words, True, ASSERTED, rule)
        for one, other in combinations(both, 2)
    ]


def suffering(
    scene: Scene, place: int, kind: str, slot: str, subject: str | None = None
) -> list[str]:
    """The actors to whom it is done at a place; "in" needs a country or a place for it."""
    if kind == "consult" and not scene.stands_for(place):
        # "visited a factory in Karvenia"
        return []
    found = scene.target(place, subject, government=kind in _BETWEEN_STATES and slot not in _PLACES)
    if slot in _PLACES:
        return [key for key in found if scene.actors[key].kind in ("country", "place")]
    # "criticised Tarvald" is about those who rule it, "criticised the bridge in Tarvald" is not.
    direct = slot in ("obj", "clause") and scene.antecedent(place) in scene.at
    return [key for key in found if direct or kind in _LOCAL or scene.actors[key].kind != "place"]


def _between(
    scene: Scene, kind: str, verb: int, words: tuple[int, ...], heads: list[int]
) -> list[Dealing]:
    """ "signed an agreement between A and B", whoever else is the subject."""
    for preposition, place in behind(scene.tree, heads, "between"):
        both = scene.source(place)
        if 1 < len(both) <= FEW:
            return each(kind, both, verb, (*words, preposition), "between")
    return []


def _about(tree: Tree, verb: int) -> bool:
    """Whether it is told what is done: "Karvenia and Tarvald signed" is two of many."""
    return tree.words[verb].relation in ("relcl", "acl") or any(
        tree.below(verb, "dobj", "xcomp", "ccomp", "prep")
    )


def _countrymen(scene: Scene, key: str, sources: list[str]) -> bool:
    """Whether somebody acts on his own country, which has no other side."""
    return any(scene.actors[source].of == key for source in sources)


def _own(scene: Scene, key: str, sources: list[str]) -> bool:
    """Whether an actor is the country, a body or a person of the source: "offered to send it"."""
    of = scene.actors[key].of
    return any(of == source or scene.actors[source].of in (key, of or key) for source in sources)


def _together(tree: Tree, verb: int) -> bool:
    return any(
        tree.words[c].text.casefold() in ("together", "jointly") for c in tree.below(verb, "advmod")
    )


def _alone(tree: Tree, verb: int) -> bool:
    """ "both worked as teachers", "worked through the night": each for himself."""
    return tree.words[verb].lemma == "work" and any(
        tree.words[c].lemma not in _JOINTLY for c in tree.below(verb, "prep")
    )


def _kind(scene: Scene, verb: int, sense: Sense) -> str:
    """The kind of a sense; seizing a country is war, seizing people is assault."""
    tree = scene.tree
    if tree.words[verb].lemma not in ("seize", "capture", "take") or sense.kind not in _SEIZED:
        return sense.kind
    nouns = objects(tree, verb)
    if any(tree.words[noun].lemma == "control" for noun in nouns):
        nouns = [place for _, place in behind(tree, nouns, "of")]
    for noun in nouns:
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
    if not sources or is_passive(tree, verb) or tree.words[verb].lemma in _POSTS:
        return []
    bare = [
        preposition
        for head in heads
        for preposition in tree.below(head, "prep", "dative")
        if not tree.children[preposition]
    ]
    for at in sorted(scene.at):
        key = scene.at[at]
        if at < verb or key in sources or _own(scene, key, sources):
            continue
        if scene.actors[key].kind == "place" and (kind not in _LOCAL or kind == "aid"):
            continue
        if scene.actors[key].kind == "place" and not _in_place(tree, at):
            continue
        if kind == "consult" and not _spoken_to(tree, at):
            continue
        near = any(preposition < at <= preposition + NEAR for preposition in bare)
        if near or _belongs(tree, at, verb, kind):
            return pairs(kind, sources, [key], verb, words, False, f"{rule}, nearby")
    return []


def _spoken_to(tree: Tree, at: int) -> bool:
    """Whether a name itself is spoken with, not "the mother of" somebody or a thing of theirs."""
    word = tree.words[at]
    behind_it = word.relation == "pobj" and tree.words[word.head].lemma in _OF
    return word.relation not in ("poss", "compound", "amod") and not behind_it


def _in_place(tree: Tree, at: int) -> bool:
    """Whether a place is where it happens, not a part of something else."""
    above = tree.words[at].head
    return tree.words[at].relation == "dobj" or tree.words[above].lemma in _AT


def _belongs(tree: Tree, at: int, verb: int, kind: str) -> bool:
    """Whether a word is part of what is said of a verb, and not of another verb's or the scene."""
    here = at
    for _ in range(NEAR):
        if here == verb:
            return True
        word = tree.words[here]
        if word.relation in _APART or (word.relation == "conj" and tree.is_verb(here)):
            return False
        if word.relation == "xcomp" and tree.words[word.head].lemma in _ONLY_TRIED:
            return False
        if word.relation == "prep" and word.lemma == "on" and kind in ("consult", "agree"):
            return False
        if word.relation == "dobj" and tree.words[word.head].lemma in _HANDING:
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
    if len(sources) > FEW:
        return []
    return [
        Dealing(kind, source, target, verb, words, same, ASSERTED, rule)
        for source in sources
        for target in targets[:MOST_TARGETS]
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
        if noun is None:
            return found
        # "gave Hollar a medal", else whose it is: "accepted Hollar’s demand".
        others = [pair for pair in found if pair[1] != noun]
        return others or [(None, owner) for owner in tree.below(noun, "poss", "amod", "compound")]
    if slot == "obj+to":
        clauses = tree.below(verb, "xcomp", "ccomp", "advcl")
        if any(tree.words[to].tag == "TO" for c in clauses for to in tree.below(c, "aux")):
            return [(None, place) for place in objects(tree, verb)]
        return []
    if slot == "clause":
        return [(None, place) for place in _in_clause(tree, verb, whole=kind != "concede")]
    prepositions: list[tuple[int | None, int]] = []
    for preposition, place in behind(tree, heads, slot):
        prepositions.append((preposition, place))
        # "demanded support from Karvenia to …" has one noun; "between" has two, joined.
    if slot == "of" and noun is not None and not prepositions:
        # "recognised its sovereignty"
        return [(None, owner) for owner in tree.below(noun, "poss")]
    return prepositions


def _beside(tree: Tree, at: int, clause: int) -> bool:
    """Whether a word of a clause stands in a relative clause: "a plan in which Karvenia helps"."""
    here = at
    while here != clause:
        if tree.words[here].relation == "relcl":
            return True
        here = tree.words[here].head
    return False


def _in_clause(tree: Tree, verb: int, *, whole: bool) -> list[int]:
    """The nouns of the clause after a verb: subjects and objects, then the rest for `whole`."""
    found: list[int] = []
    rest: list[int] = []
    clauses = tree.below(verb, "ccomp", "xcomp")
    if tree.words[verb].lemma in _STATING:
        # "insisted that it had helped" states a thing, "insisted that it help" wants it.
        clauses = [c for c in clauses if tree.words[c].tag == "VB" and not tree.below(c, "aux")]
    for noun in tree.below(verb, "dobj"):
        clauses += tree.below(noun, "acl")
    for preposition in tree.below(verb, "prep"):
        clauses += tree.below(preposition, "pcomp")
    for clause in clauses:
        for at in tree.subtree(clause):
            if at < verb:
                # "Castellane wanted it; Hollar agreed": not what he agreed to.
                continue
            relation = tree.words[at].relation
            if relation in ("pobj", "nsubj", "dobj") and _beside(tree, at, clause):
                continue
            if relation == "dobj" and tree.words[tree.words[at].head].lemma in _HANDING:
                continue
            if relation in ("nsubj", "nsubjpass", "dobj", "dative"):
                found.append(at)
            elif relation == "pobj" and whole:
                rest.append(at)
    # "demanded that Hollar resign": the parser may take the verb for a noun.
    nouns = [clause for clause in clauses if tree.words[clause].tag.startswith("NN")]
    return [*found, *rest, *nouns]

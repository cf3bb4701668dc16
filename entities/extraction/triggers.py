"""The words of a sentence that tell of a dealing: verbs, verbs with their noun, and nouns."""

from dataclasses import replace
from itertools import combinations

from .lexicon import ADJECTIVE_SENSES, BLAME, EVENTS, PHRASE_SENSES, SAYING, SENSES, WISHING, Sense
from .predicates import behind, is_passive, objects, subjects
from .references import Scene
from .sides import ASSERTED, Dealing, pairs, sides
from .syntax import Tree
from .words import words_of

_MUST = words_of("must should ought")


def of_verb(scene: Scene, verb: int) -> list[Dealing]:
    tree = scene.tree
    lemma = tree.words[verb].lemma
    if found := _of_phrase(scene, verb) or _of_participle(scene, verb):
        return found
    if found := _of_warning(scene, verb):
        return found
    particles = tree.below(verb, "prt")
    for particle in particles:
        for sense in SENSES.get(f"{lemma}+{tree.words[particle].lemma}", ()):
            return sides(scene, verb, (verb, particle), [verb], sense)
    if found := _of_speech(scene, verb):
        return found
    for sense in SENSES.get(lemma, ()):
        if lemma == "protest" and "obj" in sense.slots and _by_many(scene, verb):
            sense = replace(sense, kind="protest")
        if found := sides(scene, verb, (verb,), [verb], sense):
            return found
    if lemma == "be":
        for adjective in tree.below(verb, "acomp"):
            if meant := ADJECTIVE_SENSES.get(tree.words[adjective].lemma):
                return sides(scene, verb, (verb, adjective), [adjective], meant)
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
            if found := sides(scene, verb, words, [verb, noun, chosen], sense, noun):
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
                return pairs(sense.kind, sources, targets, verb, words, same, f"state, {slot}")
    return []


def _of_warning(scene: Scene, verb: int) -> list[Dealing]:
    """ "warned Karvenia of the flood" tells it something, "warned it against" threatens."""
    tree = scene.tree
    if tree.words[verb].lemma != "warn":
        return []
    warned = tree.below(verb, "dobj")
    for clause in tree.below(verb, "ccomp"):
        warned += tree.below(clause, "nsubj")
    if not any(behind(tree, [verb, *warned], name) for name in ("of", "about")):
        return []
    return sides(scene, verb, (verb,), [verb], Sense("consult", ("obj", "clause"), frozenset()))


def _of_speech(scene: Scene, verb: int) -> list[Dealing]:
    """ "said that Karvenia must withdraw" demands, "said that Karvenia is to blame" disapproves."""
    tree = scene.tree
    if tree.words[verb].lemma not in SAYING:
        return []
    sources = [key for subject in subjects(tree, verb) for key in scene.source(subject)]
    for clause in tree.below(verb, "ccomp"):
        helpers = {tree.words[c].text.casefold() for c in tree.below(clause, "aux")}
        kind = ""
        if _blames(tree, clause) or (helpers & _MUST and "have" in helpers):
            # "should have acted": it is too late to ask for it.
            kind = "disapprove"
        elif helpers & _MUST:
            kind = "demand"
        if not kind:
            continue
        for subject in tree.below(clause, "nsubj", "nsubjpass"):
            targets = [key for key in scene.target(subject) if key not in sources]
            if sources and targets:
                return pairs(
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
                return pairs("demand", sources, targets, verb, words, False, "wish")
    return []


def _blames(tree: Tree, clause: int) -> bool:
    return tree.words[clause].lemma == "be" and any(
        tree.words[c].lemma in BLAME for c in tree.below(clause, "attr", "acomp", "xcomp")
    )


def of_noun(scene: Scene, noun: int) -> list[Dealing]:
    """ "talks between A and B", "A’s attack on B"."""
    tree = scene.tree
    kind = EVENTS[tree.words[noun].lemma]
    for preposition, place in behind(tree, [noun], "between"):
        sides = scene.source(place)
        if len(sides) > 1:
            return [
                Dealing(kind, one, other, noun, (noun, preposition), True, ASSERTED, "between")
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
                    return pairs(
                        kind, owners, targets, noun, (noun, preposition), False, f"noun, {name}"
                    )
    return []


def _protesters(scene: Scene, noun: int) -> list[str]:
    """Who does something "in protest against" another."""
    tree = scene.tree
    preposition = tree.words[noun].head
    if tree.words[noun].relation != "pobj" or not tree.is_verb(tree.words[preposition].head):
        return []
    verb = tree.words[preposition].head
    return [key for subject in subjects(tree, verb) for key in scene.source(subject)]

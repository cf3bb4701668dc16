"""What somebody says, wishes or thinks of the other side: "said that Karvenia must withdraw"."""

from .lexicon import BLAME, NAMING, SAYING, WISHING, WRONGS, Sense
from .predicates import agents, behind, is_passive, objects, subjects
from .references import Scene
from .sides import Dealing, pairs, sides
from .syntax import Tree
from .words import words_of

_MUST = words_of("must should ought")


def of_warning(scene: Scene, verb: int) -> list[Dealing]:
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


def of_speech(scene: Scene, verb: int) -> list[Dealing]:
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
        elif _tells_of_wrong(tree, clause):
            kind = "disapprove"
        if not kind:
            continue
        for subject in tree.below(clause, "nsubj", "nsubjpass"):
            targets = [key for key in scene.source(subject) if key not in sources]
            if sources and targets:
                return pairs(
                    kind, sources, targets, verb, (verb, clause), False, "said of the other"
                )
    return []


def of_wish(scene: Scene, verb: int) -> list[Dealing]:
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


def of_naming(scene: Scene, verb: int) -> list[Dealing]:
    """ "called Karvenia’s plan a mistake": disapproves of whose it is."""
    tree = scene.tree
    if tree.words[verb].lemma not in NAMING:
        return []
    named = [
        *tree.below(verb, "oprd", "attr", "acomp", "ccomp", "xcomp"),
        # "held Hollar responsible for it"
        *(at for at in tree.below(verb, "advcl") if tree.words[at].tag == "JJ"),
        *tree.below(verb, "dobj"),
    ]
    for preposition in tree.below(verb, "prep"):
        if tree.words[preposition].lemma == "as":
            named += tree.below(preposition, "pobj", "amod", "pcomp")
    # The parser may hang "a mistake" on the plan that is called so.
    named += [at for thing in tree.below(verb, "dobj") for at in tree.below(thing, "dobj", "appos")]
    # "a threat", "a terrorist group"
    bad = [
        at
        for at in named
        if any(tree.words[c].lemma in BLAME for c in (at, *tree.below(at, "amod", "compound")))
    ]
    if not bad:
        return []
    doers = subjects(tree, verb)
    if is_passive(tree, verb):
        # The parser may hang "by" on the threat that somebody is called.
        doers = agents(tree, verb) or [noun for at in bad for noun in agents(tree, at)]
    sources = [key for doer in doers for key in scene.source(doer)]
    things = [
        *(thing for thing in objects(tree, verb) if thing not in bad),
        *(thing for at in bad for thing in tree.below(at, "nsubj")),
    ]
    for thing in things:
        targets = [key for key in scene.target(thing) if key not in sources]
        if sources and targets:
            words = (verb, bad[0])
            return pairs("disapprove", sources, targets, verb, words, False, "named so")
    return []


def _blames(tree: Tree, clause: int) -> bool:
    return tree.words[clause].lemma == "be" and any(
        tree.words[c].lemma in BLAME for c in tree.below(clause, "attr", "acomp", "xcomp")
    )


def _tells_of_wrong(tree: Tree, clause: int) -> bool:
    """Whether a clause says that its subject did wrong: "had violated the truce"."""
    return tree.words[clause].lemma in WRONGS and not (
        is_passive(tree, clause) or tree.below(clause, "neg")
    )

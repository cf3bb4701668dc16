"""The dealings that one parsed sentence tells of, each with how it is told."""

from collections.abc import Iterator
from dataclasses import replace

from .lexicon import EVENTS, REQUESTS
from .modality import Manner, manner_of
from .references import Scene
from .sides import NEAR, Dealing
from .syntax import Tree
from .triggers import event_of, of_apposition, of_noun, of_verb
from .words import words_of

# An act of good will that lies ahead is a promise, one of force a threat: so PLOVER counts them.
_PROMISED = words_of("aid support cooperate concede retreat")
_FORCED = words_of("fight assault sanction coerce")
# What is refused, promised, threatened or demanded is no dealing of its own between the same two.
_ATTITUDES = words_of("agree reject threaten demand disapprove support")
_STOPPED = words_of("stopped ceased halted ended stop cease halt end")
SPOKEN = words_of("support disapprove demand consult")
# What is due is told as it is, nobody promises it: "is to withdraw".
_SETTLED = words_of("to if is are was were be being been due named appointed chose invited must")
# What is said or held in the present tense is said or held now: news, no habit.
_HELD = words_of("support disapprove demand reject agree threaten cooperate sanction concede")
_GOING = words_of("arrive travel fly go come return head")
_VOTES = words_of("""
    elect election vote ballot poll constituency candidate tournament match championship cup league
    game final semifinal quarterfinal champion tennis goal team player season round
    """)


def dealings(scene: Scene, *, first: bool) -> Iterator[Dealing]:
    """Every dealing of a sentence, in the order of its verbs; both sides are always two actors."""
    tree = scene.tree
    told: list[Dealing] = []
    verbs = [at for at in range(len(tree.words)) if tree.is_verb(at)]
    for at in verbs:
        told += _as_told(scene, of_verb(scene, at), at, first=first)
    used = {at for dealing in told for at in dealing.words}
    known = {(dealing.kind, frozenset((dealing.source, dealing.target))) for dealing in told}
    for at, word in enumerate(tree.words):
        if word.relation == "appos":
            told += _as_told(scene, of_apposition(scene, at), at, first=first)
        if (event_of(tree, at) in EVENTS or word.lemma in REQUESTS) and at not in used:
            found = [
                dealing
                for dealing in of_noun(scene, at)
                if (dealing.kind, frozenset((dealing.source, dealing.target))) not in known
            ]
            told += _as_told(scene, found, at, first=first)
    told.sort(key=lambda dealing: dealing.verb)
    for dealing in told:
        if not any(_takes_in(tree, other, dealing) for other in told):
            yield dealing


def _as_told(scene: Scene, found: list[Dealing], at: int, *, first: bool) -> list[Dealing]:
    """The dealings of one word with how they are told, without those that are only meant."""
    tree = scene.tree
    found = [dealing for dealing in found if dealing.source != dealing.target]
    if tree.words[at].lemma in ("defeat", "beat") and any(w.lemma in _VOTES for w in tree.words):
        return []
    if tree.words[at].lemma == "flee":
        # Whoever flees alone does nothing to the country.
        found = [d for d in found if scene.actors[d.source].kind != "person"]
    if tree.words[at].lemma in _GOING:
        # "Two Karvenians arrived in Tarvald": Karvenia did not.
        found = [d for d in found if scene.acts_itself(at, d.source)]
    # Nobody talks with a town: who "arrived in Bonn" dealt with nobody yet.
    found = [
        dealing
        for dealing in found
        if dealing.kind != "consult"
        or "place" not in (scene.actors[dealing.source].kind, scene.actors[dealing.target].kind)
    ]
    if not found:
        return []
    manner = manner_of(tree, at, first=first)
    return [
        _told(replace(dealing, manner=manner))
        for dealing in found
        if not _only_meant(dealing, manner, tree)
    ]


def _takes_in(tree: Tree, outer: Dealing, inner: Dealing) -> bool:
    """Whether one says all: "refused to meet Hollar" is one dealing, not two."""
    if outer.kind not in _ATTITUDES or {outer.source, outer.target} != {inner.source, inner.target}:
        return False
    here = inner.verb
    for _ in range(NEAR):
        if here == outer.verb or tree.words[here].head == here:
            break
        if tree.words[here].relation in ("advcl", "relcl") and tree.below(here, "nsubj"):
            # "accepted it when Hollar visited him": two dealings.
            return False
        here = tree.words[here].head
    return here == outer.verb and here != inner.verb


def _only_meant(dealing: Dealing, manner: Manner, tree: Tree) -> bool:
    """Whether nobody says that it was or will be: "to prevent clashes", "met to coordinate"."""
    if manner.because in ("if", "unless"):
        # "if Karvenia attacks Tarvald": nobody says that it will.
        return True
    if not tree.is_verb(dealing.verb):
        return manner.modality == "negated" and manner.because != "called off"
    return manner.because == "to" and dealing.rule == "each other"


def _told(dealing: Dealing) -> Dealing:
    manner = dealing.manner
    if manner.because == "present tense" and dealing.kind in _HELD:
        dealing = replace(dealing, manner=replace(manner, modality="asserted", because=""))
    if dealing.kind == "fight" and dealing.symmetric and manner.because.casefold() in _STOPPED:
        # Both "stopped fighting": they made peace.
        peace = replace(manner, modality="asserted", because="")
        return replace(dealing, kind="agree", manner=peace, rule=f"{dealing.rule}, stopped")
    if dealing.rule == "wish" and manner.modality in ("asserted", "habitual"):
        return replace(dealing, manner=replace(manner, modality="desired", because="wish"))
    if manner.ahead and dealing.kind in _FORCED and manner.ahead not in _SETTLED:
        return replace(dealing, kind="threaten", rule=f"{dealing.rule}, {dealing.kind} ahead")
    if manner.because == "to" and dealing.kind in SPOKEN:
        # "telephoned Hollar to thank him": what is said so was said.
        return replace(dealing, manner=replace(manner, modality="asserted", because=""))
    if manner.ahead and dealing.kind in _PROMISED and manner.ahead not in _SETTLED:
        return replace(dealing, kind="agree", rule=f"{dealing.rule}, {dealing.kind} ahead")
    return dealing

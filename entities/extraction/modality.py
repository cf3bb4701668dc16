"""How a dealing is told: as a fact, as somebody's claim, as denied, wanted, planned or a habit."""

from dataclasses import dataclass
from typing import Literal

from .lexicon import CLAIMING, DESIRING, PLANNING, REFUSING, SAYING, STATES
from .predicates import subjects
from .syntax import Tree
from .words import words_of

Modality = Literal["asserted", "claimed", "negated", "desired", "future", "habitual"]

_WILL = words_of("will would 'll ’ll shall wo may might could can ca")
_SHOULD = words_of("must should ought")
_OFTEN = words_of(
    """
    often regularly usually routinely always frequently repeatedly traditionally annually weekly
    daily sometimes occasionally constantly continually habitually normally
    """
)
_MANY = words_of("several many every each numerous countless")
_TIMES = words_of("time times day week month year summer winter spring autumn morning evening")
_NEVER = words_of("not n't n’t never no neither nor without hardly")
_IF = words_of("if unless lest provided")
_SENT = words_of("name appoint nominate choose invite")
# Who came somewhere to do a thing did it: "returned to sign the treaty".
_CAME = words_of("come return arrive gather meet assemble sit convene travel fly go")
_SCENE = words_of("after before since during until following follow despite")
_CANCELLING = words_of("cancel postpone shelve")
_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Manner:
    """A modality, the word that gives it, and the subject of the claim it stands under."""

    modality: Modality
    because: str
    claimed_by: int | None = None
    # The word that puts it into the future, where it is no denial or wish, claimed or not.
    ahead: str = ""


def manner_of(tree: Tree, verb: int, *, first: bool) -> Manner:
    """How the act of `verb` is told; `first` for the first sentence, whose present tense is news.

    A denial outranks a claim, a claim a wish, a wish a plan, a plan a habit.
    """
    found: dict[Modality, str] = {}
    claimed_by: int | None = None
    words = tree.words
    here = below = verb
    for step in range(_DEPTH):
        if step == 0 or words[below].relation != "ccomp":
            _read_helpers(tree, here, found, inner=step == 0)
        below = here
        word = words[here]
        if word.head == here or word.relation in ("relcl", "appos", "parataxis"):
            break
        if word.relation == "advcl" and step >= 0:
            marks = {words[c].text.casefold() for c in tree.below(here, "mark")}
            if marks & _IF:
                found.setdefault("future", "unless" if "unless" in marks else "if")
            elif any(words[c].tag == "TO" for c in tree.below(here, "aux")):
                # "was due in Oslo to meet"
                planned = [
                    words[c].text
                    for c in tree.below(word.head, "acomp")
                    if words[c].lemma in PLANNING
                ]
                if planned or words[word.head].lemma not in _CAME or words[word.head].tag != "VBD":
                    found.setdefault("future", planned[0] if planned else "to")
            break
        if word.relation == "conj":
            # "did not meet or call": what is said of the first holds for the next.
            if tree.below(here, "nsubj", "nsubjpass", "aux", "auxpass", "neg"):
                here = _first_of(tree, here)
                if words[here].head == here:
                    break
            else:
                here = word.head
                continue
            word = words[here]
        if word.relation == "prep" and word.lemma in _SCENE:
            # "agreed on it after talks": the talks were held.
            break
        if word.relation not in ("xcomp", "ccomp", "pcomp", "prep", "acl", "acomp", "oprd", "dobj"):
            if word.relation not in ("attr", "pobj", "conj", "nsubj"):
                break
            if step:
                break
        here = word.head
        above = words[here]
        why = above.text
        if above.lemma == "have" and _beside(tree, here, "yet"):
            # "have yet to agree"
            found.setdefault("negated", "yet")
        elif above.lemma == "look" and _beside(tree, here, "forward"):
            found.setdefault("desired", "look forward")
        elif above.lemma in _CANCELLING or (above.lemma == "call" and _beside(tree, here, "off")):
            found.setdefault("negated", "called off")
        elif above.lemma == "be" and word.relation == "nsubj" and _is_to(tree, here):
            # "talks between them are to begin"
            found.setdefault("future", why)
        elif above.lemma in REFUSING or above.lemma == "without":
            found.setdefault("negated", why)
        elif above.lemma in CLAIMING:
            found.setdefault("claimed", why)
            if claimed_by is None:
                claimed_by = next(iter(subjects(tree, here)), None)
        elif word.relation == "ccomp" and _said_after(tree, below, here):
            found.setdefault("claimed", why)
            claimed_by = next(iter(subjects(tree, here)), claimed_by)
        elif above.lemma in DESIRING:
            found.setdefault("desired", why)
        elif above.lemma in PLANNING:
            found.setdefault("future", why)
    if words[verb].relation == "xcomp" and words[words[verb].head].lemma in _SENT:
        # "named Hollar to lead it"
        found.setdefault("future", words[words[verb].head].text)
    if words[verb].relation == "xcomp" and words[words[verb].head].lemma == "be":
        # "is to visit"
        found.setdefault("future", words[words[verb].head].text)
    if words[verb].tag in ("VBZ", "VBP") and not first and words[verb].lemma not in STATES:
        auxiliaries = tree.below(verb, "aux", "auxpass")
        if not auxiliaries:
            found.setdefault("habitual", "present tense")
    order: tuple[Modality, ...] = ("negated", "claimed", "desired", "future", "habitual")
    for modality in order:
        if modality in found:
            ahead = found.get("future", "") if modality in ("claimed", "future") else ""
            return Manner(modality, found[modality], claimed_by, ahead)
    return Manner("asserted", "", claimed_by)


def _beside(tree: Tree, verb: int, lemma: str) -> bool:
    return any(tree.words[c].lemma == lemma for c in tree.below(verb, "advmod", "prt"))


def _is_to(tree: Tree, verb: int) -> bool:
    return any(
        words.tag == "TO"
        for clause in tree.below(verb, "xcomp")
        for words in (tree.words[c] for c in tree.below(clause, "aux"))
    )


def _said_after(tree: Tree, clause: int, verb: int) -> bool:
    """Whether it stands before who says it: "Karvenia freed the hostages, she said"."""
    return (
        tree.words[verb].lemma in SAYING
        and clause < verb
        and not tree.below(clause, "mark")
        and all(clause < subject for subject in tree.below(verb, "nsubj"))
    )


def _first_of(tree: Tree, at: int) -> int:
    """The first of several joined verbs."""
    for _ in range(_DEPTH):
        if tree.words[at].relation != "conj":
            break
        at = tree.words[at].head
    return at


def _read_helpers(tree: Tree, verb: int, found: dict[Modality, str], *, inner: bool) -> None:
    """Reads "not", "will", "often" and the like beside a verb; the last only at the verb itself."""
    words = tree.words
    for child in tree.children[verb]:
        word = words[child]
        lower = word.text.casefold()
        if _denies(tree, child, inner=inner):
            found.setdefault("negated", word.text)
        elif word.relation == "aux" and lower in _WILL:
            found.setdefault("future", word.text)
        elif word.relation == "aux" and lower in _SHOULD:
            found.setdefault("desired", word.text)
        elif inner and _is_habit(tree, child):
            found.setdefault("habitual", word.text)
    if inner:
        for joined in tree.below(verb, "conj"):
            if tree.is_verb(joined) and not tree.below(joined, "nsubj", "nsubjpass"):
                for child in tree.below(joined, "npadvmod"):
                    if _repeated(tree, child):
                        found.setdefault("habitual", words[child].text)
    above = words[verb].head
    if words[verb].relation == "xcomp" and words[above].lemma == "use" and inner:
        found.setdefault("habitual", words[above].text)


def _denies(tree: Tree, at: int, *, inner: bool) -> bool:
    """Whether a word beside a verb says that it was not so: "not", "neither", "no sanctions"."""
    word = tree.words[at]
    lower = word.text.casefold()
    if word.relation in ("preconj", "cc"):
        return lower in _NEVER
    if word.relation in ("advmod", "prep"):
        return lower in ("never", "hardly")
    return word.relation == "neg" or (inner and word.relation == "dobj" and _none(tree, at))


def _is_habit(tree: Tree, at: int) -> bool:
    word = tree.words[at]
    if word.relation == "advmod":
        return word.text.casefold() in _OFTEN
    return word.relation == "npadvmod" and _repeated(tree, at)


def _none(tree: Tree, noun: int) -> bool:
    return any(tree.words[c].text.casefold() == "no" for c in tree.below(noun, "det"))


def _repeated(tree: Tree, noun: int) -> bool:
    """Whether "several times" or "every week" stands there."""
    return tree.words[noun].text.casefold() in _TIMES and any(
        tree.words[c].text.casefold() in _MANY for c in tree.children[noun]
    )

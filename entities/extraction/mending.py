"""Slips of the parser that the names of a sentence give away, put right before the tree is read.

Kessler of Norway, Hollar of Hungary and Castellane met   one list, not three descriptions
named Hollar chancellor                                   Hollar is named, not a chancellor "Hollar"
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from .syntax import Tree, Word
from .words import words_of

# A token as one letter: a person, another actor, a part of the name after it, a comma, "and", "of".
_PEOPLE = re.compile(r"n*P(?:on*A)?(?:,n*P(?:on*A)?)*,?&n*P(?:on*A)?")
_OTHERS = re.compile(r"n*A(?:,n*A)*,?&n*A")
_POSTING = words_of("name appoint make elect choose nominate declare proclaim crown")
_SIMPLE = {",": ",", "and": "&", "or": "&", "of": "o", "from": "o"}
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_WHEN = words_of("after before since until")
_DEPTH = 60


def mended(tree: Tree, at: Mapping[int, str], kinds: Mapping[str, str]) -> Tree:
    """The tree with lists of names joined and people named to a post as objects."""
    words = list(tree.words)
    letters = "".join(_letter(tree, place, at, kinds) for place in range(len(words)))
    for pattern, letter in ((_PEOPLE, "P"), (_OTHERS, "A")):
        for match in pattern.finditer(letters):
            names = _listed(match, letter)
            _join(words, names)
    for place, word in enumerate(words):
        if word.relation == "compound" and kinds.get(at.get(place, "")) == "person":
            verb = words[word.head].head
            posted = words[word.head].relation in ("oprd", "attr", "dobj", "ccomp", "xcomp")
            if posted and words[verb].lemma in _POSTING and word.head not in at:
                words[place] = replace(word, relation="dobj", head=verb)
    for place, word in enumerate(words):
        if word.relation == "advcl" and _finite(tree, place):
            _give_subject(tree, words, place)
    for place, word in enumerate(words):
        if place in at and word.relation != "poss" and _has_s(tree, place):
            _own(words, place)
    return Tree(words)


def _has_s(tree: Tree, name: int) -> bool:
    return any(c == name + 1 and tree.words[c].tag == "POS" for c in tree.below(name, "case"))


def _own(words: list[Word], name: int) -> None:
    """ "called Kessler’s plan a mistake": Kessler owns the plan, which is called so."""
    after = range(name + 2, min(name + 6, len(words)))
    nouns = (at for at in after if words[at].tag.startswith("NN"))
    noun = next((at for at in nouns if words[at].relation not in ("compound", "amod")), None)
    if noun is None or words[noun].head != words[name].head:
        return
    words[noun] = replace(words[noun], relation=words[name].relation)
    words[name] = replace(words[name], relation="poss", head=noun)


def _finite(tree: Tree, verb: int) -> bool:
    """Whether a verb needs a subject of its own and has none."""
    forms = {tree.words[at].tag for at in (verb, *tree.below(verb, "aux", "auxpass"))}
    return not tree.below(verb, "nsubj", "nsubjpass", "csubj") and bool(forms & _FINITE)


def _give_subject(tree: Tree, words: list[Word], verb: int) -> None:
    """ "after its chairman, Kessler, had agreed": the parser takes him for what is after."""
    for before in tree.below(verb, "prep"):
        if before < verb and tree.words[before].lemma in _WHEN:
            for noun in tree.below(before, "pobj"):
                relation = "nsubjpass" if tree.below(verb, "auxpass") else "nsubj"
                words[noun] = replace(words[noun], relation=relation, head=verb)


def _letter(tree: Tree, place: int, at: Mapping[int, str], kinds: Mapping[str, str]) -> str:
    word = tree.words[place]
    if place in at:
        return "P" if kinds[at[place]] == "person" else "A"
    if word.relation in ("compound", "det", "nmod", "amod") and word.head > place:
        return "n" if word.relation == "det" or word.head in at else "."
    return _SIMPLE.get(word.text.casefold(), ".")


def _listed(match: re.Match[str], letter: str) -> list[int]:
    """The places of the names in a list; a country behind "of" is none of them."""
    if letter == "A":
        return [match.start() + i for i, char in enumerate(match[0]) if char == "A"]
    return [match.start() + i for i, char in enumerate(match[0]) if char == "P"]


def _join(words: list[Word], names: list[int]) -> None:
    """Hangs each name of a list on the one before it, if that leaves a tree."""
    first = names[0]
    apart = words[first].head not in names[1:]
    if apart and any(words[at].relation in ("nsubj", "nsubjpass") for at in names[1:]):
        # "praised Kessler, and Hollar resigned": another clause begins.
        return
    joined = list(words)
    for one, other in pairwise(names):
        joined[other] = replace(words[other], relation="conj", head=one)
    if words[first].head in names[1:]:
        # The parser hung the first on a later one: it takes that one's place.
        outside = [at for at in names[1:] if words[at].head not in names or words[at].head == at]
        if not outside:
            return
        top = words[outside[0]]
        head = first if top.head == outside[0] else top.head
        joined[first] = replace(words[first], relation=top.relation, head=head)
    if _is_tree(joined, names):
        words[:] = joined


def _is_tree(words: list[Word], changed: list[int]) -> bool:
    for at in changed:
        here = at
        for _ in range(_DEPTH):
            if words[here].head == here:
                break
            here = words[here].head
        else:
            return False
    return True

"""Who does it and to whom it is done: the places around a verb where the two sides stand.

Walks from a verb to its subject over conjunctions, infinitives and relative clauses, turns the
passive round, and looks for the other side where the lexicon says that it stands.
"""

from .syntax import Tree
from .words import words_of

# "asked Karvenia to withdraw": who withdraws is the object of these.
OBJECT_ACTS = words_of("""
    ask urge order force tell allow help persuade invite press want command compel permit enable
    encourage authorise authorize accuse suspect blame call request forbid beg implore instruct
    name appoint nominate choose let warn instruct
    """)
# "sentenced Hollar for attacking": who attacked is the object of these as well.
_FOR_ACTS = OBJECT_ACTS | words_of("""
    sentence convict jail imprison arrest charge indict condemn criticise criticize praise thank
    fine punish detain prosecute fault rebuke reprimand denounce commend congratulate honour honor
    """)
_CHARGES = words_of("charge suspicion count accusation allegation")
# What follows these with "to" is never their own purpose.
_OBLIGING = words_of("commit oblige require force order urge allow compel")
_DEPTH = 6
# "handed it back to", "went over to"
_WAYS = words_of("back over out down off away up on together along home")
# Behind these another thing is told of: "signed it after talks between".
_SCENE = words_of("after before since during until despite because following")


def is_passive(tree: Tree, verb: int) -> bool:
    """Whether what stands as the subject suffers the act."""
    if tree.below(verb, "nsubjpass", "auxpass"):
        return True
    word = tree.words[verb]
    if word.tag != "VBN":
        return False
    if word.relation == "acl":
        # "Castellane, sent a letter to Hollar": a second verb that the parser hung on a name.
        return not tree.below(verb, "dobj")
    if word.relation == "advcl" and tree.below(verb, "agent"):
        # "Pressed by Karvenia, Tarvald signed"
        return not tree.below(verb, "aux", "nsubj", "dobj")
    if word.relation == "conj" and not tree.below(verb, "aux", "nsubj"):
        return tree.is_verb(word.head) and is_passive(tree, word.head)
    return False


def agents(tree: Tree, verb: int) -> list[int]:
    """The nouns behind "by" of a passive verb."""
    heads = [verb, *tree.below(verb, "oprd", "dobj")]
    return [
        noun
        for head in heads
        # "was appointed minister by Kessler"
        for by in tree.below(head, "agent", "prep")
        if tree.words[by].lemma == "by"
        for noun in tree.below(by, "pobj")
    ]


def subjects(tree: Tree, verb: int, depth: int = 0) -> list[int]:
    """The nouns that stand as the subject of a verb, or would if it had one of its own."""
    own = tree.below(verb, "nsubj", "nsubjpass")
    if own:
        return own
    word = tree.words[verb]
    above = word.head
    if above == verb or depth >= _DEPTH:
        return []
    if word.relation in ("xcomp", "ccomp"):
        if tree.words[above].lemma in OBJECT_ACTS and (objects := _objects(tree, above)):
            return objects
        if word.relation == "ccomp" and word.tag not in ("VB", "VBG"):
            return []
        return subjects(tree, above, depth + 1)
    if word.relation == "advcl" and word.tag == "VB" and tree.words[above].lemma in _OBLIGING:
        return tree.below(above, "dobj") or subjects(tree, above, depth + 1)
    # "is ready to talk" hangs the verb on "ready".
    if word.relation in ("conj", "advcl", "dep", "aux", "auxpass", "acomp", "oprd"):
        return subjects(tree, above, depth + 1)
    if word.relation == "relcl":
        return [above]
    if word.relation == "acl":
        if word.tag in ("VBG", "VBD") or (word.tag == "VBN" and is_passive(tree, verb)):
            # A past tense is no participle: "Kessler, who was ill, then named Hollar".
            return [above]
        return _subjects_over(tree, above, depth)
    if word.relation in ("pcomp", "pobj", "prep"):
        governor = tree.words[above].head
        if tree.words[governor].lemma in _CHARGES:
            # "indicted Hollar on charges of attacking"
            over = tree.words[tree.words[governor].head].head
            if tree.is_verb(over) and (objects := _objects(tree, over)):
                return objects
        if tree.words[governor].lemma in _FOR_ACTS and (objects := _objects(tree, governor)):
            return objects
        return _subjects_over(tree, governor, depth)
    return []


def _objects(tree: Tree, verb: int) -> list[int]:
    objects = tree.below(verb, "dobj")
    if objects:
        return objects
    if is_passive(tree, verb):
        return tree.below(verb, "nsubjpass")
    # "called on Karvenia to stop"
    return [
        noun
        for preposition in tree.below(verb, "prep")
        if tree.words[preposition].lemma in ("on", "upon")
        for noun in tree.below(preposition, "pobj")
    ]


def _subjects_over(tree: Tree, at: int, depth: int) -> list[int]:
    """The subject of the nearest verb at or over a word."""
    here = at
    for _ in range(_DEPTH):
        if tree.is_verb(here):
            return subjects(tree, here, depth + 1)
        if tree.words[here].head == here:
            return []
        here = tree.words[here].head
    return []


def objects(tree: Tree, verb: int) -> list[int]:
    """The direct objects of a verb, those of the passive, and "whom" it did it to."""
    if is_passive(tree, verb):
        return subjects(tree, verb)
    found = tree.below(verb, "dobj", "dative")
    found = [noun for noun in found if tree.words[noun].tag not in ("IN", "TO")]
    if any(tree.words[noun].tag in ("NNP", "NNPS", "PRP") for noun in found):
        # "received Hollar in 2000 and Kessler in 2007": the parser hangs the other on the verb.
        found += [c for c in tree.below(verb, "conj") if tree.words[c].tag == "NNP"]
    if not found:
        # "kidnapped up to 16 soldiers"
        found = [
            noun
            for up in tree.below(verb, "prep")
            if tree.words[up].lemma in ("up", "as", "about")
            for to in tree.below(up, "prep")
            for noun in tree.below(to, "pobj")
        ]
    if not found:
        joined = tree.words[verb]
        # "attacked and captured Tarvald": the object hangs on one of the two.
        if joined.relation == "conj" and tree.is_verb(joined.head) and joined.tag[:3] != "VBG":
            return []
        for other in tree.below(verb, "conj"):
            if tree.is_verb(other) and not tree.below(other, "nsubj", "nsubjpass", "prep"):
                near = tree.below(other, "dobj")
                if near and not tree.below(verb, "prep", "ccomp", "xcomp"):
                    return near
    return found


def behind(tree: Tree, heads: list[int], name: str) -> list[tuple[int, int]]:
    """Preposition and noun for every noun behind `name` below `heads`, near ones first."""
    found: list[tuple[int, int]] = []
    queue = list(heads)
    for depth in range(4):
        below: list[int] = []
        for here in queue:
            for child in tree.children[here]:
                word = tree.words[child]
                if word.relation in ("prep", "dative", "agent") and word.tag in ("IN", "TO"):
                    nouns = tree.below(child, "pobj")
                    if word.lemma == name or (name == "toward" and word.lemma == "towards"):
                        found += [(child, noun) for noun in nouns]
                    elif depth < 3 and word.lemma not in _SCENE:
                        below += nouns
                elif (
                    word.relation == "prt"
                    or (word.relation == "prep" and word.tag == "VBG")
                    or (word.relation == "advmod" and word.lemma in _WAYS)
                ):
                    below.append(child)
        if found:
            break
        queue = below
    return found


def dated(tree: Tree, date: int | None, verb: int) -> bool:
    """Whether a day is said of a verb: it hangs on it, or on one that stands above it.

    A day inside another clause, or of a verb that only says so, is another deed's.
    """
    if date is None:
        return False
    dated_verbs = [_clause(tree, date)]
    while _without_subject(tree, dated_verbs[-1]):
        # "signed a treaty limiting arms on Monday": the parser takes the nearest verb.
        dated_verbs.append(_clause(tree, tree.words[dated_verbs[-1]].head))
    here = verb
    for _ in range(_DEPTH):
        here = _clause(tree, here)
        word = tree.words[here]
        if here in dated_verbs:
            return True
        if word.relation == "relcl":
            # "on 12 July, when Karvenia attacked"
            return word.head in (date, tree.words[date].head)
        if word.relation not in ("xcomp", "advcl", "conj", "ccomp", "pcomp", "acl"):
            return False
        if word.relation == "conj" and tree.below(here, "nsubj", "nsubjpass"):
            return False
        if word.relation == "ccomp" and any(
            tree.words[c].text.casefold() == "had" for c in tree.below(here, "aux")
        ):
            return False
        here = word.head
    return False


def _without_subject(tree: Tree, verb: int) -> bool:
    word = tree.words[verb]
    return word.relation in ("acl", "advcl", "xcomp") and not tree.below(verb, "nsubj", "nsubjpass")


def _clause(tree: Tree, at: int) -> int:
    """The verb of the clause that a word is in."""
    here = at
    while not tree.is_verb(here) and tree.words[here].head != here:
        here = tree.words[here].head
    return here

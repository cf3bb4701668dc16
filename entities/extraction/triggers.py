"""The words of a sentence that tell of a dealing: verbs, verbs with their noun, and nouns."""

from dataclasses import replace

from .called import OFFICES
from .lexicon import (
    ADJECTIVE_SENSES,
    EVENTS,
    PHRASE_SENSES,
    RELATIONS,
    REQUESTS,
    SAYING,
    SENSES,
    Sense,
)
from .predicates import behind, is_passive, objects, subjects
from .references import Scene
from .saying import of_naming, of_speech, of_warning, of_wish
from .sides import FEW, Dealing, each, pairs, sides, suffering
from .syntax import Tree
from .words import words_of

_BEING = words_of("be remain become stay seem appear feel grow")
# Going into a country is a visit, unless it is these that go.
_ARMED = words_of("troop force soldier army tank fighter rebel guerrilla militia marine infantry")
_ENTERING = words_of("enter cross move march roll sweep")
_GOING_ON = words_of("begin start resume continue end complete conclude open follow")
_LEAVING = words_of("leave quit exit")
# Kinds whom one goes to: "arrived for talks with", "under an agreement with".
_GONE_TO = words_of("consult agree cooperate")
_RECEIVING = words_of("receive get gain obtain win draw attract face suffer come enjoy secure")
# "handed the island to Norway"
_HANDING = words_of("hand return give cede transfer turn restore surrender")
# Nouns of one verb that are looked at; a list has more.
MOST = 12


def of_verb(scene: Scene, verb: int) -> list[Dealing]:
    tree = scene.tree
    lemma = tree.words[verb].lemma
    if found := (
        _of_receiving(scene, verb) or _of_phrase(scene, verb) or _of_participle(scene, verb)
    ):
        return found
    if found := of_warning(scene, verb) or _of_call(scene, verb):
        return found
    particles = tree.below(verb, "prt")
    for particle in particles:
        for sense in SENSES.get(f"{lemma}+{tree.words[particle].lemma}", ()):
            # "ruled out talks with Karvenia"
            heads = [verb, *objects(tree, verb)]
            return sides(scene, verb, (verb, particle), heads, sense)
    if found := of_speech(scene, verb) or of_naming(scene, verb) or _of_making(scene, verb):
        return found
    for sense in SENSES.get(lemma, ()):
        if lemma == "protest" and "obj" in sense.slots and _by_many(scene, verb):
            sense = replace(sense, kind="protest")
        if lemma in (_LEAVING if sense.kind == "retreat" else _ENTERING) and not _by_force(
            scene, verb
        ):
            continue
        heads = [verb]
        if "with" in sense.symmetric and not is_passive(tree, verb):
            # "signed a map with Hollar"
            heads += tree.below(verb, "dobj")
        if "to" in sense.slots and "obj" not in sense.slots:
            # "reported their arrival to Hollar"
            heads += tree.below(verb, "dobj")
        if found := sides(scene, verb, (verb,), heads, sense):
            return found
    if lemma in _BEING:
        for adjective in tree.below(verb, "acomp", "oprd"):
            word = tree.words[adjective]
            if meant := ADJECTIVE_SENSES.get(word.lemma, ADJECTIVE_SENSES.get(word.text)):
                return sides(scene, verb, (verb, adjective), [adjective], meant)
    return _of_relation(scene, verb) or of_wish(scene, verb)


def _of_phrase(scene: Scene, verb: int) -> list[Dealing]:
    """Dealings of a verb and its noun: "held talks with", "withdrew from the treaty with"."""
    tree = scene.tree
    lemma = tree.words[verb].lemma
    for noun in _nouns_of(scene, verb):
        nouns = [noun, *tree.below(noun, "conj", "compound")]
        for inner in tree.below(noun, "prep"):
            # "3 million dollars in aid", "a ton of food"
            if tree.words[inner].lemma in ("of", "in"):
                nouns += tree.below(inner, "pobj")
        for chosen in nouns:
            sense = PHRASE_SENSES.get((lemma, tree.words[chosen].lemma))
            if sense is None or (lemma in _GOING_ON and _owned(scene, chosen)):
                continue
            words = (verb, chosen)
            heads = list(dict.fromkeys((noun, chosen, verb)))
            if found := sides(scene, verb, words, heads, sense, noun):
                return found
    return []


def _owned(scene: Scene, noun: int) -> bool:
    """Whether an event has its own doer: "the treaty begins with a Norwegian withdrawal"."""
    beside = scene.tree.below(noun, "poss", "amod", "compound")
    return scene.tree.words[noun].lemma in EVENTS and any(at in scene.at for at in beside)


def _nouns_of(scene: Scene, verb: int) -> list[int]:
    """The objects of a verb, "which" read as its noun, then the nouns behind its prepositions."""
    tree = scene.tree
    nouns = [scene.antecedent(noun) for noun in objects(tree, verb)]
    word = tree.words[verb]
    if word.relation == "relcl" and not nouns and word.head not in subjects(tree, verb):
        # "the treaty Karvenia and Tarvald signed"
        nouns.append(word.head)
    for which in nouns[:1] if word.relation == "relcl" else ():
        # "talks on Norway, which he held": the talks, by what stands over the name.
        over = tree.words[which].head
        if tree.words[which].relation == "pobj" and tree.words[over].relation == "prep":
            nouns.append(tree.words[over].head)
    queue = tree.below(verb, "prep", "prt", "advmod")
    for preposition in queue[:MOST]:
        nouns += tree.below(preposition, "pobj")
        for inner in tree.below(preposition, "prep"):
            nouns += tree.below(inner, "pobj")
    return nouns[:MOST]


def _of_request(scene: Scene, noun: int) -> list[Dealing]:
    """ "came at Hollar’s request", "went at the invitation of Hollar"."""
    tree = scene.tree
    kind = REQUESTS.get(tree.words[noun].lemma)
    at = tree.words[noun].head
    if kind is None or tree.words[noun].relation != "pobj" or tree.words[at].lemma != "at":
        return []
    owners = tree.below(noun, "poss") + [
        place
        for of in tree.below(noun, "prep")
        if tree.words[of].lemma == "of"
        for place in tree.below(of, "pobj")
    ]
    verb = _verb_over(tree, noun)
    sources = [key for owner in owners for key in scene.source(owner)]
    doers = subjects(tree, verb) if verb is not None else []
    targets = [key for doer in doers for key in scene.source(doer) if key not in sources]
    return pairs(kind, sources, targets, noun, (at, noun), False, "at the request of")


def _by_many(scene: Scene, verb: int) -> bool:
    """Whether a crowd protests in the street rather than an actor in words."""
    return not any(subject in scene.at for subject in subjects(scene.tree, verb))


def _by_force(scene: Scene, verb: int) -> bool:
    """Whether those who enter a country are armed."""
    return any(scene.tree.words[at].lemma in _ARMED for at in subjects(scene.tree, verb))


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


def _of_making(scene: Scene, verb: int) -> list[Dealing]:
    """ "made him minister": names him to a post; "handed the island to Norway": yields it."""
    tree = scene.tree
    lemma = tree.words[verb].lemma
    if lemma == "make":
        posts = [
            at
            for at in tree.below(verb, "ccomp", "oprd", "xcomp", "dobj")
            if tree.words[at].lemma in OFFICES | {"head", "commander", "chief", "director"}
        ]
        sources = [key for at in subjects(tree, verb) for key in scene.source(at)]
        for post in posts:
            people = tree.below(post, "nsubj") + tree.below(verb, "dobj", "dative")
            targets = [key for at in people for key in scene.target(at) if key not in sources]
            if sources and targets:
                return pairs("support", sources, targets, verb, (verb, post), False, "made")
    if lemma == "take" and any(
        scene.actors[scene.at[at]].kind == "place"
        for at in tree.below(verb, "dobj")
        if at in scene.at
    ):
        return sides(scene, verb, (verb,), [verb], Sense("fight", ("obj", "only"), frozenset()))
    if lemma in _HANDING and any(
        at in scene.at and scene.actors[scene.at[at]].kind in ("place", "country")
        for at in objects(tree, verb)
    ):
        return sides(scene, verb, (verb,), [verb], Sense("concede", ("to", "only"), frozenset()))
    return []


def _of_receiving(scene: Scene, verb: int) -> list[Dealing]:
    """ "received aid from Hollar", "came under attack from it": the other did it."""
    tree = scene.tree
    lemma = tree.words[verb].lemma
    if lemma not in _RECEIVING or is_passive(tree, verb):
        return []
    nouns = objects(tree, verb)
    if lemma == "come":
        nouns = [noun for _, noun in behind(tree, [verb], "under")]
    for noun in nouns:
        sense = next(iter(EVENTS.get(tree.words[noun].lemma, ())), None)
        if tree.words[noun].lemma == "fire":
            sense = Sense("fight" if lemma == "come" else "disapprove", (), frozenset())
        if sense is None or "between" in sense.slots:
            continue
        targets = [key for at in subjects(tree, verb) for key in scene.source(at)]
        for name in ("from", "by", "of"):
            for preposition, place in _behind_noun(tree, noun, name) + [
                (c, at)
                for c in tree.below(verb, "prep", "agent")
                if tree.words[c].lemma == name and name != "of"
                for at in tree.below(c, "pobj")
            ]:
                sources = [key for key in scene.source(place) if key not in targets]
                if sources and targets:
                    used = (verb, noun, preposition)
                    return pairs(sense.kind, sources, targets, verb, used, False, "received")
    return []


def _of_call(scene: Scene, verb: int) -> list[Dealing]:
    """ "called on Hollar" with nothing to do for him visits him."""
    tree = scene.tree
    on = [c for c in tree.below(verb, "prep", "prt") if tree.words[c].lemma in ("on", "upon")]
    if tree.words[verb].lemma != "call" or not on or is_passive(tree, verb):
        return []
    if any(word.tag == "TO" or word.lemma == "for" for word in tree.words[on[0] :]):
        return []
    return sides(scene, verb, (verb,), [verb], Sense("consult", ("on", "upon"), frozenset()))


def _of_relation(scene: Scene, verb: int) -> list[Dealing]:
    """ "is an ally of Karvenia", "remains his critic"."""
    tree = scene.tree
    if tree.words[verb].lemma not in ("be", "remain", "become"):
        return []
    sources = [key for subject in subjects(tree, verb) for key in scene.source(subject)]
    for noun in tree.below(verb, "attr"):
        kind = RELATIONS.get(tree.words[noun].lemma)
        if kind is None:
            continue
        for place in _related(tree, noun):
            subject = sources[0] if len(sources) == 1 else None
            targets = [key for key in scene.target(place, subject) if key not in sources]
            if sources and targets:
                return pairs(kind, sources, targets, verb, (verb, noun), False, "relation")
    return []


def event_of(tree: Tree, at: int) -> str:
    """The noun that a word is, "fighting" where it stands for one, "" for anything else."""
    word = tree.words[at]
    if word.tag.startswith("NN"):
        return word.lemma
    noun = word.tag == "VBG" and word.relation in ("nsubj", "nsubjpass", "pobj", "dobj")
    return word.text.casefold() if noun else ""


def of_apposition(scene: Scene, noun: int) -> list[Dealing]:
    """ "Karvenia, an ally of Tarvald, …": a relation told beside a name."""
    tree = scene.tree
    word = tree.words[noun]
    if word.lemma not in RELATIONS or word.relation != "appos" or word.head not in scene.at:
        return []
    sources = [scene.at[word.head]]
    for place in _related(tree, noun):
        if targets := [key for key in scene.target(place) if key not in sources]:
            kind = RELATIONS[word.lemma]
            return pairs(kind, sources, targets, noun, (noun,), False, "relation beside a name")
    return []


def _related(tree: Tree, noun: int) -> list[int]:
    """Whose ally or critic somebody is said to be."""
    return tree.below(noun, "poss") + [
        place
        for preposition in tree.below(noun, "prep")
        if tree.words[preposition].lemma in ("of", "to")
        for place in tree.below(preposition, "pobj")
    ]


def of_noun(scene: Scene, noun: int) -> list[Dealing]:
    """ "talks between A and B", "A’s attack on B", "a visit to B by A", "A left for talks with B".

    The first sense with both sides is taken.
    """
    tree = scene.tree
    if found := _of_request(scene, noun):
        return found
    for sense in EVENTS.get(event_of(tree, noun), ()):
        if "between" in sense.slots:
            for preposition, place in behind(tree, [noun], "between"):
                both = scene.source(place)
                if 1 < len(both) <= FEW:
                    used = (noun, preposition)
                    return each(sense.kind, both, noun, used, "between")
        owners = _owners(scene, noun, sense.kind)
        if not owners:
            continue
        for slot in sense.slots:
            for preposition, place in _behind_noun(tree, noun, slot):
                reached = suffering(scene, place, sense.kind, slot)
                targets = [key for key in reached if key not in owners]
                if targets:
                    used = (noun, preposition)
                    same = slot in sense.symmetric
                    return pairs(sense.kind, owners, targets, noun, used, same, f"noun, {slot}")
    return []


def _behind_noun(tree: Tree, noun: int, slot: str) -> list[tuple[int, int]]:
    """The nouns behind a preposition of a noun, or of whom it is by: "an attack by A on B"."""
    heads = [noun]
    for by in tree.below(noun, "prep"):
        if tree.words[by].lemma == "by":
            heads += tree.below(by, "pobj")
    return [
        (preposition, place)
        for head in heads
        for preposition in tree.below(head, "prep")
        if tree.words[preposition].lemma == slot
        for place in tree.below(preposition, "pobj")
    ]


def _owners(scene: Scene, noun: int, kind: str) -> list[str]:
    """Whose event a noun is: its owner, who it is by, its nationality, whoever goes to it."""
    tree = scene.tree
    owners = [key for owner in tree.below(noun, "poss") for key in scene.source(owner)]
    if not owners and any(tree.words[c].tag == "PRP$" for c in tree.below(noun, "poss")):
        # "increased their attacks on": of who increased them.
        verb = _verb_over(tree, noun)
        if verb is not None and not is_passive(tree, verb):
            owners = [key for subject in subjects(tree, verb) for key in scene.source(subject)]
    for preposition in tree.below(noun, "prep"):
        if tree.words[preposition].lemma == "by":
            owners += [
                key for place in tree.below(preposition, "pobj") for key in scene.source(place)
            ]
    owners = owners or [
        key for owner in tree.below(noun, "amod", "compound") for key in scene.source(owner)
    ]
    if not owners and (kind in _GONE_TO or kind == "protest"):
        verb = _verb_over(tree, noun)
        if verb is not None and (kind == "protest" or not is_passive(tree, verb)):
            owners = [key for subject in subjects(tree, verb) for key in scene.source(subject)]
        owners = owners or _on_the_way(scene, noun)
    return list(dict.fromkeys(owners))


def _on_the_way(scene: Scene, noun: int) -> list[str]:
    """Who is told of beside a noun: "Kessler, on a visit to", "said the talks with"."""
    tree = scene.tree
    word, above = tree.words[noun], tree.words[noun].head
    if word.relation == "pobj" and tree.words[above].lemma in ("on", "in", "after"):
        return scene.source(tree.words[above].head) if tree.words[above].head in scene.at else []
    if word.relation == "nsubj" and tree.words[above].relation == "ccomp":
        speech = tree.words[above].head
        if tree.words[speech].lemma in SAYING:
            return [key for subject in subjects(tree, speech) for key in scene.source(subject)]
    return []


def _verb_over(tree: Tree, noun: int) -> int | None:
    """The verb that a noun is the object of, or stands behind a preposition of."""
    here = noun
    for _ in range(5):
        relation, here = tree.words[here].relation, tree.words[here].head
        if tree.is_verb(here):
            return here if relation in ("dobj", "prep") else None
        if relation not in ("pobj", "prep", "conj"):
            return None
    return None

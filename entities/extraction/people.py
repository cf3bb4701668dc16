"""The mentions of each person of a document: full names first, then what stands alone.

Vladimir Putin … V. Putin … Putin             one person
George Bush … Barbara Bush … Bush             two; the last goes to the one named nearest before
"""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace

from .clusters import Cluster, group_of, surface_of
from .draft import Group, Span
from .knowledge import Knowledge, normalise
from .titles import ROYAL
from .words import PARTICLES, words_of

# A bare surname that two people of the document carry: right far more often than not when it goes
# to the one named last, but it stays a guess.
SHARED_SURNAME = 0.6
# People of one surname that are weighed against one another for a bare mention.
MANY = 50
# What a surname keeps of the confidence of the full name it belongs to.
VOUCHED = 0.9
# A first name alone ("Saddam") that only one person of the document has.
FIRST_NAME = 0.8
_FEMALE = words_of("mrs ms miss lady dame queen princess madame congresswoman")
_MALE = words_of("mr sir lord king prince father congressman")
_GENERATIONS = words_of("jr sr ii iii iv")
_KIN = re.compile(
    r"(?:[’']s|\b[Hh]is|\b[Hh]er|\b[Tt]heir)\s(?:\w+\s)?(wife|husband|widow|widower|son|daughter|"
    r"father|mother|grandfather|grandmother|grandson|granddaughter),?\s$"
)
_OLDER = words_of("father mother grandfather grandmother")
_YOUNGER = words_of("son daughter grandson granddaughter")
_AGE_BEFORE = re.compile(r"\b(elder|older|younger)\s$", re.IGNORECASE)


def group_people(knowledge: Knowledge, text: str, spans: list[Span]) -> list[Group]:
    """One group a person."""
    words = {id(span): person_words(text[span.start : span.end]) for span in spans}
    fulls: dict[tuple[str, ...], list[Span]] = defaultdict(list)
    for span in spans:
        if _core(words[id(span)]) > 1:
            fulls[words[id(span)]].append(span)
    clusters = _full_names(fulls)
    by_last: dict[str, list[Cluster]] = defaultdict(list)
    by_first: dict[str, list[Cluster]] = defaultdict(list)
    by_middle: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        cluster.fulls = sorted(span.start for span in cluster.spans)
        cluster.titles = {span.title for span in cluster.spans if span.title}
        cluster.kin = _kin_of(text, cluster)
        by_last[cluster.words[-1]].append(cluster)
        by_first[cluster.words[0]].append(cluster)
        for short in _inner_surnames(cluster.words):
            by_middle[short].append(cluster)
    for same in by_last.values():
        same.sort(key=lambda cluster: cluster.fulls[0])
    alone: dict[str, Cluster] = {}
    bare = {words[id(span)][-1] for span in spans if len(words[id(span)]) == 1}
    for span in spans:
        own = words[id(span)]
        if _core(own) > 1:
            continue
        word = own[-1] if own else normalise(text[span.start : span.end])
        candidates = _near(by_last.get(word) or by_middle.get(word, []), span.start)
        if word in alone and candidates and _royal(alone[word].spans[0]):
            # King Hussein may be meant as well as Saddam Hussein.
            candidates = [*candidates, alone[word]]
        if candidates := _of_one_sex(knowledge, candidates, span):
            chosen, span = _nearest(text, candidates, span)
        elif candidates := _called_first(by_first.get(word, []), bare):
            if len(candidates) > 1:
                # Of the Kims the one nearest before.
                chosen, span = _nearest(text, candidates, span)
                chosen.spans.append(span)
                chosen.latest = span.start
                continue
            chosen = candidates[0]
            full = surface_of(text, chosen.spans[0])
            span = replace(span, confidence=span.confidence * FIRST_NAME).because(
                "first name", **{"first name of": full}
            )
        else:
            chosen = alone.setdefault(word, Cluster(words=own))
        chosen.spans.append(span)
        chosen.latest = span.start
    return [group_of(text, cluster) for cluster in [*clusters, *alone.values()]]


def _called_first(candidates: list[Cluster], bare: set[str]) -> list[Cluster]:
    """Whom a first name alone may mean: one person, or several whose surname stands first."""
    if len(candidates) <= 1:
        return candidates
    # "Kim Jong Il" and "Kim Dae-jung" are Kim; "George Bush", who is Bush elsewhere, is not George.
    return [cluster for cluster in candidates if cluster.words[-1] not in bare]


def _royal(span: Span) -> bool:
    return bool(ROYAL.intersection((span.title or "").casefold().split()))


def _kin_of(text: str, cluster: Cluster) -> str:
    """What relative of another somebody is named as: "Rabin’s wife, Leah Rabin"."""
    for span in cluster.spans:
        start = span.start - len(span.title) - 1 if span.title else span.start
        if match := _KIN.search(text, max(0, start - 40), start):
            return match[1].casefold()
    return ""


def person_words(surface: str) -> tuple[str, ...]:
    """The words of a person's name for comparing, without generation suffixes."""
    words = normalise(surface).split()
    while len(words) > 2 and words[-1] in _GENERATIONS:
        words.pop()
    return tuple(words)


def _core(words: tuple[str, ...]) -> int:
    return sum(word not in PARTICLES for word in words)


def _inner_surnames(words: tuple[str, ...]) -> list[str]:
    """Middle words a person may be called by alone, like the first surname of a Spanish name."""
    return [word for word in words[1:-1] if len(word) > 3 and word not in PARTICLES]


def _full_names(fulls: dict[tuple[str, ...], list[Span]]) -> list[Cluster]:
    """Merges "G. Bush", "George Bush" and "George W. Bush" unless two longer names compete."""
    clusters: list[Cluster] = []
    alike: dict[tuple[str, str], list[Cluster]] = defaultdict(list)
    for words in sorted(fulls, key=len, reverse=True):
        key = (words[-1], words[0][0])
        fitting = [c for c in alike[key][:MANY] if _same_person(words, c.words)]
        if len(fitting) == 1:
            cluster = fitting[0]
            cluster.spans.extend(
                span.because("full name", **{"short for": " ".join(cluster.words)})
                for span in fulls[words]
            )
            # "J. Smith" met first and then "John Smith": keep the telling form for comparing.
            if len(words) == len(cluster.words) and sum(map(len, words)) > sum(
                map(len, cluster.words)
            ):
                cluster.words = words
        else:
            cluster = Cluster(list(fulls[words]), words)
            clusters.append(cluster)
            alike[key].append(cluster)
    return clusters


def _same_person(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether the words of a shorter name fit into a longer one, initials for names."""
    if short[-1] != full[-1] or not _fits(short[0], full[0]):
        return False
    if 2 < len(short) < len(full):
        # George W. and George H. W. Bush are two people.
        return False
    rest = list(full[1:-1])
    for word in short[1:-1]:
        for at, other in enumerate(rest):
            if _fits(word, other):
                del rest[: at + 1]
                break
        else:
            return False
    return True


def _fits(one: str, other: str) -> bool:
    if one == other:
        return True
    return (len(one) == 1 or len(other) == 1) and one[0] == other[0]


def _of_one_sex(knowledge: Knowledge, candidates: list[Cluster], span: Span) -> list[Cluster]:
    """Leaves out those whom a title before the surname cannot mean: by sex, and kings at all."""
    title = (span.title or "").casefold().replace(".", "").split()
    if ROYAL.intersection(title):
        # King Hussein is not Saddam Hussein: the name after such a title is no surname.
        return [c for c in candidates if span.title in c.titles]
    sex = "f" if _FEMALE.intersection(title) else "m" if _MALE.intersection(title) else ""
    if not sex:
        return candidates
    return [c for c in candidates if knowledge.first_names.get(c.words[0], sex) == sex]


def _near(candidates: list[Cluster], at: int) -> list[Cluster]:
    """Of very many people with one surname, those first named last before `at`.

    Keeps a list of thousands of relatives from taking quadratic time.
    """
    if len(candidates) <= MANY:
        return candidates
    index = bisect_left(candidates, at, key=lambda cluster: cluster.fulls[0])
    return candidates[max(0, index - MANY) : max(MANY, index)]


def _nearest(text: str, candidates: list[Cluster], span: Span) -> tuple[Cluster, Span]:
    """The cluster a bare surname belongs to: by its title if only one has it, else named last."""
    if len(candidates) == 1:
        full = candidates[0].spans[0]
        # The full name vouches for a surname the model was unsure of.
        span = replace(span, confidence=max(span.confidence, full.confidence * VOUCHED))
        return candidates[0], span.because("surname", **{"surname of": surface_of(text, full)})
    names = "; ".join(surface_of(text, cluster.spans[0]) for cluster in candidates[:4])
    if heir := _of_the_family(text, candidates, span):
        span = replace(span, confidence=span.confidence * FIRST_NAME)
        return heir, span.because(
            "surname",
            **{"surname of": names, "chosen among relatives": heir.kin or "whose they are"},
        )
    if span.title:
        titled = [cluster for cluster in candidates if span.title in cluster.titles]
        if len(titled) == 1:
            return titled[0], span.because(
                "surname", **{"surname of": names, "chosen by title": span.title}
            )
    chosen = min(candidates, key=lambda cluster: cluster.distance(span.start))
    span = replace(span, confidence=span.confidence * SHARED_SURNAME)
    return chosen, span.because(
        "shared surname",
        **{"surname of": names, "chosen as nearest": surface_of(text, chosen.spans[0])},
    )


def _of_the_family(text: str, candidates: list[Cluster], span: Span) -> Cluster | None:
    """Who of several relatives a bare surname means: the one whose relatives the others are.

    "the elder Bush" is the father; "the younger Bush" is the one who has a father there.
    """
    relatives = [cluster for cluster in candidates if cluster.kin]
    others = [cluster for cluster in candidates if not cluster.kin]
    if age := _AGE_BEFORE.search(text, max(0, span.start - 10), span.start):
        elder = age[1].casefold() != "younger"
        fitting = [c for c in relatives if c.kin in (_OLDER if elder else _YOUNGER)]
        if not fitting and any(c.kin in (_YOUNGER if elder else _OLDER) for c in relatives):
            fitting = others
        return fitting[0] if len(fitting) == 1 else None
    return others[0] if relatives and len(others) == 1 and not span.title else None

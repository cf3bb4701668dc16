"""What decisions say when they are counted: which name means whom, and what a desk does not tag.

A name means an actor when at least LIKELY of the decisions on it say so, counting one more that is
half for and half against; a bare surname begins with the odds against. A name that was rejected
STOPPED_AFTER times and never taken is not suggested.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Length

from articles.models import Article
from entities.actors import taught_key
from entities.extraction.habits import Look, fit
from entities.extraction.knowledge import normalise
from entities.extraction.scoring import LEAD
from entities.extraction.taught import SAID
from entities.knowing import knowledge
from entities.models import Actor, Decision, Mention, Rule, Tag
from entities.resolution import active

Verb, Sort = Decision.Verb, Rule.Sort

LIKELY = 0.6
EVEN, AGAINST = 0.5, 0.1
STOPPED_AFTER = 2
# Where a desk calls so many actors of one kind another, and so few not, it calls all so.
KINDS_AFTER, KINDS_SHARE = 3, 0.75
# Decisions named as the origin of a rule.
MOST_NAMED = 20
# Habits are of late: older decisions tell little more.
MOST_LOOKS = 20_000

Scope = tuple[int | None, int]
EVERYWHERE: Scope = (None, 0)


@dataclass(slots=True)
class Learnt:
    """A rule as the decisions say it."""

    sort: str
    words: str = ""
    shown: str = ""
    actor_id: int | None = None
    to_actor_id: int | None = None
    source_id: int | None = None
    year: int = 0
    right_count: int = 0
    seen_count: int = 0
    learnt_from: list[int] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[Any, ...]:
        return self.sort, self.words, self.actor_id, self.source_id, self.year

    def as_row(self, now: datetime.datetime) -> Rule:
        return Rule(
            **{name: getattr(self, name) for name in self.__slots__},
            changed_at=now,
        )


@dataclass(frozen=True, slots=True)
class _Decided:
    """What became of what the machine said in one article: who it is (None: nobody)."""

    decision: int
    article: int
    said: int
    meant: int | None
    source: int
    year: int

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return EVERYWHERE, (self.source, 0), (self.source, self.year)


@dataclass(slots=True)
class _Tally:
    """Decisions on one name or actor, by whom they mean; the ids of each."""

    means: dict[int | None, list[int]] = field(default_factory=lambda: defaultdict(list))

    def count(self, decided: _Decided) -> None:
        self.means[decided.meant].append(decided.decision)

    def likely(self, prior: float) -> int | None:
        """Whom the name means by far, rejections aside; None when that is open."""
        counts = {who: len(ids) for who, ids in self.means.items() if who is not None}
        total = sum(counts.values())
        if not total:
            return None
        who = max(counts, key=lambda one: (counts[one], one))
        return who if (counts[who] + prior) / (total + 1) >= LIKELY else None

    @property
    def accepted(self) -> int:
        return sum(len(ids) for who, ids in self.means.items() if who is not None)


def learnt_rules() -> Iterator[Learnt]:
    """Yield every rule that the decisions which hold now say."""
    decided, added = _decided()
    ids = {one.said for one in decided} | {one.meant for one in [*decided, *added] if one.meant}
    actors = Actor.objects.in_bulk(ids)
    yield from _meanings(decided, actors)
    yield from _names(decided, added, actors)
    yield from _kinds(decided, actors)
    yield from _stops(decided, actors)
    yield from _habits(decided, len(added), actors)


@dataclass(frozen=True, slots=True)
class _Added(_Decided):
    words: tuple[str, ...] = ()


def _decided() -> tuple[list[_Decided], list[_Added]]:
    """The latest decision that holds on each tag of the machine, and the tags that were added."""
    rows = list(
        Decision.objects.filter(subject=Decision.Subject.TAG)
        .order_by("pk")
        .values_list(
            *("pk", "undoes", "verb", "actor", "to_actor", "article", "article__source"),
            *("article__published_at", "anchors"),
        )
    )
    holding = active([(row[0], row[1]) for row in rows])
    said = _read_as()
    latest: dict[tuple[int, int], _Decided] = {}
    added = []
    for pk, _, verb, actor, to, article, source, when, anchors in rows:
        year = when.year if when else 0
        if pk not in holding or verb not in _MEANT:
            continue
        if verb == Verb.ADD:
            words = tuple(dict.fromkeys(anchor["quote"] for anchor in anchors))
            added.append(_Added(pk, article, actor, actor, source, year, words))
            continue
        meant = {Verb.RELINK: to, Verb.REJECT: None}.get(verb, actor)
        was = said.get((article, actor), actor)
        latest[article, was] = _Decided(pk, article, was, meant, source, year)
    return list(latest.values()), added


_MEANT = (Verb.CONFIRM, Verb.REJECT, Verb.RELINK, Verb.ADD)


def _read_as() -> dict[tuple[int, int], int]:
    """By article and suggested actor whom the machine said before it was taught otherwise."""
    decided = Decision.objects.values("article")
    taught = Mention.objects.filter(article__in=decided, evidence__has_key=SAID)
    before = KeyTextTransform(SAID, "evidence")
    rows = list(taught.annotate(before=before).values_list("article", "actor", "before"))
    keys = Actor.objects.filter(key__in={key for _, _, key in rows}).values_list("key", "pk")
    by_key = dict(keys)
    return {(article, actor): by_key[key] for article, actor, key in rows if key in by_key}


def _meanings(decided: list[_Decided], actors: dict[int, Actor]) -> Iterator[Learnt]:
    """Actors of the machine that are another: everywhere, or in a source, or in a year of it."""
    tallies: dict[int, dict[Scope, _Tally]] = defaultdict(lambda: defaultdict(_Tally))
    for one in decided:
        for scope in one.scopes:
            tallies[one.said][scope].count(one)
    for said, by_scope in tallies.items():
        prior = AGAINST if _bare(actors[said]) else EVEN
        wider = by_scope[EVERYWHERE].likely(prior)
        if all(who in (said, None) for who in by_scope[EVERYWHERE].means):
            continue
        for scope, tally in sorted(by_scope.items(), key=lambda item: _breadth(item[0])):
            who = tally.likely(prior)
            narrow = scope != EVERYWHERE
            if who is None or (narrow and (who == wider or tally.accepted < 2)):
                continue
            if who == said and not narrow:
                continue
            yield _learnt(Sort.PRIOR, tally, who, actor_id=said, scope=scope)


def _breadth(scope: Scope) -> tuple[bool, bool]:
    return scope[0] is not None, bool(scope[1])


def _learnt(
    sort: str, tally: _Tally, who: int | None, *, scope: Scope = EVERYWHERE, **fields: Any
) -> Learnt:
    return Learnt(
        sort,
        to_actor_id=who,
        source_id=scope[0],
        year=scope[1],
        right_count=len(tally.means[who]),
        seen_count=sum(map(len, tally.means.values())) if who is None else tally.accepted,
        learnt_from=sorted(tally.means[who], reverse=True)[:MOST_NAMED],
        **fields,
    )


def _names(
    decided: list[_Decided], added: list[_Added], actors: dict[int, Actor]
) -> Iterator[Learnt]:
    """Names of actors without a row, whatever kind the machine takes them for, and added words."""
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    shown: dict[str, str] = {}
    written = set()
    for one in decided:
        if one.meant and _is_local(actors[one.said]):
            name = normalise(actors[one.said].name)
            shown.setdefault(name, actors[one.said].name)
            tallies[name].count(one)
    for new in added:
        for words in new.words:
            name = normalise(words)
            if name and words not in knowledge().demonyms and words[0].isupper():
                shown[name] = words
                written.add(name)
                tallies[name].count(new)
    for name, tally in tallies.items():
        who = tally.likely(EVEN)
        if who is None:
            continue
        bare = actors[who].kind == "person" and " " not in name
        if tally.likely(AGAINST if bare else EVEN) is None:
            continue
        if name not in written and normalise(actors[who].name) == name and len(tally.means) == 1:
            continue  # as the machine says itself
        yield _learnt(
            Sort.ALIAS,
            tally,
            who,
            words=name,
            shown=shown[name],
            details={"added": name in written},
        )


def _kinds(decided: list[_Decided], actors: dict[int, Actor]) -> Iterator[Learnt]:
    """Actors of another kind than the machine says, and kinds that the desk calls another."""
    pairs: dict[tuple[str, str], set[int]] = defaultdict(set)
    settled = set()
    seen = set()
    for one in decided:
        if one.meant is None:
            continue
        said, meant = actors[one.said], actors[one.meant]
        was = _machine_kind(said)
        if was:
            pairs[was, meant.kind].add(said.pk)
        settled.add(taught_key(meant))
        if one.meant == one.said and was and meant.kind != was and said.pk not in seen:
            seen.add(said.pk)
            yield Learnt(
                Sort.KIND,
                words=meant.kind,
                shown=meant.name,
                actor_id=said.pk,
                right_count=1,
                seen_count=1,
                learnt_from=[one.decision],
            )
    for was in {kind for kind, _ in pairs}:
        counts = Counter({now: len(ids) for (before, now), ids in pairs.items() if before == was})
        now, count = counts.most_common(1)[0]
        if now != was and count >= KINDS_AFTER and count >= KINDS_SHARE * counts.total():
            yield Learnt(
                Sort.KIND,
                words=was,
                shown=was,
                right_count=count,
                seen_count=counts.total(),
                details={"kind": now, "settled": sorted(settled)},
            )


def _stops(decided: list[_Decided], actors: dict[int, Actor]) -> Iterator[Learnt]:
    """Names that were rejected again and again and never taken."""
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    who: dict[str, Actor] = {}
    for one in decided:
        said = actors[one.said]
        name = normalise(said.name) if _is_local(said) else taught_key(said)
        who.setdefault(name, said)
        tallies[name].count(one)
    for name, tally in tallies.items():
        said = who[name]
        if not tally.accepted and len(tally.means[None]) >= STOPPED_AFTER:
            local = _is_local(said)
            yield _learnt(
                Sort.STOP,
                tally,
                None,
                words=name if local else "",
                shown=said.name,
                actor_id=None if local else said.pk,
            )


def _habits(decided: list[_Decided], missed: int, actors: dict[int, Actor]) -> Iterator[Learnt]:
    """What the desk takes and leaves, as a model of its latest decisions."""
    late = sorted(decided, key=lambda one: -one.decision)[:MOST_LOOKS]
    articles = {one.article for one in late}
    outcome = {(one.article, one.said): one.meant is not None for one in late}
    outcome |= {(one.article, one.meant): True for one in late if one.meant}
    for tag in _left_held_back(articles):
        outcome.setdefault(tag, False)
    meant = _moves(decided)
    looks, taken = [], []
    for (article, actor), look in _looks(articles, meant).items():
        if (yes := outcome.get((article, actor))) is not None:
            looks.append(look)
            taken.append(yes)
    fitted = fit(looks, taken, missed)
    if fitted:
        yield Learnt(
            Sort.HABIT,
            right_count=sum(taken),
            seen_count=len(taken),
            details={
                "weights": [round(weight, 4) for weight in fitted.weights],
                "limit": round(fitted.limit, 4),
                "decisions": fitted.decisions,
                "seen": {key: list(counts) for key, counts in fitted.seen.items()},
            },
        )


def _left_held_back(articles: set[int]) -> list[tuple[int, int]]:
    """Tags that were held back and that nobody took, in articles where nothing is left to do."""
    held = Tag.objects.filter(article__in=articles, held_back=True)
    done = held.filter(article__review__suggested_count=0)
    return list(done.values_list("article", "actor"))


def _moves(decided: list[_Decided]) -> dict[int, int]:
    """Whom each actor of the machine was taken for most often."""
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    for one in decided:
        if one.meant:
            counts[one.said][one.meant] += 1
    return {said: means.most_common(1)[0][0] for said, means in counts.items()}


def _looks(articles: set[int], meant: dict[int, int]) -> dict[tuple[int, int], Look]:
    """What each suggestion of these articles looks like, by article and actor."""
    rows = Mention.objects.filter(article__in=articles).order_by("article", "start")
    by_tag: dict[tuple[int, int], list[Mention]] = defaultdict(list)
    for mention in rows.only(
        *("article", "actor", "start", "how", "title", "tag_confidence", "tag_salience", "evidence")
    ):
        by_tag[mention.article_id, mention.actor_id].append(mention)
    ids = {actor for _, actor in by_tag} | set(meant.values()) | set(meant)
    actors = Actor.objects.in_bulk(ids)
    inherited = {
        to: knowledge().entries[key].role
        for said, to in meant.items()
        if (key := actors[said].key or "") in knowledge().entries
    }
    lengths = dict(
        Article.objects.filter(pk__in=articles)
        .annotate(size=Length("body"))
        .values_list("pk", "size")
    )
    ranks: dict[int, list[float]] = defaultdict(list)
    for (article, _), mentions in by_tag.items():
        ranks[article].append(-mentions[0].tag_salience)
    for saliences in ranks.values():
        saliences.sort()
    found = {}
    for (article, actor), mentions in by_tag.items():
        who = actors[meant.get(actor, actor)]
        entry = knowledge().entries.get(actors[actor].key or "")
        first = mentions[0]
        found[article, actor] = Look(
            key=taught_key(who),
            kind=who.kind,
            role=entry.role if entry else inherited.get(who.pk, ""),
            confidence=first.tag_confidence,
            salience=first.tag_salience,
            hows=Counter(mention.how for mention in mentions),
            titled=any(mention.title for mention in mentions),
            one_word=" " not in who.name,
            first=first.start / max(1, lengths[article]),
            leads=first.start < LEAD,
            rank=ranks[article].index(-first.tag_salience),
            local=entry is None and who.pk not in inherited,
        )
    return found


def _machine_kind(actor: Actor) -> str:
    """The kind that the extractor gives an actor by itself; empty for one that an editor made."""
    if entry := knowledge().entries.get(actor.key or ""):
        return entry.kind
    parts = (actor.key or "").split(":")
    return parts[1] if parts[0] == "local" and len(parts) > 2 else ""


def _is_local(actor: Actor) -> bool:
    return (actor.key or "") not in knowledge().entries


def _bare(actor: Actor) -> bool:
    """Whether only a surname or first name is known: it is somebody else's in the next story."""
    return _is_local(actor) and actor.kind == "person" and " " not in actor.name

"""The habits of a desk: what each suggestion looked like, and whether it was taken."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db.models.functions import Length

from articles.models import Article
from entities.actors import taught_key
from entities.counted.decided import Decided
from entities.counted.tallies import Learnt
from entities.extraction.habits import Look, fit
from entities.extraction.scoring import LEAD
from entities.knowing import knowledge
from entities.models import Actor, Mention, Rule, Tag

Sort = Rule.Sort

# Habits are of late: older decisions tell little more.
MOST_LOOKS = 20_000


def habits(decided: list[Decided], missed: int, actors: dict[int, Actor]) -> Iterator[Learnt]:
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
                "seen": {
                    key: [past.taken, past.decided, round(past.expected, 3)]
                    for key, past in fitted.seen.items()
                },
            },
        )


def _left_held_back(articles: set[int]) -> list[tuple[int, int]]:
    """Tags that were held back and that nobody took, in articles where nothing is left to do."""
    held = Tag.objects.filter(article__in=articles, held_back=True)
    done = held.filter(article__review__suggested_count=0)
    return list(done.values_list("article", "actor"))


def _moves(decided: list[Decided]) -> dict[int, int]:
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

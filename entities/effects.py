"""What a rule would change, by reading some articles with it and without it, before it is in force.

And the re-extraction of the articles that it may change, once an editor says so.
"""

from collections import Counter
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles.models import Article, ArticleVersion
from entities import runs
from entities.extraction import Config, Memory, extract
from entities.extraction.taught import SAID
from entities.knowing import knowledge
from entities.memory import Rules, rules_in_force
from entities.models import Mention, Rule
from entities.teaching.measuring import shown

# Enough to see what a rule does, and read within a minute.
MOST_LOOKED_AT = 50
# A rule that touches more is for `reextract --all`.
MOST_REEXTRACTED = 5_000
MOST_NAMED = 12


def affected(rule: Rule) -> QuerySet[Article]:
    """Return the articles that a rule may change: for habits, and a kind for a kind, any."""
    articles = Article.objects.all()
    if rule.article_id:
        return articles.filter(pk=rule.article_id)
    if rule.source_id:
        articles = articles.filter(Q(source=rule.source_id) | Q(source__merged_into=rule.source_id))
    if rule.year:
        articles = articles.filter(published_at__year=rule.year)
    if rule.actor_id and not rule.by_editor:
        # Where it was applied, the machine says the other actor, and what it read it as.
        taught = Q(actor=rule.to_actor_id, evidence__has_key=SAID)
        said = Q(actor=rule.actor_id)
        found = Mention.objects.filter(said | taught if rule.to_actor_id else said)
        return articles.filter(pk__in=found.values("article"))
    words = rule.shown or rule.words
    if not words or rule.sort in (Rule.Sort.KIND, Rule.Sort.HABIT):
        return articles
    query = SearchQuery(words, config="newsroom", search_type="phrase")
    return articles.filter(search_vector=query)


def measure(rule_id: int) -> None:
    """Read the newest articles that a rule may change with it and without it; keep what differs."""
    rule = Rule.objects.filter(pk=rule_id).first()
    if rule is None:
        return
    others = [one for one in rules_in_force() if one.pk != rule_id]
    # As if it were put in force now: last.
    without, with_it = Rules.of(others), Rules.of([*others, rule])
    articles = affected(rule)
    gone: Counter[str] = Counter()
    new: Counter[str] = Counter()
    looked = changed = 0
    latest = articles.order_by("-pk").select_related("source").defer("search_vector")
    for article in latest[:MOST_LOOKED_AT]:
        before, after = (_tags(article, rules.memory(article.pk)) for rules in (without, with_it))
        gone.update(map(_label, before - after))
        new.update(map(_label, after - before))
        changed += before != after
        looked += 1
    effect: dict[str, Any] = {
        "looked": looked,
        "of": articles.order_by()[: MOST_REEXTRACTED + 1].count(),
        "changed": changed,
        "gone": gone.most_common(MOST_NAMED),
        "new": new.most_common(MOST_NAMED),
        "at": timezone.now().isoformat(timespec="minutes"),
    }
    Rule.objects.filter(pk=rule_id).update(effect=effect)


def reextract_affected(rule: Rule) -> int:
    """Ask for the articles that a rule may change to be extracted again; return how many."""
    some = affected(rule).order_by("-pk").values("pk")[:MOST_REEXTRACTED]
    versions = ArticleVersion.objects.filter(number=F("article__version_number"), article__in=some)
    return runs.request_runs(versions.only("article_id").order_by("pk"))


def count_affected(rule: Rule) -> str:
    """Return how many articles a rule may change, in words. One bounded query."""
    count = affected(rule).order_by()[: MOST_REEXTRACTED + 1].count()
    if count > MOST_REEXTRACTED:
        return f"the newest {MOST_REEXTRACTED:,} articles that it may change"
    return f"{count:,} article{'' if count == 1 else 's'} that it may change"


# Name, kind, and whether it is somebody known: what readers see of a tag.
_Seen = tuple[str, str, bool]


def _label(tag: _Seen) -> str:
    name, kind, known = tag
    return f"{name} ({kind})" if known else f"{name} ({kind}, linked to nobody)"


def _tags(article: Article, memory: Memory | None) -> set[_Seen]:
    date = article.published_at.date() if article.published_at else None
    found = extract(
        article.body,
        knowledge=knowledge(),
        date=date,
        source=article.source.name,
        memory=memory,
        config=Config(interactions=False),
    )
    return {(one.name, one.kind, not one.key.startswith("local:")) for one in shown(found)}

"""What a rule would change, by reading some articles with it and without it, before it is in force.

And the re-extraction of the articles that it may change, once an editor says so.
"""

from collections import Counter
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, QuerySet

from articles.models import Article, ArticleVersion
from entities import runs
from entities.extraction import Config, Memory, extract
from entities.knowing import knowledge
from entities.learning import memory_of
from entities.models import Mention, Rule
from entities.teaching.measuring import shown

# Enough to see what a rule does, and read within a minute.
MOST_LOOKED_AT = 50
# A rule that touches more is for `reextract --all`.
MOST_REEXTRACTED = 5_000
MOST_NAMED = 12


def affected(rule: Rule) -> QuerySet[Article] | None:
    """Return the articles that a rule may change; None when that may be any."""
    if rule.actor_id and rule.sort != Rule.Sort.NEVER_LINK:
        found = Mention.objects.filter(actor=rule.actor_id).values("article")
        return Article.objects.filter(pk__in=found)
    words = rule.shown or rule.words
    if not words or rule.sort in (Rule.Sort.KIND, Rule.Sort.HABIT):
        return None
    query = SearchQuery(words, config="newsroom", search_type="phrase")
    return Article.objects.filter(search_vector=query)


def measure(rule_id: int) -> None:
    """Read the newest articles that a rule may change with it and without it; keep what differs."""
    rule = Rule.objects.filter(pk=rule_id).first()
    articles = affected(rule) if rule else None
    if rule is None or articles is None:
        return
    others = Rule.objects.filter(is_active=True).exclude(pk=rule_id)
    without, with_it = memory_of(others), memory_of([*others, rule])
    gone: Counter[str] = Counter()
    new: Counter[str] = Counter()
    looked = changed = 0
    latest = articles.order_by("-pk").select_related("source").defer("search_vector")
    for article in latest[:MOST_LOOKED_AT]:
        before, after = _tags(article, without), _tags(article, with_it)
        gone.update(f"{name} ({kind})" for name, kind in before - after)
        new.update(f"{name} ({kind})" for name, kind in after - before)
        changed += before != after
        looked += 1
    effect: dict[str, Any] = {
        "looked": looked,
        "of": articles[: MOST_REEXTRACTED + 1].count(),
        "changed": changed,
        "gone": gone.most_common(MOST_NAMED),
        "new": new.most_common(MOST_NAMED),
    }
    Rule.objects.filter(pk=rule_id).update(effect=effect)


def reextract_affected(rule: Rule) -> int:
    """Ask for the articles that a rule may change to be extracted again; return how many."""
    articles = affected(rule)
    if articles is None:
        return 0
    some = articles.order_by("-pk").values("pk")[:MOST_REEXTRACTED]
    versions = ArticleVersion.objects.filter(number=F("article__version_number"), article__in=some)
    return runs.request_runs(versions.only("article_id").order_by("pk"))


def _tags(article: Article, memory: Memory | None) -> set[tuple[str, str]]:
    date = article.published_at.date() if article.published_at else None
    found = extract(
        article.body,
        knowledge=knowledge(),
        date=date,
        source=article.source.name,
        memory=memory,
        config=Config(interactions=False),
    )
    return {(one.name, one.kind) for one in shown(found)}

"""What the public archive tells of one actor: quotes by and about it, and its dealings.

Lists of any length, newest first. No list loads a body: the words of the rows shown are cut out in
the database (entities.shown).
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, Value, When
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.safestring import SafeString

from articles.models import Article
from articles.querysets import OPENING_CHARACTERS
from entities.models import Actor, Dealing, Interaction, Quote, QuoteAbout
from entities.models.told import SHOWN
from entities.publication import rule_of_site
from entities.shown import sentence_of, with_sentence, with_window, with_words

# So many stand on the page of the actor itself.
MOST_FIRST = 3
# An actor has dealings with many; these share the most articles with it.
MOST_OTHERS = 12


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A quote in a list; `more` if its words go on."""

    quote: Quote
    article: Article
    words: str
    more: bool


@dataclass(frozen=True, slots=True)
class DealingLine:
    """An interaction in a list, with its sentence; `other` is with whom.

    Without a sentence its article has a new text that is not read yet: what it told may be gone.
    """

    told: Interaction
    article: Article
    other: Actor
    sentence: SafeString | None

    @property
    def pair_url(self) -> str:
        """The page of the two sides."""
        sides = (self.told.source, self.told.target)
        return reverse("actor_pair", args=sorted(side.slug for side in sides if side))


@dataclass(frozen=True, slots=True)
class Overview:
    """The beginnings of the three lists; one more than MOST_FIRST if there are more."""

    by: list[QuoteLine]
    about: list[QuoteLine]
    dealings: list[DealingLine]


def quotes_by_actor(actor: Actor) -> Any:
    rows = Quote.objects.filter(SHOWN, rule_of_site().told, speaker=actor)
    return listed(with_words(rows), "").select_related("speaker")


def quotes_about_actor(actor: Actor) -> Any:
    rows = QuoteAbout.objects.filter(actor=actor)
    return listed(with_words(rows, "quote__"), "quote__").select_related("quote__speaker")


def dealings_of(actor: Actor) -> Any:
    rows = listed(
        with_sentence(Dealing.objects.filter(actor=actor), "interaction__"), "interaction__"
    )
    sides = ("source", "target", "by")
    return rows.select_related("other", *(f"interaction__{side}" for side in sides))


def dealings_between(actor: Actor, other: Actor) -> Any:
    """What public articles tell of two actors, as the first one's dealings; none is left out."""
    rows = Dealing.objects.filter(actor=actor, other=other, public=True)
    sides = ("other", *(f"interaction__{side}" for side in ("source", "target", "by")))
    return listed(with_window(rows, "interaction__"), "interaction__").select_related(*sides)


def overview(actor: Actor) -> Overview:
    """Return what the page of an actor shows. Three queries."""
    most = MOST_FIRST + 1
    return Overview(
        by=quote_lines(quotes_by_actor(actor).order_by("-sort_at", "pk")[:most]),
        about=quote_lines(quotes_about_actor(actor).order_by("-sort_at", "quote_id")[:most]),
        dealings=dealing_lines(dealings_of(actor).order_by("-sort_at", "interaction_id")[:most]),
    )


def quote_lines(rows: Any) -> list[QuoteLine]:
    lines = []
    for row in rows:
        quote = row if isinstance(row, Quote) else row.quote
        give_opening(quote.article, row.opening)
        lines.append(QuoteLine(quote, quote.article, row.words, row.length > len(row.words)))
    return lines


def dealing_lines(rows: Any) -> list[DealingLine]:
    lines = []
    for row in rows:
        told = row.interaction
        give_opening(told.article, row.opening)
        there = row.found_hash == told.words_hash
        sentence = sentence_of(row.window, row.before, row.length) if there else None
        lines.append(DealingLine(told, told.article, row.other, sentence))
    return lines


def kinds_of(actor: Actor, other: Actor | None) -> list[Interaction.Kind]:
    """Return the kinds of dealings of an actor, with another one or at all. One query."""
    rows = Dealing.objects.filter(actor=actor, **({"other": other} if other else {}))
    found = {f"has_{kind.value}": Exists(rows.filter(kind=kind.value)) for kind in Interaction.Kind}
    has: dict[str, Any] = dict(Actor.objects.filter(pk=actor.pk).values(**found).get())
    return [kind for kind in Interaction.Kind if has[f"has_{kind.value}"]]


def others_of(actor: Actor) -> list[Actor]:
    """Return those with whom an actor has dealings, among those in most of its articles."""
    dealt = Dealing.objects.filter(actor=actor, other=OuterRef("other"))
    pairs = actor.company.filter(Exists(dealt), article_count__gt=0).select_related("other")
    return [pair.other for pair in pairs.order_by("-article_count", "other_id")[:MOST_OTHERS]]


def give_opening(article: Any, opening: str) -> None:
    """Give an article the opening by which it is called if it has no headline (Article.title)."""
    article.opening = opening


def listed(rows: Any, path: str) -> Any:
    """Return rows of public articles, with what a line says of the article, without its text."""
    article = f"{path}article__"
    heavy = [article + name for name in ("body", "search_vector", "label_text", "label_lexemes")]
    if path == "quote__":
        heavy.append("quote__search_vector")
    opening = Case(
        When(**{f"{article}headline": ""}, then=Left(f"{article}body", OPENING_CHARACTERS)),
        default=Value(""),
    )
    return (
        rows.filter(**{f"{article}status": Article.Status.PUBLISHED})
        .select_related(f"{article}source__merged_into")
        .defer(*heavy)
        .annotate(opening=opening)
    )

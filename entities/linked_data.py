"""What pages say to machines: articles, quotes and actors in the words of schema.org, as JSON-LD.

Only what readers of the page see, too: tags that the machine suggests are named, and those that
need a second look are not. `site` is the address of the site with its closing slash.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from articles.bylines import authors_in, is_name
from articles.dates import published_machine
from articles.models import Article, ArticleAct
from entities.models import Actor, Kind, Tag
from entities.provenance import ShownTag
from entities.shown import Shown, ShownQuote

CONTEXT = "https://schema.org"
# What an article is about, and what it mentions besides.
MOST_ABOUT = 3
MOST_MENTIONS = 50
MOST_QUOTATIONS = 50
# A longer speech is read on the page; half of one would be a wrong quotation.
MOST_WORDS = 600
MOST_NAMES = 20

TYPES = {
    Kind.PERSON: "Person",
    Kind.ORGANISATION: "Organization",
    Kind.COUNTRY: "Country",
    Kind.PLACE: "Place",
}
# The vocabulary knows no others who speak.
_SPEAKERS = (Kind.PERSON, Kind.ORGANISATION)

Node = dict[str, Any]


def article_data(
    article: Any,
    site: str,
    *,
    tags: Sequence[ShownTag],
    told: Shown,
    acts: Sequence[ArticleAct],
) -> Node:
    """Return a NewsArticle. `article` has its `changed_at`; `acts` are those told to readers."""
    address = _whole(site, article.get_absolute_url())
    sure = [tag for tag in tags if tag.status != Tag.Status.SECOND_LOOK]
    named = [actor_node(tag.actor, site) for tag in sure[: MOST_ABOUT + MOST_MENTIONS]]
    changed = article.version_number > 1 or acts
    data = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": article.title,
        "description": article.standfirst,
        "datePublished": published_machine(article),
        "dateModified": article.changed_at.isoformat(timespec="seconds") if changed else "",
        "inLanguage": article.language,
        "articleSection": article.section.kept.name if article.section else "",
        "author": _authors(article),
        "publisher": _organisation(article.source.kept.name),
        "sdPublisher": _organisation(settings.SITE_NAME),
        "creditText": article.credit,
        "isAccessibleForFree": True,
        # The original may show a name that is hidden here.
        "isBasedOn": "" if article.hidden_names else article.url,
        "creativeWorkStatus": "Retracted" if "retraction" in article.flags else "",
        "about": named[:MOST_ABOUT],
        "mentions": named[MOST_ABOUT:],
        "correction": [_correction(act) for act in acts if act.kind in _CORRECTIONS],
        "hasPart": _quotations(told.quotes, address, site),
    }
    return _filled(data)


def actor_data(actor: Actor, site: str, names: Sequence[str] = ()) -> Node:
    """Return a Person, Organization, Country or Place; `names` are others that it is known by."""
    others = [name for name in dict.fromkeys(names) if name != actor.name]
    data = {
        "@context": CONTEXT,
        **actor_node(actor, site),
        "description": actor.description,
        "alternateName": others[:MOST_NAMES],
        "deathDate": actor.died_on,
        "mainEntityOfPage": _whole(site, actor.get_absolute_url()),
    }
    return _filled(data)


def actor_node(actor: Actor, site: str) -> Node:
    """Return what an article says of an actor: type, name, page, and who that is in Wikidata."""
    address = _whole(site, actor.get_absolute_url())
    wikidata = f"https://www.wikidata.org/wiki/{actor.wikidata}" if actor.wikidata else ""
    node = {
        "@type": TYPES[Kind(actor.kind)],
        "@id": address,
        "name": actor.name,
        "url": address,
        "sameAs": wikidata,
    }
    return _filled(node)


_CORRECTIONS = (
    ArticleAct.Kind.CORRECTION,
    ArticleAct.Kind.CLARIFICATION,
    ArticleAct.Kind.RETRACTION,
)


def _correction(act: ArticleAct) -> Node:
    day = act.created_at.date().isoformat()
    said = f"{act.done.capitalize()} on {day}"
    text = f"{said}: {act.public_note}" if act.public_note else f"{said}."
    return {"@type": "CorrectionComment", "text": text, "dateCreated": day}


def _authors(article: Article) -> list[Node]:
    names = authors_in(article.byline)
    return [
        {"@type": "Person" if is_name(name) else "Organization", "name": name} for name in names
    ] or [_organisation(article.source.kept.name)]


def _organisation(name: str) -> Node:
    return {"@type": "Organization", "name": name}


def _quotations(quotes: Sequence[ShownQuote], address: str, site: str) -> list[Node]:
    """The quotes in their own words; what is told in other words is no quotation."""
    own = [one for one in quotes if one.quote.direct and len(one.words) <= MOST_WORDS]
    return [_quotation(one, address, site) for one in own[:MOST_QUOTATIONS]]


def _quotation(one: ShownQuote, address: str, site: str) -> Node:
    speaks = one.speaker and one.speaker.kind in _SPEAKERS
    node = {
        "@type": "Quotation",
        "@id": f"{address}{one.anchor}",
        "text": one.words,
        "spokenByCharacter": actor_node(one.speaker, site) if one.speaker and speaks else "",
        "isPartOf": {"@id": address},
    }
    return _filled(node)


def _whole(site: str, path: str) -> str:
    return site.rstrip("/") + path


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in ("", [], None)}

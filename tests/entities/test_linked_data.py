"""What pages say to machines, read by a parser of JSON-LD and held against the vocabulary."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pyld import jsonld

from articles import acts
from articles.models import Article
from entities import review
from tests.data.schema_org import BASE, CONTEXT, PROPERTIES, RANGES, REQUIRED
from tests.factories import make_actor, make_article, make_mention, make_quote, make_tag

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
BODY = (
    "Foreign Minister Mira Tolvan met Anton Vasilyenko of Karvenia in Halden.\n\n"
    "“The army has left the valley,” said Tolvan."
)


def loader(url: str, options: object) -> dict[str, Any]:
    assert url.rstrip("/") == "https://schema.org"
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}


def block(client: Client, url: str) -> dict[str, Any]:
    """The data of a page, as it stands there."""
    page = client.get(url).content.decode()
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data: dict[str, Any] = json.loads(text)
    return data


def check(node: dict[str, Any]) -> None:
    """Fail on what the vocabulary does not have, in this node and all below it."""
    if "@value" in node or set(node) == {"@id"}:
        return
    (kind,) = (name.removeprefix(BASE) for name in node["@type"])
    properties = {name.removeprefix(BASE) for name in node if not name.startswith("@")}
    assert properties <= PROPERTIES[kind]
    assert REQUIRED[kind] <= properties
    for name in properties:
        for value in node[BASE + name]:
            if name in RANGES:
                assert value["@type"][0].removeprefix(BASE) in RANGES[name]
            check(value)


def valid(data: dict[str, Any]) -> dict[str, Any]:
    (node,) = jsonld.expand(data, {"documentLoader": loader})
    check(node)
    return data


@pytest.fixture
def article(db: None) -> Article:
    article = make_article(BODY, headline="Tolvan meets envoy", source="Halden Wire")
    tolvan = make_actor("Mira Tolvan", wikidata="Q999999901", key="Q999999901")
    for name, kind, salience in (
        ("Anton Vasilyenko", "person", 0.8),
        ("Karvenia", "country", 0.6),
        ("Halden", "place", 0.4),
    ):
        make_mention(article, name, make_actor(name, kind), salience=salience)
    make_mention(article, "Mira Tolvan", tolvan, salience=0.9)
    make_quote(article, "“The army has left the valley,”", tolvan)
    return article


def test_an_article_says_what_it_is_and_who_is_in_it(client: Client, article: Article) -> None:
    data = valid(block(client, article.get_absolute_url()))
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == "Tolvan meets envoy"
    assert data["datePublished"] == "2020-12-29"
    assert data["publisher"]["name"] == "Halden Wire"
    assert data["articleSection"] == "World"
    named = [(one["@type"], one["name"]) for one in data["about"] + data["mentions"]]
    assert named == [
        ("Person", "Mira Tolvan"),
        ("Person", "Anton Vasilyenko"),
        ("Country", "Karvenia"),
        ("Place", "Halden"),
    ]
    assert data["about"][0]["sameAs"] == "https://www.wikidata.org/wiki/Q999999901"
    assert "dateModified" not in data


def test_a_quotation_names_its_speaker_and_its_article(client: Client, article: Article) -> None:
    (quotation,) = valid(block(client, article.get_absolute_url()))["hasPart"]
    assert quotation["text"] == "“The army has left the valley,”"
    assert quotation["spokenByCharacter"]["name"] == "Mira Tolvan"
    assert quotation["isPartOf"]["@id"] == SITE + article.get_absolute_url()


def test_what_is_told_in_other_words_is_no_quotation(client: Client, article: Article) -> None:
    article.quotes.update(direct=False)
    assert "hasPart" not in valid(block(client, article.get_absolute_url()))


def test_what_needs_a_second_look_or_was_rejected_is_not_said(
    client: Client, article: Article, editor: User
) -> None:
    review.reject(article.tags.get(actor__name="Karvenia"), editor=editor)
    review.ask_second_look(article.tags.get(actor__name="Halden"), editor=editor)
    data = valid(block(client, article.get_absolute_url()))
    assert [one["name"] for one in data["about"]] == ["Mira Tolvan", "Anton Vasilyenko"]
    assert "mentions" not in data


def test_corrections_are_told_with_their_words(
    client: Client, article: Article, chief: User
) -> None:
    said = {"editor": chief, "reason": "Internal."}
    acts.revise(article, "clarification", text=None, public_note="In Halden </script>.", **said)
    acts.retract(article, **said)
    data = valid(block(client, article.get_absolute_url()))
    retraction, clarification = data["correction"]
    assert clarification["text"].endswith(": In Halden </script>.")
    assert retraction["text"].startswith("Retracted on ")
    assert data["creativeWorkStatus"] == "Retracted"
    assert data["dateModified"].startswith(retraction["dateCreated"])


@pytest.mark.parametrize(
    ("precision", "said"),
    [("year", "2020"), ("month", "2020-12"), ("minute", "2020-12-29T00:00:00+00:00")],
)
def test_a_date_is_said_as_far_as_it_is_known(
    client: Client, article: Article, precision: str, said: str
) -> None:
    Article.objects.update(published_precision=precision)
    assert valid(block(client, article.get_absolute_url()))["datePublished"] == said
    Article.objects.update(published_at=None)
    assert "datePublished" not in valid(block(client, article.get_absolute_url()))


def test_people_and_desks_write_articles(client: Client, article: Article) -> None:
    Article.objects.update(byline="By Sanna Reijo and Anton Vas")
    (first, second) = valid(block(client, article.get_absolute_url()))["author"]
    assert (first, second["name"]) == ({"@type": "Person", "name": "Sanna Reijo"}, "Anton Vas")
    Article.objects.update(byline="World desk")
    (desk,) = valid(block(client, article.get_absolute_url()))["author"]
    assert desk == {"@type": "Organization", "name": "World desk"}


def test_a_hidden_name_is_not_said(client: Client, article: Article, chief: User) -> None:
    Article.objects.update(byline="Sanna Reijo", url="https://press.example/vasilyenko")
    names = ["Anton Vasilyenko"]
    acts.anonymise(article, names=names, editor=chief, reason="He asked.", leave_rest=True)
    data = valid(block(client, article.get_absolute_url()))
    assert "Vasilyenko" not in json.dumps(data)
    assert "isBasedOn" not in data


def test_hostile_text_cannot_leave_the_block(client: Client) -> None:
    evil = "</script><script>alert(1)</script><!--"
    article = make_article(f"{evil} met {evil}.", headline=evil, source=evil, section=evil)
    make_tag(article, evil, make_actor(evil))
    data = valid(block(client, article.get_absolute_url()))
    assert data["headline"] == data["about"][0]["name"] == evil


def test_an_article_off_the_site_says_nothing_to_machines(
    client: Client, article: Article, chief: User
) -> None:
    acts.take_down(article, editor=chief, reason="An order.")
    client.force_login(chief)
    assert "ld+json" not in client.get(article.get_absolute_url()).content.decode()


def test_an_actor_says_who_it_is(client: Client, article: Article) -> None:
    actor = article.tags.get(actor__name="Mira Tolvan").actor
    actor.names.create(name="Tolvan", normalised_name="tolvan", origin="editor")
    data = valid(block(client, actor.get_absolute_url()))
    assert (data["@type"], data["name"]) == ("Person", "Mira Tolvan")
    assert data["alternateName"] == ["Tolvan"]
    assert data["url"] == SITE + actor.get_absolute_url()


@pytest.mark.parametrize("path", ["/", "/search/", "article", "actor"])
def test_pages_say_what_they_are_called_elsewhere(
    client: Client, article: Article, path: str
) -> None:
    actor = article.tags.get(actor__name="Mira Tolvan").actor
    places = {"article": article.get_absolute_url(), "actor": actor.get_absolute_url()}
    url = places.get(path, path)
    page = client.get(url + ("?q=tolvan" if path == "article" else "")).content.decode()
    assert f'<link rel="canonical" href="{SITE}{url}">' in page
    assert f'<meta property="og:url" content="{SITE}{url}">' in page
    assert '<meta property="og:title" content="' in page


def test_a_narrowed_search_has_no_canonical_address(client: Client) -> None:
    page = client.get("/search/?q=tolvan").content.decode()
    assert "canonical" not in page
    assert 'content="noindex, follow"' in page

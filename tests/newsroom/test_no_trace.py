"""Gone is gone: an article off the site, or a hidden name, leaves no trace on any public page.

Every public address is asked as anybody may ask it, once before the act, so that whatever can be
kept is kept, and again after it. An address that is new in the URLconf must be told here how to be
asked.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import acts
from articles.acts import Revision
from articles.models import Article, ArticleAct
from articles.views.sitemap import SECTION
from articles.vocabulary import learn
from entities.models import Actor
from entities.review import confirm
from tests.factories import make_actor, make_article, make_interaction, make_quote, make_tag
from tests.newsroom.test_permissions import walk

pytestmark = pytest.mark.django_db

# The article, and what it is known by: its headline and address, words and an actor of its own.
HEADLINE = "Zymurgist quarrels loudly"
SLUG = "zymurgist-quarrels-loudly"
OWN = "Orlaith Vantresk"
BODY = (
    "Mira Tolvan met Orlaith Vantresk in Halden over a quillonade.\n\n"
    "A brontide was heard. Vantresk, a zymurgist, left before Tolvan.\n\n"
    "“Orlaith Vantresk likes a zymurgist,” said Tolvan. “Tolvan quarrels,” said Vantresk."
)
BEFORE = BODY.replace("quillonade", "wherrymeet")
NOTE = "Removed on the order of a court."
HIDDEN = ("vantresk", "orlaith", OWN.casefold())
TRACES = ("zymurgist", "quarrels", "quillonade", "wherrymeet", *HIDDEN)
# Searched for; on the pages it stands only in the article and in the question.
WORD = "brontide"

# Where the search can lead with more than one answer.
SORTS = ("", "relevance", "newest", "oldest")

# What takes the parameters of a search page, and answers with the same articles.
MACHINES = ("search_json", "search_feed", "search_feed_rss", "search_csv", "search_jsonl")

# These have one way to ask for them.
PLAIN = (
    *("home", "help", "robots", "health", "feed", "sitemap", "login", "logout", "import_upload"),
    *("ingest", "coverage", "search_count", "opensearch"),
    *("login_code", "two_factor", "two_factor_set_up", "accuracy"),
    *("review:reports", "review:audit"),
    *("browse", "browse_undated", "browse_countries"),
    *("ingest", "coverage", "news_sitemap"),
    *("review:queue", "review:log", "review:duplicates", "review:actor_options", "review:acts"),
    *("review:off_the_site", "review:contradictions", "review:memory", "review:figures"),
    *("review:next", "review:assign", "review:me", "review:second"),
)


@dataclass(frozen=True)
class Walk:
    """The public addresses, and the one article and the actor that the test is about."""

    article: Article
    urls: dict[str, list[str]]

    @property
    def all(self) -> list[str]:
        return [url for urls in self.urls.values() for url in urls]

    @property
    def own(self) -> list[str]:
        """Where the article itself answers, before it is gone."""
        names = ("article_detail", "article_versions", "article_report")
        return [url for name in names for url in self.urls[name]]


@pytest.fixture
def walked(editor: User, chief: User) -> Walk:
    return make_archive(editor, chief)


def make_archive(editor: User, chief: User) -> Walk:
    """An archive with an article of which everything public speaks, and with another one."""
    other = make_article("Mira Tolvan spoke in Halden.", headline="Another story")
    tolvan, own = make_actor("Mira Tolvan"), make_actor(OWN)
    halden = make_actor("Halden", "place")
    make_tag(other, "Mira Tolvan", tolvan)
    article = make_article(BEFORE, headline=HEADLINE, source="Lone Wire", section="Lone Section")
    # Two who are in both: their page has this article to lose.
    for one in (other, article):
        make_tag(one, "Halden", halden)
    for words, actor in (("Mira Tolvan", tolvan), (OWN, own)):
        confirm(make_tag(article, words, actor), editor=editor)
    make_told(article, tolvan, own)
    text = replace(Revision.of(article.versions.get()), body=BODY, byline=OWN)
    said = {"editor": chief, "reason": "Slip.", "public_note": f"{OWN} had no wherrymeet."}
    acts.revise(article, "correction", text=text, **said)
    learn()
    return Walk(Article.objects.get(pk=article.pk), addresses(article, own))


def make_told(article: Article, tolvan: Actor, own: Actor) -> None:
    """What the article tells of both: the machine's evidence names them too."""
    make_quote(
        article,
        "“Orlaith Vantresk likes a zymurgist,”",
        tolvan,
        evidence={"speaker": f"not {OWN}"},
    )
    make_quote(article, "“Tolvan quarrels,”", own, evidence={"speaker": f"it is {OWN}"})
    make_interaction(article, "met", own, tolvan, evidence={"rule": f"as {OWN} said"})


def addresses(article: Article, own: Actor) -> dict[str, list[str]]:
    """Every address, spelled out in every way that could lead to the article."""
    ordered: list[dict[str, object]] = [{}, {"q": WORD}, {"actor": own.slug}]
    asked: list[dict[str, object]] = [
        {"q": "tolvan"},
        {"q": f'"{WORD} was"'},
        {"q": "brontides OR halden"},
        {"actor": [own.slug, "mira-tolvan"]},
        {"actor": "mira-tolvan", "kind": "person"},
        {"source": article.source_id},
        {"section": article.section_id},
        {"date_from": "2020-12-29", "date_to": "2020-12-29"},
        *({**fields, "sort": sort} for fields in ordered for sort in SORTS),
    ]
    asked += [
        {"quote_by": own.slug},
        {"between": [own.slug, "mira-tolvan"]},
        {"reviewed": "partly"},
    ]
    asked += [{"any_actor": [own.slug, "mira-tolvan"]}, {"language": "en"}, {"pick": "from"}]
    searches = [f"?{urlencode(fields, doseq=True)}" for fields in asked]
    actors = ["", "sort=articles", "q=orl", "letter=o", "kind=person", f"after={own.pk - 1}"]
    slugs = [article.slug, "x", f"{article.slug}-x"]
    spelled = {
        "search": searches,
        **{name: [searches[0], searches[3], searches[-1]] for name in MACHINES},
        "suggest": [f"?q={begun}" for begun in ("orl", "vantr", "tolvan", "halden quillo", "zym")],
        "actor_list": [f"?{query}" for query in actors],
        "corrections": ["", "?before=999999"],
        "quotes": [f"?{query}" for query in asked_of_quotes(own)],
        "article_detail": ["", f"?q={WORD}"],
        "article_report": ["", f"?tag={own.slug}"],
        "actor_dealings": ["", "?kind=consult", f"?with={own.slug}", "?with=mira-tolvan"],
        "actor_pair": ["", "?show=articles", "?show=interactions", "?kind=consult", "?year=2020"],
    }
    named: dict[str, list[dict[str, object]]] = {
        "article_detail": [{"pk": article.pk, "slug": slug} for slug in slugs],
        "article_versions": [{"pk": article.pk, "slug": slug} for slug in slugs],
        "article_report": [{"pk": article.pk, "slug": article.slug}],
        "actor_detail": [{"slug": own.slug}, {"slug": "mira-tolvan"}],
        "actor_feed": [{"slug": own.slug}, {"slug": "mira-tolvan"}],
        "actor_feed_rss": [{"slug": own.slug}, {"slug": "mira-tolvan"}],
        "actor_quotes": [{"slug": own.slug}, {"slug": "mira-tolvan"}],
        "actor_quotes_about": [{"slug": own.slug}, {"slug": "mira-tolvan"}],
        "actor_dealings": [{"slug": own.slug}, {"slug": "mira-tolvan"}],
        "actor_pair": [
            {"slug": "mira-tolvan", "other": own.slug},
            {"slug": own.slug, "other": "mira-tolvan"},
            {"slug": "halden", "other": "mira-tolvan"},
        ],
        "sitemap_section": [{"part": article.pk // SECTION}],
        "browse_any_year": [{"month": 12, "day": 29}],
        "browse_year": [{"year": 2020}],
        "browse_month": [{"year": 2020, "month": 12}],
        "browse_day": [{"year": 2020, "month": 12, "day": 29}],
        "shelf_list": [{"shelf": shelf} for shelf in ("sources", "sections", "authors")],
        "shelf_detail": [
            {"shelf": "sources", "pk": article.source_id, "slug": "lone-wire"},
            {"shelf": "sections", "pk": article.section_id, "slug": "lone-section"},
        ],
        "sitemap_actors": [{"part": own.pk // SECTION}],
        # Not for the public: whoever asks is sent to the log-in.
        "import_detail": [{"pk": article.versions.get(number=1).item.batch_id}],
        "import_retry": [{"pk": 1}],
        "import_file": [{"pk": 1}],
        "review:workspace": [{"article_id": article.pk}],
        "review:add": [{"article_id": article.pk}],
        "review:add_quote": [{"article_id": article.pk}],
        "review:add_interaction": [{"article_id": article.pk}],
        "review:reextract": [{"article_id": article.pk}],
        "review:decide": [{"article_id": article.pk, "actor_id": own.pk}],
        "review:undo": [{"pk": article.decisions.latest("pk").pk}],
        "review:history": [{"article_id": article.pk}],
        "review:act": [{"article_id": article.pk, "kind": "takedown"}],
        "review:held": [{"pk": 1}],
        "review:held_list": [{}],
        "review:restore": [{"pk": 1}],
        "review:merge_choose": [{"actor_id": own.pk}],
        "review:merge": [{"actor_id": own.pk, "other_id": own.pk}],
        "review:split": [{"actor_id": own.pk}],
        "review:not_the_same": [{"pk": 1}],
        "review:undo_actor": [{"pk": 1}],
        "review:actor_edit": [{"ref": own.slug}],
        "review:settle": [{"pk": 1}],
        "review:report_settle": [{"pk": 1}],
        "review:rule": [{"pk": 1}],
        "review:second_reading": [{"pk": 1}],
        "review:siblings": [{"pk": article.decisions.latest("pk").pk}],
        "review:lease": [{"article_id": article.pk}],
        "review:rest": [{"article_id": article.pk}],
        "review:rest_undo": [{"article_id": article.pk, "batch_id": 1}],
        "review:quote": [{"article_id": article.pk, "row_id": 1}],
        "review:interaction": [{"article_id": article.pk, "row_id": 1}],
        **{f"review:batch{act}": [{"pk": 1}] for act in ("", "_act", "_undo")},
    }
    return {
        name: [
            reverse(name, kwargs=arguments) + query
            for arguments in named.get(name, [{}])
            for query in spelled.get(name, [""])
        ]
        for name in {*PLAIN, *spelled, *named}
    } | {"nowhere": [f"/articles/{article.pk}/", "/nowhere/"]}


def asked_of_quotes(own: Actor) -> list[str]:
    words = ["q=zymurgist", "q=%22tolvan+quarrels%22", "q=vantresk", "q=-brontide", "sort=oldest"]
    names = [f"speaker={own.slug}", f"about={own.slug}", "said_by=vantresk", "naming=orlaith"]
    return ["", *words, *names, "speaker=mira-tolvan&q=likes", "date_from=2020-12-29"]


def answer(url: str, **headers: str) -> tuple[int, str]:
    """The status, and the whole answer with its headers, as anybody gets it, in lower case."""
    response = Client().get(url, headers=headers)
    return response.status_code, text_of(response)


def text_of(response: Any) -> str:
    content = b"".join(response) if response.streaming else response.content
    told = "\n".join([*map(str, response.items()), content.decode()])
    return unquote(told).casefold()


def traces(walked: Walk, known_by: tuple[str, ...]) -> dict[str, list[str]]:
    """Where what is known by these words can be found.

    What an address says itself, its answer may repeat.
    """
    return {url: here for url, here, _tag in tagged_traces(walked, known_by)}


def tagged_traces(walked: Walk, known_by: tuple[str, ...]) -> Iterator[tuple[str, list[str], str]]:
    """The same, each with the ETag of its answer, "" where it has none."""
    for url in walked.all:
        response = Client().get(url)
        asked, told = unquote(url).casefold(), text_of(response)
        if here := [word for word in known_by if word in told and word not in asked]:
            yield url, here, response.get("ETag", "")


def known_by(walked: Walk) -> tuple[str, ...]:
    return (*TRACES, f"/articles/{walked.article.pk}/")


def take_down(article: Article, editor: User) -> ArticleAct:
    return acts.take_down(article, editor=editor, reason="An order.", public_note=NOTE)


def embargo(article: Article, editor: User) -> ArticleAct:
    until = timezone.now() + datetime.timedelta(days=1)
    return acts.embargo(article, until=until, editor=editor, reason="Agreed.", public_note=NOTE)


OFF_THE_SITE = pytest.mark.parametrize("leave", [take_down, embargo])


def test_every_address_is_walked(walked: Walk) -> None:
    ours = {name for name, _route in walk() if not name.startswith("admin:")}
    assert ours == set(walked.urls) - {"nowhere"}


def test_before_it_is_gone_the_walk_comes_across_it_everywhere(walked: Walk) -> None:
    """Else the walk would find nothing because it looked nowhere."""
    where = traces(walked, known_by(walked))
    names = {name for name, urls in walked.urls.items() if where.keys() & set(urls)}
    assert names == {
        "home",
        "suggest",
        "article_detail",
        "article_versions",
        "article_report",
        "corrections",
        "feed",
        "sitemap_section",
        "sitemap_actors",
        "actor_list",
        "actor_detail",
        "actor_quotes",
        "actor_quotes_about",
        "actor_dealings",
        "actor_feed",
        "actor_feed_rss",
        "search",
        *MACHINES,
        "quotes",
        "browse_any_year",
        "browse_day",
        "shelf_detail",
        "actor_pair",
    }
    for name in ("search", *MACHINES):
        assert set(walked.urls[name]) <= where.keys()


@OFF_THE_SITE
def test_no_page_counts_it(walked: Walk, chief: User, leave: object) -> None:
    actor = Actor.objects.get(name="Mira Tolvan")
    leave(walked.article, chief)  # type: ignore[operator]
    actor.refresh_from_db()
    assert actor.article_count == 1
    assert list(actor.years.values_list("article_count", flat=True)) == [1]
    company = actor.company.filter(article_count__gt=0)
    assert [(pair.other.name, pair.article_count) for pair in company] == [("Halden", 1)]
    for query in ("?q=tolvan", "?actor=mira-tolvan", "?kind=person", ""):
        assert Client().get(f"/search/{query}").context["answer"].total.value == 1, query


def test_taken_down_article_answers_410_with_its_notice_under_every_slug(
    walked: Walk, chief: User
) -> None:
    take_down(walked.article, chief)
    for url in walked.own:
        status, told = answer(url)
        assert (url, status) == (url, 410)
        assert NOTE.casefold() in told


def test_embargoed_article_is_as_if_it_had_not_come_yet(walked: Walk, chief: User) -> None:
    embargo(walked.article, chief)
    for url in walked.own:
        status, told = answer(url)
        assert (url, status) == (url, 404)
        assert NOTE.casefold() not in told


@OFF_THE_SITE
def test_editors_still_find_it(
    walked: Walk, chief: User, client: Client, editor: User, leave: object
) -> None:
    leave(walked.article, chief)  # type: ignore[operator]
    client.force_login(editor)
    for name in ("article_detail", "article_versions"):
        url = reverse(name, args=[walked.article.pk, walked.article.slug])
        response = client.get(url)
        assert (url, response.status_code) == (url, 200)
        assert "quillonade" in response.content.decode()
    assert client.get(reverse("review:workspace", args=[walked.article.pk])).status_code == 200


# --- A hidden name -------------------------------------------------------------------------------

NAMES = ["Orlaith Vantresk", "Vantresk"]


@pytest.fixture
def named(walked: Walk, chief: User) -> Walk:
    """The same article with the name in headline, standfirst and byline, and its old slug."""
    text = replace(
        Revision.of(acts.current_version(walked.article)),
        headline=f"Zymurgist quarrels with {OWN.upper()}",
        standfirst=f"What {OWN} says.",
    )
    acts.revise(walked.article, "update", text=text, editor=chief, reason="Rewritten.")
    article = Article.objects.get(pk=walked.article.pk)
    assert "vantresk" in article.slug
    return Walk(article, addresses(article, Actor.objects.get(name=OWN)))


def hide_name(walked: Walk, editor: User) -> ArticleAct:
    said = {"reason": f"{OWN} asked.", "public_note": f"{OWN} is a private person."}
    return acts.anonymise(walked.article, names=NAMES, editor=editor, **said)


def test_hidden_name_leaves_its_initials_alone_until_it_is_restored(
    named: Walk, chief: User
) -> None:
    before = traces(named, HIDDEN)
    assert before
    act = hide_name(named, chief)
    assert traces(named, HIDDEN) == {}
    article = Article.objects.get(pk=named.article.pk)
    told = answer(article.get_absolute_url())[1]
    assert "met o. v. in <" in told
    assert "by o. v." in told
    acts.restore(act, editor=chief, reason="They changed their mind.")
    assert traces(named, HIDDEN) == before


def test_hidden_name_finds_nothing(named: Walk, chief: User) -> None:
    hide_name(named, chief)
    own = f"/articles/{named.article.pk}/"
    for query in ("q=vantresk", "q=Orlaith+Vantresk", "q=%22orlaith+vantresk%22", "q=vantresks"):
        assert own not in answer(f"/search/?{query}")[1]
        assert own not in answer(f"/quotes/?{query}")[1]
    assert own in answer("/search/?q=quillonade")[1]
    assert answer("/actors/orlaith-vantresk/")[0] == 404

"""The setting of what readers see: confirmed tags, or suggested ones above a confidence."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from articles.models import Article
from entities import review
from entities.models import Actor, Dealing, Publication, Tag
from entities.publication import Rule
from entities.publish import read_article
from entities.republishing import begin, published_otherwise
from entities.told import token_of
from newsroom import env
from tests.factories import make_actor, make_article, make_interaction, make_quote, make_tag
from tests.newsroom.test_no_trace import Walk, addresses, traces

pytestmark = pytest.mark.django_db

# Vantresk's first name stands in no text: only the tag knows it.
BODY = (
    "Mira Tolvan met Vantresk in Halden.\n\n"
    "“Vantresk must leave,” said Tolvan. “Tolvan quarrels,” said Vantresk."
)
KNOWN_BY = ("orlaith",)


class Story:
    """Tolvan is confirmed; that Vantresk is Orlaith Vantresk is only suggested, with 0.6."""

    def __init__(self, editor: User) -> None:
        self.article = make_article(BODY, headline="Quarrel")
        self.tolvan = make_actor("Mira Tolvan")
        self.vantresk = make_actor("Orlaith Vantresk")
        review.confirm(make_tag(self.article, "Tolvan", self.tolvan), editor=editor)
        make_tag(self.article, "Vantresk", self.vantresk, confidence=0.6)
        self.by = make_quote(
            self.article, "“Tolvan quarrels,”", self.vantresk, named="said Vantresk"
        )
        make_quote(self.article, "“Vantresk must leave,”", self.tolvan, named="said Tolvan")
        make_interaction(self.article, "met Vantresk", self.tolvan, self.vantresk)

    def walk(self) -> Walk:
        article = Article.objects.get(pk=self.article.pk)
        return Walk(article, addresses(article, self.vantresk))


@pytest.fixture
def story(editor: User) -> Story:
    return Story(editor)


def republish_as(settings: Settings, publish: str, above: float = 0.0) -> None:
    settings.PUBLISH, settings.PUBLISH_ABOVE = publish, above
    call_command("republish", verbosity=0)


def names(article: Article) -> list[str]:
    article.refresh_from_db()
    return sorted(Actor.objects.filter(pk__in=article.actor_ids).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("publish", "above", "shown"),
    [
        ("suggested", 0.0, True),
        ("suggested", 0.6, True),
        ("suggested", 0.61, False),
        ("confirmed", 0.0, False),
    ],
)
def test_suggested_tag_is_public_as_the_setting_says(
    story: Story, settings: Settings, publish: str, above: float, shown: bool
) -> None:
    republish_as(settings, publish, above)
    assert names(story.article) == ["Mira Tolvan"] + ["Orlaith Vantresk"] * shown
    assert set(Tag.objects.public().values_list("actor__name", flat=True)) == set(
        names(story.article)
    )
    story.by.refresh_from_db()
    assert (story.by.speaker == story.vantresk) == shown


def test_by_default_the_walk_comes_across_what_is_suggested(story: Story) -> None:
    """Else the next test would find nothing because it looked nowhere."""
    walked = story.walk()
    found = traces(walked, KNOWN_BY)
    where = {name for name, urls in walked.urls.items() if found.keys() & set(urls)}
    assert where >= {"home", "article_detail", "actor_list", "actor_detail", "search", "quotes"}
    assert where >= {"search_json", "search_csv", "suggest", "actor_dealings", "article_report"}


@pytest.mark.parametrize(("publish", "above"), [("confirmed", 0.0), ("suggested", 0.9)])
def test_tag_that_is_not_public_leaves_no_trace(
    story: Story, settings: Settings, publish: str, above: float
) -> None:
    republish_as(settings, publish, above)
    assert traces(story.walk(), KNOWN_BY) == {}
    own = story.vantresk.get_absolute_url()
    pages = [own, f"{own}quotes/", f"{own}feed/", f"{own}with/mira-tolvan/"]
    assert [Client().get(url).status_code for url in pages] == [404] * 4


def test_only_confirmed_quotes_and_interactions_are_told_of_confirmed_tags(
    story: Story, settings: Settings, editor: User, client: Client
) -> None:
    article = Article.objects.get(pk=story.article.pk)
    review.confirm(
        Tag.objects.select_related("article", "actor").get(actor=story.vantresk), editor=editor
    )
    republish_as(settings, "confirmed")
    told = read_article(article).told
    assert (told.shown_quotes, told.shown_interactions) == ([], [])
    assert client.get(story.tolvan.get_absolute_url() + "quotes/").context["page"].rows == []


def test_desk_sees_the_tags_that_readers_do_not(
    story: Story, settings: Settings, editor: User, client: Client
) -> None:
    republish_as(settings, "confirmed")
    client.force_login(editor)
    page = client.get(reverse("review:workspace", args=[story.article.pk]))
    assert "Orlaith Vantresk" in page.content.decode()
    assert len(read_article(Article.objects.get(pk=story.article.pk)).tags) == 2


def test_quotes_and_interactions_come_to_the_desk_with_their_tags_and_are_then_confirmed(
    story: Story, settings: Settings, editor: User
) -> None:
    republish_as(settings, "confirmed")
    tag = Tag.objects.select_related("article", "actor").get(actor=story.vantresk)
    review.confirm(tag, editor=editor)
    article = Article.objects.get(pk=story.article.pk)
    (met,) = read_article(article).told.interactions
    assert not met.orphaned
    seen = review.told.interaction_as_seen(
        article=article.pk, interaction=met.pk, token=token_of(article, met)
    )
    review.told.confirm(seen, editor=editor)
    assert len(read_article(article).told.shown_interactions) == 1
    assert Dealing.objects.count() == 2


def test_going_back_brings_everything_back(story: Story, settings: Settings) -> None:
    before = traces(story.walk(), KNOWN_BY)
    republish_as(settings, "confirmed")
    republish_as(settings, "suggested")
    assert traces(story.walk(), KNOWN_BY) == before


def test_confirming_publishes_at_once(story: Story, settings: Settings, editor: User) -> None:
    republish_as(settings, "confirmed")
    tag = Tag.objects.select_related("article", "actor").get(actor=story.vantresk)
    review.confirm(tag, editor=editor)
    assert names(story.article) == ["Mira Tolvan", "Orlaith Vantresk"]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(True, 0.0), "suggested"),
        (Rule(True, 0.5), "suggested above 0.50"),
        (Rule(False, 0.5), "confirmed"),
    ],
)
def test_rule_is_kept_in_words(rule: Rule, words: str) -> None:
    assert str(rule) == words


# --- Until it is republished ---------------------------------------------------------------------


def note(client: Client, url: str) -> bool:
    return "manage.py republish" in client.get(url).content.decode()


def test_desk_and_coverage_say_when_the_archive_waits_to_be_republished(
    story: Story, settings: Settings, client: Client, editor: User
) -> None:
    settings.PUBLISH = "confirmed"
    assert published_otherwise() == "suggested"
    assert not note(Client(), "/coverage/")
    client.force_login(editor)
    assert [note(client, url) for url in ("/review/", "/coverage/")] == [True, True]
    call_command("republish", verbosity=0)
    assert [note(client, url) for url in ("/review/", "/coverage/")] == [False, False]


def test_part_of_a_run_is_not_taken_for_the_whole(story: Story, settings: Settings) -> None:
    settings.PUBLISH = "confirmed"
    call_command("republish", after=10**9, verbosity=0)
    assert published_otherwise() == "suggested"
    assert begin(afresh=True)
    call_command("republish", after=10**9, verbosity=0)
    assert published_otherwise() == ""


def test_stopped_run_under_another_setting_does_not_count(settings: Settings) -> None:
    settings.PUBLISH = "confirmed"
    begin(afresh=True)
    settings.PUBLISH_ABOVE, settings.PUBLISH = 0.5, "suggested"
    assert begin(afresh=False) is None
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("value", ["1.5", "-0.1", "much", "nan"])
def test_confidence_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("NEWSROOM_PUBLISH_ABOVE", value)
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_PUBLISH_ABOVE must be a number"):
        env.fraction("NEWSROOM_PUBLISH_ABOVE", 0.0)


def test_word_that_is_no_choice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSROOM_PUBLISH", "everything")
    with pytest.raises(ImproperlyConfigured, match="must be suggested or confirmed"):
        env.choice("NEWSROOM_PUBLISH", "suggested", "confirmed")

"""The page of an article: what readers see of its text, its tags and where they come from."""

import datetime
import html
import re
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import acts
from articles.duplicates import group
from articles.models import Article
from entities import review
from entities.models import ExtractionRun
from tests.articles.reports import REPORT
from tests.factories import make_actor, make_article, make_mention, make_tag

pytestmark = pytest.mark.django_db


def page(client: Client, article: Article, query: str = "") -> str:
    response = client.get(article.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


def words(page: str) -> str:
    """What stands on a page, as text with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def text_marks(page: str) -> list[str]:
    return re.findall(r'<a class="mark"[^>]*>([^<]*)</a>', page)


def test_readers_see_the_article_without_login(client: Client) -> None:
    article = make_article(headline="Tolvan meets ambassador", source="Halden Wire")
    seen = words(page(client, article))
    assert "Tolvan meets ambassador" in seen
    assert "29 December 2020" in seen
    assert "Halden Wire" in seen
    assert "Vasilyenko did not comment." in seen


def test_an_undated_article_without_headline_says_so(client: Client) -> None:
    article = make_article(headline="", published_at=None)
    seen = words(page(client, article))
    assert "Report without a headline" in seen
    assert "undated" in seen


def test_another_slug_is_sent_on_with_its_search_words(client: Client) -> None:
    article = make_article(headline="Tolvan meets ambassador")
    response = client.get(f"/articles/{article.pk}/old-name/?q=tolvan")
    assert response.status_code == 301
    assert response["Location"] == f"{article.get_absolute_url()}?q=tolvan"


@pytest.mark.parametrize("slug", ["x", "withdrawn-story"])
def test_a_taken_down_article_is_gone_and_only_its_note_is_left(
    client: Client, chief: User, slug: str
) -> None:
    article = make_article(headline="Withdrawn story")
    note = "Taken down after a complaint."
    acts.take_down(article, editor=chief, reason="A court order.", public_note=note)
    response = client.get(f"/articles/{article.pk}/{slug}/")
    assert response.status_code == 410
    seen = words(response.content.decode())
    assert note in seen
    assert "no-store" in response["Cache-Control"]
    for secret in ("Withdrawn", "Tolvan", "court", "chief"):
        assert secret not in seen


def test_an_embargoed_article_is_not_there_yet(client: Client, chief: User) -> None:
    article = make_article()
    soon = timezone.now() + datetime.timedelta(days=1)
    acts.embargo(article, until=soon, editor=chief, reason="Agreed.")
    assert client.get(article.get_absolute_url()).status_code == 404


def test_readers_are_told_of_a_correction_and_a_retraction(client: Client, chief: User) -> None:
    article = make_article()
    text = replace(acts.Revision.of(acts.current_version(article)), headline="Talks end")
    acts.revise(
        article,
        "correction",
        text=text,
        editor=chief,
        reason="Internal.",
        public_note="The headline was wrong.",
    )
    acts.retract(article, editor=chief, reason="Internal.")
    seen = words(page(client, Article.objects.get()))
    today = timezone.now().strftime("%-d %B %Y")
    assert f"Corrected on {today} : The headline was wrong." in seen
    assert f"Retracted on {today} . The archive no longer stands by this article." in seen
    assert "Internal" not in seen


def test_changed_words_are_told_to_editors_with_what_they_were(
    client: Client, editor: User
) -> None:
    tag = make_tag(make_article(), "Anton Vasilyenko")
    review.confirm(tag, editor=editor)
    body = tag.article.body.replace("Vasilyenko", "Vasilenko")
    Article.objects.filter(pk=tag.article_id).update(body=body)
    tag.article.refresh_from_db()
    seen = words(page(client, tag.article))
    assert "The spelling has changed since an editor marked it." in seen
    assert "“Anton Vasilyenko”" not in seen
    client.force_login(editor)
    seen = words(page(client, tag.article))
    assert "Decided on as “Anton Vasilyenko”; the text has changed since." in seen


def test_editors_see_a_withheld_article_and_that_it_is_withheld(
    client: Client, editor: User
) -> None:
    article = make_article()
    Article.objects.filter(pk=article.pk).update(status="taken down")
    client.force_login(editor)
    assert "This article is taken down." in words(page(client, article))


def test_mentions_are_marked_and_lead_to_the_actor(client: Client) -> None:
    article = make_article()
    tag = make_tag(article, "Anton Vasilyenko")
    seen = page(client, article)
    assert text_marks(seen) == ["Anton Vasilyenko"]
    assert f'href="{tag.actor.get_absolute_url()}" data-kind="person"' in seen
    assert (
        'data-status="suggested" title="Anton Vasilyenko, person – suggested, not checked"' in seen
    )


def test_confirmed_and_suggested_tags_differ_in_words_and_form(
    client: Client, editor: User
) -> None:
    article = make_article()
    review.confirm(make_tag(article, "Halden", make_actor("Halden", "place")), editor=editor)
    review.ask_second_look(make_tag(article, "Anton Vasilyenko"), editor=editor)
    make_tag(article, "Mira Tolvan")
    seen = page(client, article)
    for status, said in [
        ("confirmed", "✓ confirmed"),
        ("suggested", "○ suggested, not checked"),
        ("second look", "? needs a second look"),
    ]:
        assert f'<span class="state" data-status="{status}">' in seen
        assert said in words(seen)


def test_rejected_tags_never_appear(client: Client, editor: User) -> None:
    article = make_article("The festival of Hanukkah began in Halden.")
    tag = make_tag(article, "Hanukkah", make_actor("Hanukkah", "organisation"))
    review.reject(tag, editor=editor)
    seen = page(client, article)
    assert text_marks(seen) == []
    assert tag.actor.get_absolute_url() not in seen


def test_tags_whose_words_are_gone_do_not_appear(client: Client, editor: User) -> None:
    article = make_article(guid="wire:1")
    tag = make_tag(article, "Anton Vasilyenko")
    review.confirm(tag, editor=editor)
    make_article("Nobody met anybody.", headline="New text", guid="wire:1")
    article.refresh_from_db()
    make_tag(article, "Nobody", make_actor("Nobody"))  # publishes the new text
    assert tag.actor.get_absolute_url() not in page(client, article)


def test_tags_stand_in_order_of_salience_with_their_mentions(client: Client) -> None:
    article = make_article()
    make_tag(article, "Halden", make_actor("Halden", "place"), salience=0.2)
    tolvan = make_actor("Mira Tolvan")
    make_mention(article, "Mira Tolvan", tolvan, salience=0.9)
    seen = words(page(client, article))
    assert seen.index("Mira Tolvan , person") < seen.index("Halden , place")


def test_each_tag_tells_where_it_comes_from(client: Client) -> None:
    article = make_article()
    make_tag(article, "Anton Vasilyenko", confidence=0.75)
    seen = words(page(client, article))
    assert "Foreign Minister Mira Tolvan met Ambassador Anton Vasilyenko in Halden" in seen
    assert "Found by the name model (0.75)" in seen
    assert "model: test" in seen
    assert "Fairly sure, 0.75 of 1: the machine’s own estimate." in seen
    assert "Not yet checked by an editor." in seen
    assert "test/1" in seen


def test_words_that_only_an_editor_marked_say_so(client: Client, editor: User) -> None:
    article = make_article()
    army = make_actor("Karvenian army", "organisation")
    review.add(article, "Karvenian army", army, editor=editor, seen_version=1)
    seen = words(page(client, article))
    assert "Marked by an editor." in seen
    assert "The machine did not find this; an editor did." in seen


def test_readers_are_told_that_an_editor_confirmed_and_editors_which_one(
    client: Client, editor: User, other_editor: User
) -> None:
    article = make_article()
    decision = review.confirm(make_tag(article, "Halden"), editor=editor, note="seen on the map")
    said = f"on {decision.decided_at:%-d %B %Y}"
    seen = words(page(client, article))
    assert f"Confirmed by an editor {said}" in seen
    assert "seen on the map" not in seen
    client.force_login(other_editor)
    seen = words(page(client, article))
    assert f"Confirmed by {editor.username} {said}" in seen
    assert "seen on the map" in seen


def test_search_words_are_marked_inside_actors_too(client: Client) -> None:
    article = make_article()
    make_tag(article, "Anton Vasilyenko")
    seen = page(client, article, "?q=ambassador+vasilyenko")
    assert 'met <mark class="hit" id="hit-1">Ambassador</mark> <a class="mark"' in seen
    assert 'Anton <mark class="hit" id="hit-2">Vasilyenko</mark></a>' in seen


def test_hits_are_counted_through_the_page_and_lead_from_one_to_the_next(client: Client) -> None:
    article = make_article("Halden votes.\n\nHalden waits.", headline="Halden news")
    seen = page(client, article, "?q=halden")
    assert re.findall(r'<mark class="hit" id="([^"]*)">', seen) == ["hit-1", "hit-2", "hit-3"]
    assert re.findall(r'<a href="#(hit-[^"]*)">', seen) == ["hit-1", "hit-2", "hit-3"]
    assert "js/hits.js" in seen


def test_one_hit_and_none_need_no_way_between_them(client: Client) -> None:
    article = make_article("Halden votes.", headline="News")
    assert "Marked: halden , 1 time." in words(page(client, article, "?q=halden"))
    for query in ("", "?q=halden", "?q=nowhere"):
        assert "js/hits.js" not in page(client, article, query)


def test_of_many_hits_the_first_have_links_and_all_have_addresses(client: Client) -> None:
    seen = page(client, make_article("Halden " * 40, headline="News"), "?q=halden")
    assert 'id="hit-40"' in seen
    assert 'href="#hit-30"' in seen
    assert 'href="#hit-31"' not in seen
    assert "30 of 40" in words(seen)


def test_hostile_search_words_stay_text(client: Client) -> None:
    seen = page(client, make_article(), "?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%00")
    assert "<script>alert" not in seen


def test_hostile_text_stays_text_wherever_it_stands(client: Client) -> None:
    evil = '<img src=x onerror="alert(1)">'
    article = make_article(
        f"{evil} met {evil}.", headline=evil, source=evil, section=evil, published_at=None
    )
    actor = make_actor(evil, "person", description=evil)
    make_mention(article, evil, actor)
    assert "<img" not in page(client, article, "?q=met")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("pending", "Waiting to be read by the machine."),
        ("running", "Being extracted"),
        ("failed", "The machine failed to read this text"),
        ("done", "Extracted on"),
    ],
)
def test_the_state_of_extraction_is_shown(client: Client, state: str, said: str) -> None:
    article = make_article()
    make_tag(article, "Halden")
    ExtractionRun.objects.filter(article=article).update(
        state=state, started_at="2020-12-30T00:00Z", lease_expires_at="2020-12-30T00:05Z"
    )
    seen = page(client, article)
    assert said in words(seen)
    assert ("data-waiting" in seen) == (state in ("pending", "running"))
    assert ("js/refresh.js" in seen) == (state in ("pending", "running"))


def test_only_editors_are_led_to_the_desk(client: Client, editor: User) -> None:
    article = make_article()
    assert f"/review/{article.pk}/" not in page(client, article)
    client.force_login(editor)
    assert f"/review/{article.pk}/" in page(client, article)


def test_twenty_tags_cost_as_many_queries_as_two(client: Client) -> None:
    names = [f"Person {chr(65 + n)}ova" for n in range(20)]
    few, many = make_article("Person Aova met Person Bova."), make_article(" met ".join(names))
    for article in (few, many):
        for name in names:
            if name in article.body:
                make_mention(article, name, make_actor(name, key=f"k:{article.pk}:{name}"))
    counts = []
    for article in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, article, "?q=person")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 11


def make_group(count: int) -> list[Article]:
    articles = [
        make_article(f"{REPORT} {number}", headline=f"Copy {number}", source="<b>Wire</b>")
        for number in range(count)
    ]
    for article in articles:
        group(article.pk)
    return articles


def test_the_public_others_of_the_group_are_listed(client: Client) -> None:
    first, second, withheld = make_group(3)
    Article.objects.filter(pk=withheld.pk).update(status="taken down")
    seen = page(client, first)
    assert "Nearly the same Another article tells much of this" in words(seen)
    assert "nobody has checked it. By the dates given, this one is the earliest." in words(seen)
    assert "Copy 1 29 December 2020 , <b>Wire</b>" in words(seen)
    assert withheld.get_absolute_url() not in seen
    assert "the first named is the earliest" in page(client, second)


def test_an_article_that_is_alone_or_with_withheld_ones_says_nothing(client: Client) -> None:
    shown, withheld = make_group(2)
    Article.objects.filter(pk=withheld.pk).update(status="taken down")
    assert "Nearly the same" not in page(client, shown)
    assert "Nearly the same" not in page(client, make_article())


def test_twenty_of_a_group_are_listed_and_the_others_linked_in_as_many_queries(
    client: Client,
) -> None:
    few, many = make_group(3)[0], make_article("Something else.")
    with CaptureQueriesContext(connection) as queries:
        assert "All that are nearly the same" not in page(client, few)
    count = len(queries)
    others = [make_article(f"Other {number}.").pk for number in range(21)]
    Article.objects.filter(pk__in=[many.pk, *others]).update(lead=many)
    with CaptureQueriesContext(connection) as queries:
        seen = page(client, many)
    assert len(queries) == count <= 9
    assert seen.split("nearly-the-same")[1].split("</section>")[0].count("<li>") == 20
    (href,) = re.findall(r'<a href="([^"]*)">All that are nearly the same', seen)
    assert "22 articles" in client.get(html.unescape(href)).content.decode()


def test_a_long_list_of_mentions_is_cut(client: Client) -> None:
    article = make_article("Halden. " * 30)
    make_tag(article, "Halden")
    seen = page(client, article)
    assert len(text_marks(seen)) == 30
    assert "And 22 more in the text." in words(seen)


def test_a_hidden_name_does_not_stand_in_what_the_machine_noted(
    client: Client, chief: User
) -> None:
    article = make_article("Mira Tolvan met Jane Pelloni in Halden.")
    mention = make_mention(article, "Mira Tolvan", make_actor("Mira Tolvan"))[0]
    mention.evidence = {"beside": "Jane Pelloni"}
    mention.save(update_fields=["evidence"])
    acts.anonymise(article, names=["Jane Pelloni"], editor=chief, reason="She asked.")
    seen = words(page(client, article))
    assert "beside: J. P." in seen
    assert "Pelloni" not in seen

"""The pages of merging: what they show, what they ask for, where the old address leads."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from articles import acts
from articles.models import Article
from entities import moving, review
from entities.models import Actor, ActorMove, Decision, Namesakes
from tests.entities.test_merging import let_follow, merge
from tests.factories import make_actor, make_article, make_mention, make_quote, make_tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep() -> Actor:
    actor = make_actor("Mira Tolvan", description="minister")
    make_tag(make_article(), "Tolvan", actor)
    return actor


@pytest.fixture
def duplicate() -> Actor:
    actor = make_actor("M. Tolvan")
    article = make_article("Tolvan left Halden. “Snow,” said Tolvan.")
    make_mention(article, "Tolvan", actor)
    make_quote(article, "“Snow,”", actor, named="Tolvan")
    return actor


@pytest.fixture
def as_chief(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def url_of(keep: Actor, duplicate: Actor) -> str:
    return reverse("review:merge", args=[keep.pk, duplicate.pk])


def asked(keep: Actor, duplicate: Actor, **more: Any) -> dict[str, Any]:
    for actor in (keep, duplicate):
        actor.refresh_from_db()
    seen = review.seen_state(keep, duplicate)
    return {"do": "merge", "reason": "One and the same.", "seen": seen, **more}


def test_the_page_names_the_survivor_in_words(
    as_chief: Client, keep: Actor, duplicate: Actor
) -> None:
    answer = as_chief.get(url_of(keep, duplicate))
    assertContains(answer, "M. Tolvan disappears, its 1 article goes to Mira Tolvan")
    assertContains(answer, url_of(duplicate, keep))  # the other way round
    assertContains(answer, "Merge into Mira Tolvan")


def test_a_chief_editor_merges_and_comes_to_the_survivor(
    as_chief: Client, keep: Actor, duplicate: Actor
) -> None:
    answer = as_chief.post(url_of(keep, duplicate), asked(keep, duplicate))
    assertRedirects(answer, keep.get_absolute_url())
    decision = Decision.objects.get(verb="merge")
    assert (decision.actor, decision.to_actor) == (duplicate, keep)


def test_an_editor_may_only_suggest(as_editor: Client, keep: Actor, duplicate: Actor) -> None:
    url, form = url_of(keep, duplicate), asked(keep, duplicate)
    assertNotContains(as_editor.get(url), "Merge into")
    assert as_editor.post(url, form).status_code == 403
    assertRedirects(as_editor.post(url, {**form, "do": "suggest"}), reverse("review:duplicates"))
    pair = Namesakes.objects.get()
    assert (pair.note, pair.suggested_by) == ("One and the same.", User.objects.get())
    assert not Decision.objects.exists()


def test_without_a_reason_the_form_says_so(as_chief: Client, keep: Actor, duplicate: Actor) -> None:
    answer = as_chief.post(url_of(keep, duplicate), asked(keep, duplicate, reason=" "))
    assertContains(answer, "Say why the two are one.", status_code=422)


def test_two_ids_ask_for_an_explicit_yes(as_chief: Client, duplicate: Actor) -> None:
    keep = make_actor("Mira Tolvan", wikidata="Q17")
    Actor.objects.filter(pk=duplicate.pk).update(wikidata="Q71")
    url = url_of(keep, duplicate)
    assertContains(as_chief.get(url), "Both Wikidata ids are of one and the same")
    refused = as_chief.post(url, asked(keep, duplicate))
    assertContains(refused, "as Q71 and", status_code=422)
    done = as_chief.post(url, asked(keep, duplicate, both_ids="on"))
    assert done.status_code == 302


def test_whoever_is_late_is_told_who_was_quicker(
    as_chief: Client, keep: Actor, duplicate: Actor, admin: User
) -> None:
    form = asked(keep, duplicate)
    merge(keep, duplicate, admin, reason="Seen first.")
    answer = as_chief.post(url_of(keep, duplicate), form)
    assertContains(answer, "has been merged into Mira Tolvan", status_code=409)
    assertContains(answer, "“Seen first.”", status_code=409)


def test_the_old_addresses_lead_to_the_survivor_and_say_why(
    client: Client, keep: Actor, duplicate: Actor, chief: User
) -> None:
    merge(keep, duplicate, chief, reason="The same minister.")
    let_follow()
    for name in ("actor_detail", "actor_feed", "actor_feed_rss", "actor_quotes", "actor_dealings"):
        old = client.get(reverse(name, args=[duplicate.slug]))
        assert (old.status_code, old["Location"]) == (301, reverse(name, args=[keep.slug]))
        assert old["Cache-Control"] == "no-cache"  # an undo gives the address back
    page = client.get(keep.get_absolute_url())
    assertContains(page, "“M. Tolvan” was merged here on")
    assertContains(page, "The same minister.")
    assertContains(page, '"alternateName"')
    assertNotContains(client.get("/sitemap-actors-0.xml"), duplicate.slug)
    asked = reverse("search") + f"?actor={duplicate.slug}"
    assertContains(client.get(asked), "2 articles")


def test_what_a_browser_kept_of_the_old_address_is_not_confirmed(
    client: Client, keep: Actor, duplicate: Actor, chief: User
) -> None:
    old = duplicate.get_absolute_url()
    tag = client.get(old)["ETag"]
    assert client.get(old, headers={"If-None-Match": tag}).status_code == 304
    decision = merge(keep, duplicate, chief)
    assert client.get(old, headers={"If-None-Match": tag}).status_code == 301
    review.restore_merge(decision, editor=chief)
    assert client.get(old, headers={"If-None-Match": tag}).status_code == 200


def test_the_survivor_says_what_still_moves(
    client: Client, keep: Actor, duplicate: Actor, chief: User
) -> None:
    merge(keep, duplicate, chief)
    page = client.get(keep.get_absolute_url())
    assertContains(page, "Articles are still moving, 1 of 1 is left.")
    tag = page["ETag"]
    move = ActorMove.objects.get()
    moving.carry_out(move.pk)
    page = client.get(keep.get_absolute_url(), headers={"If-None-Match": tag})
    assertNotContains(page, "still moving")


def test_a_name_that_no_public_article_has_is_not_told_by_a_merge(
    client: Client, keep: Actor, duplicate: Actor, chief: User
) -> None:
    merge(keep, duplicate, chief)
    let_follow()
    article = Article.objects.filter(mentions__actor=duplicate).distinct().get()
    acts.take_down(article, editor=chief, reason="Asked for.", public_note="Removed.")
    page = client.get(keep.get_absolute_url())
    assertNotContains(page, "M. Tolvan")
    assert client.get(duplicate.get_absolute_url()).status_code == 404


def test_undo_shows_what_it_would_change_and_does_it(
    as_chief: Client, keep: Actor, duplicate: Actor, chief: User
) -> None:
    decision = merge(keep, duplicate, chief)
    url = reverse("review:undo_actor", args=[decision.pk])
    assertContains(as_chief.get(url), "M. Tolvan gets back its address, its names and its articles")
    assertContains(as_chief.get(reverse("review:log")), url)
    assertRedirects(as_chief.post(url, {"note": "Two."}), reverse("review:log"))
    duplicate.refresh_from_db()
    assert duplicate.merged_into is None
    assertContains(as_chief.post(url), "has undone this already", status_code=409)


def test_whom_to_merge_with_is_asked_by_name(
    as_editor: Client, keep: Actor, duplicate: Actor
) -> None:
    url = reverse("review:merge_choose", args=[keep.pk])
    exact = as_editor.get(url, {"to": "M. Tolvan"})
    assertRedirects(exact, url_of(keep, duplicate))
    assertContains(as_editor.get(url, {"to": "tolvan"}), "M. Tolvan")
    assertRedirects(as_editor.get(url, {"actor": duplicate.pk}), url_of(keep, duplicate))


def test_strange_input_is_no_trouble(as_chief: Client, keep: Actor, duplicate: Actor) -> None:
    choose = reverse("review:merge_choose", args=[keep.pk])
    for words in ("\x00", "9" * 30, "²", "x" * 5000, "%"):
        assert as_chief.get(choose, {"to": words}).status_code == 200
        assert as_chief.get(reverse("review:duplicates"), {"page": words}).status_code == 200
    assert as_chief.get(url_of(keep, keep)).status_code == 200
    assert as_chief.post(url_of(keep, keep), asked(keep, keep)).status_code == 422


def test_the_pages_ask_as_often_for_many_articles_as_for_few(
    as_chief: Client,
) -> None:
    counts = []
    for size in (2, 12):
        keep, duplicate = make_actor(f"Ada {size}"), make_actor(f"Bo {size}")
        for number in range(size):
            article = make_article(f"Ada met Bo. {size} {number}")
            make_tag(article, "Ada", keep)
            make_tag(article, "Bo", duplicate)
        with CaptureQueriesContext(connection) as counted:
            as_chief.get(url_of(keep, duplicate))
        counts.append(len(counted))
    assert counts[0] == counts[1]

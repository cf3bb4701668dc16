"""The pages of acts: what a chief editor sends, what becomes of it, what the desk sees."""

import datetime
import html
import re
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import acts
from articles.models import Article, ArticleAct, ImportBatch, ImportItem
from tests.articles.wires import corrected, ninjs, sent
from tests.factories import make_article
from tests.newsroom.pages import Page

pytestmark = pytest.mark.django_db

HOSTILE = "</a><script>alert(1)</script>\"'><svg onload=alert(2)>{{ 6|add:1 }}"


@pytest.fixture
def desk(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


def words(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return shown(response.content)


def shown(content: bytes) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", content.decode())).split())


def send(desk: Client, article: Article, kind: str, **fields: object) -> str:
    """Send the form of an act as a browser would, with some fields filled; return the answer."""
    url = reverse("review:act", args=[article.pk, kind])
    form = desk.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    response = desk.post(url, {**data, "reason": "Asked for.", **fields}, follow=True)
    return f"{response.status_code} {shown(response.content)}"


def test_correction_is_saved_with_windows_line_ends_and_shown_in_the_history(desk: Client) -> None:
    article = make_article("Mira Tolvan left.\n\nThe army stayed.")
    body = "Mira Tolvan left  \r\n\r\n\r\n\r\nThe army stayed. "
    seen = send(desk, article, "correction", body=body, public_note="A full stop was wrong.")
    assert seen.startswith("200")
    assert "Saved: corrected." in seen
    assert "To readers: A full stop was wrong." in seen
    assert Article.objects.get().body == "Mira Tolvan left\n\nThe army stayed."


def test_form_sent_as_it_stands_changes_nothing_and_says_so(desk: Client) -> None:
    article = make_article("One line.\nAnother line.\n\nThe army stayed.")
    seen = send(desk, article, "correction")
    assert seen.startswith("422")
    assert "The text is as it was" in seen
    assert Article.objects.get().version_number == 1


def test_takedown_and_restore_by_hand(desk: Client) -> None:
    article = make_article()
    assert "Saved: taken down." in send(desk, article, "takedown")
    act = ArticleAct.objects.get()
    assert "taken down" in words(desk, reverse("review:off_the_site"))
    url = reverse("review:restore", args=[act.pk])
    assert "comes back to the site" in words(desk, url)
    response = desk.post(url, {"reason": "Lifted.", "seen": "0"}, follow=True)
    assert "Saved: restored." in shown(response.content)
    assert Article.objects.get().status == "published"
    assert desk.post(url, {"reason": "Lifted.", "seen": "0"}).status_code == 409


def test_slower_of_two_chiefs_is_told_and_may_send_again(desk: Client) -> None:
    article = make_article()
    url = reverse("review:act", args=[article.pk, "takedown"])
    other = User.objects.create_superuser("other-chief")
    acts.retract(article, editor=other, reason="Made up.")
    response = desk.post(url, {"reason": "Order.", "seen": "0"})
    assert response.status_code == 409
    assert "other-chief" in shown(response.content)
    assert Article.objects.get().status == "published"
    data = {"reason": "Order.", "seen": response.context["form"]["seen"].value()}
    assert desk.post(url, data).status_code == 302
    assert Article.objects.get().status == "taken down"


def test_near_duplicates_are_told_apart_by_date_and_source(desk: Client) -> None:
    lead, copy = (make_article(f"It {verb}.", headline="Ice melts") for verb in ("left", "quit"))
    Article.objects.update(lead=lead)
    seen = words(desk, reverse("review:act", args=[lead.pk, "takedown"]))
    assert f"Ice melts (29 December 2020, {copy.source})" in seen


def test_near_duplicates_that_are_ticked_go_too_and_those_that_cannot_are_named(
    desk: Client,
) -> None:
    lead, copy, other = (
        make_article(f"Jane Pelloni {verb} Halden.") for verb in ("left", "quit", "fled")
    )
    Article.objects.update(lead=lead)
    acts.anonymise(other, names=["Jane Pelloni"], editor=User.objects.get(), reason="Asked.")
    seen = send(desk, lead, "anonymise", names="Jane Pelloni", also=[copy.pk, other.pk])
    assert "The same was done to 2 of nearly the same articles." in seen
    assert Article.objects.filter(body__startswith="J. P.").count() == 3
    acts.take_down(copy, editor=User.objects.get(), reason="Order.")
    seen = send(desk, lead, "takedown", also=[copy.pk, other.pk])
    assert "The same was done to 1 of nearly the same articles." in seen
    assert f"Not done to article {copy.pk}" in seen
    assert Article.objects.filter(status="taken down").count() == 3


def test_embargo_needs_a_time_to_come(desk: Client) -> None:
    article = make_article()
    assert "ends in the future" in send(desk, article, "embargo", until="2001-05-03T10:00")
    assert "Write day and time" in send(desk, article, "embargo", until="tomorrow")
    later = timezone.now() + datetime.timedelta(days=2)
    seen = send(desk, article, "embargo", until=later.strftime("%Y-%m-%dT%H:%M"))
    assert "readers do not see it" in seen


def test_editor_sees_the_history_but_is_offered_no_act(client: Client, editor: User) -> None:
    client.force_login(editor)
    article = make_article()
    acts.retract(article, editor=editor, reason="Made up.")
    seen = words(client, reverse("review:history", args=[article.pk]))
    assert "Made up." in seen
    assert "What can be done" not in seen
    assert "Restore" not in seen


def test_unknown_kind_and_unknown_article_are_not_there(desk: Client) -> None:
    article = make_article()
    assert desk.get(reverse("review:act", args=[article.pk, "restore"])).status_code == 404
    assert desk.get(reverse("review:act", args=[article.pk, "burn"])).status_code == 404
    assert desk.get(reverse("review:act", args=[10**9, "takedown"])).status_code == 404


def test_off_the_site_is_searched_by_words(desk: Client, chief: User) -> None:
    first, second = make_article(headline="Talks in Halden"), make_article(headline="A storm")
    for article in (first, second):
        acts.take_down(article, editor=chief, reason="Order.")
    seen = words(desk, reverse("review:off_the_site") + "?q=storm")
    assert "A storm" in seen
    assert "Talks" not in seen
    assert "No article" in words(desk, reverse("review:off_the_site") + "?q=zebra")


@pytest.mark.parametrize("page", ["acts", "off_the_site", "history", "held_list"])
def test_number_of_queries_does_not_grow(desk: Client, chief: User, page: str) -> None:
    def queries() -> int:
        arguments = [Article.objects.earliest("pk").pk] if page == "history" else []
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert desk.get(reverse(f"review:{page}", args=arguments)).status_code == 200
        return len(captured)

    def fill(count: int) -> None:
        for _ in range(count):
            gone = make_article()
            acts.take_down(gone, editor=chief, reason="Order.")
            ImportItem.objects.create(
                batch=ImportBatch.objects.latest("pk"),
                path="made.txt",
                index=1,
                content=b"",
                outcome="held",
                reason="It waits.",
                article=gone,
            )
            first = Article.objects.earliest("pk")
            text = acts.Revision.of(acts.current_version(first))
            text = replace(text, headline=f"{text.headline} again")
            acts.revise(first, "update", text=text, editor=chief, reason="More.")

    fill(2)
    few = queries()
    fill(18)
    assert queries() == few


def test_older_acts_are_on_the_next_page(desk: Client, chief: User) -> None:
    article = make_article()
    for number in range(51):
        acts.revise(
            article,
            "clarification",
            text=None,
            editor=chief,
            reason="Why.",
            public_note=f"n{number}",
        )
    response = desk.get(reverse("review:acts"))
    assert len(response.context["acts"]) == 50
    older = desk.get(reverse("review:acts") + response.context["older_url"])
    assert [act.public_note for act in older.context["acts"]] == ["n0"]
    assert desk.get(reverse("review:acts") + "?before=" + "9" * 30).status_code == 200


def test_hostile_reasons_and_notes_harm_no_page(desk: Client, client: Client, chief: User) -> None:
    article = make_article(f"{HOSTILE} Jane Pelloni left.", headline=HOSTILE)
    send(desk, article, "clarification", reason=HOSTILE, public_note=HOSTILE)
    send(desk, article, "anonymise", reason=HOSTILE, names=HOSTILE, public_note=HOSTILE)
    urls = [reverse(f"review:{name}") for name in ("acts", "off_the_site")]
    urls += [reverse("review:history", args=[article.pk]), article.get_absolute_url()]
    urls += [reverse("review:act", args=[article.pk, kind]) for kind in ("correction", "takedown")]
    for url in urls:
        assert (url, Page(desk.get(url, follow=True).content.decode()).dangers) == (url, [])


@pytest.fixture
def held(chief: User) -> ImportItem:
    sent(ninjs("Tolvan left."))
    corrected(Article.objects.get(), "Tolvan did not leave.", chief)
    return sent(ninjs("Tolvan came.", version=2))


def test_held_text_is_shown_beside_the_one_that_stands_and_used(
    desk: Client, held: ImportItem
) -> None:
    article = Article.objects.get()
    assert "Compare and choose" in words(desk, reverse("review:history", args=[article.pk]))
    url = reverse("review:held", args=[held.pk])
    page = desk.get(url).content.decode()
    assert "<del" in page
    assert "came" in page
    response = desk.post(url, {"reason": "It is right.", "seen": "0"}, follow=True)
    assert "Saved: updated." in shown(response.content)
    assert Article.objects.get().body == "Tolvan came."
    again = desk.post(url, {"reason": "It is right.", "seen": "0"})
    assert again.status_code == 409
    assert "settled on" in shown(again.content)


def test_held_texts_are_listed_until_they_are_settled(desk: Client, held: ImportItem) -> None:
    url = reverse("review:held_list")
    page = desk.get(url).content.decode()
    assert reverse("review:held", args=[held.pk]) in page
    assert "waits for an editor" in page
    desk.post(reverse("review:held", args=[held.pk]), {"choice": "leave"})
    assert "Nothing is held." in words(desk, url)


def test_held_text_is_left(desk: Client, held: ImportItem) -> None:
    response = desk.post(reverse("review:held", args=[held.pk]), {"choice": "leave"}, follow=True)
    assert "Left: the article stays as it is." in shown(response.content)
    assert Article.objects.get().body == "Tolvan did not leave."
    assert "Compare and choose" not in shown(response.content)


def test_held_text_needs_a_reason(desk: Client, held: ImportItem) -> None:
    assert desk.post(reverse("review:held", args=[held.pk]), {"seen": "0"}).status_code == 422
    assert Article.objects.get().body == "Tolvan did not leave."


def test_held_input_that_cannot_be_read_can_still_be_left(desk: Client, held: ImportItem) -> None:
    ImportItem.objects.filter(pk=held.pk).update(content=b"")
    seen = words(desk, reverse("review:held", args=[held.pk]))
    assert "import its file again" in seen
    assert "Use it" not in seen
    assert "Leave the article as it is" in seen

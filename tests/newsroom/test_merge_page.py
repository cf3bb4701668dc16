"""The page that merges sources, sections and authors: who may, what it says, what it leaves."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from articles import names_admin
from articles.merging import merge
from articles.models import Article, Author, Section, Source
from articles.tasks import move_merged
from tests.factories import make_article, make_user

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert('x')</script> ”\u202e{{ 7 }}"


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def url_of(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:articles_{model._meta.model_name}_{page}", args=args)


def ask(desk: Client, rows: list[Any], model: type[Model] = Source, **fields: object) -> Any:
    """Choose rows in the list and the action; with fields, send the page that then comes."""
    data = {"action": "merge_chosen", "_selected_action": [row.pk for row in rows]}
    data |= {"merge": "Merge", **fields} if fields else {"index": 0}
    return desk.post(url_of(model, "changelist"), data, follow=True)


def sources(*names: str) -> list[Source]:
    return [Source.objects.named(name) for name in names]


def test_page_names_the_chosen_and_counts_their_articles(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names_admin, "MOST_COUNTED", 2)
    for _ in range(3):
        make_article(source="Demo Wire")
    make_article(source="Wire (demo)")
    page = ask(desk, sources("Demo Wire", "Wire (demo)", "Halden Press"))
    words = " ".join(re.sub("<[^>]+>", " ", page.content.decode()).split())
    assert "Demo Wire (more than 2 articles)" in words
    assert "Wire (demo) (1 article)" in words
    assert "Halden Press (0 articles)" in words
    assert "A merge cannot be undone." in words
    assert not Source.objects.filter(merged_into__isnull=False).exists()


@pytest.mark.parametrize("model", [Source, Section, Author])
def test_merge_is_recorded_with_its_reason_and_shown_in_the_list(
    desk: Client, admin: User, model: Any
) -> None:
    keep, other = model.objects.named("Halden Press"), model.objects.named("The Halden Press")
    page = ask(desk, [keep, other], model, keep=keep.pk, reason="One paper.")
    assertContains(page, "“The Halden Press” merged into “Halden Press”.")
    assertContains(page, "into “Halden Press”")
    told = LogEntry.objects.order_by("object_id").values_list("user", "change_message")
    assert dict(zip((keep.pk, other.pk), told, strict=True)) == {
        keep.pk: (admin.pk, "“The Halden Press” merged into it. Reason: One paper."),
        other.pk: (admin.pk, "Merged into “Halden Press”. Reason: One paper."),
    }
    assertContains(desk.get(url_of(model, "history", other.pk)), "One paper.")


def test_articles_are_moved_and_shown_under_the_kept_name(desk: Client) -> None:
    article = make_article(source="The Halden Press")
    keep, other = sources("Halden Press", "The Halden Press")
    ask(desk, [keep, other], keep=keep.pk, reason="One paper.")
    for _ in range(2):
        assertContains(desk.get(article.get_absolute_url()), "Halden Press</a>")
        assertNotContains(desk.get(article.get_absolute_url()), "The Halden Press")
        page = desk.get(reverse("search"), {"source": other.pk}).content.decode()
        assert "1 article<" in page
        assert "The Halden Press" not in page
        assert f"source={other.pk}" not in page
        move_merged()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"reason": "One paper."}, "Say which one is kept."),
        ({"keep": 0, "reason": "One paper."}, "Select a valid choice"),
        ({"reason": "   "}, "Say why, for whoever wonders later."),
        ({"reason": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_merged(
    desk: Client, fields: dict[str, object], says: str
) -> None:
    assertContains(ask(desk, sources("One", "Two"), **fields), says)
    assert Source.objects.kept().count() == 2


def test_one_too_few_and_too_many_are_refused(desk: Client) -> None:
    assertContains(ask(desk, sources("One")), "Choose two or more")
    many = sources(*(f"Source {number}" for number in range(21)))
    assertContains(ask(desk, many), "Choose at most 20 at once.")


def test_what_was_merged_already_is_refused_by_name(desk: Client) -> None:
    one, two, three = sources("One", "Two", "Three")
    merge(two, [one])
    assertContains(ask(desk, [one, three]), "“One” is merged into “Two” already.")


def test_what_others_merged_while_the_page_was_open_is_refused(desk: Client) -> None:
    one, two, three = sources("One", "Two", "Three")
    merge(three, [two])
    page = ask(desk, [one, two], keep=one.pk, reason="One paper.")
    assertContains(page, "“Two” is merged into “Three” already.")
    assert Source.objects.get(pk=two.pk).merged_into == three


def test_nobody_merges_without_permission_to_change(client: Client) -> None:
    user = make_user("")
    user.is_staff = True
    user.save()
    user.user_permissions.add(Permission.objects.get(codename="view_source"))
    client.force_login(user)
    one, two = sources("One", "Two")
    assertNotContains(client.get(url_of(Source, "changelist")), "merge_chosen")
    ask(client, [one, two], keep=one.pk, reason="Mine.")
    assert Source.objects.kept().count() == 2
    user.user_permissions.add(Permission.objects.get(codename="change_source"))
    ask(client, [one, two], keep=one.pk, reason="One paper.")
    assert Source.objects.kept().get() == one


def test_hostile_names_and_reasons_are_shown_as_they_are(desk: Client) -> None:
    hostile, other = sources(HOSTILE, "Halden Press")
    Source.objects.filter(pk=hostile.pk).update(name=HOSTILE)
    pages = [ask(desk, [hostile, other])]
    pages.append(ask(desk, [hostile, other], keep=hostile.pk, reason=HOSTILE))
    pages.append(desk.get(url_of(Source, "history", other.pk)))
    for page in pages:
        assertContains(page, "&lt;script&gt;alert(")
        assertNotContains(page, "<script>alert(")


@pytest.mark.parametrize("model", [Source, Author])
def test_page_takes_as_many_queries_for_twenty_as_for_two(desk: Client, model: Any) -> None:
    rows = [model.objects.named(f"Name {number}") for number in range(20)]
    article = make_article()
    article.authors.set(Author.objects.all())
    ask(desk, rows[:2], model)
    counts = []
    for some in (rows[:2], rows):
        with CaptureQueriesContext(connection) as queries:
            assert ask(desk, some, model).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_merged_row_is_neither_changed_nor_deleted(desk: Client) -> None:
    keep, other = sources("Halden Press", "The Halden Press")
    merge(keep, [other])
    for row in (keep, other):
        assert desk.post(url_of(Source, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert desk.post(url_of(Source, "change", other.pk), {"name": "x"}).status_code == 403
    page = desk.post(url_of(Source, "add"), {"name": "the halden-press"})
    assertContains(page, "“The Halden Press” was merged into “Halden Press”")


def test_merged_names_are_offered_nowhere(desk: Client, chief: User) -> None:
    keep, other = sources("Halden Press", "The Halden Press")
    make_article(source="Halden Press")
    merge(keep, [other])
    asked = {"term": "Halden", "app_label": "articles", "model_name": "article"}
    offered = desk.get(reverse("admin:autocomplete"), asked | {"field_name": "source"})
    assert [one["text"] for one in offered.json()["results"]] == ["Halden Press"]
    for address in (
        url_of(Article, "changelist"),
        reverse("import_upload"),
        reverse("review:queue"),
    ):
        page = desk.get(address)
        assertContains(page, "Halden Press")
        assertNotContains(page, "The Halden Press")

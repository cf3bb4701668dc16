"""The admin site: every model listed, found and shown, fast and without ways around the rules."""

import re
from typing import Any

import pytest
from django.contrib import admin as admin_site
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.admin import MOST_COUNTED, EstimatedPaginator
from articles.models import Article, ArticleVersion, Author, ImportFile, ImportItem, Source
from entities.models import Actor, Decision, ExtractionRun, Mention, Tag
from entities.review import confirm
from newsroom import roles
from tests.factories import (
    BODY,
    make_actor,
    make_article,
    make_feed,
    make_tag,
    make_token,
    make_upload,
)

State = ExtractionRun.State
OUR_MODELS = [
    model
    for model in admin_site.site._registry
    if model._meta.app_label in ("articles", "entities", "auth")
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def url_of(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def make_archive(count: int, editor: User) -> None:
    """A few rows in every table."""
    for number in range(Article.objects.count(), Article.objects.count() + count):
        article = make_article(f"{BODY} Report {number}.", headline="")
        article.authors.add(Author.objects.named(f"Author {number}"))
        tag = make_tag(article, "Mira Tolvan", make_actor(f"Mira Tolvan {number}"))
        make_tag(article, "Halden", make_actor(f"Halden {number}", "place"))
        confirm(tag, editor=editor)
        make_upload(editor, (f"{number}.txt", BODY))
        make_feed(f"https://press.example/{number}")
        make_token(f"token {number}", created_by=editor)


def text_is_loaded(queries: CaptureQueriesContext) -> bool:
    """Whether a query asks for whole texts or raw input, in lists where nobody reads them."""
    told = " ".join(query["sql"] for query in queries)
    columns = r'"(?:body|content|search_vector|label_text)"'
    return bool(re.search(rf"{columns}(?:,| AS| FROM) ", re.sub(r"LEFT\(\S+, \d+\)", "", told)))


# --- Lists and pages -----------------------------------------------------------------------------


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.model_name)
def test_list_takes_the_same_queries_for_any_number_of_rows_and_loads_no_text(
    desk: Client, editor: User, model: type[Model]
) -> None:
    make_archive(2, editor)
    desk.get(url_of(model, "changelist"))
    with CaptureQueriesContext(connection) as two:
        assert desk.get(url_of(model, "changelist")).status_code == 200
    make_archive(9, editor)
    with CaptureQueriesContext(connection) as eleven:
        assert desk.get(url_of(model, "changelist")).status_code == 200
    assert len(eleven) == len(two)
    assert not text_is_loaded(eleven)


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.model_name)
def test_page_of_one_row_is_shown(desk: Client, editor: User, model: type[Model]) -> None:
    make_archive(1, editor)
    row = model._default_manager.all()[:1].get()
    assert desk.get(url_of(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.model_name)
def test_search_takes_anything(desk: Client, model: type[Model]) -> None:
    for words in ("1", "Tolvan", "\x00", "9" * 20, "%' OR 1=1"):
        page = desk.get(url_of(model, "changelist"), {"q": words})
        assert page.status_code in (200, 302), words


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.model_name)
def test_nothing_that_must_be_kept_can_be_deleted(
    desk: Client, editor: User, model: type[Model]
) -> None:
    make_archive(1, editor)
    row = model._default_manager.all()[:1].get()
    asked = desk.post(url_of(model, "delete", row.pk), {"post": "yes"})
    assert asked.status_code == 403
    assertNotContains(desk.get(url_of(model, "changelist")), "delete_selected")
    assert model._default_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    "model",
    [ArticleVersion, ImportFile, ImportItem, Mention, Tag, Decision, ExtractionRun],
    ids=lambda model: model._meta.model_name,
)
def test_what_is_derived_or_kept_can_be_neither_made_nor_changed(
    desk: Client, editor: User, model: type[Model]
) -> None:
    make_archive(1, editor)
    row = model._default_manager.all()[:1].get()
    assert desk.post(url_of(model, "add"), {}).status_code == 403
    assert desk.post(url_of(model, "change", row.pk), {}).status_code == 403


def test_long_table_is_counted_no_further_than_must_be(desk: Client) -> None:
    make_article()
    pages = EstimatedPaginator(Article.objects.filter(status="published"), 50)
    with CaptureQueriesContext(connection) as queries:
        assert pages.count == 1
    assert f"LIMIT {MOST_COUNTED + 1}" in queries[0]["sql"]


# --- Articles ------------------------------------------------------------------------------------


def test_articles_are_found_by_their_words_their_guid_and_their_number(desk: Client) -> None:
    wanted = make_article("The fjord froze over.", headline="Ice", guid="x:1")
    make_article(headline="Other")
    for words in ("freezing fjord", "x:1", str(wanted.pk)):
        page = desk.get(url_of(Article, "changelist"), {"q": words.replace("freezing", "froze")})
        assertContains(page, "Ice")
        assertNotContains(page, "Other")


def change(desk: Client, article: Article, **fields: Any) -> Any:
    """Send the form of an article as it stands, with some fields changed."""
    page = desk.get(url_of(Article, "change", article.pk))
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    day = data.pop("published_at")
    data |= {"published_at_0": day.date().isoformat(), "published_at_1": day.time().isoformat()}
    data |= {"versions-TOTAL_FORMS": 0, "versions-INITIAL_FORMS": 0, **fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    return desk.post(url_of(Article, "change", article.pk), data)


def test_article_with_another_source_is_found_under_it(desk: Client) -> None:
    article = make_article()
    other = Source.objects.named("Halden Press")
    change(desk, article, source=other.pk)
    assert f"'@s{other.pk}'" in Article.objects.get().search_vector


def test_change_writes_nothing_but_what_was_changed(desk: Client) -> None:
    article = make_article()
    with CaptureQueriesContext(connection) as queries:
        change(desk, article, url="https://news.example/1")
    (update,) = (q["sql"] for q in queries if q["sql"].startswith('UPDATE "articles_article"'))
    assert update.startswith(
        'UPDATE "articles_article" SET "url" = \'https://news.example/1\' WHERE'
    )


def test_text_of_an_article_cannot_be_changed(desk: Client) -> None:
    article = make_article(headline="Ice")
    change(desk, article, headline="Fire", body="Fire.", guid="x", url="https://news.example/1")
    changed = Article.objects.get()
    assert (changed.headline, changed.body, changed.guid) == ("Ice", article.body, None)
    assert changed.url == "https://news.example/1"


def test_source_of_the_same_name_is_refused_in_words(desk: Client) -> None:
    Source.objects.named("Demo Wire")
    page = desk.post(url_of(Source, "add"), {"name": " demo  WIRE "})
    assertContains(page, "There is one of this name already.")


def test_source_is_deleted_only_while_nothing_uses_it(desk: Client) -> None:
    used = make_article().source
    unused = Source.objects.named("Nobody’s paper")
    assert desk.post(url_of(Source, "delete", used.pk), {"post": "yes"}).status_code == 403
    assert desk.post(url_of(Source, "delete", unused.pk), {"post": "yes"}).status_code == 302
    assert list(Source.objects.all()) == [used]


# --- Extraction ----------------------------------------------------------------------------------


def act(desk: Client, model: type[Model], action: str, *rows: Model) -> Any:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return desk.post(url_of(model, "changelist"), data, follow=True)


def test_articles_are_extracted_again(desk: Client) -> None:
    first, second = make_article(), make_article()
    ExtractionRun.objects.update(state=State.DONE)
    page = act(desk, Article, "extract_again", first, second)
    assertContains(page, "To be extracted again: 2.")
    assert ExtractionRun.objects.filter(state=State.PENDING).count() == 2


def test_failed_runs_are_listed_with_their_error_and_retried(desk: Client) -> None:
    make_article()
    ExtractionRun.objects.update(
        state=State.FAILED, error="Traceback:\nOSError: no model", finished_at=timezone.now()
    )
    page = desk.get(url_of(ExtractionRun, "changelist"), {"state__exact": State.FAILED})
    assertContains(page, "OSError: no model")
    run = ExtractionRun.objects.get()
    assertContains(act(desk, ExtractionRun, "retry", run), "Waiting again: 1 of 1.")
    run.refresh_from_db()
    assert run.state == State.PENDING


# --- Actors --------------------------------------------------------------------------------------


def test_actor_is_made_with_a_slug_and_its_name(desk: Client) -> None:
    data = {"name": "Čačak Óblast", "kind": "place", "description": "", "wikidata": ""}
    assert desk.post(url_of(Actor, "add"), data).status_code == 302
    actor = Actor.objects.get()
    assert (actor.slug, actor.wikidata) == ("cacak-oblast", None)
    assert actor.names.get().normalised_name == "cacak oblast"


def test_what_is_known_of_an_actor_is_changed_on_the_desk_alone(desk: Client) -> None:
    actor = make_actor()
    address = url_of(Actor, "change", actor.pk)
    assertContains(desk.get(address), reverse("review:actor_edit", args=[actor.slug]))
    desk.post(address, {"name": "Runa Holm", "description": "x", "wikidata": "Q1"})
    actor.refresh_from_db()
    assert (actor.name, actor.description, actor.wikidata) == ("Mira Tolvan", "", None)


def test_wikidata_id_that_is_none_is_refused(desk: Client) -> None:
    data = {"name": "Halden", "kind": "place", "description": "", "wikidata": "x'><script>"}
    assert desk.post(url_of(Actor, "add"), data).status_code == 200
    assert not Actor.objects.exists()


# --- People --------------------------------------------------------------------------------------


def test_account_is_made_and_closed(desk: Client) -> None:
    data = {"username": "reijo", "usable_password": "true"}
    data |= dict.fromkeys(["password1", "password2"], "quiet-fjord-in-may")
    assert desk.post(url_of(User, "add"), data).status_code == 302
    user = User.objects.get(username="reijo")
    assert user.check_password("quiet-fjord-in-may")
    assert desk.post(url_of(User, "delete", user.pk), {"post": "yes"}).status_code == 403


def test_groups_of_our_roles_are_shown_and_not_changed(desk: Client) -> None:
    group = Group.objects.get(name=roles.EDITOR)
    assertContains(desk.get(url_of(Group, "change", group.pk)), roles.EDITOR)
    assert desk.post(url_of(Group, "change", group.pk), {"name": "x"}).status_code == 403
    assert desk.post(url_of(Group, "add"), {"name": "proof-readers"}).status_code == 302

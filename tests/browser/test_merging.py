"""Merging, splitting and the list of duplicates in a real browser, with and without script."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from newsroom.services.locks import wait_until
from tests.browser.acting import bring
from tests.browser.conftest import Archive, log_in
from tests.browser.test_pages import look

HARBOUR = {
    "guid": "courier:harbour",
    "headline": "Harbour of Sorn opens",
    "published_at": "2024-06-03",
    "source": "Velmark Courier",
    "body": "Minister Dagny Holmreich of Velmark opened the harbour on Monday. Holmreich smiled.",
}
BRIDGE = {
    "guid": "courier:bridge",
    "headline": "Bridge of Sorn closes",
    "published_at": "2024-06-04",
    "source": "Velmark Courier",
    "body": "Minister D. Holmreich of Velmark closed the bridge on Tuesday.",
}
KEPT, OLD = "/actors/dagny-holmreich/", "/actors/d-holmreich/"


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def wait_for(page: Page, *addresses: str) -> None:
    """Until the worker has read the articles about these actors."""

    def are_there() -> bool:
        answers = [page.goto(address) for address in addresses]
        return all(answer is not None and answer.ok for answer in answers)

    assert wait_until(are_there, 90, every_s=0.5)


@pytest.fixture
def two_holmreichs(page: Page, archive: Archive) -> Page:
    """A chief editor's window, in an archive that takes one minister for two."""
    log_in(page, archive, "chief")
    for article in (HARBOUR, BRIDGE):
        bring(page, **article)
    wait_for(page, KEPT, OLD)
    return page


def test_two_are_merged_the_old_address_leads_on_and_undo_parts_them(
    two_holmreichs: Page, browser: Browser, archive: Archive
) -> None:
    page = two_holmreichs
    page.goto(KEPT)
    page.get_by_role("link", name="Merge with another actor").click()
    page.get_by_label("Who is the same").fill("D. Holmreich")
    page.locator(".desk-option").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Are these two one?")
    assert look(page, path_of(page)) == []
    page.get_by_label("Why the two are one").fill("One minister, named in two ways.")
    page.get_by_role("button", name="Merge into Dagny Holmreich").click()
    expect(page.locator(".notice").first).to_contain_text("Merged: D. Holmreich is Dagny Holmreich")
    reader = browser.new_context(base_url=archive.url).new_page()
    reader.goto(OLD)
    assert reader.url.endswith(KEPT)
    expect(reader.get_by_text("was merged here on")).to_contain_text("named in two ways")
    page.goto("/review/decisions/")
    page.get_by_role("link", name="Undo…").first.click()
    assert look(page, path_of(page)) == []
    page.get_by_role("button", name="Undo").click()
    reader.goto(OLD)
    assert reader.url.endswith(OLD)
    reader.context.close()


def test_an_actor_is_split_without_script(
    two_holmreichs: Page, browser: Browser, archive: Archive
) -> None:
    context = browser.new_context(base_url=archive.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, archive, "chief")
    page.goto(KEPT)
    page.get_by_role("link", name="Split", exact=True).click()
    page.get_by_label("All of group 1").check()
    page.get_by_label("Who it is there").fill("Dagny Holmreich of Sorn")
    page.get_by_label("Why they are two").fill("Another minister.")
    page.get_by_role("button", name="Move these articles").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Many at once")
    wait_for(page, "/actors/dagny-holmreich-of-sorn/")
    context.close()


def test_axe_finds_nothing_on_the_pages_of_merging(two_holmreichs: Page) -> None:
    page = two_holmreichs
    for path in (KEPT, "/review/duplicates/"):
        assert look(page, path) == []
    wait_for(page, "/actors/ronald-reagan/")
    page.get_by_role("link", name="Split", exact=True).click()
    assert look(page, path_of(page)) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert look(page, path_of(page)) == []

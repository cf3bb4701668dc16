"""An editor says what is known of an actor and looks at contradictions, in a real browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from newsroom.services.locks import wait_until
from tests.browser.conftest import Archive, log_in


@pytest.fixture
def actor(page: Page, archive: Archive) -> str:
    """The address of a person of the demo archive on the desk."""
    log_in(page, archive, "chief")
    people = page.locator("main a[href^='/actors/']:not([href='/actors/']):not([href*='?'])")

    def somebody_is_found() -> bool:
        page.goto("/actors/?sort=articles&kind=person")
        return people.count() > 0

    assert wait_until(somebody_is_found, 60, every_s=0.5)  # by the worker
    people.first.click()
    page.get_by_role("link", name="Edit what is known").click()
    return page.url


def troubles(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    found = [str(one["id"]) for one in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*found, f"{wide} px too wide"] if wide > 0 else found


def test_an_editor_adds_a_name_and_undoes_it(page: Page, actor: str) -> None:
    page.get_by_label("Name", exact=True).fill("Somebody of Halden")
    page.get_by_role("button", name="Add the name").click()
    expect(page.locator(".notice").first).to_contain_text("the name “Somebody of Halden”")
    page.get_by_role("link", name=re.compile("^Undo.*: gave")).click()
    page.get_by_role("button", name="Undo").click()
    page.goto(actor)
    expect(page.get_by_role("button", name="Withdraw the name Somebody of Halden")).to_have_count(0)


def test_an_editor_adds_a_role_without_script(
    browser: Browser, archive: Archive, actor: str
) -> None:
    context = browser.new_context(base_url=archive.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, archive, "editor")
    page.goto(actor)
    page.get_by_text("Add a role", exact=True).click()
    form = page.locator("form").filter(has=page.get_by_role("button", name="Add the role"))
    form.get_by_label("Title").fill("Mayor")
    form.get_by_label("From").fill("2019-13")
    form.get_by_role("button", name="Add the role").click()
    expect(page.get_by_role("alert")).to_contain_text("no day of the calendar")
    form.get_by_label("From").fill("2019-12")
    form.get_by_role("button", name="Add the role").click()
    expect(page.locator("#roles ~ ul")).to_contain_text("Mayor since December 2019")
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_sticks_out(
    browser: Browser, archive: Archive, actor: str, width: int, scheme: str
) -> None:
    context = browser.new_context(
        base_url=archive.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    log_in(page, archive, "chief")
    for path in (actor, f"{actor}?wikidata=Q76", "/review/contradictions/"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        assert troubles(page) == [], path
    context.close()

"""The search box completes what is typed: by keyboard, by pointer, and not without script."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from newsroom.services.locks import wait_until
from tests.browser.conftest import Archive

ACTOR = "Ronald Reagan"


@pytest.fixture
def box(page: Page) -> Locator:
    """The box of a page, in an archive whose worker has found the actor."""

    def is_found() -> bool:
        return ACTOR in page.request.get("/suggest/?q=reag").text()

    assert wait_until(is_found, 120, every_s=0.5)
    page.goto("/")
    return page.get_by_role("combobox", name="Search the archive")


def begin(page: Page, box: Locator, letters: str = "reag") -> Locator:
    box.press_sequentially(letters)
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_contain_text(ACTOR)
    expect(box).to_have_attribute("aria-expanded", "true")
    return options


def test_actor_is_chosen_by_keyboard_and_searched_for(page: Page, box: Locator) -> None:
    options = begin(page, box)
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    marked = options.first.get_attribute("id")
    expect(box).to_have_attribute("aria-activedescendant", marked or "")
    expect(box).to_be_focused()
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=&actor=ronald-reagan$"))
    chosen = page.get_by_role("list", name="Filters in force")
    expect(chosen).to_contain_text(ACTOR)


def test_enter_searches_for_what_was_typed_unless_something_is_marked(
    page: Page, box: Locator
) -> None:
    begin(page, box)
    box.press("ArrowDown")
    box.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=reag$"))


def test_escape_closes_the_list_and_keeps_the_words(page: Page, box: Locator) -> None:
    options = begin(page, box)
    box.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("reag")
    expect(box).to_be_focused()


def test_the_words_before_stay_when_an_actor_is_clicked(page: Page, box: Locator) -> None:
    begin(page, box, "treaty reag").first.click()
    expect(page).to_have_url(re.compile(r"/search/\?q=treaty&actor=ronald-reagan$"))


def test_filters_in_force_are_kept(page: Page, box: Locator) -> None:
    page.goto("/search/?kind=person&sort=oldest")
    begin(page, box)
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"kind=person"))
    expect(page).to_have_url(re.compile(r"sort=oldest"))
    expect(page).to_have_url(re.compile(r"actor=ronald-reagan"))


def test_the_list_goes_with_the_focus(page: Page, box: Locator) -> None:
    options = begin(page, box)
    box.press("Tab")
    expect(options).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "scheme", "path"), [(1280, "light", "/"), (390, "dark", "/help/")]
)
def test_axe_finds_nothing_in_the_open_list(
    browser: Browser, archive: Archive, box: Locator, width: int, scheme: str, path: str
) -> None:
    context = browser.new_context(
        base_url=archive.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(path)
    own = page.get_by_role("combobox", name="Search the archive")
    begin(page, own)
    own.press("ArrowDown")
    found = [one["id"] for one in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    context.close()
    assert found == []
    assert wide <= 0


def test_without_script_the_box_is_a_box(browser: Browser, archive: Archive) -> None:
    context = browser.new_context(base_url=archive.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    box = page.get_by_role("searchbox", name="Search the archive")
    box.fill("reagan")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=reagan$"))
    offer = page.get_by_role("list", name="Actors of these names").get_by_role("link").first
    offer.click()
    expect(page).to_have_url(re.compile(r"/search/\?actor=ronald-reagan$"))
    context.close()

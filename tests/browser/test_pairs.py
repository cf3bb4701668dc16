"""The page of two actors in a real browser: by keyboard, without script, on paper."""

import re

from playwright.sync_api import Browser, Page, expect

from newsroom.services.locks import wait_until
from tests.browser.conftest import Archive

PAIR = "/actors/mikhail-gorbachev/with/ronald-reagan/"
ACTOR = "/actors/mikhail-gorbachev/"


def wait_for_the_pair(page: Page) -> None:
    """Until the worker has read reports of the demo archive that tell of both."""

    def something_is_told() -> bool:
        response = page.goto(PAIR)
        return response is not None and response.ok and page.locator(".timeline-line").count() > 2

    assert wait_until(something_is_told, 90, every_s=0.5)


def test_reader_goes_from_an_actor_to_a_pair_and_narrows_it_by_keyboard(page: Page) -> None:
    wait_for_the_pair(page)
    page.goto(ACTOR)
    mark = page.locator(f".network a[href='{PAIR}']")
    mark.focus()
    expect(mark).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAIR}")
    page.locator(".facet a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**?kind=*")
    number = re.search(r"\d+", page.locator(".facet a[aria-current]").inner_text())
    assert number
    expect(page.locator(".timeline-line")).to_have_count(min(20, int(number[0])))
    page.go_back()
    page.wait_for_url(f"**{PAIR}")
    expect(page.locator(".timeline-item").first).to_be_visible()


def test_reader_picks_a_year_of_the_picture(page: Page) -> None:
    wait_for_the_pair(page)
    year = page.locator(".relation svg a").last
    number = (year.get_attribute("aria-label") or "")[:4]
    year.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**?year={number}")
    expect(page.locator(".pair-year h3")).to_have_text([number])


def test_pair_needs_no_script_and_folds_its_filters_on_a_phone(
    browser: Browser, archive: Archive
) -> None:
    context = browser.new_context(
        base_url=archive.url, viewport={"width": 390, "height": 800}, java_script_enabled=False
    )
    page = context.new_page()
    wait_for_the_pair(page)
    page.get_by_text("Filters", exact=True).click()
    page.locator(".facet a").last.click()
    expect(page.get_by_text("Filters (1)")).to_be_visible()
    expect(page.locator(".timeline-line").first).to_be_visible()
    context.close()


def test_paper_has_the_timeline_and_the_picture_and_no_controls(page: Page) -> None:
    wait_for_the_pair(page)
    page.emulate_media(media="print")
    expect(page.locator(".timeline-item").first).to_be_visible()
    expect(page.locator(".relation svg")).to_be_visible()
    for control in (".tabs", ".facets", ".masthead-search"):
        expect(page.locator(control).first).to_be_hidden()

"""Narrowing a search in a real browser: by facet, picture and phone, and with no script."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Archive

YEARS = re.compile(r"^from 1 January \d{4} to 31 December \d{4}$")


def total(page: Page) -> str:
    return page.locator(".search-total").inner_text()


def test_a_facet_narrows_and_back_widens_again(page: Page) -> None:
    page.goto("/search/?q=treaty")
    before = total(page)
    source = page.locator(".facet", has_text="Sources").get_by_role("link").last
    count = source.locator(".facet-count").inner_text()
    place = page.locator(".search-columns").bounding_box()
    source.click()
    expect(page.locator(".search-chosen .chip")).to_have_count(1)
    assert total(page).split()[0] == count
    page.go_back()
    assert total(page) == before
    assert page.locator(".search-columns").bounding_box() == place, "something jumped"
    expect(page.locator(".search-chosen")).to_have_count(0)


def test_a_range_of_years_is_picked_by_keyboard(page: Page) -> None:
    page.goto("/search/?q=treaty")
    bars = page.locator(".search-years svg a")
    names = bars.evaluate_all("bars => bars.map(bar => bar.getAttribute('aria-label'))")
    bars.nth(1).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("[data-part='said']")).to_contain_text(f"{names[2][:4]} to {names[4][:4]}")
    page.keyboard.press("Escape")
    expect(page.locator("[data-part='said']")).to_be_hidden()
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**date_from={names[3][:4]}-01-01&date_to={names[4][:4]}-12-31**")
    expect(page.locator(".search-chosen .chip-name")).to_have_text(YEARS)
    counts = [int(re.findall(r": (\d+)", name)[0]) for name in names[3:5]]
    assert int(total(page).split()[0]) == sum(counts)
    page.go_back()
    expect(page.locator(".search-years a[data-picked]")).to_have_count(0)


def test_a_range_of_years_is_picked_by_dragging(page: Page) -> None:
    page.goto("/search/?q=treaty")
    bars = page.locator(".search-years svg a .chart-room")
    first, last = bars.nth(2).bounding_box(), bars.nth(5).bounding_box()
    assert first
    assert last
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + last["height"] / 2, steps=12)
    page.mouse.up()
    expect(page.locator(".search-chosen .chip-name")).to_have_text(YEARS)


def test_a_click_on_a_bar_shows_its_months(page: Page) -> None:
    page.goto("/search/?q=treaty")
    bar = page.locator(".search-years svg a").first
    year = (bar.get_attribute("aria-label") or "")[:4]
    bar.click()
    expect(page.locator(".search-chosen .chip-name")).to_have_text(year)
    expect(page.locator("figcaption", has_text="Articles by month")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_everything_works_without_script(browser: Browser, archive: Archive, width: int) -> None:
    context = browser.new_context(
        base_url=archive.url, java_script_enabled=False, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.goto("/search/?q=treaty")
    page.get_by_role("link", name="Pick a range").click()
    expect(page.get_by_text("Choose the bar to begin with.")).to_be_visible()
    page.locator(".search-years svg a").nth(1).click()
    page.locator(".search-years svg a").nth(2).click()
    expect(page.locator(".search-chosen .chip-name")).to_have_text(YEARS)
    page.get_by_role("link", name="All dates").click()
    if width == 390:
        page.get_by_text("Filters", exact=True).click()
    page.get_by_label("From", exact=True).fill("1990-01-01")
    page.get_by_label("To", exact=True).fill("1999-12-31")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".search-chosen .chip-name")).to_have_text(YEARS)
    link = page.get_by_role("link", name="Link to this search").get_attribute("href")
    assert link == "/search/?q=treaty&date_from=1990-01-01&date_to=1999-12-31"
    context.close()


def test_filters_are_folded_on_a_phone_and_count_those_in_force(
    browser: Browser, archive: Archive
) -> None:
    context = browser.new_context(base_url=archive.url, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto("/search/?q=treaty&kind=person&date_from=1990-01-01")
    fold = page.get_by_text("Filters (2)")
    expect(fold).to_be_visible()
    expect(page.get_by_label("Kind of actor")).to_be_hidden()
    fold.click()
    expect(page.get_by_label("Kind of actor")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    context.close()


def test_a_search_is_made_and_its_first_result_opened_by_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.locator("main input[name=q]").focus()
    page.keyboard.type("treaty")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?**")
    first = page.locator(".results a[href*='/articles/']").first
    title = first.inner_text()
    for _ in range(80):  # past the head of the page, the filters and the picture
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.results a')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("mark").first).to_be_visible()


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/search/?q=treaty", ".results"),
        ("/quotes/?q=peace", "main"),
        ("/browse/2020/", "main"),
        ("/", "main"),
    ],
)
def test_paper_has_what_was_found_and_no_controls(page: Page, path: str, kept: str) -> None:
    page.goto(path)
    page.emulate_media(media="print")
    expect(page.locator(kept).first).to_be_visible()
    for control in (".masthead-search", ".facets", "main button"):
        for one in page.locator(control).all():
            expect(one).to_be_hidden()


@pytest.mark.parametrize("path", ["/", "/search/?q=treaty", "/quotes/?q=peace", "/browse/2020/"])
def test_nothing_sticks_out_at_twice_the_size(
    browser: Browser, archive: Archive, path: str
) -> None:
    context = browser.new_context(
        base_url=archive.url, viewport={"width": 640, "height": 450}, device_scale_factor=2
    )
    page = context.new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()

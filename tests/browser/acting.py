"""What a chief editor does again and again: bring an article in, and act on it."""

import json

from playwright.sync_api import Page, expect


def bring(page: Page, **article: str) -> str:
    """Upload one article; return its address."""
    upload(page, "one.jsonl", json.dumps(article))
    link = page.get_by_role("main").get_by_role("link", name=article["headline"])
    address = link.get_attribute("href")
    assert address
    return address


def upload(page: Page, name: str, content: str) -> None:
    page.goto("/import/")
    page.get_by_label("Files").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Import", exact=True).click()


def act(page: Page, article: str, name: str, *, note: str = "") -> None:
    """Open the form of an act, from the article as an editor would, and say why."""
    page.goto(article)
    page.get_by_role("link", name="History and acts").click()
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_label("Reason").fill("The Lake Office wrote to us.")
    page.get_by_label("Note for readers").fill(note)


def send(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()

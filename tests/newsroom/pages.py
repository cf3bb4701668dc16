"""A page as a browser takes it apart: which scripts would run, and what stands there as text."""

from html.parser import HTMLParser

# These attributes run a script or carry a style, or lead to one.
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "hx-get", "hx-post")


class Page(HTMLParser):
    """`dangers` lists what a strict policy forbids; `text` is what a reader can see or is told."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.dangers: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag in ("style", "base", "iframe", "object", "embed"):
            self.dangers.append(f"<{tag}>")
        source = given.get("src", "")
        data = given.get("type") == "application/ld+json"  # a block of data: no browser runs it
        if tag == "script" and not data and (not source.startswith("/") or source.startswith("//")):
            self.dangers.append(f"<script> {source or 'without a source'}")
        for name, value in given.items():
            if name == "style" or name.startswith(("on", "hx-on", "hx-vals", "srcdoc")):
                self.dangers.append(f"{name} on <{tag}>")
            scheme = value.strip().lower().partition(":")[0]
            if name in ADDRESSES and scheme in ("javascript", "data", "vbscript"):
                self.dangers.append(f"{name} of {scheme}: on <{tag}>")
            self.text += f"\n{value}"

    def handle_data(self, data: str) -> None:
        self.text += data

"""The checks that an article passes whatever format it came in."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from articles.importers.data import ArticleData, Problem
from articles.importers.decoding import MOST_CHARACTERS, has_words

_LANGUAGE = re.compile(r"(?=.{2,12}$)[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")


def checked(data: ArticleData, *, where: str) -> ArticleData | Problem:
    """Return the article, or the Problem of a text that is missing or beyond all measure.

    An address or a language that is none is left out with a note: it is no reason to refuse a text.
    `where` says where the text should have been.
    """
    if not has_words(data.body):
        return Problem(f"There is no text: {where}.")
    if len(data.body) > MOST_CHARACTERS:
        return Problem(
            f"The text has {len(data.body):,} characters; {MOST_CHARACTERS:,} are the most."
        )
    if data.url and not _is_web_address(data.url):
        data = replace(data, url="", notes=(*data.notes, "its url is no web address: left out"))
    if data.language and not _LANGUAGE.fullmatch(data.language):
        notes = (*data.notes, "its language is no code such as en: left out")
        data = replace(data, language="", notes=notes)
    return data


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)

"""Where a page begins, as a word in its address: after, or before, a certain row.

A cursor is signed together with the question it belongs to. One that was tampered with, or belongs
to another question, is told apart and opens the first page.
"""

import datetime
from dataclasses import dataclass, replace

from django.core.signing import BadSignature, Signer

from articles.search.request import Search


@dataclass(frozen=True, slots=True)
class Key:
    """The values that a row is ordered by."""

    rank: float
    sort_at: datetime.datetime
    id: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """The page after the row `key` or, `backwards`, before it; `position` rows come before."""

    key: Key
    position: int
    backwards: bool = False


def encode(cursor: Cursor, search: Search) -> str:
    key = cursor.key
    values = [key.rank, key.sort_at.isoformat(), key.id, cursor.position, cursor.backwards]
    return _signer(search).sign_object(values)


def decode(text: str, search: Search) -> Cursor | None:
    """Return the cursor, or None when `text` is not one that `encode` made for this search."""
    try:
        rank, sort_at, row, position, backwards = _signer(search).unsign_object(text)
    except BadSignature:
        return None
    key = Key(rank, datetime.datetime.fromisoformat(sort_at), row)
    return Cursor(key, position, backwards)


def _signer(search: Search) -> Signer:
    # The repr names every field: cursors of two questions can never be taken for one another.
    return Signer(salt=repr(replace(search, words=search.tidied.text)))

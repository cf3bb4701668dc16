"""Pages of a list that may be endless: each begins beside a row, so that all cost the same."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list; the addresses are None where it ends."""

    rows: list[Any]
    previous_url: str | None
    next_url: str | None


def newest_page(rows: Any, key: str, asked: QueryDict, size: int) -> Page:
    """Return the page of `rows` after or before the row that the address names; else the first.

    Newest first by `sort_at`, and by `key` (an id, the attribute of a row too) where that is equal.
    Two queries, one for the first page.
    """
    forwards = "before" not in asked
    edge = asked.get("after" if forwards else "before", "")
    at = _sort_at(rows, key, edge)
    if at is None:
        forwards = True
    else:
        side, beyond = ("lt", "gt") if forwards else ("gt", "lt")
        # The first part repeats the second for the sake of the index, which cannot use an OR.
        rows = rows.filter(
            Q(**{f"sort_at__{side}e": at})
            & (Q(**{f"sort_at__{side}": at}) | Q(**{f"{key}__{beyond}": int(edge)}))
        )
    ordered = rows.order_by("-sort_at", key) if forwards else rows.order_by("sort_at", f"-{key}")
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if not forwards:
        found.reverse()
    has_previous = at is not None if forwards else more
    has_next = more if forwards else True
    return Page(
        rows=found,
        previous_url=_url(asked, before=getattr(found[0], key)) if found and has_previous else None,
        next_url=_url(asked, after=getattr(found[-1], key)) if found and has_next else None,
    )


def _sort_at(rows: Any, key: str, edge: str) -> Any:
    """Where the row of this id stands; None for none, or for one that is gone."""
    if not (edge.isascii() and edge.isdigit() and len(edge) < 19):
        return None
    return rows.filter(**{key: int(edge)}).values_list("sort_at", flat=True).first()


def _url(asked: QueryDict, **edge: int) -> str:
    query = asked.copy()
    query.pop("after", None)
    query.pop("before", None)
    query.update({name: str(pk) for name, pk in edge.items()})
    return f"?{query.urlencode()}"

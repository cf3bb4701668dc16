"""Addresses of a search with one thing changed; each begins again at the first page."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

PAGE = "page"

Parameters = Mapping[str, Sequence[str]]


def toggled(parameters: Parameters, name: str, value: str, *, several: bool = False) -> str:
    """The query string with one value taken out where it is chosen, else put in.

    With `several` it joins those already chosen, otherwise it takes their place.
    """
    chosen = parameters.get(name, ())
    if value in chosen:
        return changed(parameters, {name: [other for other in chosen if other != value]})
    return changed(parameters, {name: [*chosen, value] if several else [value]})


def changed(parameters: Parameters, changes: Parameters) -> str:
    """The query string with some parameters replaced; empty ones are left out."""
    kept = {**parameters, PAGE: [], **changes}
    return urlencode([(name, value) for name, values in kept.items() for value in values if value])

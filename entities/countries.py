"""Countries of the knowledge file, by their codes and names."""

from functools import cache

from entities.knowing import knowledge


@cache
def countries() -> dict[str, str]:
    """Names by ISO 3166 alpha-3 code, in the order of the names."""
    known = knowledge().countries
    return dict(sorted(((code, one.name) for code, one in known.items()), key=lambda pair: pair[1]))


@cache
def _codes() -> dict[str, str]:
    return {name: code for code, name in countries().items()}


def country_called(code: str) -> str:
    """Return the name of a country; what is no code of one stays as it is."""
    return countries().get(code, code)


def code_of(name: str) -> str:
    """Return the code of a country; what is no name of one stays as it is."""
    return _codes().get(name, name)

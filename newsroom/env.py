"""Typed readers of environment variables, each naming the variable that is wrong."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """Return the variable as it stands, without surrounding space."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no variable; raise ImproperlyConfigured for anything else."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0 (also yes/no, true/false), not {value!r}.")


def number(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number of at least `least`; raise ImproperlyConfigured otherwise."""
    return _parsed(name, default, int, lambda n: n >= least, f"a whole number of {least} or more")


def fraction(name: str, default: float) -> float:
    """Return a number from 0 to 1; raise ImproperlyConfigured otherwise."""
    return _parsed(name, default, float, lambda x: 0 <= x <= 1, "a number from 0 to 1")


def choice(name: str, default: str, *others: str) -> str:
    """Return one of the words that are allowed; raise ImproperlyConfigured for any other."""
    allowed = (default, *others)
    return _parsed(name, default, str.lower, lambda word: word in allowed, " or ".join(allowed))


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Return a comma-separated list, empty items left out."""
    value = os.environ.get(name)
    if value is None:
        return list(default)
    return [item.strip() for item in value.split(",") if item.strip()]


def _parsed(
    name: str, default: T, parse: Callable[[str], T], valid: Callable[[T], bool], what: str
) -> T:
    value = os.environ.get(name)
    if value is None or not value.strip():
        return default
    try:
        parsed = parse(value.strip())
    except ValueError:
        parsed = None
    if parsed is None or not valid(parsed):
        raise ImproperlyConfigured(f"{name} must be {what}, not {value!r}.")
    return parsed


def database(url: str, *, app: str) -> dict[str, Any]:
    """Return Django's settings for a PostgreSQL URL, with a connection pool of this process.

    Raises ImproperlyConfigured when the URL is not a PostgreSQL one: no other database will do.
    """
    try:
        parsed = dj_database_url.parse(url)
    except (ValueError, dj_database_url.ParseError) as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    if parsed.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://")
    options = dict(parsed.get("OPTIONS", {}))
    options.setdefault("application_name", app)
    options.setdefault("pool", {"min_size": 1, "max_size": 8, "timeout": 10})
    return {**parsed, "OPTIONS": options, "CONN_MAX_AGE": 0}

"""What the search asks of whoever knows names: who or what is meant, and who said what.

The search knows only lexemes and ids. The app above passes in something of this kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from psycopg.sql import SQL, Composable


@dataclass(frozen=True, slots=True)
class Named:
    """Who may be meant by a name: any of `ids` will do.

    `said` are their names where they are not just the name that was typed, and may be shown.
    `candidates` are names to choose from where nobody has this one.
    """

    ids: tuple[int, ...] = ()
    said: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


class Names(Protocol):
    def named(self, field: str, name: str) -> Named:
        """Who is meant by a name behind `actor:`, `speaker:`, `about:`, `by:`, `source:` …"""

    def labels(self, field: str) -> Mapping[str, str]:
        """The values of `kind:` and `reviewed:`, and the label of an article of each."""

    def quoted(self, words: str, speakers: Sequence[int], abouts: Sequence[int]) -> Composable:
        """A sub-select of the ids of articles with such a quote."""


class Nobody:
    """Knows no names."""

    def named(self, field: str, name: str) -> Named:
        return Named()

    def labels(self, field: str) -> Mapping[str, str]:
        return {}

    def quoted(self, words: str, speakers: Sequence[int], abouts: Sequence[int]) -> Composable:
        return SQL("SELECT NULL::bigint WHERE false")


NOBODY = Nobody()

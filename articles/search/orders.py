"""The orders that rows can come in, as SQL: by what, and what lies beyond a cursor."""

from dataclasses import dataclass

from psycopg.sql import SQL, Composable, Identifier, Literal

from articles.search.cursors import Cursor
from articles.search.request import RANKED, UNDATED_AT, Sort


@dataclass(frozen=True, slots=True)
class Order:
    """Columns that rows are ordered by, all in one direction; the last is the primary key."""

    columns: tuple[str, ...]
    ascending: bool = False

    def by(self, at: Cursor | None, *of: str) -> Composable:
        """The ORDER BY clause; towards the first row when the cursor goes backwards."""
        direction = SQL(" ASC" if self._upwards(at) else " DESC")
        return SQL(", ").join(Identifier(*of, column) + direction for column in self.columns)

    def after(self, at: Cursor | None) -> Composable:
        """Whether a row lies beyond the cursor."""
        if at is None:
            return SQL("true")
        values = {
            "rank": SQL("{}::float4").format(Literal(repr(at.key.rank))),
            "undated": Literal(at.key.sort_at <= UNDATED_AT),
            "sort_at": Literal(at.key.sort_at),
            "id": Literal(at.key.id),
        }
        return SQL("({}) {} ({})").format(
            SQL(", ").join(map(Identifier, self.columns)),
            SQL(">" if self._upwards(at) else "<"),
            SQL(", ").join(values[column] for column in self.columns),
        )

    def _upwards(self, at: Cursor | None) -> bool:
        return self.ascending != (at is not None and at.backwards)


NEWEST = Order(("sort_at", "id"))
OLDEST_DATED = Order(("sort_at", "id"), ascending=True)
ORDERS = {
    **dict.fromkeys(RANKED, Order(("rank", "sort_at", "id"))),
    Sort.NEWEST: NEWEST,
    Sort.OLDEST: Order(("undated", "sort_at", "id"), ascending=True),
}

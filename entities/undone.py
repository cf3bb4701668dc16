"""Which decisions are in force: an undo can be undone too, however often."""

from collections.abc import Iterable

from django.db.models import QuerySet

from entities.models import Decision
from entities.resolution import active


def undos_of(decisions: Iterable[int]) -> list[tuple[int, int | None]]:
    """Return what undid these decisions, and what undid that in turn, as (undo, undone) in order.

    One query, and another for each further turn of undoing.
    """
    found: list[tuple[int, int | None]] = []
    latest = list(decisions)
    while latest:
        turn = list(Decision.objects.filter(undoes__in=latest).values_list("pk", "undoes"))
        found += turn
        latest = [pk for pk, _undoes in turn]
    return sorted(found)


def in_force(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Return those of these decisions, none of them an undo, that are not undone."""
    asked = sorted(decisions.values_list("pk", flat=True))
    holding = active([*((pk, None) for pk in asked), *undos_of(asked)])
    return decisions.filter(pk__in=holding)

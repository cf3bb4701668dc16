"""Counting decisions on one name, and the rule that the count comes to."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from entities.counted.decided import EVERYWHERE, Decided, Scope
from entities.models import Rule

LIKELY = 0.6
EVEN, AGAINST = 0.5, 0.1
# Decisions named as the origin of a rule.
MOST_NAMED = 20


@dataclass(slots=True)
class Learnt:
    """A rule as the decisions say it."""

    sort: str
    words: str = ""
    shown: str = ""
    actor_id: int | None = None
    to_actor_id: int | None = None
    source_id: int | None = None
    year: int = 0
    right_count: int = 0
    seen_count: int = 0
    learnt_from: list[int] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[Any, ...]:
        return self.sort, self.words, self.actor_id, self.source_id, self.year

    def as_row(self, now: datetime.datetime) -> Rule:
        return Rule(
            **{name: getattr(self, name) for name in self.__slots__},
            changed_at=now,
        )


@dataclass(slots=True)
class Tally:
    """Decisions on one name or actor, by whom they mean; the ids of each."""

    means: dict[int | None, list[int]] = field(default_factory=lambda: defaultdict(list))

    def count(self, decided: Decided) -> None:
        self.means[decided.meant].append(decided.decision)

    def likely(self, prior: float) -> int | None:
        """Whom the name means by far, rejections aside; None when that is open."""
        counts = {who: len(ids) for who, ids in self.means.items() if who is not None}
        total = sum(counts.values())
        if not total:
            return None
        who = max(counts, key=lambda one: (counts[one], one))
        return who if (counts[who] + prior) / (total + 1) >= LIKELY else None

    @property
    def accepted(self) -> int:
        return sum(len(ids) for who, ids in self.means.items() if who is not None)


def learnt(
    sort: str, tally: Tally, who: int | None, *, scope: Scope = EVERYWHERE, **fields: Any
) -> Learnt:
    return Learnt(
        sort,
        to_actor_id=who,
        source_id=scope[0],
        year=scope[1],
        right_count=len(tally.means[who]),
        seen_count=sum(map(len, tally.means.values())) if who is None else tally.accepted,
        learnt_from=sorted(tally.means[who], reverse=True)[:MOST_NAMED],
        **fields,
    )

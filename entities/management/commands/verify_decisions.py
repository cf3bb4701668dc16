"""`verify_decisions`: whether every decision in force still has its effect."""

import json
import time
from argparse import ArgumentParser
from collections import Counter
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand

from entities.models import Decision
from entities.models.decisions import newest_decision
from entities.verifying import Checked, Outcome, check_articles
from entities.verifying_actors import check_actors

TELL_EVERY_S = 10
# Whoever has more has one reason for them all.
MOST_NAMED = 100


class Command(BaseCommand):
    help = (
        "Look at every decision of an editor: how many in force hold, how many moved to words that "
        "were changed a little, how many have lost their words (orphaned), how many are undone, "
        "and how many are missing or unaccounted for, which must never happen. The exit status is "
        "1 if any is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, **options: Any) -> None:
        counts: Counter[Outcome] = Counter()
        subjects: dict[str, Counter[Outcome]] = {
            subject: Counter() for subject in Decision.Subject.values
        }
        missing: list[Checked] = []
        # Later ones may be seen or not: they come while this works.
        newest, seen = newest_decision(), 0
        told_at = time.monotonic()
        for one in chain(check_articles(), check_actors()):
            seen += one.decision <= newest
            counts[one.outcome] += 1
            subjects[one.subject][one.outcome] += 1
            if one.outcome == Outcome.MISSING and len(missing) < MOST_NAMED:
                missing.append(one)
            if time.monotonic() - told_at >= TELL_EVERY_S:
                self.stderr.write(f"{counts.total():,} decisions, {_up_to(one)}.")
                told_at = time.monotonic()
        left = Decision.objects.filter(pk__lte=newest).count() - seen
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(counts, subjects, missing, left)))
        else:
            self.stdout.write(_in_words(counts))
            if left:
                self.stdout.write(
                    f"{left:,} decisions were not looked at: nothing accounts for them."
                )
            for one in missing:
                where = f", article {one.article}" if one.article else ""
                self.stdout.write(
                    f"Missing: decision {one.decision} ({one.verb}, {one.subject}{where}): "
                    f"{one.why}."
                )
        if missing or left:
            raise SystemExit(1)


def _in_words(counts: Counter[Outcome]) -> str:
    total = counts.total() - counts[Outcome.UNDONE]
    told = [
        f"{counts[Outcome.HOLDS]:,} hold",
        f"{counts[Outcome.REANCHORED]:,} re-anchored to words that were changed a little",
        f"{counts[Outcome.ORPHANED]:,} orphaned",
        f"{counts[Outcome.OUTRANKED]:,} outranked by later decisions",
    ]
    missing = f"{counts[Outcome.MISSING]:,}" if counts[Outcome.MISSING] else "none"
    decisions = "1 decision" if total == 1 else f"{total:,} decisions"
    undone = f" {counts[Outcome.UNDONE]:,} more undone, or an undoing."
    return (
        f"{decisions} in force: {', '.join(told)}; {missing} missing."
        f"{undone if counts[Outcome.UNDONE] else ''}"
    )


def _up_to(one: Checked) -> str:
    return f"up to article {one.article}" if one.article else f"on actors, up to {one.decision}"


def _as_json(
    counts: Counter[Outcome],
    subjects: dict[str, Counter[Outcome]],
    missing: list[Checked],
    left: int,
) -> dict[str, Any]:
    return {
        "decisions": counts.total(),
        "in_force": counts.total() - counts[Outcome.UNDONE],
        **{outcome.value: counts[outcome] for outcome in Outcome},
        "unaccounted": left,
        "by_subject": {
            subject: {outcome.value: one[outcome] for outcome in Outcome if one[outcome]}
            for subject, one in subjects.items()
        },
        "missing_decisions": [
            {"decision": one.decision, "article": one.article, "why": one.why} for one in missing
        ],
    }

"""`verify_decisions`: whether every decision in force still has its effect."""

import json
import time
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from entities.models import Decision
from entities.verifying import Checked, Outcome, check_all

TELL_EVERY_S = 10
# Whoever has more has one reason for them all.
MOST_NAMED = 100


class Command(BaseCommand):
    help = (
        "Look at every decision of an editor that is in force: how many hold, how many moved to "
        "words that were changed a little, how many have lost their words (orphaned), and how many "
        "are missing, which must never happen. The exit status is 1 if any is missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, **options: Any) -> None:
        counts: Counter[Outcome] = Counter()
        subjects: dict[str, Counter[Outcome]] = {
            subject: Counter() for subject in Decision.Subject.values
        }
        missing: list[Checked] = []
        told_at = time.monotonic()
        for one in check_all():
            counts[one.outcome] += 1
            subjects[one.subject][one.outcome] += 1
            if one.outcome == Outcome.MISSING and len(missing) < MOST_NAMED:
                missing.append(one)
            if time.monotonic() - told_at >= TELL_EVERY_S:
                self.stderr.write(f"{counts.total():,} decisions, up to article {one.article}.")
                told_at = time.monotonic()
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(counts, subjects, missing)))
        else:
            self.stdout.write(_in_words(counts))
            for one in missing:
                self.stdout.write(
                    f"Missing: decision {one.decision} ({one.verb}, {one.subject}, "
                    f"article {one.article}): {one.why}."
                )
        if missing:
            raise SystemExit(1)


def _in_words(counts: Counter[Outcome]) -> str:
    total = counts.total()
    told = [
        f"{counts[Outcome.HOLDS]:,} hold",
        f"{counts[Outcome.REANCHORED]:,} re-anchored to words that were changed a little",
        f"{counts[Outcome.ORPHANED]:,} orphaned",
        f"{counts[Outcome.OUTRANKED]:,} outranked by later decisions",
    ]
    if unchecked := counts[Outcome.UNCHECKED]:
        told.append(f"{unchecked:,} on actors, not checked here")
    missing = f"{counts[Outcome.MISSING]:,}" if counts[Outcome.MISSING] else "none"
    decisions = "1 decision" if total == 1 else f"{total:,} decisions"
    return f"{decisions} in force: {', '.join(told)}; {missing} missing."


def _as_json(
    counts: Counter[Outcome], subjects: dict[str, Counter[Outcome]], missing: list[Checked]
) -> dict[str, Any]:
    return {
        "in_force": counts.total(),
        **{outcome.value: counts[outcome] for outcome in Outcome},
        "by_subject": {
            subject: {outcome.value: one[outcome] for outcome in Outcome if one[outcome]}
            for subject, one in subjects.items()
        },
        "missing_decisions": [
            {"decision": one.decision, "article": one.article, "why": one.why} for one in missing
        ],
    }

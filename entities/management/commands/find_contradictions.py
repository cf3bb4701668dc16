"""`find_contradictions`: look for what the archive says twice and differently, now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from entities import contradictions
from entities.models import Walk


class Command(BaseCommand):
    help = (
        "Look for contradictions by hand, as the worker does every night: one name on two actors, "
        "titles outside their dates and so on. Can be stopped and goes on where it stood; what it "
        "finds is on the desk, under Contradictions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "checks",
            nargs="*",
            metavar="CHECK",
            help=f"only these; default: all of {', '.join(contradictions.CHECKS)}",
        )

    def handle(self, *, checks: list[str], **_options: Any) -> None:
        unknown = [name for name in checks if name not in contradictions.NAMES]
        if unknown:
            self.stderr.write(f"There is no check {unknown[0]}.")
            raise SystemExit(2)
        for pk in contradictions.begin(checks or contradictions.NAMES):
            walk = contradictions.walk(pk)
            self.stdout.write(_told(walk) if walk else "A worker is at it.")
            self.stdout.flush()


def _told(walk: Walk) -> str:
    more = ", and more that are not kept" if walk.cut_short else ""
    return f"{walk.name}: {walk.line_count:,} found{more}, in {walk.seconds:.1f} s."

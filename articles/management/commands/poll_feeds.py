"""`poll_feeds [NAME…]`: poll feeds now and say what each brought."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.models import Feed
from articles.polling import Polled, poll_due, poll_now


class Command(BaseCommand):
    help = (
        "Poll the feeds that are due, or those named, due or not, and say what each brought. The "
        "exit status is 1 if one failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="The name of a feed.")

    def handle(self, *, names: list[str], **_: Any) -> None:
        failed = count = 0
        for polled in poll_now(_named(names)) if names else poll_due():
            count += 1
            failed += bool(polled.error)
            out = self.stderr if polled.error else self.stdout
            out.write(f"{polled.feed.name}: {_told(polled)}")
        if not count:
            self.stdout.write("No feed was to be polled.")
        if failed:
            raise SystemExit(1)


def _named(names: list[str]) -> list[Feed]:
    feeds = list(Feed.objects.filter(name__in=names))
    if missing := set(names) - {feed.name for feed in feeds}:
        raise CommandError(f"There is no feed of the name {', '.join(sorted(missing))}.")
    return feeds


def _told(polled: Polled) -> str:
    if polled.error:
        return f"failed. {polled.error}"
    return _counted(polled.outcomes) or "nothing since the last time."


def _counted(outcomes: Counter[str]) -> str:
    return ", ".join(f"{count:,} {outcome}" for outcome, count in outcomes.most_common())

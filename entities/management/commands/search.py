"""`search`: ask the archive from a terminal; the same question and answer as the page."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from articles.search import Limits, SearchTimeout
from articles.templatetags.archive import published_on
from entities.answers import Answered, answer_to, as_json, notes, problems
from entities.filters import ArchiveFilter
from entities.query import WrongFilterError, query_of

# Those that may be given several times.
SEVERAL = ("actor", "any_actor", "between")


class Command(BaseCommand):
    help = (
        "Search the archive. The filters are those of the address of a search, and mean the same; "
        "--json gives what /search.json gives."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="*", metavar="QUERY")
        parser.add_argument("--json", action="store_true", help="the whole answer as JSON")
        parser.add_argument("--page", default="", metavar="CURSOR", help="the `next` of an answer")
        for name in ArchiveFilter.base_filters:
            if name != "q":
                action = "append" if name in SEVERAL else "store"
                parser.add_argument(f"--{name.replace('_', '-')}", action=action, dest=name)

    def handle(self, *, words: list[str], page: str, **options: Any) -> None:
        given = QueryDict(mutable=True)
        given["q"] = " ".join(words)
        for name in ArchiveFilter.base_filters:
            if (value := options.get(name)) is not None:
                given.setlist(name, value if isinstance(value, list) else [value])
        try:
            limits = Limits(timeout_ms=settings.SEARCH_TIMEOUT_MS)
            answered = answer_to(query_of(given), page, limits)
        except WrongFilterError as error:
            raise CommandError(" ".join(error.said)) from error
        except SearchTimeout as error:
            raise CommandError("The search took too long: ask it of less.") from error
        if options["json"]:
            self.stdout.write(json.dumps(as_json(answered), ensure_ascii=False, indent=1))
        else:
            self._tell(answered)

    def _tell(self, answered: Answered) -> None:
        answer = answered.answer
        if answer.reading.text:
            self.stdout.write(f"Read as: {answer.reading.text}")
        for said in [*(problem.message for problem in problems(answered)), *notes(answered)]:
            self.stdout.write(said)
        self.stdout.write(f"{answer.total} article{'' if answer.total.value == 1 else 's'}")
        for number, result in enumerate(answered.results, start=answer.position + 1):
            article = result.article
            self.stdout.write(f"\n{number:,}. {article.title}")
            told = f"{published_on(article)}, {article.source.kept}"
            self.stdout.write(f"   {told}, {article.get_absolute_url()}")
        if answer.next:
            self.stdout.write(f"\nMore with --page {answer.next}")

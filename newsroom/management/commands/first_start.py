"""What a new archive needs before anybody can look at it: accounts, and something to read."""

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles.bulk import Placed, import_many
from articles.importers import read
from articles.models import Article, ImportBatch, ImportItem
from articles.services import Defaults, start_batch
from entities import republishing
from newsroom import roles

# Who, and the group; the administrator holds every permission without one.
ACCOUNTS = (("editor", roles.EDITOR), ("chief", roles.CHIEF_EDITOR), ("admin", None))
# Without those that look alike, so that a password can be copied by hand: 80 bits in 16 letters.
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
DEMO = Path(settings.BASE_DIR) / "demo"


class Command(BaseCommand):
    help = (
        "Make the first accounts, with random passwords that are printed once, in an archive that "
        "has none; load the demo archive into one that has no articles. Else do nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", dest="demo", action="store_false")

    def handle(self, *, demo: bool, **_: Any) -> None:
        if not User.objects.exists():
            self._make_accounts()
        if not Article.objects.exists() and (publication := republishing.begin(afresh=True)):
            republishing.finish(publication)  # whatever comes from now on follows the setting
        if demo and not Article.objects.exists():
            self._load_demo()

    def _make_accounts(self) -> None:
        passwords = {name: _password() for name, _group in ACCOUNTS}
        with transaction.atomic():
            for name, group in ACCOUNTS:
                make = User.objects.create_user if group else User.objects.create_superuser
                user = make(name, password=passwords[name])
                if group:
                    user.groups.add(Group.objects.get(name=group))
        self.stdout.write("Accounts (these passwords are shown once, note them down):")
        for name, password in passwords.items():
            self.stdout.write(f"  {name:<8}{password}")

    def _load_demo(self) -> None:
        """All of it or nothing: an archive with half a demo would never get the rest."""
        with transaction.atomic():
            batch = start_batch(ImportBatch.Origin.COMMAND)
            placed = (
                Placed(file.name, record)
                for file in sorted(DEMO.glob("*.jsonl"))
                for record in read(file.read_bytes(), file.name)
            )
            items = [item for _placed, item in import_many(batch, placed, Defaults())]
            for item in items:
                if item.outcome == ImportItem.Outcome.REJECTED:
                    raise CommandError(f"{item.path}, line {item.index}: {item.reason}")
        self.stdout.write(f"Loaded {len(items)} demo reports; their actors are being looked for.")


def _password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))

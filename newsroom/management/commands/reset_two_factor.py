"""`reset_two_factor USER`: for somebody whose device and recovery codes are lost."""

import logging
from argparse import ArgumentParser
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from newsroom import two_factor

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Take the second factor of an account away and log it out everywhere. Make sure first that "
        "it is its owner who asks."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USER")

    def handle(self, *, username: str, **_: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”.")
        with transaction.atomic():
            had = two_factor.remove(user)
            ended = two_factor.end_sessions(user)
            # Shown in the admin as the history of the account.
            LogEntry.objects.create(
                user=user,
                content_type=ContentType.objects.get_for_model(User),
                object_id=str(user.pk),
                object_repr=user.get_username(),
                action_flag=CHANGE,
                change_message="Second factor taken away on the command line of the server.",
            )
        log.warning("second factor of account %s taken away on the command line", user.pk)
        self.stdout.write(
            f"{username} {'has no second factor any more' if had else 'had no second factor'}; "
            f"{ended} session{'' if ended == 1 else 's'} ended."
        )

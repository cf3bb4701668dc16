#!/usr/bin/env python
"""Django's command line, with the servers a command needs.

`up` starts everything and stays. Any other command uses the servers of a running `up` on the same
data folder, or starts them for its own duration, so that none needs further set-up.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from newsroom.services import ServiceError, data_folder, running
from newsroom.services.folders import make_data_folder

# These ask nothing of database, cache or queue.
WITHOUT_SERVERS = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "evaluate",
        "extract",
        "findstatic",
        "help",
        "makemessages",
        "startapp",
        "startproject",
        "version",
    }
)


def main(arguments: Sequence[str]) -> None:
    """Run one management command; a trouble with the servers is one sentence and exit status 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        with servers_for(arguments[1:]):
            from django.core.exceptions import ImproperlyConfigured
            from django.core.management import execute_from_command_line

            try:
                execute_from_command_line(list(arguments))
            except ImproperlyConfigured as error:
                sys.exit(f"The settings are wrong: {error}")
    except ServiceError as error:
        sys.exit(str(error))


def servers_for(words: Sequence[str]) -> AbstractContextManager[object]:
    """What surrounds the command: its servers running, or nothing."""
    command = words[0] if words else "help"
    if command == "up":
        name_data_folder(words[1:])
        make_data_folder(data_folder())  # before settings keep the secret key in it
        return nullcontext()
    asks_database = any(word.startswith("--database") for word in words)  # as `check` may
    if command.startswith("-") or "--help" in words or "-h" in words:
        return nullcontext()
    if command in WITHOUT_SERVERS and not asks_database:
        return nullcontext()
    return running(data_folder())


def name_data_folder(words: Sequence[str]) -> None:
    """Put `--data DIR` into NEWSROOM_DATA, which settings and every child process read."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--data")
    data = parser.parse_known_args(words)[0].data
    if data:
        os.environ["NEWSROOM_DATA"] = str(Path(data).expanduser())
    os.environ["NEWSROOM_DATA"] = str(data_folder())


if __name__ == "__main__":
    main(sys.argv)

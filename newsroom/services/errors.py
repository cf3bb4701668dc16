"""What this package has to say to the person at the terminal."""

import sys


class ServiceError(Exception):
    """Something outside this program is wrong; the message is a sentence saying what."""


def say(sentence: str) -> None:
    """Tell the person at the terminal something that is no output of the command."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()

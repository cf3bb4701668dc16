"""A line of JSON as a command reads it, or what is wrong with it."""

import json
from typing import Any


class BadLine(ValueError):
    """A line that cannot be used; the text says why. `id`: what it calls itself, if it is known."""

    def __init__(self, message: str, id: Any = None) -> None:
        super().__init__(message)
        self.id = id


def object_of(line: bytes) -> dict[str, Any]:
    """Return the object that a line holds; raise BadLine when it holds none."""
    try:
        record = json.loads(line)
    except UnicodeDecodeError as error:
        raise BadLine(f"not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise BadLine(f"not JSON: {error.msg} at character {error.pos}") from error
    except RecursionError as error:
        raise BadLine("not JSON that can be read: nested too deeply") from error
    if not isinstance(record, dict):
        raise BadLine("not a JSON object")
    return record

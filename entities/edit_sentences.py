"""What an edit of an actor changed, in words that stand behind the name of the editor."""

from typing import Any

from entities.models import Decision, Role
from entities.roles import years

_MOST = 80
_COLUMNS = {
    "name": "the name shown of",
    "description": "the description of",
    "country": "the country of",
    "wikidata": "the Wikidata id of",
    "died_on": "the day of death of",
}


def edit_sentence(decision: Decision) -> str:
    """Return what was decided: "changed the description of Mira Tolvan to “…”"."""
    name, what = decision.before["actor"], decision.before["what"]
    value = decision.after["value"]
    match what.partition(":")[0]:
        case "alias":
            verb = "gave" if value["state"] == "there" else "withdrew from"
            return f"{verb} {name} the name “{value['name']}”"
        case "role":
            return _role(name, value)
        case "line":
            more = ", and so is the whole post" if value["group"] else ""
            return f"said that a contradiction of {name} is fine{more}"
    if not value:
        return f"took away {_COLUMNS[what]} {name}"
    return f"changed {_COLUMNS[what]} {name} to “{_short(value)}”"


def _role(name: str, value: dict[str, Any]) -> str:
    if value["status"] == Role.Status.REJECTED:
        return f"rejected that {name} was {value['title']}"
    span = years(value["start"], value["end"])
    return f"confirmed that {name} was {value['title']}{f', {span}' if span else ''}"


def _short(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"

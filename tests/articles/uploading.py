"""What the tests of uploads share: files, a worker that reads what waits."""

import json

from articles import intake
from articles.models import ImportFile

TEXT = "Mira Tolvan met Anton Vasilyenko in Halden on Monday."
CSV = "Kop;Lede;Colour\nIce;The fjord froze over.;white\nFire;The mill burned down.;red\n"


def lines(count: int, first: int = 0) -> bytes:
    """JSON Lines that nobody need be asked about."""
    numbers = range(first, first + count)
    return "\n".join(json.dumps({"body": f"{TEXT} Report {n}."}) for n in numbers).encode()


def read_waiting() -> None:
    """Do what a worker does with every message."""
    waiting = ImportFile.objects.filter(state=ImportFile.State.WAITING)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        intake.import_file(pk, "a task")

"""Words a second of the extractor on one core, its memory, and the loading of its knowledge.

Reads the demo archive five times over in this process, after one text to open the model: with the
whole pipeline, then with the name model alone.
"""

import resource
import sys
import time
from collections.abc import Callable

from benchmarks._texts import reports

ROUNDS = 5


def main() -> None:
    from entities.extraction import extract, load_knowledge
    from entities.extraction.pipeline import shipped_names

    begun = time.perf_counter()
    knowledge = load_knowledge()
    sys.stdout.write(f"knowledge loaded in    {time.perf_counter() - begun:.2f} s\n")
    texts = reports()
    _tell("words a second", texts, lambda text: extract(text, knowledge=knowledge))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _tell("names alone", texts, shipped_names().find)
    sys.stdout.write(f"peak memory            {peak:.0f} MB\n")


def _tell(title: str, texts: list[str], read: Callable[[str], object]) -> None:
    """Print the words a second of processor time, once a round."""
    read(texts[0])
    words = sum(len(text.split()) for text in texts)
    speeds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for text in texts:
            read(text)
        speeds.append(words / (time.process_time() - begun))
    sys.stdout.write(f"{title:23}{'  '.join(f'{speed:,.0f}' for speed in speeds)}\n")

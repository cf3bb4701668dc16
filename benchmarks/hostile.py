"""Seconds of processor time and memory for texts that only look for trouble.

Each text is read by a fresh process, whose model and knowledge are open before. The last two take
some minutes each.
"""

import multiprocessing
import resource
import sys
import time

from benchmarks._texts import HOSTILE


def main() -> None:
    fresh = multiprocessing.get_context("spawn")
    for name in HOSTILE:
        with fresh.Pool(1) as pool:
            size, took, peak = pool.apply(_measure, (name,))
        sys.stdout.write(f"{name:42}{size:12,} characters {took:8.1f} s {peak:6.0f} MB\n")
        sys.stdout.flush()


def _measure(name: str) -> tuple[int, float, float]:
    from entities.extraction import extract, load_knowledge

    knowledge = load_knowledge()
    extract("Anna Kess met Boris Hol. He told her of the peace.", knowledge=knowledge)
    text = HOSTILE[name]()
    begun = time.process_time()
    extract(text, knowledge=knowledge)
    took = time.process_time() - begun
    return len(text), took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

"""The knowledge file, once a process."""

import gc
from functools import cache

from entities.extraction import Knowledge, load_knowledge


@cache
def knowledge() -> Knowledge:
    """Read when the first text comes, in the worker and after its fork, and kept for good.

    The collector need not look again and again at what is never garbage: that is a pause of some
    50 ms.
    """
    loaded = load_knowledge()
    gc.collect()
    gc.freeze()
    return loaded

"""The knowledge file, once a process."""

from functools import cache

from entities.extraction import load_knowledge

# Read when the first text comes, in the worker and after its fork.
knowledge = cache(load_knowledge)

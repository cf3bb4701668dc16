"""Slow figures, one script each, run by `make bench`; docs/measurements.md keeps them."""

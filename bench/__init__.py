"""Measure mlarch beside its peers: `python -m bench` runs all cases and writes docs/internals/performance.md."""

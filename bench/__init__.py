"""Measure mlarch beside its peers: `python -m bench` runs all cases and writes docs/performance.md."""

"""Measure the gallery in a browser, and print the figures of `bench.gallery`."""

from __future__ import annotations

from bench.gallery import measure
from bench.inside.timing import report

if __name__ == "__main__":
    report({f"{row.name}, {row.unit}": (row.value, 0.0) for row in measure(5)})

"""Measure the gallery with a browser, and print what `bench.gallery` found."""

from __future__ import annotations

from bench.gallery import measure
from bench.inside.timing import report

if __name__ == "__main__":
    report({f"{row.name}, {row.unit}": (row.value, 0.0) for row in measure(5)})

"""Measure work inside one process; each module runs as a child and prints its samples."""

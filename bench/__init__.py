"""Compare mlarch with its peers: `python -m bench` runs all cases and writes the page of performance."""

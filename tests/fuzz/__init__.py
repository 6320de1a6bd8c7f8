"""Send hostile inputs to every door of mlarch: `PYTHONPATH=tests python -m fuzz --cases 50000`."""

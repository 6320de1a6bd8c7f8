"""A zoo of ways to put a machine-learning model into production, drawn as code."""

"""Analyse an architecture: lint, drift from its deployment, other providers."""

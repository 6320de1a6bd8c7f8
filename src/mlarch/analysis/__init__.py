"""Analyse an architecture: lint it, compare it with a deployment, move it to another provider."""

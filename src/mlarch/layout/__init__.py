"""Lay out an architecture: measure text, place nodes and clusters, route edges."""

"""Lay out several architectures so that shared parts keep their position."""

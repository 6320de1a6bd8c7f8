"""Work on a project folder: find, build, cache and review its architectures."""

ARCHITECTURES_GROUP = "mlarch.architectures"
"""The entry-point group of installed packages that offer architectures."""

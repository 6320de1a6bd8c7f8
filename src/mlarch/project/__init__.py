"""Work on a project folder: find, build, cache and review its architectures."""

"""Draw what the pages of a documentation site ask for: a plugin for MkDocs, an extension for Sphinx."""

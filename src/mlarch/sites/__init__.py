"""Draw architectures in documentation sites: a plugin for MkDocs and an extension for Sphinx."""

"""Draw architectures in the pages of MkDocs and Sphinx."""

"""Publish architectures: web gallery, live server, embedding snippets and README markers."""

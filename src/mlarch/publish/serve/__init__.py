"""Serve the gallery on this machine, and reload its pages when files change."""

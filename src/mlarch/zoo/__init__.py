"""Collect the architectures of the zoo, one module a family; importing this loads none of them."""

from __future__ import annotations

__all__ = ["MODULES"]

MODULES = ("unet", "flask_serving", "gcp_scaling", "kubernetes", "datastores", "serving")
"""The modules in the order in which the zoo is listed."""

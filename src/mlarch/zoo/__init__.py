"""List the modules of the zoo, one for each family, without importing them.

To add an entry, copy a module of this folder, change it, and add its name to `MODULES`.
"""

from __future__ import annotations

__all__ = ["MODULES"]

MODULES = ("unet", "flask_serving", "gcp_scaling", "kubernetes", "datastores", "serving")
"""The modules, in the order in which the zoo is listed."""

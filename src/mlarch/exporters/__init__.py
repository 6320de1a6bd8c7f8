"""Write an architecture in any format: each format has a module of its name."""

from __future__ import annotations

from importlib import import_module

from mlarch.model import Architecture
from mlarch.model.formats import FORMATS, format_of

__all__ = ["export"]


def export(arch: Architecture, format: str, **options: object) -> str | bytes:
    """Return `arch` in one of `FORMATS`: PNG and PDF as bytes, all others as text.

    `options` are the fields of `mlarch.exporters.options.ExportOptions`. Each format ignores those that
    do not apply to it.

    Raises:
        UnknownNameError: if there is no such format or option.
        MlarchError: if the architecture cannot be drawn.
    """
    from mlarch.exporters.options import ExportOptions

    name = format_of(format)
    row = FORMATS[name]
    values = {key: value for key, value in options.items() if value is not None}
    exporter = import_module(f"mlarch.exporters.{name}")
    exported: str | bytes = exporter.export(
        arch if row.whole else arch.view(), ExportOptions.of(**{"theme": row.theme, **values})
    )
    return exported

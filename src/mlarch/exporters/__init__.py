"""Write an architecture in other formats: each module named after a format has one `export` function."""

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
    given = {key: value for key, value in options.items() if value is not None}
    chosen = ExportOptions.of(**{"theme": row.theme, **given})
    exported: str | bytes = import_module(f"mlarch.exporters.{name}").export(
        arch if row.whole else arch.view(), chosen
    )
    return exported

"""Scan Python source for node classes, without importing it."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mlarch.catalog.class_index import ClassIndex, ModuleClasses, OwnClass, signature

__all__ = ["scan", "scan_diagrams", "scan_own"]


@dataclass
class _Source:
    """The classes of a source file, and every name bound to one (the last wins)."""

    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    names: dict[str, ast.ClassDef] = field(default_factory=dict)


def scan(diagrams: Path, own: Path) -> ClassIndex:
    """Return the index of the package in folder `diagrams` and of the file `own`."""
    return ClassIndex(signature(diagrams), scan_diagrams(diagrams), scan_own(own))


def scan_diagrams(package: Path) -> dict[str, ModuleClasses]:
    """Return the modules with node classes of the `diagrams` package in a folder."""
    modules = {}
    for path in sorted(package.rglob("*.py")):
        name = _module_name(path.relative_to(package))
        module = _module_classes(_parse(path), _parse(path.parent / "__init__.py")) if name else None
        if module is not None and module.icons:
            modules[name] = module
    return modules


def scan_own(path: Path) -> dict[str, OwnClass]:
    """Return the node classes of `mlarch/nodes.py`.

    The classes name PNG icons because `diagrams` needs them. The catalog uses the SVG of the same name.
    """
    classes = _parse(path).classes
    return {
        name: OwnClass(icon.replace(".png", ".svg"), _attribute(node, "_provider", classes))
        for name, node in classes.items()
        if (icon := _attribute(node, "_icon", classes))
    }


def _module_name(relative: Path) -> str:
    parts = relative.with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _parse(path: Path) -> _Source:
    source = _Source()
    for statement in ast.parse(path.read_text("utf-8")).body:
        if isinstance(statement, ast.ClassDef):
            source.classes[statement.name] = source.names[statement.name] = statement
        for name, target in _bindings(statement):
            if target in source.names:
                source.names[name] = source.names[target]
    return source


def _bindings(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    """Yield `name, target` of a plain assignment such as `GCE = ComputeEngine`."""
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name):
        for target in statement.targets:
            if isinstance(target, ast.Name):
                yield target.id, statement.value.id


def _module_classes(source: _Source, package: _Source) -> ModuleClasses:
    bases = {**package.classes, **source.classes}
    icons, aliases = {}, {}
    for name, node in source.names.items():
        path = _icon_path(node, bases)
        if name.startswith("_") or not path:
            continue
        if source.names.get(node.name) is node and name != node.name:
            aliases[name] = node.name
        else:
            icons[name] = path
    folder = posixpath.dirname(next(iter(icons.values()), ""))
    files = {name: posixpath.relpath(icon, folder) for name, icon in icons.items()}
    return ModuleClasses(folder, files, aliases)


def _icon_path(node: ast.ClassDef, bases: Mapping[str, ast.ClassDef]) -> str:
    icon = _attribute(node, "_icon", bases)
    folder = _attribute(node, "_icon_dir", bases)
    return f"{folder}/{icon}" if icon and folder else ""


def _attribute(node: ast.ClassDef, name: str, bases: Mapping[str, ast.ClassDef]) -> str:
    """Return a string attribute of a class or its bases, or '' if it has none."""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
            return _text(statement.value)
    for base in node.bases:
        if isinstance(base, ast.Name) and base.id in bases and bases[base.id] is not node:
            return _attribute(bases[base.id], name, bases)
    return ""


def _text(value: ast.expr) -> str:
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""

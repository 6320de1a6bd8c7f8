"""Read the node classes of `diagrams` and of mlarch from their source, without importing either."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mlarch.catalog.index import Index, Module, Own, signature

__all__ = ["read", "read_diagrams", "read_own"]


@dataclass
class _Source:
    """What one source file binds: classes by name (the last binding wins) and their alternate names."""

    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    names: dict[str, ast.ClassDef] = field(default_factory=dict)


def read(diagrams: Path, own: Path) -> Index:
    """Return the index of the `diagrams` package in the folder `diagrams` and of the file `own`."""
    return Index(signature(diagrams), read_diagrams(diagrams), read_own(own))


def read_diagrams(package: Path) -> dict[str, Module]:
    """Return every module of the `diagrams` package in the folder `package` that has node classes."""
    modules = {}
    for path in sorted(package.rglob("*.py")):
        name = _module_name(path.relative_to(package))
        module = _module(_scan(path), _scan(path.parent / "__init__.py")) if name else None
        if module is not None and module.icons:
            modules[name] = module
    return modules


def read_own(path: Path) -> dict[str, Own]:
    """Return the node classes of `mlarch/nodes.py`; their icons are the SVG beside each PNG."""
    classes = _scan(path).classes
    return {
        name: Own(icon.replace(".png", ".svg"), _attribute(node, "_provider", classes))
        for name, node in classes.items()
        if (icon := _attribute(node, "_icon", classes))
    }


def _module_name(relative: Path) -> str:
    parts = relative.with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _scan(path: Path) -> _Source:
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


def _module(source: _Source, package: _Source) -> Module:
    known = {**package.classes, **source.classes}
    icons, aliases = {}, {}
    for name, node in source.names.items():
        path = _icon_path(node, known)
        if name.startswith("_") or not path:
            continue
        if source.names.get(node.name) is node and name != node.name:
            aliases[name] = node.name
        else:
            icons[name] = path
    folder = posixpath.dirname(next(iter(icons.values()), ""))
    return Module(folder, {name: posixpath.relpath(icon, folder) for name, icon in icons.items()}, aliases)


def _icon_path(node: ast.ClassDef, known: Mapping[str, ast.ClassDef]) -> str:
    icon = _attribute(node, "_icon", known)
    folder = _attribute(node, "_icon_dir", known)
    return f"{folder}/{icon}" if icon and folder else ""


def _attribute(node: ast.ClassDef, name: str, known: Mapping[str, ast.ClassDef]) -> str:
    """Return the string that a class or the nearest of its bases gives an attribute, else ''."""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
            return _text(statement.value)
    for base in node.bases:
        if isinstance(base, ast.Name) and base.id in known and known[base.id] is not node:
            return _attribute(known[base.id], name, known)
    return ""


def _text(value: ast.expr) -> str:
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""

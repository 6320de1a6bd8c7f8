"""Read the annotations of a builder from its source, without running it."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Optional, Union

from mlarch.model.parameters import REQUIRED, BuilderParameter, Range

__all__ = ["static_parameters"]

_TYPES: Mapping[str, Any] = {"int": int, "float": float, "str": str, "bool": bool, "None": type(None)}
_GENERICS: Mapping[str, Any] = {"list": list, "List": list, "tuple": tuple, "Tuple": tuple}
_GENERICS = {**_GENERICS, "Optional": Optional, "Union": Union}


def static_parameters(path: str | Path, function: str) -> tuple[BuilderParameter, ...]:
    """Return the parameters of a top-level function, or () if it does not exist.

    Types that are defined in another file are read as Any.

    Raises:
        SyntaxError: if the file is not Python.
    """
    tree = ast.parse(Path(path).read_text("utf-8"))
    aliases = {name: value for name, value in map(_assignment, tree.body) if value is not None}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            arguments = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            return tuple(_parameter(argument, default, aliases) for argument, default in arguments)
    return ()


def _assignment(node: ast.stmt) -> tuple[str, ast.expr | None]:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id, node.value
    return "", None


def _parameter(
    argument: ast.arg, default: ast.expr | None, aliases: Mapping[str, ast.expr]
) -> BuilderParameter:
    hint = _hint(argument.annotation, aliases) if argument.annotation else Any
    return BuilderParameter(argument.arg, hint, REQUIRED if default is None else _literal(default))


def _hint(node: ast.expr, aliases: Mapping[str, ast.expr]) -> Any:
    if isinstance(node, ast.Constant):
        return type(None) if node.value is None else Any
    if isinstance(node, ast.BinOp):
        return Union[_hint(node.left, aliases), _hint(node.right, aliases)]  # noqa: UP007  # "|" makes another type of two classes
    if isinstance(node, ast.Subscript):
        items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return _generic(_name(node.value), items, aliases)
    name = _name(node)
    if name in aliases:
        return _hint(aliases[name], {key: value for key, value in aliases.items() if key != name})
    return _TYPES.get(name, Any)


def _generic(name: str, items: list[ast.expr], aliases: Mapping[str, ast.expr]) -> Any:
    if name == "Literal":
        return Literal[tuple(map(_literal, items))]
    if name == "Annotated":
        return Annotated[(_hint(items[0], aliases), *map(_metadata, items[1:]))]
    hints = tuple(... if _is_ellipsis(item) else _hint(item, aliases) for item in items)
    return _GENERICS[name][hints if len(hints) > 1 else hints[0]] if name in _GENERICS else Any


def _metadata(node: ast.expr) -> Any:
    if isinstance(node, ast.Call) and _name(node.func) == "Range":
        keywords = {keyword.arg: _literal(keyword.value) for keyword in node.keywords if keyword.arg}
        return Range(*map(_literal, node.args), **keywords)
    return _literal(node)


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None

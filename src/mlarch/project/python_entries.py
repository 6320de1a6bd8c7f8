"""Find the architectures of a Python file in its syntax tree, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from mlarch.model import slug
from mlarch.project.document_header import header_text, header_texts
from mlarch.project.entry import Entry, Parameter, family_and_step

__all__ = ["in_file", "script_entries", "zoo_entries"]


def in_file(path: str | PathLike[str]) -> tuple[Entry, ...]:
    """Return the builders under `@architecture` in a Python file, none if it cannot be parsed."""
    try:
        return tuple(_builders(ast.parse(Path(path).read_text("utf-8")), str(path)))
    except (SyntaxError, ValueError):
        return ()  # running the file reports the error


def zoo_entries(path: Path, module: str) -> Iterator[Entry]:
    """Yield the entries of a module of the zoo; `module` is its import path."""
    for entry in _builders(ast.parse(path.read_text("utf-8")), str(path)):
        yield replace(entry, module=module)


def script_entries(path: Path, name: str) -> Iterator[Entry]:
    """Yield an entry for each `Diagram(...)` of a script; several are named by their titles."""
    titles = [_diagram_title(call) for call in _diagram_calls(path)] or [""]
    for number, title in enumerate(titles, start=1):
        entry_name = name if len(titles) == 1 else f"{name}/{slug(title) or number}"
        family, step = family_and_step(entry_name)
        yield Entry(name=entry_name, title=title or entry_name, family=family, step=step, path=str(path))


def _builders(tree: ast.Module, path: str) -> Iterator[Entry]:
    """Yield an entry for each top-level function under `@architecture("name", ...)`."""
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in function.decorator_list:
            if isinstance(call, ast.Call) and _function_name(call) == "architecture":
                yield _builder_entry(function, call, path)


def _builder_entry(function: ast.FunctionDef, call: ast.Call, path: str) -> Entry:
    keywords = {keyword.arg: _literal(keyword.value) for keyword in call.keywords if keyword.arg}
    name = _literal(call.args[0]) if call.args else keywords.get("name")
    name = name if isinstance(name, str) else slug(function.name)
    family, step = family_and_step(name)
    return Entry(
        name=name,
        kind=header_text(keywords, "kind") or "architecture",
        title=header_text(keywords, "title") or name,
        summary=header_text(keywords, "summary"),
        family=family,
        step=step,
        source=header_text(keywords, "source"),
        tags=header_texts(keywords.get("tags")),
        path=path,
        function=function.name,
        parameters=_parameters(function.args),
    )


def _parameters(arguments: ast.arguments) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(
            argument.arg,
            None if default is None else _literal(default),
            "" if argument.annotation is None else ast.unparse(argument.annotation),
        )
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    )


def _diagram_calls(path: Path) -> list[ast.Call]:
    try:
        tree = ast.parse(path.read_text("utf-8"))
    except (SyntaxError, ValueError):
        return []
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and _function_name(node) == "Diagram"
    ]
    return sorted(calls, key=lambda call: (call.lineno, call.col_offset))


def _diagram_title(call: ast.Call) -> str:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    value = call.args[0] if call.args else named.get("name")
    title = _literal(value) if value is not None else ""
    return title if isinstance(title, str) else ""


def _function_name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literal(value: ast.expr) -> Any:
    try:
        return ast.literal_eval(value)
    except ValueError:
        return None

"""Convert the collections of an architecture to frozen maps."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mlarch.errors import ModelError
from mlarch.model.conversion import text_list, to_tuple
from mlarch.model.frozen import FrozenMap
from mlarch.model.parts import ClusterData, EdgeData, Node, Part, TagStyle
from mlarch.model.problems import Problem, raise_all, unknown_field

__all__ = ["PART_NAMES", "by_id", "flow_map", "style_map", "view_map"]

PART_NAMES: Mapping[type, str] = FrozenMap({Node: "node", ClusterData: "cluster", EdgeData: "edge"})
"""The name of each type of part in messages."""


def by_id(part_type: type[Part]) -> Callable[[Any], FrozenMap[str, Part]]:
    """Return a function that converts parts to a map by id.

    The function raises a ModelError if a key differs from the id, an id is repeated, or an item has
    another type.
    """
    what = PART_NAMES[part_type]

    def convert(items: Any) -> FrozenMap[str, Part]:
        if not isinstance(items, Iterable) or isinstance(items, (str, bytes)):
            raise ModelError(f"{what}s must be a mapping or a list of {part_type.__name__}, not {items!r}")
        parts = list(items.values()) if isinstance(items, Mapping) else list(items)
        keys = list(items) if isinstance(items, Mapping) else [getattr(part, "id", None) for part in parts]
        problems, converted = [], dict[str, Part]()
        for key, part in zip(keys, parts, strict=True):
            if not isinstance(part, part_type):
                problems.append(Problem(f"{what}s must hold a {part_type.__name__}, not {part!r}"))
            elif key != part.id:
                problems.append(Problem(f"{what} '{part.id}': its key is {key!r}, not its id"))
            elif key in converted:
                problems.append(Problem(f"id '{key}' is used twice"))
            else:
                converted[part.id] = part
        raise_all(problems)
        return FrozenMap(converted)

    return convert


def flow_map(flows: Any) -> Any:
    """Return flows with each path as a tuple."""
    if not isinstance(flows, Mapping):
        return flows
    return FrozenMap({name: to_tuple(path) for name, path in flows.items()})


def view_map(view: Any) -> Any:
    """Return a view with ids and tags as tuples; one text becomes a tuple of one."""
    if not isinstance(view, Mapping):
        return view
    lists = {key: text_list(value) for key, value in view.items() if key not in ("hops", "depth")}
    return FrozenMap({key: lists.get(key, value) for key, value in view.items()})


def style_map(styles: Any) -> Any:
    """Return tag styles with each mapping converted to a `TagStyle`.

    Raises:
        ModelError: with every unknown field, and every style that is not a mapping.
    """
    if not isinstance(styles, Mapping):
        return styles
    problems, converted = [], dict[str, TagStyle]()
    names = [field.name for field in dataclasses.fields(TagStyle)]
    for tag, style in styles.items():
        if isinstance(style, TagStyle):
            converted[tag] = style
        elif isinstance(style, Mapping):
            problems += [unknown_field("style", tag, name, names) for name in style if name not in names]
            converted[tag] = TagStyle(**{name: value for name, value in style.items() if name in names})
        else:
            problems.append(Problem(f"style '{tag}' must be a mapping of {', '.join(names)}, not {style!r}"))
    raise_all(problems)
    return FrozenMap(converted)

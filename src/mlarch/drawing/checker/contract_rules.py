"""Check that a drawn SVG keeps the contract for tools (see `mlarch.drawing.svg`)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from mlarch.drawing.checker.findings import PictureFinding
from mlarch.drawing.svg_reading.groups import GROUPS, child, owner
from mlarch.drawing.svg_reading.paint import Painted, classes

__all__ = ["check_contract"]

_ATTRIBUTES = {"edge": ("data-id", "data-source", "data-target", "data-kind"), "edge-label": ("data-edge",)}
"""Required attributes by class of group; other groups need `data-id`."""

_CHILDREN = {"edge": ("path", "line"), "edge-label": ("rect", "label-box")}
"""Tag and class of the required child by class of group; other groups need a `rect` of class "box"."""


def check_contract(elements: Sequence[Painted]) -> Iterator[PictureFinding]:
    """Yield a finding for every breach of the contract."""
    order = []
    ids: Counter[str] = Counter()
    for item in elements:
        name = next((name for name in GROUPS if item.tag == "g" and name in classes(item.element)), "")
        if name:
            order.append(GROUPS.index(name))
            ids[item.element.get("data-id", "")] += 1
            yield from _check_group(name, item)
    if order != sorted(order):
        yield PictureFinding("contract", (), f"groups are not painted in the order {', '.join(GROUPS)}")
    for id, times in ids.items():
        if id and times > 1:
            yield PictureFinding("contract", (id,), f"'{id}' is drawn {times} times")


def _check_group(name: str, item: Painted) -> Iterator[PictureFinding]:
    group = item.element
    id = owner(group)
    for attribute in _ATTRIBUTES.get(name, ("data-id",)):
        if not group.get(attribute):
            yield PictureFinding("contract", (id,), f"a group of class '{name}' has no {attribute}")
    tag, child_name = _CHILDREN.get(name, ("rect", "box"))
    element = child(group, tag, child_name)
    if element is None:
        yield PictureFinding("contract", (id,), f"{name} '{id}' has no <{tag} class=\"{child_name}\">")
    elif commands := "".join(sorted(set(re.findall("[A-DF-Za-df-z]", element.get("d", ""))) - set("MLCQ"))):
        yield PictureFinding("contract", (id,), f"the line of '{id}' uses the path commands '{commands}'")
    if any(outer.get("transform") for outer in (*item.above, group)):
        yield PictureFinding("contract", (id,), f"{name} '{id}' is drawn under a transform")

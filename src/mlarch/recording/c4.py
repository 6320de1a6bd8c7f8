"""Read the arguments of `diagrams.c4` functions instead of the HTML they build."""

from __future__ import annotations

from typing import Any

__all__ = ["NodeLabel"]

_ROLES = {"Person": "user", "Container": "app"}


class NodeLabel(str):
    """The label of a C4 node, with the fields of the node.

    >>> NodeLabel.of("Web app", "Container: Spring", "Serves pages").fields["description"]
    'Spring: Serves pages'
    """

    fields: dict[str, Any]

    @classmethod
    def of(cls, name: str, key: str, description: str) -> NodeLabel:
        """Return the label of `name`; `key` is `type` or `type: technology`."""
        label = cls(name)
        kind, _, technology = key.partition(": ")
        external = kind.startswith("External ")
        label.fields = {
            "label": name,
            "role": _ROLES.get(kind.removeprefix("External "), ""),
            "description": ": ".join(filter(None, (technology, description))),
            "status": "external" if external else "existing",
        }
        return label

"""Define an immutable mapping that is hashable and keeps its order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

__all__ = ["FrozenMap", "freeze", "thaw"]

K = TypeVar("K")
V = TypeVar("V")


class FrozenMap(Mapping[K, V], Generic[K, V]):
    """An immutable mapping.

    Two frozen maps are equal if they have the same items in the same order, since the order of
    declaration shows in the picture. Compared with any other mapping, order does not matter, as for
    `collections.OrderedDict`.

    >>> FrozenMap({"a": 1})["a"]
    1
    >>> FrozenMap(a=1, b=2) == FrozenMap(b=2, a=1)
    False
    >>> FrozenMap(a=1, b=2) == {"b": 2, "a": 1}
    True
    """

    __slots__ = ("_data", "_hash")

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = (), **named: V) -> None:
        object.__setattr__(self, "_data", dict(items, **named))
        object.__setattr__(self, "_hash", None)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a FrozenMap cannot change")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a FrozenMap cannot change")

    def __getitem__(self, key: K) -> V:
        return self._data[key]  # type: ignore[attr-defined, no-any-return]  # set past __setattr__

    def __iter__(self) -> Iterator[K]:
        return iter(self._data)  # type: ignore[attr-defined]  # set past __setattr__

    def __len__(self) -> int:
        return len(self._data)  # type: ignore[attr-defined]  # set past __setattr__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FrozenMap):
            return list(self.items()) == list(other.items())
        if isinstance(other, Mapping):
            return dict(self) == dict(other)
        return NotImplemented

    def __hash__(self) -> int:
        if self._hash is None:  # type: ignore[attr-defined]  # set past __setattr__
            object.__setattr__(self, "_hash", hash(frozenset(self.items())))
        return self._hash  # type: ignore[attr-defined, no-any-return]

    def __reduce__(self) -> tuple[type, tuple[dict[K, V]]]:
        return (type(self), (dict(self),))

    def __repr__(self) -> str:
        return f"FrozenMap({dict(self)!r})"


def freeze(value: Any) -> Any:
    """Return `value` with every mapping as a FrozenMap and every list as a tuple.

    >>> freeze({"replicas": [2, 3]})
    FrozenMap({'replicas': (2, 3)})
    """
    if isinstance(value, Mapping):
        return FrozenMap({key: freeze(item) for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        return tuple(freeze(item) for item in value)
    return value


def thaw(value: Any) -> Any:
    """Return `value` with every mapping as a dict and every tuple as a list.

    >>> thaw(freeze({"replicas": [2, 3]}))
    {'replicas': [2, 3]}
    """
    if isinstance(value, Mapping):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [thaw(item) for item in value]
    return value

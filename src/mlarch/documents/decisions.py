"""Read decisions from documents: questions, answers and leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from mlarch import catalog
from mlarch.catalog.providers import PROVIDERS
from mlarch.documents.bases import BaseFile, Bases
from mlarch.documents.files import read_base
from mlarch.documents.layers import Layer
from mlarch.documents.locations import LocatedProblem, Path
from mlarch.documents.paths import Unreachable, default_name
from mlarch.documents.scalars import Scalar, describe
from mlarch.errors import DocumentError, MlarchError, ModelError, UnknownNameError, did_you_mean
from mlarch.model import DIRECTIONS, Architecture, default_label
from mlarch.model.decision import Answer, Decision, Leaf, Product, Question, to_architecture

__all__ = ["decision_architecture", "extended_decision", "is_decision", "read_decision"]

_TEXT, _TEXTS, _BOOLEAN = "text", "a list of texts", "true or false"
_TOP = {
    "name": _TEXT,
    "title": _TEXT,
    "summary": _TEXT,
    "source": _TEXT,
    "credit": _TEXT,
    "notes": _TEXTS,
    "tags": _TEXTS,
    "direction": _TEXT,
    "questions": "questions by id",
    "leaves": "leaves by id",
}
_QUESTION = {"text": _TEXT, "topic": _TEXT, "extension": _BOOLEAN, "answers": "answers by text"}
_ANSWER = {"to": _TEXT, "note": _TEXT, "extension": _BOOLEAN}
_LEAF = {
    "label": _TEXT,
    "reason": _TEXT,
    "technology": _TEXT,
    "note": _TEXT,
    "checked": _TEXT,
    "extension": _BOOLEAN,
    "entry": _TEXT,
    "runner_up": _TEXT,
    "products": "products by provider",
}
_PRODUCT = {"name": _TEXT, "status": _TEXT, "note": _TEXT, "checked": _TEXT}


def is_decision(layer: Layer) -> bool:
    """Return True if a document has questions."""
    return isinstance(layer.root, Mapping) and "questions" in layer.root


def read_decision(layer: Layer, name: str, bases: Bases) -> Decision:
    """Return the decision of a document; `name` is its default name.

    Raises:
        DocumentError: with every problem in it, `path:line:column: message`.
    """
    reader = _DecisionReader(layer.problems, bases)
    fields = reader.top(layer.root, name)
    if not layer.problems:
        try:
            return Decision(**fields)
        except ModelError as error:
            layer.problems += [
                LocatedProblem(path, message, at_key=len(path) == 2)
                for message, path in zip(error.problems, error.paths, strict=True)
            ]
    raise DocumentError(layer.places.locate(layer.problems))


def decision_architecture(
    layer: Layer, name: str, parameters: Mapping[str, Any], bases: Bases
) -> Architecture:
    """Return the drawing of a decision.

    The parameter `products` is the provider of its products.

    Raises:
        DocumentError: with every problem in it.
        UnknownNameError: for any other parameter, and for a provider that does not exist.
    """
    decision = read_decision(layer, name, bases)
    problems = [
        f"unknown parameter '{key}' of '{decision.name}'.{did_you_mean(key, ['products'])}"
        for key in parameters
        if key != "products"
    ]
    provider = parameters.get("products", "oss")
    if provider not in PROVIDERS:
        problems.append(f"{decision.name}: products must be one of {', '.join(PROVIDERS)}, not {provider!r}")
    if problems:
        raise UnknownNameError(problems)
    return to_architecture(decision, provider=provider)


def extended_decision(
    layer: Layer, name: str, path: FilePath | None, bases: Bases, *, max_documents: int = 20
) -> Decision:
    """Return the decision that a document extends, also through others.

    Raises:
        DocumentError: if it extends none.
    """
    written = layer.get("extends")
    if not isinstance(written, str) or not max_documents:
        raise DocumentError(f"{layer.places.name or name}: is no decision: it has no questions")
    try:
        base = bases.find(written, layer.paths, name, path.resolve() if path else None)
    except Unreachable as error:
        layer.report(("extends",), f"extends: {error}")
        raise DocumentError(layer.places.locate(layer.problems)) from None
    if not isinstance(base, BaseFile):
        if base.kind == "decision":
            return bases.decision(base)
        raise DocumentError(f"{layer.places.name or name}: is no decision: it has no questions")
    below = read_base(base, layer)
    base_name = default_name(base.path)
    if is_decision(below):
        return read_decision(below, base_name, bases)
    return extended_decision(below, base_name, base.path, bases, max_documents=max_documents - 1)


class _DecisionReader:
    """Turn values into the fields of a decision.

    Unusable values are reported and left out.
    """

    def __init__(self, problems: list[LocatedProblem], bases: Bases) -> None:
        self.problems, self.bases = problems, bases

    def top(self, root: Mapping[Any, Any], name: str) -> dict[str, Any]:
        fields = self._fields("decision", root, (), _TOP)
        fields.setdefault("name", name)
        fields.setdefault("title", fields["name"])
        if fields.get("direction", "LR") not in DIRECTIONS:
            listed = ", ".join(DIRECTIONS)
            self._report(("direction",), f"direction '{fields['direction']}' is not one of {listed}")
        fields["questions"] = tuple(self._questions(fields.get("questions", {})))
        fields["leaves"] = tuple(self._leaves(fields.get("leaves", {})))
        return fields

    def _questions(self, value: Any) -> Iterator[Question]:
        for id, item, path in self._entries("question", value, ("questions",)):
            fields = self._fields(f"question '{id}'", item, path, _QUESTION)
            answers = tuple(self._answers(id, fields.get("answers", {}), (*path, "answers")))
            text = fields.get("text", default_label(id))
            yield Question(id=id, **{**fields, "text": text, "answers": answers})

    def _answers(self, question: str, value: Any, path: Path) -> Iterator[Answer]:
        for text, item, at in self._entries(f"question '{question}': answer", value, path):
            if isinstance(item, (str, Scalar)):
                yield Answer(text=text, to=item if isinstance(item, str) else item.text)
                continue
            owner = f"question '{question}', answer '{text}'"
            fields = self._fields(owner, item, at, _ANSWER)
            if "to" not in fields:
                self._report(at, f"{owner}: 'to' is missing: the question or leaf it leads to", at_key=True)
                continue
            yield Answer(text=text, **fields)

    def _leaves(self, value: Any) -> Iterator[Leaf]:
        for id, item, path in self._entries("leaf", value, ("leaves",)):
            owner = f"leaf '{id}'"
            fields = self._fields(owner, item, path, _LEAF)
            self._check_names(owner, fields, path)
            if "reason" not in fields:
                self._report(path, f"{owner}: 'reason' is missing: why it and no other", at_key=True)
            products = dict(self._products(owner, fields.get("products", {}), (*path, "products")))
            defaults = {"label": default_label(id), "reason": ""}
            yield Leaf(id=id, **{**defaults, **fields, "products": products})

    def _check_names(self, owner: str, fields: dict[str, Any], path: Path) -> None:
        """Resolve the technology, and look up the entry, that a leaf names."""
        if fields.get("technology"):
            try:
                fields["technology"] = catalog.resolve(fields["technology"])
            except UnknownNameError as error:
                self._report((*path, "technology"), f"{owner}: {error}")
                fields["technology"] = ""
        if fields.get("entry"):
            try:
                fields["entry"] = self.bases.entry_name(fields["entry"])
            except MlarchError as error:
                self._report((*path, "entry"), f"{owner}: entry: {error}")

    def _products(self, owner: str, value: Any, path: Path) -> Iterator[tuple[str, tuple[Product, ...]]]:
        for provider, item, at in self._entries(f"{owner}: provider", value, path, empty=True):
            if isinstance(item, (str, Scalar)):
                item = [item]
            if not isinstance(item, (list, tuple)):
                self._report(at, f"{owner}: products of '{provider}' must be a list")
                continue
            products = [self._product(owner, value, (*at, index)) for index, value in enumerate(item)]
            yield provider, tuple(product for product in products if product is not None)

    def _product(self, owner: str, item: Any, path: Path) -> Product | None:
        if isinstance(item, (str, Scalar)):
            return Product(name=item if isinstance(item, str) else item.text)
        fields = self._fields(f"{owner}, product", item, path, _PRODUCT)
        if "name" in fields:
            return Product(**fields)
        self._report(path, f"{owner}, product: 'name' is missing")
        return None

    def _entries(
        self, what: str, value: Any, path: Path, *, empty: bool = False
    ) -> Iterator[tuple[str, Any, Path]]:
        """Yield the entries of a mapping; `empty` allows null for an empty list."""
        if value is None:
            return
        if not isinstance(value, Mapping):
            self._report(path, f"{path[-1]} must be a mapping, not {describe(value)}")
            return
        for key, item in value.items():
            if item is None and not empty:
                self._report((*path, key), f"{what} '{key}': says nothing", at_key=True)
            else:
                yield str(key), [] if item is None else item, (*path, key)

    def _fields(self, owner: str, value: Any, path: Path, keys: Mapping[str, str]) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            self._report(path, f"{owner}: must be a mapping of {', '.join(keys)}, not {describe(value)}")
            return {}
        for unknown in value:
            if unknown not in keys:
                hint = did_you_mean(str(unknown), keys)
                self._report((*path, unknown), f"{owner}: unknown key '{unknown}'.{hint}", at_key=True)
        read = {
            key: self._read(owner, key, value[key], (*path, key), kind)
            for key, kind in keys.items()
            if value.get(key) is not None
        }
        return {key: item for key, item in read.items() if item is not None}

    def _read(self, owner: str, key: str, value: Any, path: Path, kind: str) -> Any:
        """Return the value of a key, None if it is of the wrong kind."""
        plain = value.value if isinstance(value, Scalar) else value
        if kind == _TEXT and isinstance(value, (str, Scalar)):
            return value.text if isinstance(value, Scalar) else value
        if kind == _BOOLEAN and isinstance(plain, bool):
            return plain
        if kind == _TEXTS and isinstance(value, (str, list)):
            items = [value] if isinstance(value, str) else value
            return tuple(self._read(owner, key, item, path, _TEXT) or "" for item in items)
        if kind in (_TEXT, _BOOLEAN, _TEXTS):
            self._report(path, f"{owner}: {key} must be {kind}, not {describe(value)}")
            return None
        return value

    def _report(self, path: Path, message: str, *, at_key: bool = False) -> None:
        self.problems.append(LocatedProblem(path, message, at_key))

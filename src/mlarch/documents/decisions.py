"""Read a decision from a document: questions, their answers, and the leaves they lead to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any

from mlarch import catalog
from mlarch.catalog.providers import PROVIDERS
from mlarch.documents.bases import BaseFile, Bases
from mlarch.documents.files import default_name, read_layer, read_text
from mlarch.documents.layers import Layer
from mlarch.documents.locations import LocatedProblem, Path, Scalar
from mlarch.documents.paths import Unreachable, from_here
from mlarch.errors import DocumentError, MlarchError, ModelError, UnknownNameError, did_you_mean
from mlarch.model import DIRECTIONS, Architecture, default_label
from mlarch.model.decision import Answer, Decision, Leaf, Product, Question, to_architecture

__all__ = ["decision_of", "drawing_of", "extended", "is_decision"]

_TEXT, _TEXTS, _TRUTH = "text", "a list of texts", "true or false"
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
_QUESTION = {"text": _TEXT, "topic": _TEXT, "extension": _TRUTH, "answers": "answers by text"}
_ANSWER = {"to": _TEXT, "note": _TEXT, "extension": _TRUTH}
_LEAF = {
    "label": _TEXT,
    "reason": _TEXT,
    "technology": _TEXT,
    "note": _TEXT,
    "checked": _TEXT,
    "extension": _TRUTH,
    "entry": _TEXT,
    "runner_up": _TEXT,
    "products": "products by provider",
}
_PRODUCT = {"name": _TEXT, "status": _TEXT, "note": _TEXT, "checked": _TEXT}


def is_decision(layer: Layer) -> bool:
    """Say whether a document is a decision: whether it has questions."""
    return isinstance(layer.root, Mapping) and "questions" in layer.root


def decision_of(layer: Layer, name: str, bases: Bases) -> Decision:
    """Return the decision of a document; `name` is its name where it does not say one.

    Raises:
        DocumentError: with every problem in it, `path:line:column: message`.
    """
    reader = _Reader(layer.problems, bases)
    fields = reader.top(layer.root, name)
    if not layer.problems:
        try:
            return Decision(**fields)
        except ModelError as error:
            found = zip(error.problems, error.paths, strict=True)
            layer.problems += [
                LocatedProblem(path, message, at_key=len(path) == 2) for message, path in found
            ]
    raise DocumentError(layer.places.locate(layer.problems))


def drawing_of(layer: Layer, name: str, parameters: Mapping[str, Any], bases: Bases) -> Architecture:
    """Return the drawing of a decision; the parameter `products` is the provider of its products.

    Raises:
        DocumentError: with every problem in it.
        UnknownNameError: for any other parameter, and for a provider that does not exist.
    """
    decision = decision_of(layer, name, bases)
    unknown = [
        f"unknown parameter '{key}' of '{decision.name}'.{did_you_mean(key, ['products'])}"
        for key in parameters
        if key != "products"
    ]
    provider = parameters.get("products", "oss")
    if provider not in PROVIDERS:
        unknown.append(f"{decision.name}: products must be one of {', '.join(PROVIDERS)}, not {provider!r}")
    if unknown:
        raise UnknownNameError(unknown)
    return to_architecture(decision, provider=provider)


def extended(layer: Layer, name: str, path: FilePath | None, bases: Bases, *, most: int = 20) -> Decision:
    """Return the decision that a document extends, over at most so many documents.

    Raises:
        DocumentError: where it extends none.
    """
    written = layer.root.get("extends") if isinstance(layer.root, Mapping) else None
    if isinstance(written, str) and most:
        try:
            base = bases.find(written, layer.home, name, path.resolve() if path else None)
        except Unreachable as error:
            layer.bad(("extends",), f"extends: {error}")
            raise DocumentError(layer.places.locate(layer.problems)) from None
        if not isinstance(base, BaseFile):
            if base.kind == "decision":
                return bases.decision(base)
        else:
            below = read_layer(read_text(base.path), base.path, from_here(base.path), base.root)
            named = default_name(base.path)
            if is_decision(below):
                return decision_of(below, named, bases)
            return extended(below, named, base.path, bases, most=most - 1)
    raise DocumentError(f"{layer.places.name or name}: is no decision: it has no questions")


class _Reader:
    """Turn values into the fields of a decision; what cannot be used is a problem and left out."""

    def __init__(self, problems: list[LocatedProblem], bases: Bases) -> None:
        self.problems, self.bases = problems, bases

    def top(self, root: Mapping[Any, Any], name: str) -> dict[str, Any]:
        fields = self._fields("decision", root, (), _TOP)
        fields.setdefault("name", name)
        fields.setdefault("title", fields["name"])
        if fields.get("direction", "LR") not in DIRECTIONS:
            listed = ", ".join(DIRECTIONS)
            self._bad(("direction",), f"direction '{fields['direction']}' is not one of {listed}")
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
            where = f"question '{question}', answer '{text}'"
            fields = self._fields(where, item, at, _ANSWER)
            if "to" not in fields:
                self._bad(at, f"{where}: says nothing of where it leads: 'to' is missing", at_key=True)
                continue
            yield Answer(text=text, **fields)

    def _leaves(self, value: Any) -> Iterator[Leaf]:
        for id, item, path in self._entries("leaf", value, ("leaves",)):
            where = f"leaf '{id}'"
            fields = self._fields(where, item, path, _LEAF)
            self._check_names(where, fields, path)
            if "reason" not in fields:
                self._bad(path, f"{where}: 'reason' is missing: why it and no other", at_key=True)
            products = dict(self._products(where, fields.get("products", {}), (*path, "products")))
            defaults = {"label": default_label(id), "reason": ""}
            yield Leaf(id=id, **{**defaults, **fields, "products": products})

    def _check_names(self, where: str, fields: dict[str, Any], path: Path) -> None:
        """Resolve the technology, and look up the entry, that a leaf names."""
        if fields.get("technology"):
            try:
                fields["technology"] = catalog.resolve(fields["technology"])
            except UnknownNameError as error:
                self._bad((*path, "technology"), f"{where}: {error}")
                fields["technology"] = ""
        if fields.get("entry"):
            try:
                fields["entry"] = self.bases.entry_name(fields["entry"])
            except MlarchError as error:
                self._bad((*path, "entry"), f"{where}: entry: {error}")

    def _products(self, where: str, value: Any, path: Path) -> Iterator[tuple[str, tuple[Product, ...]]]:
        for provider, item, at in self._entries(f"{where}: provider", value, path, empty=True):
            if isinstance(item, (str, Scalar)):
                item = [item]
            if not isinstance(item, (list, tuple)):
                self._bad(at, f"{where}: products of '{provider}' must be a list")
                continue
            made = [self._product(where, one, (*at, number)) for number, one in enumerate(item)]
            yield provider, tuple(product for product in made if product is not None)

    def _product(self, where: str, item: Any, path: Path) -> Product | None:
        if isinstance(item, (str, Scalar)):
            return Product(name=item if isinstance(item, str) else item.text)
        fields = self._fields(f"{where}, product", item, path, _PRODUCT)
        if "name" in fields:
            return Product(**fields)
        self._bad(path, f"{where}, product: 'name' is missing")
        return None

    def _entries(
        self, what: str, value: Any, path: Path, *, empty: bool = False
    ) -> Iterator[tuple[str, Any, Path]]:
        """Yield the entries of a mapping with their paths; null is an empty one where that is allowed."""
        if value is None:
            return
        if not isinstance(value, Mapping):
            self._bad(path, f"{path[-1]} must be a mapping, not {_said(value)}")
            return
        for key, item in value.items():
            if item is None and not empty:
                self._bad((*path, key), f"{what} '{key}': says nothing", at_key=True)
            else:
                yield str(key), [] if item is None else item, (*path, key)

    def _fields(self, where: str, value: Any, path: Path, keys: Mapping[str, str]) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            self._bad(path, f"{where}: must be a mapping of {', '.join(keys)}, not {_said(value)}")
            return {}
        for unknown in value:
            if unknown not in keys:
                hint = did_you_mean(str(unknown), keys)
                self._bad((*path, unknown), f"{where}: unknown key '{unknown}'.{hint}", at_key=True)
        read = {
            key: self._read(where, key, value[key], (*path, key), wanted)
            for key, wanted in keys.items()
            if value.get(key) is not None
        }
        return {key: item for key, item in read.items() if item is not None}

    def _read(self, where: str, key: str, value: Any, path: Path, wanted: str) -> Any:
        plain = value.value if isinstance(value, Scalar) else value
        if wanted == _TEXT and isinstance(value, (str, Scalar)):
            return value.text if isinstance(value, Scalar) else value
        if wanted == _TRUTH and isinstance(plain, bool):
            return plain
        if wanted == _TEXTS and isinstance(value, (str, list)):
            return tuple(self._read(where, key, one, path, _TEXT) or "" for one in _listed(value))
        if wanted in (_TEXT, _TRUTH, _TEXTS):
            self._bad(path, f"{where}: {key} must be {wanted}, not {_said(value)}")
            return None
        return value

    def _bad(self, path: Path, message: str, *, at_key: bool = False) -> None:
        self.problems.append(LocatedProblem(path, message, at_key))


def _listed(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else list(value)


def _said(value: object) -> str:
    if isinstance(value, Scalar):
        return value.text
    return "a mapping" if isinstance(value, Mapping) else "a list" if isinstance(value, list) else repr(value)

"""Read Kubernetes objects from streams: each with its kind, name, namespace and place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlarch.documents.yaml_stream import Map, Place, YamlText, read_stream
from mlarch.errors import DocumentError
from mlarch.importers.helm import is_template, refuse_templates
from mlarch.importers.report import ImportReport
from mlarch.importers.sources import Source

__all__ = ["Object", "count", "dig", "many", "read_objects", "strings", "texts"]

_MAX_OBJECTS = 20_000
_TEMPLATES = "'helm template CHART | mlarch import kubernetes -'"


@dataclass
class Object:
    """One Kubernetes object; namespace '' is the one that is not said, and `default`."""

    kind: str
    name: str
    namespace: str
    group: str
    body: Map
    at: Place

    @property
    def spec(self) -> Map:
        value = self.body.get("spec")
        return value if isinstance(value, Map) else Map(at=self.at)

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.kind, self.namespace, self.name)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def read_objects(sources: list[Source], report: ImportReport) -> list[Object]:
    """Return the objects of all files, those of lists one by one; a later one of a name replaces.

    Raises:
        DocumentError: with every problem found.
    """
    found: dict[tuple[str, str, str], Object] = {}
    problems: list[str] = []
    for source in sources:
        if len(found) > _MAX_OBJECTS:
            raise DocumentError(
                f"{source.name}: more than {_MAX_OBJECTS} objects: name the files that matter"
            )
        try:
            objects = list(_of_file(source, report))
        except DocumentError as error:
            problems += error.problems
            continue
        report.read.append(f"{source.name}: {len(objects)} object{'s' * (len(objects) != 1)}")
        for one in objects:
            if one.key in found:
                report.not_understood(one.at, f"{one} is written twice; the last one counts")
            found[one.key] = one
    if problems:
        raise DocumentError(problems)
    return list(found.values())


def _of_file(source: Source, report: ImportReport) -> Iterator[Object]:
    if source.name.endswith("Chart.yaml"):
        raise DocumentError(f"{source.name}: a Helm chart: render it first, {_TEMPLATES}")
    with refuse_templates(source):
        documents, oddities = read_stream(source.text, source.name)
    for at, said in oddities:
        report.not_understood(at, said)
    if not documents and source.named:
        raise DocumentError(f"{source.name}: not Kubernetes objects: nothing in it")
    if len(documents) > _MAX_OBJECTS:
        raise DocumentError(f"{source.name}: more than {_MAX_OBJECTS} objects: name the files that matter")
    for document in documents:
        yield from _objects(document, source, report)


def _objects(document: Any, source: Source, report: ImportReport) -> Iterator[Object]:
    if isinstance(document, list):
        for item in document:
            yield from _objects(item, source, report)
        return
    reason = _no_object(document)
    if reason:
        at = getattr(document, "at", Place(source.name, 1, 1))
        if source.named:
            raise DocumentError(f"{at}: {reason}")
        report.not_understood(at, reason)
        return
    kind = str(document["kind"])
    items = document.get("items")
    if kind.endswith("List") and isinstance(items, list):
        for item in items:
            yield from _objects(item, source, report)
        return
    yield _object(document, kind)


def _no_object(document: Any) -> str:
    """Return why something is no Kubernetes object, '' where it is one."""
    if not isinstance(document, Map):
        return "not a Kubernetes object: no mapping with the keys 'kind' and 'metadata'"
    if "services" in document and "kind" not in document:
        return "a Compose file, not Kubernetes objects: use 'mlarch import compose'"
    if not document.get("kind"):
        return "not a Kubernetes object: it has no key 'kind'"
    return ""


def _object(document: Map, kind: str) -> Object:
    metadata = document.get("metadata")
    metadata = metadata if isinstance(metadata, Map) else Map(at=document.at)
    name = str(metadata.get("name") or metadata.get("generateName") or "").strip("-") or kind.lower()
    if is_template(name) or is_template(kind):
        raise DocumentError(
            f"{metadata.place('name')}: a Helm template, not YAML: render it first, {_TEMPLATES}"
        )
    namespace = str(metadata.get("namespace") or "")
    group = str(document.get("apiVersion") or "").rpartition("/")[0]
    return Object(kind, name, "" if namespace == "default" else namespace, group, document, document.at)


def dig(value: Any, *keys: str) -> Any:
    """Return what stands under keys, None where it does not.

    >>> dig({"a": {"b": 1}}, "a", "b"), dig({"a": 1}, "a", "b")
    (1, None)
    """
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def many(value: Any) -> list[Map]:
    """Return the mappings of a list; nothing of anything else, whatever somebody wrote there."""
    return [item for item in value if isinstance(item, Map)] if isinstance(value, list) else []


def texts(value: Any) -> list[YamlText]:
    """Return the texts of a list."""
    return [item for item in value if isinstance(item, YamlText)] if isinstance(value, list) else []


def count(value: Any, default: int = 1) -> int:
    """Return a whole number, `default` where it is none.

    >>> count("3"), count(None), count("many"), count("99999999999")
    (3, 1, 1, 1)
    """
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else default


def strings(value: Any, key: str = "") -> Iterator[tuple[str, YamlText]]:
    """Yield every text below a value with the key it stands under."""
    if isinstance(value, YamlText):
        yield key, value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from strings(item, str(name))
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, key)

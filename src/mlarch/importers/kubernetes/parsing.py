"""Parse files of Kubernetes objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlarch.documents.yaml_stream import Map, Place, read_stream
from mlarch.errors import DocumentError
from mlarch.importers.helm import RENDER_COMMAND, TEMPLATE_PROBLEM, is_template, refuse_templates
from mlarch.importers.kubernetes.objects import KubernetesObject, ObjectKey
from mlarch.importers.kubernetes.values import as_map
from mlarch.importers.report import ImportReport
from mlarch.importers.sources import Source

__all__ = ["parse_objects"]

_MAX_OBJECTS = 20_000


def parse_objects(sources: list[Source], report: ImportReport) -> list[KubernetesObject]:
    """Return the objects of all files, lists flattened; the last one of a name counts.

    Raises:
        DocumentError: with every problem found.
    """
    objects: dict[ObjectKey, KubernetesObject] = {}
    problems: list[str] = []
    for source in sources:
        _limit(len(objects), source)
        try:
            parsed = list(_parse_file(source, report))
        except DocumentError as error:
            problems += error.problems
            continue
        report.read.append(f"{source.name}: {len(parsed)} object{'s' * (len(parsed) != 1)}")
        for object in parsed:
            if object.key in objects:
                report.not_understood(object.at, f"{object} is written twice; the last one counts")
            objects[object.key] = object
    if problems:
        raise DocumentError(problems)
    return list(objects.values())


def _limit(count: int, source: Source) -> None:
    if count > _MAX_OBJECTS:
        raise DocumentError(f"{source.name}: more than {_MAX_OBJECTS} objects: name the files that matter")


def _parse_file(source: Source, report: ImportReport) -> Iterator[KubernetesObject]:
    if source.name.endswith("Chart.yaml"):
        raise DocumentError(f"{source.name}: a Helm chart: render it first, {RENDER_COMMAND}")
    with refuse_templates(source):
        documents, oddities = read_stream(source.text, source.name)
    for at, message in oddities:
        report.not_understood(at, message)
    if not documents and source.named:
        raise DocumentError(f"{source.name}: not Kubernetes objects: nothing in it")
    _limit(len(documents), source)
    for document in documents:
        yield from _parse_document(document, source, report)


def _parse_document(document: Any, source: Source, report: ImportReport) -> Iterator[KubernetesObject]:
    if isinstance(document, list):
        for item in document:
            yield from _parse_document(item, source, report)
    elif reason := _refusal(document):
        at = getattr(document, "at", Place(source.name, 1, 1))
        if source.named:
            raise DocumentError(f"{at}: {reason}")
        report.not_understood(at, reason)
    elif str(document["kind"]).endswith("List") and isinstance(document.get("items"), list):
        yield from _parse_document(document["items"], source, report)
    else:
        yield _object(document)


def _refusal(document: Any) -> str:
    """Return why a document is not a Kubernetes object, '' if it is one."""
    if not isinstance(document, Map):
        return "not a Kubernetes object: no mapping with the keys 'kind' and 'metadata'"
    if "services" in document and "kind" not in document:
        return "a Compose file, not Kubernetes objects: use 'mlarch import compose'"
    if not document.get("kind"):
        return "not a Kubernetes object: it has no key 'kind'"
    return ""


def _object(document: Map) -> KubernetesObject:
    kind = str(document["kind"])
    metadata = as_map(document.get("metadata"), document.at)
    name = str(metadata.get("name") or metadata.get("generateName") or "").strip("-") or kind.lower()
    if is_template(name) or is_template(kind):
        raise DocumentError(f"{metadata.place('name')}: {TEMPLATE_PROBLEM}")
    namespace = str(metadata.get("namespace") or "")
    group = str(document.get("apiVersion") or "").rpartition("/")[0]
    key = ObjectKey(kind, "" if namespace == "default" else namespace, name)
    return KubernetesObject(key, group, document, document.at)

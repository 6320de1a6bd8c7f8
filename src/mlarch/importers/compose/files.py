"""Read single Compose files: parsed, interpolated and checked, but not yet merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mlarch.documents.yaml_stream import Map, Place, read_stream
from mlarch.errors import DocumentError, did_you_mean
from mlarch.importers.compose.interpolation import Variables
from mlarch.importers.compose.merging import MERGE_TAGS
from mlarch.importers.compose.project import SECTIONS
from mlarch.importers.compose.values import as_map
from mlarch.importers.helm import refuse_templates
from mlarch.importers.paths import is_inside
from mlarch.importers.report import ImportReport
from mlarch.importers.sources import Source, read_source

__all__ = ["ComposeFiles"]

_TOP_KEYS = (*SECTIONS, "name", "version", "include")
_MAX_FILES = 100
_KUBERNETES = "Kubernetes objects, not a Compose file: use 'mlarch import kubernetes'"


@dataclass
class ComposeFiles:
    """Read the files of a project; `problems` collects errors."""

    report: ImportReport
    project: Source
    problems: list[str] = field(default_factory=list)
    count: int = 0

    def read(self, source: Source, variables: Mapping[str, str]) -> Map:
        """Return the known keys of a file, with variables replaced."""
        root = self.parse(source)
        for key in root:
            if key not in _TOP_KEYS and not key.startswith("x-"):
                hint = did_you_mean(key, _TOP_KEYS)
                self.report.not_understood(root.place(key), f"unknown key '{key}'.{hint}")
        known = Map({key: root[key] for key in root if key in _TOP_KEYS}, at=root.at)
        known.marks = root.marks
        content: Map = self.interpolate(known, variables)
        self._check_sections(content)
        self.check_services(as_map(content.get("services"), content.at))
        return content

    def parse(self, source: Source) -> Map:
        """Return the content of a file, not yet interpolated.

        Raises:
            DocumentError: if the file is not YAML or not a Compose file.
        """
        self.count += 1
        if self.count > _MAX_FILES:
            raise DocumentError(f"{source.name}: more than {_MAX_FILES} files are included")
        with refuse_templates(source):
            documents, oddities = read_stream(source.text, source.name, tags=MERGE_TAGS)
        for at, message in oddities:
            self.report.not_understood(at, message)
        if len(documents) > 1 and all(isinstance(item, Map) and "kind" in item for item in documents):
            raise DocumentError(f"{source.name}: {_KUBERNETES}")
        if len(documents) != 1 or not isinstance(documents[0], Map):
            reason = "nothing in it" if not documents else "no mapping with the key 'services'"
            raise DocumentError(f"{source.name}: not a Compose file: {reason}")
        _refuse_other_formats(documents[0])
        return documents[0]

    def interpolate(self, value: Any, variables: Mapping[str, str]) -> Any:
        interpolation = Variables(variables, self.report)
        value = interpolation.into(value)
        self.problems += interpolation.problems
        return value

    def open(self, file: str, at: Place, source: Source) -> Source | None:
        """Return the file that `source` names at a place, None if it cannot be read."""
        path = source.folder / file
        root = self.project.root
        if "://" in file or file.startswith("oci:"):
            self.report.not_understood(at, f"'{file}' is not a local file, and nothing is fetched")
            return None
        if not is_inside(path, root):
            self.problems.append(f"{at}: '{file}' is outside the folder '{root.resolve().name}'")
            return None
        try:
            return read_source(path, root)
        except DocumentError as error:
            self.problems += [f"{at}: {problem}" for problem in error.problems]
            return None

    def check_services(self, services: Map) -> None:
        """Replace empty services by empty mappings, and refuse other values."""
        for name, service in list(services.items()):
            if service is None:
                services[name] = Map(at=services.place(name))
            elif not isinstance(service, Map):
                self.problems.append(f"{services.place(name)}: service '{name}' must be a mapping")
                del services[name]

    def _check_sections(self, content: Map) -> None:
        for section in SECTIONS:
            value = content.get(section)
            if value is None:
                content.pop(section, None)
            elif not isinstance(value, Map):
                self.problems.append(f"{content.place(section)}: '{section}' must be a mapping")
                del content[section]


def _refuse_other_formats(root: Map) -> None:
    if "kind" in root and "services" not in root:
        raise DocumentError(f"{root.at}: {_KUBERNETES}")
    if any(key in root for key in (*SECTIONS, "include")):
        return
    if any(isinstance(item, Map) and ("image" in item or "build" in item) for item in root.values()):
        reason = "services at the top level, the format of Compose 1: put them under 'services:'"
    else:
        reason = "it has no key 'services'"
    raise DocumentError(f"{root.at}: not a Compose file: {reason}")

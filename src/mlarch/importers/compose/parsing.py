"""Parse Compose files into one project, with `extends` and `include` resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlarch.documents.yaml_stream import Map, Seq, YamlText
from mlarch.errors import DocumentError
from mlarch.importers.compose.extends import ServiceExtender
from mlarch.importers.compose.files import ComposeFiles
from mlarch.importers.compose.interpolation import read_env
from mlarch.importers.compose.merging import merge
from mlarch.importers.compose.project import SECTIONS, ComposeProject
from mlarch.importers.compose.values import as_list, as_map, place_of
from mlarch.importers.paths import follow_links, is_inside
from mlarch.importers.report import ImportReport
from mlarch.importers.sources import Source, read_text

__all__ = ["parse_project"]


def parse_project(sources: list[Source], report: ImportReport) -> ComposeProject:
    """Return the project of Compose files, merged in this order.

    Raises:
        DocumentError: with every problem found.
    """
    first = sources[0]
    parser = _Parser(ComposeFiles(report, first), first)
    merged = parser.merge_files(sources, parser.read_env_file(first.folder))
    if parser.files.problems:
        raise DocumentError(parser.files.problems)
    sections = {section: as_map(merged.get(section), merged.at) for section in SECTIONS}
    return ComposeProject(first.folder, first.root, str(merged.get("name") or ""), sections)


@dataclass
class _Parser:
    """Merge files; `including` has the open ones, to stop at a circle."""

    files: ComposeFiles
    project: Source
    including: list[Path] = field(default_factory=list)

    def merge_files(self, sources: Iterable[Source], variables: Mapping[str, str]) -> Map:
        first, *others = (self._file(source, variables) for source in sources)
        for content in others:
            first = merge(first, content)
        return first

    def read_env_file(self, folder: Path) -> dict[str, str]:
        path = folder / ".env"
        if not path.is_file() or not is_inside(path, self.project.root):
            return {}
        self.files.report.read.append(f"{path}: variables")
        return read_env(read_text(path), {})

    def _file(self, source: Source, variables: Mapping[str, str]) -> Map:
        content = self.files.read(source, variables)
        services = as_map(content.get("services"), content.at)
        ServiceExtender(self.files, variables).extend_all(services, source)
        for item in as_list(content.pop("include", None)):
            content = self._include(item, content, source, variables)
        return content

    def _include(self, item: Any, content: Map, source: Source, variables: Mapping[str, str]) -> Map:
        """Return `content` merged over the files of an `include`."""
        at = place_of(item, content.at)
        names = as_list(item.get("path")) if isinstance(item, Map) else [item]
        opened = [self.files.open(str(name), at, source) for name in names]
        included = [file for file in opened if file and _path(file) not in self.including]
        if not included:
            return content
        folder = included[0].folder
        self.including += map(_path, included)
        inner = self.merge_files(included, {**self.read_env_file(folder), **variables})
        del self.including[-len(included) :]
        if follow_links(folder) != follow_links(self.project.folder):
            _anchor_paths(inner, folder)
        return merge(inner, content)


def _path(source: Source) -> Path:
    return follow_links(source.folder / Path(source.name).name)


def _anchor_paths(content: Map, folder: Path) -> None:
    """Make the relative paths of included services independent of their folder."""
    for service in as_map(content.get("services"), content.at).values():
        volumes = as_list(service.get("volumes"))
        if volumes:
            anchored = [_anchored(path, folder) if _is_relative(path) else path for path in volumes]
            service["volumes"] = Seq(anchored, at=service.at)
        files = as_list(service.get("env_file"))
        if files:
            anchored = [_anchored(file, folder) if isinstance(file, YamlText) else file for file in files]
            service["env_file"] = Seq(anchored, at=service.at)


def _is_relative(volume: Any) -> bool:
    return isinstance(volume, YamlText) and volume.startswith(".")


def _anchored(path: YamlText, folder: Path) -> YamlText:
    return path.like(str(folder / path))

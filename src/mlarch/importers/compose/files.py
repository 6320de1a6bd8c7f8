"""Read Compose files as one project: variables put in, `include` and `extends` followed, files merged."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlarch.documents.yaml_stream import Map, Place, Seq, YamlText, read_stream
from mlarch.errors import DocumentError, did_you_mean
from mlarch.importers.compose.interpolation import Variables, read_env
from mlarch.importers.helm import refuse_templates
from mlarch.importers.report import ImportReport
from mlarch.importers.sources import Source, followed, inside, read_source, read_text

__all__ = ["ComposeProject", "as_list", "as_map", "load"]

TAGS = ("!reset", "!override")
_SECTIONS = ("services", "networks", "volumes", "secrets", "configs", "models")
_KNOWN = (*_SECTIONS, "name", "version", "include")
_KEYED = ("environment", "labels", "annotations", "sysctls", "extra_hosts", "args", "additional_contexts")
_REPLACED = ("command", "entrypoint", "test")
_UNIQUE = ("expose", "dns", "dns_search", "tmpfs", "env_file", "profiles", "cap_add", "cap_drop")
_MOST_FILES = 100


@dataclass
class ComposeProject:
    """A Compose project as one mapping of sections, and the folder that its paths are relative to."""

    folder: Path
    root: Path
    report: ImportReport
    name: str = ""
    sections: dict[str, Map] = field(default_factory=dict)

    @property
    def services(self) -> Map:
        return self.sections["services"]


def load(sources: list[Source], report: ImportReport) -> ComposeProject:
    """Return the project of these files, merged in order.

    Raises:
        DocumentError: with every problem found.
    """
    first = sources[0]
    loader = _Loader(report, first.folder, first.root)
    merged = loader.files(sources, first.folder)
    problems = [*loader.problems]
    if problems:
        raise DocumentError(problems)
    name = merged.get("name")
    project = ComposeProject(first.folder, first.root, report, str(name or ""))
    for section in _SECTIONS:
        value = merged.get(section)
        project.sections[section] = value if isinstance(value, Map) else Map(at=merged.at)
    return project


@dataclass
class _Loader:
    """Read files once each; `problems` gathers what would stop Compose as well."""

    report: ImportReport
    folder: Path
    root: Path
    problems: list[str] = field(default_factory=list)
    count: int = 0
    reading: list[Path] = field(default_factory=list)
    extending: list[tuple[str, str]] = field(default_factory=list)

    def files(self, sources: Iterable[Source], folder: Path, env: dict[str, str] | None = None) -> Map:
        """Return files as one mapping, those that `include` names first."""
        known = self._env(folder) if env is None else env
        merged: Map | None = None
        for source in sources:
            one = self._file(source, folder, known)
            merged = one if merged is None else _merge(merged, one)
        assert merged is not None
        return merged

    def _env(self, folder: Path) -> dict[str, str]:
        path = folder / ".env"
        if not path.is_file() or not inside(path, self.root):
            return {}
        self.report.read.append(f"{path}: variables")
        return read_env(read_text(path), {})

    def _file(self, source: Source, folder: Path, env: dict[str, str]) -> Map:
        root = self._parsed(source)
        variables = Variables(env, self.report)
        for key in root:
            if key not in _KNOWN and not key.startswith("x-"):
                at = root.place(key)
                self.report.not_understood(at, f"unknown key '{key}'.{did_you_mean(key, _KNOWN)}")
        whole = Map({key: variables.into(root[key]) for key in root if key in _KNOWN}, at=root.at)
        whole.marks = root.marks
        self.problems += variables.problems
        self._check(whole)
        self._extended(whole, source, env)
        return self._included(whole, source, env)

    def _parsed(self, source: Source) -> Map:
        self.count += 1
        if self.count > _MOST_FILES:
            raise DocumentError(f"{source.name}: more than {_MOST_FILES} files are included")
        with refuse_templates(source):
            documents, oddities = read_stream(source.text, source.name, tags=TAGS)
        for at, said in oddities:
            self.report.not_understood(at, said)
        if len(documents) > 1 and all(isinstance(one, Map) and "kind" in one for one in documents):
            raise DocumentError(f"{source.name}: {_KUBERNETES}")
        if len(documents) != 1 or not isinstance(documents[0], Map):
            said = "nothing in it" if not documents else "no mapping with the key 'services'"
            raise DocumentError(f"{source.name}: not a Compose file: {said}")
        return self._of_compose(source, documents[0])

    def _of_compose(self, source: Source, root: Map) -> Map:
        if "kind" in root and "services" not in root:
            raise DocumentError(f"{root.at}: {_KUBERNETES}")
        if not any(key in root for key in (*_SECTIONS, "include")):
            if any(isinstance(item, Map) and ("image" in item or "build" in item) for item in root.values()):
                said = "services stand at its top, the format of Compose 1: put them under 'services:'"
            else:
                said = "it has no key 'services'"
            raise DocumentError(f"{root.at}: not a Compose file: {said}")
        return root

    def _check(self, whole: Map) -> None:
        for section in _SECTIONS:
            value = whole.get(section)
            if value is None:
                whole.pop(section, None)
            elif not isinstance(value, Map):
                self.problems.append(f"{whole.place(section)}: '{section}' must be a mapping")
                del whole[section]
        self._check_services(_map(whole.get("services"), whole.at))

    def _check_services(self, services: Map) -> None:
        for name, service in list(services.items()):
            if service is None:
                empty = Map(at=services.place(name))
                services[name] = empty
            elif not isinstance(service, Map):
                self.problems.append(f"{services.place(name)}: service '{name}' must be a mapping")
                del services[name]

    def _extended(self, whole: Map, source: Source, env: dict[str, str]) -> None:
        """Put what each service extends under it."""
        services = _map(whole.get("services"), whole.at)
        for name in services:
            services[name] = self._base(services, name, source, env)

    def _base(self, services: Map, name: str, source: Source, env: dict[str, str]) -> Map:
        own: Map = services[name]
        extends = own.pop("extends", None)
        if extends is None:
            return own
        wanted, file = _extends(extends, name)
        step = (source.name, name)
        if (file or source.name, wanted) in [*self.extending, step]:
            self.problems.append(f"{own.place('extends')}: service '{name}' extends itself")
            return own
        self.extending.append(step)
        try:
            base = self._other(file, wanted, own, source, env) if file else None
            if not file and wanted in services:
                base = self._base(services, wanted, source, env).copy()
            if base is None:
                hint = did_you_mean(wanted, services) if not file else ""
                where = f" in {file}" if file else ""
                self.problems.append(
                    f"{own.place('extends')}: service '{name}' extends '{wanted}', "
                    f"which does not exist{where}.{hint}"
                )
                return own
        finally:
            self.extending.pop()
        # Compose does not inherit these: https://docs.docker.com/reference/compose-file/services/#extends
        for key in ("depends_on", "links", "volumes_from"):
            if file:
                base.pop(key, None)
        merged = _merge(base, own)
        services[name] = merged
        return merged

    def _other(self, file: str, wanted: str, own: Map, source: Source, env: dict[str, str]) -> Map | None:
        other = self._within(file, own.place("extends"), source)
        if other is None:
            return Map(at=own.at)
        root = self._parsed(other)
        variables = Variables(env, self.report)
        services = variables.into(root.get("services"))
        self.problems += variables.problems
        if not isinstance(services, Map):
            return None
        self._check_services(services)
        return self._base(services, wanted, other, env) if wanted in services else None

    def _within(self, file: str, at: Place, source: Source) -> Source | None:
        """Return a file that another names, None where it is not to be read."""
        path = source.folder / file
        if "://" in file or file.startswith("oci:"):
            self.report.not_understood(at, f"'{file}' is not in this folder and nothing is fetched")
            return None
        if not inside(path, self.root):
            self.problems.append(f"{at}: '{file}' is outside the folder '{self.root.resolve().name}'")
            return None
        try:
            return read_source(path, self.root)
        except DocumentError as error:
            self.problems += [f"{at}: {problem}" for problem in error.problems]
            return None

    def _included(self, whole: Map, source: Source, env: dict[str, str]) -> Map:
        """Return a file with those it includes under it."""
        for item in as_list(whole.pop("include", None)):
            at = getattr(item, "at", whole.at)
            said = as_list(item.get("path")) if isinstance(item, Map) else [item]
            others = [one for file in said if (one := self._within(str(file), at, source))]
            fresh = [one for one in others if _path(one) not in self.reading]
            if not fresh:
                continue
            folder = fresh[0].folder
            paths = [_path(one) for one in fresh]
            self.reading += paths
            inner = self.files(fresh, folder, {**self._env(folder), **env})
            del self.reading[-len(paths) :]
            _anchor_paths(inner, folder, self.folder)
            whole = _merge(inner, whole)
        return whole


_KUBERNETES = "Kubernetes objects, not a Compose file: use 'mlarch import kubernetes'"


def as_list(value: Any) -> list[Any]:
    """Return a list, a single value as a list of it, nothing as an empty one."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def as_map(value: Any, at: Place) -> Map:
    """Return a mapping that may have been written as a list of `NAME=value` or `NAME`."""
    if isinstance(value, Map):
        return value
    made = Map(at=getattr(value, "at", at))
    for item in as_list(value):
        if isinstance(item, YamlText):
            name, equals, text = item.partition("=")
            made[name] = item.like(text) if equals else None
            made.marks[name] = item.at
    return made


def _path(source: Source) -> Path:
    return followed(source.folder / Path(source.name).name)


def _map(value: Any, at: Place) -> Map:
    return value if isinstance(value, Map) else Map(at=at)


def _extends(value: Any, name: str) -> tuple[str, str]:
    if isinstance(value, Map):
        return str(value.get("service") or name), str(value.get("file") or "")
    return str(value), ""


def _merge(base: Map, over: Map) -> Map:
    """Return `base` with `over` merged into it the way Compose merges files."""
    merged = base.copy()
    merged.marks.update(over.marks)
    merged.at = base.at
    for key, value in over.items():
        if getattr(value, "tag", "") == "!reset":
            merged.pop(key, None)
        elif getattr(value, "tag", "") == "!override" or key not in merged or merged[key] is None:
            merged[key] = value
        elif value is not None:
            merged[key] = _merged(key, merged[key], value)
    return merged


def _merged(key: str, base: Any, over: Any) -> Any:
    if key in _KEYED or (key in ("depends_on", "networks") and Map in (type(base), type(over))):
        return _merge(as_map(base, _at(base)), as_map(over, _at(over)))
    if isinstance(base, Map) and isinstance(over, Map):
        return _merge(base, over)
    if key == "build" and (isinstance(base, Map) or isinstance(over, Map)):
        both = [
            value if isinstance(value, Map) else Map({"context": value}, at=_at(value))
            for value in (base, over)
        ]
        return _merge(*both)
    if key in _REPLACED or not isinstance(base, list) or not isinstance(over, list):
        return over
    if key in ("volumes", "secrets", "configs", "devices"):
        targets = {_target(item) for item in over}
        base = [item for item in base if _target(item) not in targets]
    return Seq([*base, *(item for item in over if item not in base)], at=_at(over))


def _at(value: Any) -> Place:
    return getattr(value, "at", Place("", 1, 1))


def _target(item: Any) -> str:
    if isinstance(item, Map):
        return str(item.get("target") or item.get("source"))
    parts = re.split(r":(?![\\/])", str(item))
    return parts[1] if len(parts) > 1 else parts[0]


def _anchor_paths(inner: Map, folder: Path, project: Path) -> None:
    """Make paths of included services relative to the project's folder."""
    if followed(folder) == followed(project):
        return
    for service in (inner.get("services") or {}).values():
        for item in (volumes := as_list(service.get("volumes"))):
            if isinstance(item, YamlText) and item.startswith("."):
                volumes[volumes.index(item)] = item.like(str(folder / item))
        files = as_list(service.get("env_file"))
        if volumes:
            service["volumes"] = Seq(volumes, at=service.at)
        if files:
            anchored = [one.like(str(folder / one)) if isinstance(one, YamlText) else one for one in files]
            service["env_file"] = Seq(anchored, at=service.at)

"""Turn a Compose project into an architecture: services, what they refer to, and who reaches them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlarch import catalog
from mlarch.documents.yaml_stream import Map, Place, YamlText
from mlarch.errors import DocumentError, did_you_mean
from mlarch.importers import images
from mlarch.importers.compose.files import ComposeProject, as_list, as_map, load
from mlarch.importers.compose.interpolation import read_env
from mlarch.importers.compose.mounted_files import mounted_references
from mlarch.importers.compose.ports import PublishedPort, published
from mlarch.importers.draft import ImportDraft, Imported, files_of, usable_id
from mlarch.importers.references import Reference, in_arguments, in_setting, is_for_hosts
from mlarch.importers.report import ImportReport
from mlarch.importers.sources import Source, inside, read_text
from mlarch.model import default_label, slug

__all__ = ["read"]

_SERVERS = ("app-server", "worker", "model-endpoint")
_HARMLESS = re.compile(
    r"(?:/var/run|/run)/docker\.sock|/etc/localtime|/etc/timezone|/dev/.*|/sys.*|/proc.*|/"
)


def read(sources: list[Source], *, name: str = "", raw: bool = False, external: bool = False) -> Imported:
    """Return the architecture of Compose files and the report of reading them.

    Raises:
        DocumentError: with every problem found.
    """
    report = ImportReport()
    project = load(sources, report)
    for source in sources:
        report.read.append(f"{source.name}: Compose")
    if not project.services:
        raise DocumentError(f"{sources[0].name}: no services, so there is nothing to draw")
    reader = _Reader(project, ImportDraft(report, external), raw)
    reader.read()
    own = slug(name or project.name) or _project_name(sources)
    arch = reader.draft.architecture(
        own,
        title=default_label(own),
        summary=_summary(project),
        evidence=f"Read from {files_of(sources)}.",
    )
    return Imported(arch, report)


def _project_name(sources: list[Source]) -> str:
    """Return the name of a project: that of its file, or of the folder where the file has the usual one."""
    path = Path(sources[0].name)
    if sources[0].name == "-" or path.stem in ("compose", "docker-compose"):
        return slug(sources[0].folder.resolve().name) or "compose"
    return slug(path.stem) or "compose"


def _summary(project: ComposeProject) -> str:
    count = len(project.services)
    return f"{count} service{'s' * (count != 1)} of a Compose project."


@dataclass
class _Reader:
    """Read one project into one draft."""

    project: ComposeProject
    draft: ImportDraft
    raw: bool
    problems: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)

    @property
    def report(self) -> ImportReport:
        return self.draft.report

    def read(self) -> None:
        services = self.project.services
        for name, service in services.items():
            self.ids[name] = usable_id(name)
            self._part(name, service)
            self._names(name, service)
        for name, service in services.items():
            self._declared(name, service)
        self._models()
        self._volumes()
        for name, service in services.items():
            self._settings(name, service)
            self._mounted(name, service)
            self._ports(name, service)
        self._networks()
        self._left_out()
        if self.problems:
            raise DocumentError(self.problems)

    def _part(self, name: str, service: Map) -> None:
        technology, role = _technology(name, service, self.report)
        part = self.draft.add(self.ids[name], technology=technology, role=role)
        part.replicas = _replicas(service)
        if role in _SERVERS and (server := images.from_command(_command(service))) not in ("", technology):
            part.said.append(catalog.get(server).label)
        if gpus := _gpus(service):
            part.said.append(gpus)
        profiles = [str(profile) for profile in as_list(service.get("profiles"))]
        if profiles:
            part.said.append(f"only with profile {' or '.join(profiles)}")
            part.tags += profiles
        part.facts = _facts(service)

    def _names(self, name: str, service: Map) -> None:
        """Remember every name that others reach a service by."""
        id = self.ids[name]
        names = [name, service.get("container_name"), service.get("hostname")]
        networks = service.get("networks")
        if isinstance(networks, Map):
            for network in networks.values():
                names += as_list(network.get("aliases")) if isinstance(network, Map) else []
        for one in names:
            if one:
                self.hosts.setdefault(str(one).lower(), id)

    def _declared(self, name: str, service: Map) -> None:
        """Draw what the service itself says it needs."""
        for key in ("depends_on", "links", "volumes_from"):
            value = service.get(key)
            items = value.items() if isinstance(value, Map) else [(item, None) for item in as_list(value)]
            for target, condition in items:
                at = (
                    value.place(target)
                    if isinstance(value, Map)
                    else getattr(target, "at", service.place(key))
                )
                if not (key == "volumes_from" and str(target).startswith("container:")):
                    self._depends(name, key, str(target).partition(":")[0], condition, at)
        mode = service.get("network_mode")
        if mode and str(mode).startswith("service:"):
            self._depends(name, "network_mode", str(mode).partition(":")[2], None, mode.at)

    def _depends(self, name: str, key: str, target: str, condition: Any, at: Place) -> None:
        if target in self.ids:
            self.draft.declare(self.ids[name], self.ids[target], key, at)
            return
        if isinstance(condition, Map) and str(condition.get("required")).lower() == "false":
            self.report.not_understood(at, f"service '{name}' may depend on '{target}', which is not here")
            return
        hint = did_you_mean(target, self.ids)
        verb = "depends on" if key == "depends_on" else f"has in {key}"
        self.problems.append(f"{at}: service '{name}' {verb} '{target}', which does not exist.{hint}")

    def _settings(self, name: str, service: Map) -> None:
        for key, value, at in self._environment(name, service):
            for reference in in_setting(key, value):
                self._refer(name, reference, key, at)
        for key in ("command", "entrypoint"):
            if service.get(key) is None:
                continue
            for item in as_list(service[key]):
                at = getattr(item, "at", service.place(key))
                for reference in in_arguments(str(item)):
                    self._refer(name, reference, key, at)
            for reference in in_arguments(" ".join(map(str, as_list(service[key])))):
                if self.hosts.get(reference.host.lower()):
                    ends = (self.ids[name], self.hosts[reference.host.lower()])
                    if ends not in self.draft.links:
                        self._refer(name, reference, key, service.place(key))

    def _refer(self, name: str, reference: Reference, said: str, at: Place) -> None:
        source = self.ids[name]
        target = self.hosts.get(reference.host.lower())
        if target is not None:
            self.draft.infer(source, target, said, at, reference)
        elif reference.sure:
            self.draft.foreign(source, reference, said, at)

    def _environment(self, name: str, service: Map) -> Iterator[tuple[str, str, Place]]:
        for item in as_list(service.get("env_file")):
            yield from self._env_file(name, item, service)
        value = service.get("environment")
        environment = as_map(value, service.place("environment"))
        for key, text in environment.items():
            at = environment.place(key)
            if text is None:
                self.report.no_value(key, at)
            else:
                yield key, str(text), at

    def _env_file(self, name: str, item: Any, service: Map) -> Iterator[tuple[str, str, Place]]:
        file = item.get("path") if isinstance(item, Map) else item
        if file is None:
            return
        at = getattr(file, "at", service.place("env_file"))
        path = self.project.folder / str(file)
        if not inside(path, self.project.root):
            self.report.not_understood(at, f"env_file '{file}' lies outside this folder and is not read")
        elif not path.is_file():
            self.report.not_understood(at, f"env_file '{file}' of service '{name}' is not here")
        else:
            self.report.read.append(f"{path}: variables of {name}")
            for key, text in read_env(read_text(path), {}).items():
                yield key, text, at

    def _mounted(self, name: str, service: Map) -> None:
        """Draw what configuration names that is mounted from this folder."""
        for path, at in _binds(service):
            if _HARMLESS.fullmatch(path) or not path:
                continue
            whole = self.project.folder / path
            if not inside(whole, self.project.root) or not whole.exists():
                if not path.startswith(("/", "~", "$")):
                    self.report.not_understood(
                        at, f"'{path}', mounted into {name}, is not here: nothing is drawn from it"
                    )
                continue
            self._configuration(name, whole, at)
        for item in as_list(service.get("configs")):
            self._config(name, str(item.get("source") if isinstance(item, Map) else item), service)

    def _configuration(self, name: str, path: Path, at: Place) -> None:
        for reference, place in mounted_references(path, self.project.folder):
            if reference.host.lower() in self.hosts:
                self._refer(name, reference, "mounted configuration", place)

    def _config(self, name: str, config: str, service: Map) -> None:
        """Read a top-level config: a file, or text that stands in the Compose file."""
        from mlarch.importers.references import in_configuration

        value = self.project.sections["configs"].get(config)
        if not isinstance(value, Map):
            return
        content, file = value.get("content"), value.get("file")
        if isinstance(content, YamlText):
            for _, reference in in_configuration(content):
                if reference.host.lower() in self.hosts:
                    self._refer(name, reference, f"config {config}", content.at)
        elif file is not None and inside(path := self.project.folder / str(file), self.project.root):
            if path.exists():
                self._configuration(name, path, value.at)
            else:
                self.report.not_understood(value.place("file"), f"config file '{file}' is not here")

    def _ports(self, name: str, service: Map) -> None:
        found: dict[str, PublishedPort] = {}
        for port in published(service, self.report):
            if port.local:
                self.report.hide("port published on this machine only", f"{name} {port.said}", port.at)
            elif not port.host:
                self.report.hide(
                    "port published under a number Docker chooses", f"{name} {port.said}", port.at
                )
            else:
                found.setdefault(port.label, port)
        if str(service.get("network_mode")) == "host":
            self.draft.open_to(
                self.ids[name], "network_mode: host", service.place("network_mode"), "host network"
            )
        for label, port in found.items():
            self.draft.open_to(self.ids[name], f"ports {port.said}", port.at, label)

    def _volumes(self) -> None:
        """Draw the named volumes that several services mount; with `raw` every one."""
        users: dict[str, list[tuple[str, Place]]] = {}
        for name, service in self.project.services.items():
            for volume, at in _named_volumes(service):
                if name not in [other for other, _ in users.setdefault(volume, [])]:
                    users[volume].append((name, at))
        for volume, mounted in users.items():
            if len(mounted) < 2 and not self.raw:
                self.report.hide("volume of one service", volume, mounted[0][1])
                continue
            id = self._free(usable_id(volume), "volume")
            technology = catalog.resolve("volume")
            self.draft.add(id, technology=technology, role="file-store", label=volume)
            for name, at in mounted:
                self.draft.declare(self.ids[name], id, "volumes", at, kind="data")

    def _models(self) -> None:
        for model, value in self.project.sections["models"].items():
            id = self._free(usable_id(model), "model")
            image = str(value.get("model") or "") if isinstance(value, Map) else ""
            self.draft.add(id, technology=catalog.resolve("model"), said=[image] if image else [])
            for name, service in self.project.services.items():
                wanted = service.get("models")
                names = list(wanted) if isinstance(wanted, Map) else [str(one) for one in as_list(wanted)]
                if model in names:
                    self.draft.declare(self.ids[name], id, "models", service.place("models"), kind="request")

    def _free(self, id: str, kind: str) -> str:
        return f"{id}-{kind}" if id in self.draft.parts else id

    def _networks(self) -> None:
        """Draw networks as clusters where they tell services apart."""
        of = {name: _network_names(service) for name, service in self.project.services.items()}
        sizes = Counter(network for names in of.values() for network in names)
        for network in self.project.sections["networks"]:
            if not sizes[network]:
                sizes[network] = 0
        whole = [network for network, size in sizes.items() if size == len(of)]
        telling = [network for network in sizes if network not in whole and network != "default"]
        inside_one = {name: names[0] for name, names in of.items() if len(names) == 1 and names[0] in telling}
        for network in telling:
            if network in inside_one.values():
                self._network(network, inside_one)
        for network in sizes:
            if network not in inside_one.values():
                at = self.project.sections["networks"].place(network)
                self.report.hide("network that tells no services apart", network, at)
        for name, names in of.items():
            if name not in inside_one and len(names) > 1 and inside_one:
                self.draft.parts[self.ids[name]].said.append(f"in {' and '.join(names)}")

    def _network(self, network: str, inside_one: dict[str, str]) -> None:
        settings = self.project.sections["networks"].get(network)
        closed = isinstance(settings, Map) and str(settings.get("internal")).lower() == "true"
        description = "internal: no way out" if closed else ""
        id = self.draft.box(usable_id(network), kind="network", description=description)
        for name, own in inside_one.items():
            if own == network:
                self.draft.parts[self.ids[name]].cluster = id

    def _hint(self) -> None:
        """Say which variables without value would name services here: a name alone is no evidence."""
        services = {re.sub(r"[-.]", "_", name).upper(): name for name in self.ids}
        stems = {name: name.rpartition("_")[0] for name in self.report.unset if is_for_hosts(name)}
        like = [f"{name} ({services[stem]})" for name, stem in stems.items() if stem in services]
        if like:
            listed = ", ".join(like)
            self.report.notes.append(
                f"give these variables values in .env to have the edges they stand for: {listed}"
            )

    def _left_out(self) -> None:
        for section, what in (("secrets", "secret"), ("configs", "config")):
            for name in self.project.sections[section]:
                self.report.hide(what, name, self.project.sections[section].place(name))
        self._hint()
        if not any(ends[0] != self.draft.outside for ends in self.draft.links):
            self.report.notes.append(
                "no service names another one in what is here, so no edge is drawn between them"
            )


def _technology(name: str, service: Map, report: ImportReport) -> tuple[str, str]:
    """Return technology and role of a service: from its image, its build context, its command, its name."""
    build = service.get("build")
    context = str((build.get("context") if isinstance(build, Map) else build) or "")
    command = images.from_command(_command(service))
    image = str(service.get("image") or "")
    # An image that is built here has a name of its own making, which says little.
    found = ("" if build is not None else images.from_image(image)) or images.from_context(context) or command
    if not found and (found := images.from_name(name)):
        at = service.at.short
        report.notes.append(
            f"{at}: the technology of '{name}' is read from its name: {catalog.get(found).label}"
        )
    role = catalog.role_of(found)
    if command and catalog.role_of(command) in _SERVERS and role in ("app", "app-server", "model", ""):
        role = catalog.role_of(command)
    plain = "app" if build is not None else "container"
    return found or catalog.resolve(plain), role or catalog.role_of(catalog.resolve(plain))


def _command(service: Map) -> str:
    parts = [*as_list(service.get("entrypoint")), *as_list(service.get("command"))]
    return " ".join(str(part) for part in parts if part is not None)


def _replicas(service: Map) -> int:
    deploy = service.get("deploy")
    said = deploy.get("replicas") if isinstance(deploy, Map) else None
    said = said if said is not None else service.get("scale")
    return int(said) if said is not None and str(said).isdigit() and len(said) < 10 else 1


def _gpus(service: Map) -> str:
    """Return what a service says of accelerators, '' where nothing."""
    if service.get("gpus") is not None or str(service.get("runtime")) == "nvidia":
        return "GPU"
    value: Any = service
    for key in ("deploy", "resources", "reservations", "devices"):
        value = value.get(key) if isinstance(value, Map) else None
    for device in as_list(value):
        wanted = [str(one) for one in as_list(device.get("capabilities"))] if isinstance(device, Map) else []
        if "gpu" in wanted or "nvidia" in wanted:
            count = str(device.get("count") or "")
            return f"{count} GPU{'s' * (count != '1')}" if count.isdigit() else "GPU"
    return ""


def _facts(service: Map) -> dict[str, Any]:
    """Return what a later state is compared with."""
    facts: dict[str, Any] = {}
    image = str(service.get("image") or "")
    if image and not image.startswith(":"):
        facts["image"] = image
    ports = [port.said for port in published(service, ImportReport()) if port.said.strip(":")]
    if ports:
        facts["ports"] = ports
    return facts


def _network_names(service: Map) -> list[str]:
    networks = service.get("networks")
    if networks is None:
        return [] if service.get("network_mode") else ["default"]
    return [str(name) for name in (networks if isinstance(networks, Map) else as_list(networks))]


def _binds(service: Map) -> Iterator[tuple[str, Place]]:
    """Yield source and place of each bind mount."""
    for item in as_list(service.get("volumes")):
        if isinstance(item, Map):
            if str(item.get("type")) == "bind" and item.get("source"):
                yield str(item["source"]), item.at
        elif isinstance(item, YamlText) and ":" in item and item.startswith((".", "/", "~", "$")):
            yield item.partition(":")[0], item.at


_NAMED = re.compile(r"(?![A-Za-z]:[\\/][^:]*:[\\/])([A-Za-z0-9][^:]*):.*", re.DOTALL)


def _named_volumes(service: Map) -> Iterator[tuple[str, Place]]:
    for item in as_list(service.get("volumes")):
        if isinstance(item, Map):
            if str(item.get("type") or "volume") == "volume" and item.get("source"):
                yield str(item["source"]), item.at
        elif isinstance(item, YamlText) and (match := _NAMED.fullmatch(item)):
            yield match[1], item.at

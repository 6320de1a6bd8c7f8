"""Turn Compose files into an architecture and a report."""

from __future__ import annotations

import re
from pathlib import Path

from mlarch.errors import DocumentError
from mlarch.importers.compose.links import add_dependencies, add_references
from mlarch.importers.compose.models import add_models
from mlarch.importers.compose.networks import add_networks
from mlarch.importers.compose.parsing import parse_project
from mlarch.importers.compose.parts import add_services
from mlarch.importers.compose.state import ComposeImport
from mlarch.importers.compose.volumes import add_volumes
from mlarch.importers.draft import ImportDraft, Imported
from mlarch.importers.references import is_host_setting
from mlarch.importers.report import ImportReport
from mlarch.importers.sources import Source
from mlarch.model import slug

__all__ = ["run"]

_USUAL_NAMES = ("compose", "docker-compose")


def run(sources: list[Source], *, name: str, raw: bool, external: bool) -> Imported:
    """Return the architecture and the report; see `from_compose`."""
    report = ImportReport()
    project = parse_project(sources, report)
    report.read += [f"{source.name}: Compose" for source in sources]
    if not project.services:
        raise DocumentError(f"{sources[0].name}: no services, so there is nothing to draw")
    state = ComposeImport(project, ImportDraft(report, external), raw)
    add_services(state)
    add_dependencies(state)
    add_models(state)
    add_volumes(state)
    add_references(state)
    add_networks(state)
    _complete_report(state)
    if state.problems:
        raise DocumentError(state.problems)
    count = len(project.services)
    summary = f"{count} service{'s' * (count != 1)} of a Compose project."
    return state.draft.finish(slug(name or project.name) or _default_name(sources[0]), sources, summary)


def _default_name(source: Source) -> str:
    """Return the name of a file, or of its folder if the file has a usual name."""
    stem = Path(source.name).stem
    if source.name == "-" or stem in _USUAL_NAMES:
        stem = source.folder.resolve().name
    return slug(stem) or "compose"


def _complete_report(state: ComposeImport) -> None:
    for section, kind in (("secrets", "secret"), ("configs", "config")):
        definitions = state.project.sections[section]
        for name in definitions:
            state.report.hide(kind, name, definitions.place(name))
    _report_unset_hosts(state)
    if not any(link.source != state.draft.users for link in state.draft.links.values()):
        state.report.notes.append("no service refers to another one, so no edge is drawn between services")


def _report_unset_hosts(state: ComposeImport) -> None:
    """Note the unset variables named after services; a name alone is no evidence."""
    services = {re.sub(r"[-.]", "_", name).upper(): name for name in state.ids}
    stems = {name: name.rpartition("_")[0] for name in state.report.unset if is_host_setting(name)}
    variables = [f"{name} ({services[stem]})" for name, stem in stems.items() if stem in services]
    if variables:
        listed = ", ".join(variables)
        state.report.notes.append(f"set these variables in .env to draw the edges they imply: {listed}")

"""Add the named volumes of a Compose project that several services share."""

from __future__ import annotations

from mlarch import catalog
from mlarch.documents.yaml_stream import Place
from mlarch.importers.compose.mounts import named_volumes
from mlarch.importers.compose.state import ComposeImport
from mlarch.importers.draft import usable_id

__all__ = ["add_volumes"]


def add_volumes(state: ComposeImport) -> None:
    """Add each shared volume, or every volume if the import is raw."""
    for volume, mounts in _mounts_of_volumes(state).items():
        if len(mounts) < 2 and not state.raw:
            state.report.hide("volume of one service", volume, next(iter(mounts.values())))
            continue
        id = state.free_id(usable_id(volume), "volume")
        state.draft.add_part(id, technology=catalog.resolve("volume"), role="file-store", label=volume)
        for service, at in mounts.items():
            state.draft.declare(state.ids[service], id, "volumes", at, kind="data")


def _mounts_of_volumes(state: ComposeImport) -> dict[str, dict[str, Place]]:
    """Return the services that mount each volume, each with its first place."""
    volumes: dict[str, dict[str, Place]] = {}
    for name, service in state.project.services.items():
        for volume, at in named_volumes(service):
            volumes.setdefault(volume, {}).setdefault(name, at)
    return volumes

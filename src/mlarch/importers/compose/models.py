"""Add the models of a Compose project, which Docker Model Runner serves."""

from __future__ import annotations

from mlarch import catalog
from mlarch.documents.yaml_stream import Map
from mlarch.importers.compose.state import ComposeImport
from mlarch.importers.compose.values import as_list
from mlarch.importers.draft import usable_id

__all__ = ["add_models"]


def add_models(state: ComposeImport) -> None:
    for model, definition in state.project.sections["models"].items():
        id = state.free_id(usable_id(model), "model")
        image = str(definition.get("model") or "") if isinstance(definition, Map) else ""
        part = state.draft.add_part(id, technology=catalog.resolve("model"))
        part.remarks += [image] if image else []
        for name, service in state.project.services.items():
            if model in _models_of(service):
                at = service.place("models")
                state.draft.declare(state.ids[name], id, "models", at, kind="request")


def _models_of(service: Map) -> list[str]:
    models = service.get("models")
    return list(models) if isinstance(models, Map) else [str(model) for model in as_list(models)]

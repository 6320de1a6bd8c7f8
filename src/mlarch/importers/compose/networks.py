"""Add the networks of a Compose project as clusters if they separate services."""

from __future__ import annotations

from collections import Counter

from mlarch.documents.yaml_stream import Map
from mlarch.importers.compose.state import ComposeImport
from mlarch.importers.compose.values import as_list
from mlarch.importers.draft import usable_id

__all__ = ["add_networks"]


def add_networks(state: ComposeImport) -> None:
    """Add a cluster for each network that is the only one of some services.

    A network of all services separates none, and gets no cluster.
    """
    declared = state.project.sections["networks"]
    networks_of = {name: _networks_of(service) for name, service in state.project.services.items()}
    sizes = Counter(network for networks in networks_of.values() for network in networks)
    known = dict.fromkeys([*sizes, *declared])
    separating = {network for network in known if network != "default" and sizes[network] != len(networks_of)}
    only_network = {
        name: networks[0]
        for name, networks in networks_of.items()
        if len(networks) == 1 and networks[0] in separating
    }
    clusters = {
        network: _add_network(state, network) for network in known if network in only_network.values()
    }
    for network in known:
        if network not in clusters:
            state.report.hide("network that separates no services", network, declared.place(network))
    for name, networks in networks_of.items():
        if name in only_network:
            state.part(name).cluster = clusters[only_network[name]]
        elif len(networks) > 1 and clusters:
            state.part(name).remarks.append(f"in {' and '.join(networks)}")


def _networks_of(service: Map) -> list[str]:
    networks = service.get("networks")
    if networks is None:
        return [] if service.get("network_mode") else ["default"]
    return [str(name) for name in (networks if isinstance(networks, Map) else as_list(networks))]


def _add_network(state: ComposeImport, network: str) -> str:
    settings = state.project.sections["networks"].get(network)
    is_internal = isinstance(settings, Map) and str(settings.get("internal")).lower() == "true"
    description = "internal: no external access" if is_internal else ""
    return state.draft.add_cluster(usable_id(network), kind="network", description=description)

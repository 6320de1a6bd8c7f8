"""Know the rules of deployment sense, and find where an architecture breaks them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from mlarch import catalog
from mlarch.analysis.finding import Rule
from mlarch.analysis.reachability import OUTSIDE, STATE, TELEMETRY, Sight
from mlarch.model.frozen import FrozenMap

__all__ = ["CHECKS", "RULES", "Hit"]


class Hit(NamedTuple):
    """Where a rule is broken; `node` is '' for the whole."""

    node: str
    message: str


RULES: Mapping[str, Rule] = FrozenMap(
    (rule.code, rule)
    for rule in (
        Rule(
            "ML01",
            "error",
            "application server without reverse proxy",
            "An application server has a fixed number of workers, so slow clients hold all of them unless a "
            "proxy buffers requests.",
            "https://docs.gunicorn.org/en/stable/deploy.html",
            "flask-serving/2-nginx",
        ),
        Rule(
            "ML02",
            "error",
            "development server in front of users",
            "The server that comes with a framework is not meant to be secure, stable or efficient.",
            "https://flask.palletsprojects.com/en/stable/deploying/",
            "flask-serving/1-uwsgi",
        ),
        Rule(
            "ML03",
            "error",
            "single instance on the request path",
            "What exists once is down whenever it fails, is replaced or is resized.",
            "https://sre.google/sre-book/service-best-practices/",
            "gcp-scaling/4-horizontal-scaling",
        ),
        Rule(
            "ML04",
            "warning",
            "replicas without load balancer",
            "Copies share no load, and a dead one is still called, unless something spreads requests.",
            "https://sre.google/sre-book/load-balancing-frontend/",
            "gcp-scaling/4-horizontal-scaling",
        ),
        Rule(
            "ML05",
            "error",
            "state inside an autoscaled group",
            "Machines of an autoscaled group are removed at any time, and what they store goes with them.",
            "https://12factor.net/processes",
            "gcp-scaling/6-cache",
        ),
        Rule(
            "ML06",
            "error",
            "data store reachable from outside",
            "Caches and databases trust who reaches them: only their applications should.",
            "https://redis.io/docs/latest/operate/oss_and_stack/management/security/",
            "gcp-scaling/8-retrain",
        ),
        Rule(
            "ML07",
            "warning",
            "queue without consumer, or consumer without queue",
            "Messages nobody takes fill the queue, and a worker without a queue has no work.",
            "https://www.enterpriseintegrationpatterns.com/patterns/messaging/CompetingConsumers.html",
            "gcp-scaling/9-offline-inference",
        ),
        Rule(
            "ML08",
            "warning",
            "model served with no store it comes from",
            "A model without a store has no version: nobody can say what is served, or go back.",
            "https://cloud.google.com/architecture/"
            "mlops-continuous-delivery-and-automation-pipelines-in-machine-learning",
            "gcp-scaling/8-retrain",
        ),
        Rule(
            "ML09",
            "warning",
            "no telemetry on the request path",
            "Without logs and metrics outside the machines, users are the first to know of a fault.",
            "https://sre.google/sre-book/monitoring-distributed-systems/",
            "gcp-scaling/2-ci-cd",
        ),
        Rule(
            "ML10",
            "warning",
            "telemetry that alerts nobody",
            "A measurement that nobody looks at when it goes wrong helps only afterwards.",
            "https://sre.google/sre-book/monitoring-distributed-systems/",
            "gcp-scaling/7-error-reporting",
        ),
        Rule(
            "ML11",
            "warning",
            "no way for data to come back to training",
            "The world drifts away from the data a model was trained on, so what is served has to be kept "
            "and learned from.",
            "https://developers.google.com/machine-learning/guides/rules-of-ml",
            "gcp-scaling/8-retrain",
        ),
        Rule(
            "ML12",
            "warning",
            "node connected to nothing",
            "A part without a relation says nothing of what it is for: it is forgotten, or its edge is.",
            "https://c4model.com/diagrams/notation",
            "unet-pipeline",
        ),
    )
)

_FRAMEWORKS = ("programming.framework.Flask", "programming.framework.Django", "programming.framework.Fastapi")
_COMPUTE = frozenset(
    (
        *("virtual-machine", "gpu-machine", "container", "pod", "deployment", "reverse-proxy", "app-server"),
        *("app", "frontend", "model-endpoint"),
    )
)
_SCALED_BY_PROVIDER = frozenset(("serverless-function", "container-service", "platform"))
_MESSAGES = frozenset(("queue", "stream"))
_CONSUMERS = frozenset(("worker", "etl", "serverless-function", "batch-job", "distributed-compute"))
_MODELS = frozenset(("model", "model-endpoint"))
_STORES = frozenset(("model-store", "model-registry", "object-store", "file-store", "block-store"))
_LEARNING = frozenset(("training-job", "dataset", "data-pipeline", "labeling"))
_HEARING = frozenset(("operator", "alerting", "notification"))


def _naked_server(sight: Sight) -> Iterator[Hit]:
    for id in sight.having(("app-server",)):
        if id in sight.front:
            yield Hit(id, f"'{_label(sight, id)}' is reached from outside without a reverse proxy")


def _development_server(sight: Sight) -> Iterator[Hit]:
    for id in sight.path:
        if sight.arch.nodes[id].technology in _FRAMEWORKS and sight.role(id) == "app":
            called = any(edge.kind in ("request", "depends") for _, edge in sight.before(id))
            if called and not any(sight.role(other) == "app-server" for other in sight.neighbours(id)):
                yield Hit(id, f"'{_label(sight, id)}' answers requests itself, with no application server")


def _single_instance(sight: Sight) -> Iterator[Hit]:
    """Yield the first single instance on each way: what is behind it adds nothing."""
    alone = [id for id in sight.path if _is_single(sight, id)]
    others = [id for id in sight.arch.nodes if id not in alone]
    first = sight.reached(sight.having(OUTSIDE), kinds=("request", "call", "depends"), past=others)
    for id in first:
        if id in alone:
            yield Hit(id, f"'{_label(sight, id)}' exists once, and requests depend on it")


def _is_single(sight: Sight, id: str) -> bool:
    node = sight.arch.nodes[id]
    counted = node.replicas > 1 or sight.is_autoscaled(id) or bool(sight.twins(id))
    elsewhere = node.status == "external" or catalog.role_of(node.technology) in _SCALED_BY_PROVIDER
    return sight.role(id) in _COMPUTE and not counted and not elsewhere


def _unbalanced(sight: Sight) -> Iterator[Hit]:
    for id in sight.having(_COMPUTE):
        node = sight.arch.nodes[id]
        several = node.replicas > 1 or sight.is_autoscaled(id) or bool(sight.twins(id))
        direct = any(sight.role(source) in OUTSIDE for source, _ in sight.before(id))
        if several and direct and "balanced" not in node.tags:
            yield Hit(
                id, f"'{_label(sight, id)}' exists several times, and nothing spreads requests over them"
            )


def _state_in_group(sight: Sight) -> Iterator[Hit]:
    for id in sight.having(STATE):
        if sight.is_autoscaled(id):
            yield Hit(id, f"'{_label(sight, id)}' keeps data in a group whose size follows the load")


def _exposed_store(sight: Sight) -> Iterator[Hit]:
    for id in sight.having(STATE):
        if id in sight.front:
            yield Hit(id, f"'{_label(sight, id)}' is reached from outside")


def _queues(sight: Sight) -> Iterator[Hit]:
    """Yield lonely queues and workers; a worker may point at its broker, or the broker at it."""
    for id in sight.having(_MESSAGES):
        joined = [other for other in sight.neighbours(id) if sight.role(other) not in (*TELEMETRY, *OUTSIDE)]
        takes = any(sight.role(other) in _CONSUMERS for other in joined)
        if not takes and not sight.after(id) and len(joined) < 2:
            yield Hit(id, f"'{_label(sight, id)}' holds messages that nobody takes")
    for id in sight.having(("worker",)):
        if not any(sight.role(other) in (*_MESSAGES, "event-bus", "cache") for other in sight.neighbours(id)):
            yield Hit(id, f"'{_label(sight, id)}' has no queue to take work from")


def _models_without_store(sight: Sight) -> Iterator[Hit]:
    models = sight.having(_MODELS)
    for id in (id for id in models if sight.arch.nodes[id].status != "external"):
        known = "model" in dict(sight.arch.deployed.get(id) or {}) if _is_facts(sight, id) else False
        if not known and not any(sight.role(other) in _STORES for other in sight.neighbours(id)):
            yield Hit(id, f"'{_label(sight, id)}' is served, and comes from no store")
    if not models and _serves(sight) and not sight.having(("model-store", "model-registry")):
        yield Hit("", "a model is served, and no store is drawn that it comes from")


def _is_facts(sight: Sight, id: str) -> bool:
    return isinstance(sight.arch.deployed.get(id), Mapping)


def _serves(sight: Sight) -> bool:
    """Say whether a model is served: by a node that is one, or by what the author says."""
    return bool(sight.path) and (bool(sight.having(_MODELS)) or "serving" in sight.arch.tags)


def _no_telemetry(sight: Sight) -> Iterator[Hit]:
    running = [id for id in sight.path if sight.role(id) in _COMPUTE | _MODELS]
    watched = any(
        edge.kind == "telemetry" or sight.role(other) in TELEMETRY
        for id in running
        for other, edge in (*sight.after(id), *sight.before(id))
    )
    if running and not watched:
        yield Hit(running[0], "nothing on the request path sends logs or metrics")


def _nobody_hears(sight: Sight) -> Iterator[Hit]:
    watching = sight.having(TELEMETRY)
    heard = {sight.role(id) for id in sight.reached(watching)}
    if watching and not heard & _HEARING:
        yield Hit(watching[0], f"what '{_label(sight, watching[0])}' gathers alerts nobody")


def _nothing_learned(sight: Sight) -> Iterator[Hit]:
    if _serves(sight):
        learned = {sight.role(id) for id in sight.reached([*sight.path, *sight.having(_MODELS)])}
        learned |= {sight.role(id) for id in sight.path}
        if not learned & _LEARNING:
            model = next(iter(sight.having(_MODELS)), "")
            yield Hit(model, "nothing of what is served comes back to training")


def _unconnected(sight: Sight) -> Iterator[Hit]:
    if len(sight.arch.nodes) < 2:
        return
    for id in sight.arch.nodes:
        if not sight.neighbours(id):
            yield Hit(id, f"'{_label(sight, id)}' is connected to nothing")


def _label(sight: Sight, id: str) -> str:
    return " ".join(sight.arch.nodes[id].label.split())


CHECKS: Mapping[str, Callable[[Sight], Iterator[Hit]]] = FrozenMap(
    {
        "ML01": _naked_server,
        "ML02": _development_server,
        "ML03": _single_instance,
        "ML04": _unbalanced,
        "ML05": _state_in_group,
        "ML06": _exposed_store,
        "ML07": _queues,
        "ML08": _models_without_store,
        "ML09": _no_telemetry,
        "ML10": _nobody_hears,
        "ML11": _nothing_learned,
        "ML12": _unconnected,
    }
)

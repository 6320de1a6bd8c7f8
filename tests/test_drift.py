"""Drift: extra, missing and different nodes and edges of a deployment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mlarch import get
from mlarch.analysis.drift import Drift, drift
from mlarch.cli import main
from mlarch.errors import DocumentError
from mlarch.importers import Source, from_compose, from_kubernetes, read
from mlarch.model import Architecture
from mlarch.project.loading import from_yaml

FILES = Path(__file__).parent / "files"

COMPOSE = """\
services:
  proxy:
    image: nginx:1.27
    ports: ["80:80"]
    environment: {UPSTREAM: "web:8000"}
  web:
    image: shop/web:3
    command: gunicorn app:app
    environment:
      REDIS_URL: redis://cache:6379/0
  cache:
    image: redis:7
  worker:
    image: shop/worker:3
    deploy: {replicas: 2}
    environment: {REDIS_URL: "redis://cache:6379/0"}
"""
KUBERNETES = (FILES / "kubernetes" / "shop" / "shop.yaml").read_text()


def compose(text: str) -> Architecture:
    here = Path.cwd()
    return from_compose([Source("compose.yaml", text, here, here)]).architecture


def kubernetes(text: str) -> Architecture:
    here = Path.cwd()
    return from_kubernetes([Source("shop.yaml", text, here, here)]).architecture


def saved(arch: Architecture) -> Architecture:
    """Return an import after it was written and read again."""
    return from_yaml(arch.to_yaml())


def lines(drifted: Drift) -> list[str]:
    return [*drifted.lines()]


def test_no_drift() -> None:
    """An imported architecture does not differ from its own files."""
    for arch in (compose(COMPOSE), kubernetes(KUBERNETES)):
        unchanged = drift(saved(arch), arch)
        assert (lines(unchanged), bool(unchanged)) == ([], False)
        assert [*unchanged.matching.pairs] == [*arch.nodes]


WITHOUT_WORKER = COMPOSE[: COMPOSE.index("  worker:")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("redis:7", "redis:8", ["different: cache: image redis:7 is drawn, redis:8 is deployed"]),
        ("redis:7", "memcached:1", ["different: cache: image redis:7 is drawn, memcached:1 is deployed"]),
        ('["80:80"]', '["81:80"]', ["different: proxy: ports 80:80 is drawn, 81:80 is deployed"]),
        ("replicas: 2", "replicas: 5", ["different: worker: replicas 2 is drawn, 5 is deployed"]),
        ("web:8000", "web:8001", ["different: proxy -> web: port 8000 is drawn, 8001 is deployed"]),
        ("UPSTREAM", "NAME_IT", []),
        ("      REDIS_URL: redis://cache:6379/0\n", "      A: b\n",
         ["missing edge: web -> cache is drawn and not deployed"]),
        (COMPOSE[len(WITHOUT_WORKER):], "", ["missing: worker (Container) is drawn and not deployed"]),
    ],
)  # fmt: skip
def test_one_line_of_a_compose_file(old: str, new: str, expected: list[str]) -> None:
    """One changed line is one difference."""
    assert COMPOSE.count(old) == 1
    assert lines(drift(saved(compose(COMPOSE)), compose(COMPOSE.replace(old, new)))) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("shop/web:1.4", "shop/web:1.5",
         ["different: web: image registry.example/shop/web:1.4 is drawn, "
          "registry.example/shop/web:1.5 is deployed"]),
        ("{port: 80, targetPort: 8000}", "{port: 81, targetPort: 8000}",
         ["different: web: ports 8000, 80:8000 is drawn, 8000, 81:8000 is deployed"]),
        ("maxReplicas: 10", "maxReplicas: 20",
         ["different: web: scales 2 to 10 is drawn, 2 to 20 is deployed"]),
    ],
)  # fmt: skip
def test_one_line_of_kubernetes(old: str, new: str, expected: list[str]) -> None:
    """A changed image, port or limit of an autoscaler is one difference."""
    assert KUBERNETES.count(old) == 1
    assert lines(drift(saved(kubernetes(KUBERNETES)), kubernetes(KUBERNETES.replace(old, new)))) == expected


def test_extra_nodes_and_edges() -> None:
    """Nodes that are not drawn are extra, and so are edges between drawn nodes, with their evidence."""
    text = COMPOSE.replace("image: nginx:1.27", "image: nginx:1.27\n    depends_on: [cache]")
    drifted = drift(saved(compose(COMPOSE)), compose(text + "  db: {image: postgres}\n"))
    assert lines(drifted) == [
        "extra: db (PostgreSQL) is deployed and not drawn",
        "extra edge: proxy -> cache is deployed and not drawn: depends_on (compose.yaml:4)",
    ]
    assert drifted.to_mapping()["edges"]["extra"] == [
        {"edge": "proxy -> cache", "evidence": "depends_on (compose.yaml:4)"}
    ]


DRAWN = """\
name: drawn
nodes:
  clients: {technology: users}
  entry: {technology: nginx, label: Front door}
  app: {label: Web}
  memory: {technology: redis}
  later: {status: planned}
edges:
  clients -> entry: HTTPS
  entry -> app: {}
  memory -> app: {}
"""


def test_matching_by_role_label_and_technology() -> None:
    """Nodes with other ids match by role, label or their only technology; edges in either direction."""
    drifted = drift(from_yaml(DRAWN + "ignore: [worker]\n"), compose(COMPOSE))
    assert drifted.matching.methods == {
        "clients": "role",
        "app": "label",
        "entry": "technology",
        "memory": "technology",
    }
    assert lines(drifted) == []


def test_matching_by_document() -> None:
    """The names in the document come first, and a node whose name is not deployed is missing."""
    drawn = from_yaml(DRAWN + "deployed: {memory: cache2, app: {name: worker}}\nignore: [web, 'proxy*']\n")
    drifted = drift(drawn, compose(COMPOSE))
    assert (drifted.matching.methods["app"], drifted.matching.pairs["app"]) == ("document", "worker")
    assert lines(drifted)[:2] == [
        "missing: memory (Redis) is drawn and not deployed",
        "extra: cache (Redis) is deployed and not drawn",
    ]


def test_several_candidates_are_unsure() -> None:
    """If two nodes of a technology are deployed, neither is chosen and neither is extra."""
    drifted = drift(from_yaml(DRAWN), compose(COMPOSE + "  sessions: {image: redis:7}\n"))
    line = "unsure: memory may be cache or sessions: choose one, as in 'deployed: {memory: cache}'"
    assert line in lines(drifted)
    assert (drifted.missing, drifted.extra) == ((), ("worker",))


def test_an_unknown_node_under_deployed() -> None:
    """A name for a node that is not drawn is an error."""
    with pytest.raises(
        DocumentError, match=r"^drawn: deployed: unknown node 'entyr'\. Did you mean 'entry'\?$"
    ):
        drift(from_yaml(DRAWN + "deployed: {entyr: proxy}\n"), compose(COMPOSE))


def test_undrawn_services_are_bypassed() -> None:
    """A Kubernetes Service between two drawn nodes is not drift, and its edges join them."""
    drawn = from_yaml(
        "name: d\n"
        "nodes: {web: {technology: k8s-deployment, replicas: 2}, postgres: {technology: postgresql}}\n"
        "edges: {web -> postgres: {}}\nignore: [edge, web-ingress, data, cache, nightly, widget]\n"
    )
    assert lines(drift(drawn, kubernetes(KUBERNETES))) == []


def test_edges_of_clusters_cover_their_nodes() -> None:
    """A drawn edge to a cluster matches a deployed edge to any node in it."""
    drawn = from_yaml(
        "name: d\nnodes: {proxy: {technology: nginx}, web: {technology: gunicorn, cluster: c}}\n"
        "clusters: {c: {}}\nedges: {proxy -> c: {}}\nignore: [cache, worker]\n"
    )
    assert lines(drift(drawn, compose(COMPOSE))) == []


def test_the_picture_has_marks() -> None:
    """Extra nodes are new, missing ones struck out, and different ones tagged."""
    deployed = compose(WITHOUT_WORKER.replace("redis:7", "redis:8") + "  db: {image: x}\n")
    picture = drift(saved(compose(COMPOSE)), deployed).picture()
    assert {id: node.status for id, node in picture.nodes.items() if node.status != "existing"} == {
        "worker": "deprecated",
        "db": "new",
    }
    assert picture.nodes["cache"].tags == ("drift",)
    assert "redis:7" in picture.to_svg()


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["drift", *arguments], input=stdin)


def test_the_command(tmp_path: Path) -> None:
    """Drift is printed and exits with 1, none exits with 0, and the format is detected."""
    (tmp_path / "d.yaml").write_text(compose(COMPOSE).to_yaml())
    (tmp_path / "compose.yaml").write_text(COMPOSE)
    same = run(str(tmp_path / "d.yaml"), "--against", str(tmp_path))
    assert (same.exit_code, same.stdout, same.stderr) == (0, "", "5 of 5 nodes matched\n")
    changed = run(str(tmp_path / "d.yaml"), "--against", "-", stdin=COMPOSE.replace("redis:7", "redis:8"))
    assert (changed.exit_code, changed.stdout) == (
        1,
        "different: cache: image redis:7 is drawn, redis:8 is deployed\n",
    )


def test_the_command_as_json(tmp_path: Path) -> None:
    """JSON has the matched nodes, each kind of difference, and the edges."""
    (tmp_path / "d.yaml").write_text(DRAWN)
    result = run(str(tmp_path / "d.yaml"), "--against", "-", "--json", stdin=COMPOSE)
    data = json.loads(result.stdout)
    assert [*data] == ["matched", "missing", "extra", "different", "unsure", "edges"]
    assert (data["extra"], data["matched"][0]) == (
        ["worker"],
        {"node": "clients", "deployed": "users", "by": "role"},
    )


def test_a_zoo_entry_against_compose() -> None:
    """An entry of the zoo can be compared with any files."""
    drifted = drift(get("flask-serving/2-nginx"), read([str(FILES / "compose" / "full")]).architecture)
    assert drifted.matching.pairs["proxy"] == "proxy"
    assert "model" in drifted.missing

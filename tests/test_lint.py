"""The rules of deployment sense: what each finds, what it leaves alone, and how it is answered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mlarch import catalog, get
from mlarch.analysis.lint_rules import CHECKS, RULES
from mlarch.analysis.linting import lint
from mlarch.cli import main
from mlarch.errors import DocumentError, UnknownNameError
from mlarch.model import Architecture
from mlarch.project import registry
from mlarch.project.loading import from_yaml

STEPS = [entry.name for entry in registry.zoo() if entry.family == "gcp-scaling"]


def sketched(nodes: str, edges: str, more: str = "") -> Architecture:
    """Return an architecture of nodes written `id=technology` and edges written `a>b` or `a>b:kind`."""
    lines = []
    for node in nodes.split():
        id, _, technology = node.partition("=")
        lines.append(f"  {id}: {{technology: {technology or id}}}")
    for number, edge in enumerate(edges.split()):
        ends, _, kind = edge.partition(":")
        source, _, target = ends.partition(">")
        lines.append(
            ("edges:\n" if number == 0 else "") + f"  {source} -> {target}: {{kind: {kind or 'request'}}}"
        )
    return from_yaml("name: sketch\nnodes:\n" + "\n".join(lines) + f"\n{more}")


def found(arch: Architecture, code: str) -> list[str]:
    return [one.node for one in lint(arch, select=[code])]


BROKEN = {
    "ML01": [
        ("users uwsgi", "users>uwsgi", ["uwsgi"]),
        ("users s=service uwsgi", "users>s s>uwsgi", ["uwsgi"]),
        ("users nginx uwsgi", "users>nginx nginx>uwsgi", []),
        ("users lb=load-balancer uwsgi", "users>lb lb>uwsgi", []),
    ],
    "ML02": [
        ("users flask", "users>flask", ["flask"]),
        ("users nginx flask", "users>nginx nginx>flask", ["flask"]),
        ("users uwsgi flask", "users>uwsgi uwsgi>flask:call", []),
        ("users nginx uvicorn fastapi", "users>nginx nginx>uvicorn uvicorn>fastapi", []),
    ],
    "ML03": [
        ("users nginx uwsgi", "users>nginx nginx>uwsgi", ["nginx"]),
        ("users lb=load-balancer web-1=gce web-2=gce", "users>lb lb>web-1 lb>web-2", []),
        ("users lb=load-balancer web=gce", "users>lb lb>web", ["web"]),
        ("users b=s3", "users>b", []),
    ],
    "ML04": [
        ("users web-1=gce web-2=gce", "users>web-1 users>web-2", ["web-1", "web-2"]),
        ("users lb=load-balancer web-1=gce web-2=gce", "users>lb lb>web-1 lb>web-2", []),
    ],
    "ML06": [
        ("users web=app redis", "users>web web>redis users>redis", ["redis"]),
        ("users web=app redis", "users>web web>redis", []),
    ],
    "ML07": [
        ("web=app rabbitmq", "web>rabbitmq:event", ["rabbitmq"]),
        ("web=app rabbitmq w=celery", "web>rabbitmq:event w>rabbitmq:event", []),
        ("web=app rabbitmq w=app", "web>rabbitmq:event rabbitmq>w:event", []),
        ("web=app w=celery", "web>w", ["w"]),
    ],
    "ML08": [
        ("users m=vllm", "users>m", ["m"]),
        ("users m=vllm s=s3", "users>m s>m:data", []),
        ("users m=vllm s=k8s-pvc", "users>m m>s:data", []),
    ],
    "ML09": [
        ("users web=app", "users>web", ["web"]),
        ("users web=app prometheus", "users>web prometheus>web:telemetry", []),
        ("users web=app loki", "users>web web>loki", []),
    ],
    "ML10": [
        ("web=app prometheus", "web>prometheus:telemetry", ["prometheus"]),
        ("web=app prometheus a=alert", "web>prometheus:telemetry prometheus>a:telemetry", []),
        ("web=app prometheus grafana p=pagerduty", "grafana>prometheus prometheus>p", []),
    ],
    "ML11": [
        ("users m=vllm", "users>m", ["m"]),
        ("users m=vllm db t=training", "users>m m>db db>t:data t>m:data", []),
        ("users web=app", "users>web", []),
    ],
    "ML12": [
        ("web=app db spare=redis", "web>db", ["spare"]),
        ("web=app", "", []),
    ],
}


@pytest.mark.parametrize(
    ("code", "nodes", "edges", "hits"),
    [(code, *case) for code, cases in BROKEN.items() for case in cases],
)
def test_each_rule(code: str, nodes: str, edges: str, hits: list[str]) -> None:
    """Each rule finds what it is there for and leaves its remedy alone."""
    assert found(sketched(nodes, edges), code) == hits


@pytest.mark.parametrize(("technology", "hits"), [("redis", ["x"]), ("gce", [])])
def test_state_in_an_autoscaled_group(technology: str, hits: list[str]) -> None:
    """A store is found in an autoscaled group, a machine is not."""
    text = "name: n\nclusters: {g: {label: 'web, autoscaled'}}\n"
    arch = from_yaml(f"{text}nodes: {{x: {{technology: {technology}, cluster: g}}}}\n")
    assert found(arch, "ML05") == hits


@pytest.mark.parametrize("facts", ["technology: bedrock, status: external", "technology: aws-lambda"])
def test_what_others_run_is_no_single_instance(facts: str) -> None:
    """A service of somebody else, or one that its provider scales, is not ours to copy or to store."""
    role = "{role: model-endpoint, "
    text = "nodes: {users: {technology: users}, m: " + role + facts + "}, w: {technology: s3}}\n"
    arch = from_yaml(f"name: n\n{text}edges: {{users -> m: x}}\n")
    assert found(arch, "ML03") == []
    assert found(arch, "ML08") == ([] if "external" in facts else ["m"])
    own = arch.with_node("m", status="existing", technology="onprem.network.Nginx")
    assert (found(own, "ML03"), found(own, "ML08")) == (["m"], ["m"])


def test_edges_of_a_cluster_are_those_of_its_nodes() -> None:
    """A group that logs as a whole is watched, and its machines are no single instance."""
    arch = get("gcp-scaling/5-scaling-out")
    assert [one.code for one in lint(arch)] == ["ML08", "ML10", "ML11"]


def test_every_rule_is_tried_and_complete() -> None:
    """Every rule has a check, a case above, a reason in one sentence, an address and a remedy that exists."""
    assert [*CHECKS] == [*RULES] == sorted({*BROKEN, "ML05"})
    for rule in RULES.values():
        assert rule.reason.endswith(".") and ". " not in rule.reason
        assert rule.source.startswith("https://")
        assert registry.find(f"zoo:{rule.remedy}").kind == "architecture"


@pytest.mark.parametrize("code", sorted(RULES))
def test_the_remedy_does_not_break_its_rule(code: str) -> None:
    """The entry that a rule points to shows how to keep it."""
    assert found(get(RULES[code].remedy), code) == []


def test_the_scaling_steps_tell_the_story() -> None:
    """Findings fall from step to step, errors never rise, and the last step has none."""
    told = [lint(get(name)) for name in STEPS]
    errors = [sum(one.severity == "error" for one in findings) for findings in told]
    assert [len(findings) for findings in told] == [4, 4, 4, 3, 3, 3, 2, 0, 0]
    assert errors == sorted(errors, reverse=True) == [1, 1, 1, 0, 0, 0, 0, 0, 0]


def test_a_decision_is_no_system() -> None:
    """Trees of questions are not linted."""
    assert lint(get("sql-vs-nosql")) == ()


def test_an_answer_in_the_document() -> None:
    """A reason under `lint` answers for a rule, for all nodes or some."""
    arch = sketched("users web=app spare=redis other=redis", "users>web")
    assert found(arch.replace(lint={"ML12": "drawn for later"}), "ML12") == []
    assert found(arch.replace(lint={"ML12": {"spare": "drawn for later"}}), "ML12") == ["other"]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"ML99": "no"}, "sketch: lint: unknown rule 'ML99'. Did you mean 'ML09'?"),
        ({"ML12": ""}, "sketch: lint: ML12 wants a reason: write why it does not matter here"),
        (
            {"ML12": {"web": None}},
            "sketch: lint: ML12 of 'web' wants a reason: write why it does not matter here",
        ),
        ({"ML12": {"wbe": "x"}}, "sketch: lint: ML12: unknown node 'wbe'. Did you mean 'web'?"),
    ],
)
def test_an_answer_that_answers_nothing(answer: dict[str, object], message: str) -> None:
    """An answer without reason, rule or node is an error."""
    with pytest.raises(DocumentError) as caught:
        lint(sketched("web=app", "").replace(lint=answer))
    assert message in str(caught.value).splitlines()


def test_select_ignore_and_severity() -> None:
    """Rules are chosen by code and by the least severity."""
    arch = get("gcp-scaling/1-one-instance")
    assert [one.code for one in lint(arch, severity="error")] == ["ML03"]
    assert [one.code for one in lint(arch, ignore=["ml03", "ML09"])] == ["ML08", "ML11"]
    with pytest.raises(UnknownNameError, match=r"^unknown rule 'ML13'\. Did you mean 'ML1"):
        lint(arch, select=["ml13"])


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["lint", *arguments])


def test_the_command(tmp_path: Path) -> None:
    """Findings are on stdout with reason and remedy, and exit 1; none is exit 0."""
    result = run("flask-serving/1-uwsgi", "--select", "ML01")
    assert (result.exit_code, result.stderr) == (1, "1 finding\n")
    assert result.stdout.splitlines() == [
        "flask-serving/1-uwsgi: app-server: ML01 error: "
        "'uWSGI' is reached from outside without a reverse proxy",
        f"    {RULES['ML01'].reason} https://docs.gunicorn.org/en/stable/deploy.html",
        "    remedy: mlarch show zoo:flask-serving/2-nginx",
    ]
    assert (run("gcp-scaling/9-offline-inference").exit_code, run("x", "--json").exit_code) == (0, 2)


def test_the_command_as_json() -> None:
    """JSON is a list of objects with code, severity, message and node."""
    result = run("gcp-scaling/1-one-instance", "--json")
    data = json.loads(result.stdout)
    assert [data[0][key] for key in ("code", "severity", "node")] == ["ML03", "error", "instance-1"]
    assert {"code", "severity", "message", "node", "reason", "source", "remedy"} == {*data[0]}


def test_roles_of_rules_exist() -> None:
    """The rules speak of roles that the catalog knows."""
    from mlarch.analysis import lint_rules, reachability

    spoken = {
        *reachability.STATE,
        *reachability.TELEMETRY,
        *reachability.OUTSIDE,
        *lint_rules._COMPUTE,
        *lint_rules._CONSUMERS,
        *lint_rules._STORES,
    }
    spoken |= {
        *lint_rules._LEARNING,
        *lint_rules._HEARING,
        *lint_rules._MODELS,
        *lint_rules._MESSAGES,
        *reachability._TRANSPARENT,
    }
    assert spoken <= {*catalog.ROLES}


DOCS = (Path(__file__).parents[1] / "docs" / "lint-and-drift.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", sorted(RULES))
def test_the_docs_list_every_rule(code: str) -> None:
    """The table of rules says what the rules say."""
    rule = RULES[code]
    assert f"| {code} | {rule.severity} | {rule.title} | {rule.remedy} |\n" in DOCS


def test_the_docs_tell_the_story() -> None:
    """The table of steps says which findings came and went."""
    before: set[str] = set()
    for name in STEPS:
        findings = lint(get(name))
        now = {one.code for one in findings}
        errors = sum(one.severity == "error" for one in findings)
        came, went = " ".join(sorted(now - before)), " ".join(sorted(before - now))
        row = f"| {name.partition('/')[2]} | {len(findings)} | {errors} | {came} | {went} |"
        assert " ".join(row.split()) in " ".join(DOCS.split()), row
        before = now

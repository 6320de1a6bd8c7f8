"""Lint: the findings of each rule, accepted findings, the command and the reference page."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mlarch import catalog, get
from mlarch.analysis import lint as lint_package
from mlarch.analysis import reachability, roles
from mlarch.analysis.lint import RULES, lint
from mlarch.analysis.lint.reference import to_markdown
from mlarch.cli import main
from mlarch.errors import DocumentError, UnknownNameError
from mlarch.model import Architecture
from mlarch.project import registry
from mlarch.project.loading import from_yaml

STEPS = [entry.name for entry in registry.zoo() if entry.family == "gcp-scaling"]


def sketch(nodes: str, edges: str) -> Architecture:
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
    return from_yaml("name: sketch\nnodes:\n" + "\n".join(lines) + "\n")


def broken_by(arch: Architecture, code: str) -> list[str]:
    """Return the nodes that break a rule."""
    return [finding.node for finding in lint(arch, select=[code])]


CASES = {
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
    ("code", "nodes", "edges", "broken"),
    [(code, *case) for code, cases in CASES.items() for case in cases],
)
def test_rule(code: str, nodes: str, edges: str, broken: list[str]) -> None:
    """Each rule reports the nodes that break it, and no others."""
    assert broken_by(sketch(nodes, edges), code) == broken


@pytest.mark.parametrize(("technology", "broken"), [("redis", ["x"]), ("gce", [])])
def test_state_in_an_autoscaled_group(technology: str, broken: list[str]) -> None:
    """A store in an autoscaled group breaks ML05, a machine does not."""
    text = "name: n\nclusters: {g: {label: 'web, autoscaled'}}\n"
    arch = from_yaml(f"{text}nodes: {{x: {{technology: {technology}, cluster: g}}}}\n")
    assert broken_by(arch, "ML05") == broken


@pytest.mark.parametrize("facts", ["technology: bedrock, status: external", "technology: aws-lambda"])
def test_external_and_managed_services_may_be_single(facts: str) -> None:
    """An external service, or one that its provider scales, does not break ML03."""
    role = "{role: model-endpoint, "
    text = "nodes: {users: {technology: users}, m: " + role + facts + "}, w: {technology: s3}}\n"
    arch = from_yaml(f"name: n\n{text}edges: {{users -> m: x}}\n")
    assert broken_by(arch, "ML03") == []
    assert broken_by(arch, "ML08") == ([] if "external" in facts else ["m"])
    self_managed = arch.with_node("m", status="existing", technology="onprem.network.Nginx")
    assert broken_by(self_managed, "ML03") == broken_by(self_managed, "ML08") == ["m"]


def test_edges_of_a_cluster_count_for_its_nodes() -> None:
    """A group with telemetry of its own keeps ML09, and its machines keep ML03."""
    arch = get("gcp-scaling/5-scaling-out")
    assert [finding.code for finding in lint(arch)] == ["ML08", "ML10", "ML11"]


def test_every_module_of_a_rule_is_listed() -> None:
    """No module of a rule is missing in the table, and each has the code of its rule."""
    modules = sorted(path.stem for path in Path(lint_package.__file__).parent.glob("ml*.py"))
    assert [module[:4].upper() for module in modules] == [*RULES]


def test_every_rule_is_tested_and_complete() -> None:
    """Every rule has a case above, a reason of one sentence, an address and an existing remedy."""
    assert [*RULES] == sorted({*CASES, "ML05"})
    for rule in RULES.values():
        assert rule.reason.endswith(".") and ". " not in rule.reason
        assert rule.source.startswith("https://")
        assert registry.find(f"zoo:{rule.remedy}").kind == "architecture"


@pytest.mark.parametrize("code", sorted(RULES))
def test_the_remedy_follows_its_rule(code: str) -> None:
    """The zoo entry that a rule recommends does not break the rule."""
    assert broken_by(get(RULES[code].remedy), code) == []


def test_findings_fall_from_step_to_step() -> None:
    """Findings and errors never rise along the scaling steps, and the last step has none."""
    by_step = [lint(get(name)) for name in STEPS]
    errors = [sum(finding.severity == "error" for finding in findings) for findings in by_step]
    assert [len(findings) for findings in by_step] == [4, 4, 4, 3, 3, 3, 2, 0, 0]
    assert errors == sorted(errors, reverse=True) == [1, 1, 1, 0, 0, 0, 0, 0, 0]


def test_a_decision_has_no_findings() -> None:
    """Trees of questions are not linted."""
    assert lint(get("sql-vs-nosql")) == ()


def test_accepted_findings() -> None:
    """A reason under `lint` accepts the findings of a rule, for all nodes or some."""
    arch = sketch("users web=app spare=redis other=redis", "users>web")
    assert broken_by(arch.replace(lint={"ML12": "drawn for later"}), "ML12") == []
    assert broken_by(arch.replace(lint={"ML12": {"spare": "drawn for later"}}), "ML12") == ["other"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"ML99": "no"}, "sketch: lint: unknown rule 'ML99'. Did you mean 'ML09'?"),
        ({"ML12": ""}, "sketch: lint: ML12 needs a reason: write why it does not matter here"),
        (
            {"ML12": {"web": None}},
            "sketch: lint: ML12 of 'web' needs a reason: write why it does not matter here",
        ),
        ({"ML12": {"wbe": "x"}}, "sketch: lint: ML12: unknown node 'wbe'. Did you mean 'web'?"),
    ],
)
def test_accepting_without_reason_rule_or_node(entry: dict[str, object], message: str) -> None:
    """An accepted finding without a reason, or of an unknown rule or node, is an error."""
    with pytest.raises(DocumentError) as caught:
        lint(sketch("web=app", "").replace(lint=entry))
    assert message in str(caught.value).splitlines()


def test_select_ignore_and_severity() -> None:
    """Rules are chosen by code and by the lowest severity."""
    arch = get("gcp-scaling/1-one-instance")
    assert [finding.code for finding in lint(arch, severity="error")] == ["ML03"]
    assert [finding.code for finding in lint(arch, ignore=["ml03", "ML09"])] == ["ML08", "ML11"]
    with pytest.raises(UnknownNameError, match=r"^unknown rule 'ML13'\. Did you mean 'ML1"):
        lint(arch, select=["ml13"])


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["lint", *arguments])


def test_the_command() -> None:
    """Findings are printed with reason and remedy and exit with 1; without findings the exit code is 0."""
    result = run("flask-serving/1-uwsgi", "--select", "ML01")
    assert (result.exit_code, result.stderr) == (1, "1 finding\n")
    assert result.stdout.splitlines() == [
        "flask-serving/1-uwsgi: app-server: ML01 error: "
        "'uWSGI' is reachable from outside without a reverse proxy",
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
    """The catalog has every role that the rules ask for."""
    modules = [roles, reachability, *(sys.modules[rule.check.__module__] for rule in RULES.values())]
    groups = [value for module in modules for value in vars(module).values() if isinstance(value, frozenset)]
    names = {name for group in groups if group != reachability.REQUEST_KINDS for name in group}
    assert len(groups) > 10
    assert names <= {*catalog.ROLES}


# The reference page.

PAGE = (Path(__file__).parents[1] / "docs" / "reference" / "lint-rules.md").read_text("utf-8")


def test_the_page_is_up_to_date() -> None:
    """docs/reference/lint-rules.md is generated from the rules; if this fails, run `make docs`."""
    steps = {name.partition("/")[2]: lint(get(name)) for name in STEPS}
    assert to_markdown(RULES.values(), steps) == PAGE


@pytest.mark.parametrize("code", sorted(RULES))
def test_the_page_describes_every_rule(code: str) -> None:
    """The page lists each rule, and has a section with its reason, source and remedy."""
    rule = RULES[code]
    assert f"| {code} | {rule.severity} | {rule.title} | {rule.remedy} |\n" in PAGE
    section = PAGE.partition(f"\n## {code}: {rule.title}\n")[2].partition("\n## ")[0]
    assert rule.reason in section and rule.source in section and rule.remedy in section


def test_the_page_has_the_findings_of_each_step() -> None:
    """The table of steps shows new and solved findings."""
    assert "| 2-ci-cd | 4 | 1 | ML10 | ML09 |\n" in PAGE

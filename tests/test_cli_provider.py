"""`--provider` of show, render and build: report and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mlarch.cli import main
from mlarch.project.loading import from_yaml

CLEAN = """\
title: On Google Cloud
nodes:
  queue: {label: Pub/Sub, technology: pubsub, role: queue}
"""
LEFT = """\
name: left
nodes:
  bucket: {technology: s3}
  voice: {technology: aws.ml.Polly}
"""
WARNING = "warning: left: node 'voice' is not replaced: The role of Polly is unknown: write 'role'.\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with one architecture that can be moved completely and one that cannot."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "architectures").mkdir()
    (tmp_path / "architectures" / "clean.yaml").write_text(CLEAN)
    (tmp_path / "left.yaml").write_text(LEFT)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_show_prints_the_retargeted_document() -> None:
    """YAML and JSON describe the moved architecture."""
    result = run("show", "clean", "--provider", "aws", "--yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    arch = from_yaml(result.stdout)
    assert (arch.nodes["queue"].label, arch.provider) == ("SQS", "aws")
    as_json = run("show", "clean", "--provider", "aws", "--json").stdout
    assert json.loads(as_json)["nodes"]["queue"]["technology"] == "aws.integration.SimpleQueueServiceSqs"


def test_show_prints_the_report() -> None:
    """The report is text, or a JSON object."""
    text = run("show", "left.yaml", "--provider", "gcp", "--report")
    assert text.stdout == (
        "left: AWS -> Google Cloud\n"
        "\n"
        "replaced\n"
        "  bucket  S3 -> Cloud Storage  same\n"
        "\n"
        "unknown role\n"
        "  voice  The role of Polly is unknown: write 'role'.\n"
    )
    assert (text.exit_code, text.stderr) == (0, "")
    report = json.loads(run("show", "left.yaml", "--provider", "gcp", "--report", "--json").stdout)
    assert [entry["id"] for entry in report["unknown_role"]] == ["voice"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "left.yaml", "--provider", "gcp"),
        ("show", "left.yaml", "--provider", "gcp", "--report"),
        ("render", "left.yaml", "--provider", "gcp"),
        ("render", "left.yaml", "--provider", "gcp", "-o", "-"),
    ],
)
def test_strict_makes_a_finding_of_what_stays(arguments: tuple[str, ...]) -> None:
    """Parts of unknown role are written unchanged; with --strict the exit code is 1."""
    strict = run(*arguments, "--strict")
    assert strict.exit_code == 1
    assert WARNING in strict.stderr
    assert run(*arguments).exit_code == 0


def test_render_draws_on_the_other_provider(here: Path) -> None:
    """The picture shows the new product and the mark for similar products."""
    result = run("render", "clean", "--provider", "azure", "-o", "x.svg")
    assert (result.exit_code, result.stderr) == (0, "wrote x.svg\n")
    svg = (here / "x.svg").read_text("utf-8")
    assert "Service Bus" in svg and ">≈</text>" in svg and "Pub/Sub" not in svg


def test_build_draws_on_the_other_provider_and_notices_another(here: Path) -> None:
    """A picture is up to date only for its own provider."""
    (here / "left.yaml").rename(here / "architectures" / "left.yaml")
    first = run("build", "--provider", "gcp")
    assert (first.exit_code, first.stderr) == (0, f"{WARNING}4 written\n")
    assert run("build", "--provider", "gcp").stderr == f"{WARNING}4 unchanged\n"
    assert run("build", "--provider", "gcp", "--strict").exit_code == 1
    assert run("build", "--provider", "azure").stderr.endswith("4 written\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "clean", "--report"], "'--report' needs '--provider'."),
        (["show", "clean", "--strict"], "'--strict' needs '--provider'."),
        (["render", "clean", "--strict"], "'--strict' needs '--provider'."),
        (["build", "--strict"], "'--strict' needs '--provider'."),
        (["show", "clean", "--provider", "aws", "--report", "--yaml"], "'--report' and '--yaml' disagree."),
        (["render", "clean", "--provider", "azur"], "unknown provider 'azur'. Did you mean 'azure'?"),
        (["build", "--provider", "ovh"], "unknown provider 'ovh'. There are gcp, aws, azure, oss."),
    ],
)
def test_wrong_usage(arguments: list[str], message: str) -> None:
    """Conflicting options and unknown providers exit with 2 and write nothing."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not list(Path().glob("**/*.svg"))

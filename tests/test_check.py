"""`mlarch check`: every check in one summary with one exit code, as a hook and in a workflow."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mlarch.cli import main
from mlarch.project.loading import parse_value
from mlarch.project.review import subjects

ROOT = Path(__file__).parent.parent
GOOD = """\
title: Shop
nodes:
  users: {technology: users, role: user}
  balancer: {technology: load-balancer, role: load-balancer}
  web: {technology: nginx, role: reverse-proxy, replicas: 2}
  logs: {technology: loki, role: logging}
  on-call: {technology: on-call, role: operator}
edges:
  users -> balancer: HTTPS
  balancer -> web: HTTP
  web -> logs: {kind: telemetry}
  logs -> on-call: {kind: telemetry}
"""
SCRIPT = "from diagrams import Diagram, Node\nwith Diagram('Mine'):\n    Node('a') >> Node('b')\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with one valid architecture and its pictures."""
    monkeypatch.chdir(tmp_path)
    write("architectures/shop.yaml", GOOD)
    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    return tmp_path


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def run(*arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=input)


def test_no_problems() -> None:
    """A valid architecture without findings or stale pictures passes, and the summary counts it."""
    result = run()
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 architecture checked: no problems\n"


def test_each_check_by_itself() -> None:
    """An invalid document, a broken rule, a stale picture and drift are each reported alone."""
    write("architectures/shop.yaml", GOOD.replace("nginx", "ngin"))
    assert (run().exit_code, run().stdout) == (2, "")
    write("architectures/shop.yaml", GOOD.replace(", replicas: 2", ""))
    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    finding = (
        "architectures/shop.yaml: web: ML03 error: 'Web' is a single instance, and requests depend on it\n"
    )
    assert (run().exit_code, run().stdout) == (1, finding)
    write("architectures/shop.yaml", GOOD)
    assert (run().exit_code, run().stdout) == (1, "out/shop.svg: stale\nout/shop.png: stale\n")
    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    write("compose.yaml", "services: {web: {image: nginx, deploy: {replicas: 3}}}\n")
    drift = run("--against", "compose.yaml")
    assert drift.exit_code == 1
    assert "architectures/shop.yaml: different: web: replicas 2 is drawn, 3 is deployed\n" in drift.stdout


def test_all_checks_at_once() -> None:
    """Every file is checked, and a file that cannot be read decides the exit code."""
    write("architectures/a.yaml", "extends: nothing\n")
    write("architectures/b.yaml", GOOD.replace(", replicas: 2", ""))
    write("compose.yaml", "services: {web: {image: nginx}, extra: {image: redis}}\n")
    result = run("--against", "compose.yaml")
    assert result.exit_code == 2
    assert "architectures/b.yaml: extra: extra (Redis) is deployed and not drawn\n" in result.stdout
    assert "architectures/shop.yaml: extra: extra (Redis) is deployed and not drawn\n" in result.stdout
    assert "out/b.svg: stale\nout/b.png: stale\n" in result.stdout
    assert result.stderr.splitlines() == [
        "error: architectures/a.yaml:1:10: extends: unknown architecture 'nothing'.",
        "reasons and remedies: mlarch lint architectures/b.yaml",
        "3 architectures checked: 1 problem, 1 finding, 2 stale pictures, 7 differences",
    ]


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (["shop"], 1),
        (["architectures/shop.yaml", "shop", "architectures"], 1),
        (["zoo:gcp-scaling/9-offline-inference"], 1),
        (["zoo:sql-vs-nosql"], 1),
        (["architectures/mlarch.yaml"], 0),
        (["-"], 1),
        (["."], 1),
    ],
)
def test_targets(names: list[str], count: int) -> None:
    """Names, files, folders, a project file and stdin are each checked once."""
    write("architectures/mlarch.yaml", "theme: {}\n")
    result = run(*names, input=GOOD)
    counted = "1 architecture" if count == 1 else f"{count} architectures"
    assert (result.exit_code, result.stderr) == (0, f"{counted} checked: no problems\n")


def test_a_folder_elsewhere_has_no_pictures() -> None:
    """Only local architectures can be stale, and only if the output folder exists."""
    write("envs/prod.yaml", GOOD.replace("Shop", "Prod"))
    assert run("envs").exit_code == 0
    write("architectures/new.yaml", GOOD.replace("Shop", "New"))
    assert run().stdout == "out/new.svg: stale\nout/new.png: stale\n"
    assert run("-o", "elsewhere").exit_code == 0


def test_a_family_is_its_steps() -> None:
    """The name of a family checks each of its steps, and the zoo is never stale."""
    result = run("gcp-scaling", "--severity", "error")
    assert result.stdout.count("ML03 error") == 3
    assert result.stderr.endswith("\n9 architectures checked: 3 findings\n")


def test_a_family_of_the_zoo_has_no_local_steps() -> None:
    """`zoo:` selects the steps of the zoo even if a local architecture has the name of one."""
    write("architectures/kubernetes/1-without.yaml", GOOD)
    names = ["kubernetes/1-without", "kubernetes/2-with"]
    assert [subject.name for subject in subjects(["zoo:kubernetes"])] == names


def test_an_animation_of_steps_can_be_stale() -> None:
    """The animation of a family is compared if all of its steps are checked."""
    write("architectures/way/1-one.yaml", GOOD)
    write("architectures/way/2-two.yaml", GOOD.replace("HTTPS", "QUIC"))
    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    assert run("way").exit_code == 0
    write("architectures/way/2-two.yaml", GOOD.replace("HTTPS", "HTTP/3"))
    step = "out/way/2-two.svg: stale\nout/way/2-two.png: stale\n"
    assert run("way").stdout == run().stdout == step + "out/way.svg: stale\n"
    assert run("way/2-two").stdout == step


def test_severity() -> None:
    """Warnings pass if the lowest severity is error."""
    write("architectures/shop.yaml", GOOD.replace("  logs -> on-call: {kind: telemetry}\n", ""))
    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    assert (run().exit_code, run("--severity", "error").exit_code) == (1, 0)
    assert "severity 'grave' is not one of error, warning, info" in run("--severity", "grave").stderr


def test_python_runs_unless_refused() -> None:
    """A script is checked too; with `--no-python` it is a problem and does not run."""
    write("architectures/mine.py", "open('ran', 'w')\n" + SCRIPT)
    result = run("--no-python", "mine", "architectures/mine.py")
    assert (result.exit_code, result.stderr) == (
        2,
        "error: architectures/mine.py: Python, which --no-python does not run\n"
        "1 architecture checked: 1 problem\n",
    )
    assert not Path("ran").exists()
    assert run("mine").exit_code == 1
    assert Path("ran").exists()


def test_bad_usage() -> None:
    """Nothing to check, an unknown name and options that conflict are errors."""
    shutil.rmtree("architectures")
    assert run().stderr == "error: there is no folder 'architectures' here: name what to check\n"
    assert run("cahce").stderr == "error: unknown architecture 'cahce'. Did you mean 'cache'?\n"
    assert "'--from' needs '--against'." in run("--from", "compose").stderr
    assert "Only one of the two can be '-'." in run("-", "--against", "-").stderr
    assert [run(*words).exit_code for words in ((), ("x.yaml",), ("--from", "compose"))] == [2, 2, 2]


def test_invalid_accepted_findings_are_problems() -> None:
    """An unknown rule under `lint` is a problem, and does not stop the other checks."""
    write("architectures/a.yaml", GOOD + "lint: {ML99: because}\n")
    result = run()
    assert result.exit_code == 2
    assert "lint: unknown rule 'ML99'. Did you mean 'ML09'?" in result.stderr
    assert "2 architectures checked: 1 problem" in result.stderr


# Hooks and workflows.

HOOKS: list[dict[str, Any]] = parse_value((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
WORKFLOW: dict[str, Any] = parse_value((ROOT / "docs/how-to/examples/github-workflow.yml").read_text("utf-8"))


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
def test_each_hook(hook: dict[str, Any]) -> None:
    """A hook has its keys, takes the files of a project, passes if they are valid and fails if not."""
    assert {"id", "name", "entry", "language", "files"} <= {*hook} and hook["language"] == "python"
    matches = [bool(re.search(hook["files"], path)) for path in ("architectures/a/shop.yaml", "README.md")]
    assert matches == [True, False]
    assert not re.search(hook["files"], "architectures/mlarch.schema.json") or "pass_filenames" in hook
    command = shlex.split(hook["entry"])[1:]
    files = ["architectures/shop.yaml"] if hook.get("pass_filenames", True) else []
    assert CliRunner().invoke(main, [*command, *files]).exit_code == 0
    write("architectures/shop.yaml", GOOD.replace("nginx", "ngin"))
    assert CliRunner().invoke(main, [*command, *files]).exit_code == 2


@pytest.fixture
def repository() -> Iterator[None]:
    """Make the folder a clone of a repository in which the label of one node has changed."""
    git = shutil.which("git")
    assert git, "the workflow needs git"
    write("compose.yaml", "services: {web: {image: nginx, deploy: {replicas: 2}}}\n")
    for command in ("init -q", "add .", "commit -qm x", "update-ref refs/remotes/origin/main HEAD"):
        author = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run([git, *author, *command.split()], check=True)
    write("architectures/shop.yaml", GOOD.replace("web: {", "web: {label: Shop web, "))
    yield


def test_the_workflow(repository: None) -> None:
    """The commands run unchanged, and the difference from the base is in the summary of the job."""
    steps = [step for step in WORKFLOW["jobs"]["check"]["steps"] if "mlarch " in step.get("run", "")]
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    env = {**os.environ, "PATH": path, "GITHUB_STEP_SUMMARY": "summary.md", "BASE": "origin/main"}
    done = [subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], env=env) for step in steps]
    assert [process.returncode for process in done] == [1, 0]
    assert "Shop web" in Path("summary.md").read_text()
    assert [step["uses"] for step in WORKFLOW["jobs"]["check"]["steps"] if "uses" in step] == [
        "actions/checkout@v4",
        "actions/setup-python@v5",
    ]

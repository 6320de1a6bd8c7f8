"""Run the commands of the workflow that comments on pull requests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mlarch.project.loading import parse_value
from tools import tool

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parent.parent / "docs" / "how-to" / "examples" / "github-diff-comment.yml"
WORKFLOW: dict[str, Any] = parse_value(PAGE.read_text("utf-8"))
STEPS = {step["name"]: step for step in WORKFLOW["jobs"]["comment"]["steps"] if "name" in step}
SHOP = "title: Shop\nnodes: {web: {label: Web}, db: {label: DB}}\nedges: {web -> db: SQL}\n"
IDENTITY = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clone a repository, on a branch that changes one of two documents."""
    program = tool("git")
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    subprocess.run([program, "init", "-q", "--bare", "-b", "main", str(origin)], check=True)
    subprocess.run([program, "init", "-q", "-b", "main", str(clone)], check=True)
    monkeypatch.chdir(clone)
    Path("architectures/team").mkdir(parents=True)
    Path("architectures/base.yaml").write_text(SHOP)
    document = Path("architectures/team/our shop.yaml")
    document.write_text("extends: ../base.yaml\ntitle: Ours\n")
    git("remote", "add", "origin", str(origin))
    git("add", "-A")
    git("commit", "-qm", "a")
    git("push", "-q", "origin", "main")
    document.write_text("extends: ../base.yaml\ntitle: Ours\nnodes: {cache: {label: Cache}}\n")
    git("commit", "-qam", "b")


def git(*arguments: str) -> str:
    command = [tool("git"), *IDENTITY, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def run(step: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the workflow as GitHub does."""
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "BASE": "origin/main",
        "BRANCH": "architecture-pictures",
        "NUMBER": "7",
        "PICTURES": "https://example.org/7",
        "GITHUB_WORKSPACE": str(Path.cwd()),
        "GITHUB_SHA": "abc",
        **variables,
    }
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[step]["run"]]
    return subprocess.run(shell, env=environment, capture_output=True, text=True)


def test_a_changed_document_has_a_table_and_three_pictures() -> None:
    """The comment has a table and three pictures of a changed document, and nothing of others."""
    result = run("Compare")
    assert result.returncode == 0, result.stderr
    comment = Path("comment.md").read_text()
    assert comment.startswith("<!-- architecture-diff -->\n**team/our shop → team/our shop**: 1 added")
    assert "| + added | node | `cache` | Cache |" in comment and "base" not in comment
    names = [f"architectures-team-our-shop-yaml-{kind}.png" for kind in ("after", "before", "diff")]
    assert sorted(path.name for path in Path("pictures").iterdir()) == names
    assert all(f'src="https://example.org/7/{name}"' in comment for name in names)


def test_a_broken_document_fails_the_step() -> None:
    """A change that cannot be read is an error and no comment."""
    Path("architectures/base.yaml").write_text("nodes: {web: {labl: Web}}\n")
    result = run("Compare")
    assert result.returncode == 2 and "unknown key 'labl'" in result.stderr


def test_pictures_are_kept_on_a_separate_branch() -> None:
    """The first run creates the branch, the second replaces the pictures of its pull request."""
    for commit in ("one", "two"):
        assert run("Compare").returncode == 0
        result = run("Keep the pictures", GITHUB_SHA=commit)
        assert result.returncode == 0, result.stderr
        assert git("fetch", "-q", "origin", "architecture-pictures") == ""
        files = git("ls-tree", "-r", "--name-only", "FETCH_HEAD").splitlines()
        assert len(files) == 3 and all(name.startswith(f"7/{commit}/") for name in files)
        for folder in ("../before", "../kept"):
            git("worktree", "remove", "--force", folder)
        shutil.rmtree("pictures")


@pytest.mark.parametrize(("existing", "method"), [("", "POST"), ("42", "PATCH")])
def test_there_is_one_comment(existing: str, method: str, tmp_path: Path) -> None:
    """The first run posts a comment, later runs change it; a script replaces `gh`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "gh"
    script.write_text(
        f'#!/bin/sh\necho "$@" >> "{tmp_path}/calls"\ncase "$*" in *--jq*) echo {existing};; esac\n'
    )
    script.chmod(0o755)
    path = f"{folder}:/usr/bin:/bin"
    result = run("Comment, or change the comment", PATH=path, GITHUB_REPOSITORY="a/b")
    assert result.returncode == 0, result.stderr
    query, change = (tmp_path / "calls").read_text().splitlines()
    assert 'startswith("<!-- architecture-diff -->")' in query and f"--method {method}" in change
    assert f"repos/a/b/issues/{'comments/42' if existing else '7/comments'} " in change


def test_forks_get_no_token() -> None:
    """Pull requests from forks are skipped, and scripts contain nothing of the request."""
    assert "head.repo.full_name == github.repository" in WORKFLOW["jobs"]["comment"]["if"]
    assert not any("${{" in step.get("run", "") for step in STEPS.values())

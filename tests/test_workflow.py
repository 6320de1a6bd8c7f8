"""Prove that the workflow which comments on pull requests works, with its commands as they stand."""

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

PAGE = Path(__file__).parent.parent / "docs" / "how-to" / "examples" / "github-diff-comment.yml"
WORKFLOW: dict[str, Any] = parse_value(PAGE.read_text("utf-8"))
STEPS = {step["name"]: step for step in WORKFLOW["jobs"]["comment"]["steps"] if "name" in step}
SHOP = "title: Shop\nnodes: {web: {label: Web}, db: {label: DB}}\nedges: {web -> db: SQL}\n"
WHO = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a clone of a repository, on a branch that changes one document of two."""
    git = tool("git")
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    subprocess.run([git, "init", "-q", "--bare", "-b", "main", str(origin)], check=True)
    subprocess.run([git, "init", "-q", "-b", "main", str(clone)], check=True)
    monkeypatch.chdir(clone)
    Path("architectures/team").mkdir(parents=True)
    Path("architectures/base.yaml").write_text(SHOP)
    Path("architectures/team/our shop.yaml").write_text("extends: ../base.yaml\ntitle: Ours\n")
    for words in (("remote", "add", "origin", str(origin)), ("add", "-A"), ("commit", "-qm", "a")):
        subprocess.run([git, *WHO, *words], check=True)
    subprocess.run([git, "push", "-q", "origin", "main"], check=True)
    more = "extends: ../base.yaml\ntitle: Ours\nnodes: {cache: {label: Cache}}\n"
    Path("architectures/team/our shop.yaml").write_text(more)
    subprocess.run([git, *WHO, "commit", "-qam", "b"], check=True)


def run(step: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the workflow as GitHub does."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    env = {
        **os.environ,
        "PATH": path,
        "BASE": "origin/main",
        "BRANCH": "architecture-pictures",
        "NUMBER": "7",
    }
    env |= {"PICTURES": "https://example.org/7", "GITHUB_WORKSPACE": str(Path.cwd()), "GITHUB_SHA": "abc"}
    env["NUMBER"] = "7"
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[step]["run"]]
    return subprocess.run(shell, env={**env, **more}, capture_output=True, text=True)


def test_compare() -> None:
    """What differs is a table and three pictures each; what stays is not mentioned."""
    done = run("Compare")
    assert done.returncode == 0, done.stderr
    comment = Path("comment.md").read_text()
    assert comment.startswith("<!-- architecture-diff -->\n**team/our shop → team/our shop**: 1 added")
    assert "| + added | node | `cache` | Cache |" in comment and "base" not in comment
    names = [f"architectures-team-our-shop-yaml-{kind}.png" for kind in ("after", "before", "diff")]
    assert sorted(path.name for path in Path("pictures").iterdir()) == names
    assert all(f'src="https://example.org/7/{name}"' in comment for name in names)


def test_a_document_that_is_broken_fails_the_step() -> None:
    """A change that cannot be read is no comment, but an error."""
    Path("architectures/base.yaml").write_text("nodes: {web: {labl: Web}}\n")
    done = run("Compare")
    assert done.returncode == 2 and "unknown key 'labl'" in done.stderr


def test_pictures_are_kept_on_a_branch_of_their_own() -> None:
    """The first run makes the branch, a second replaces the pictures of its pull request."""
    for commit in ("one", "two"):
        assert run("Compare").returncode == 0
        done = run("Keep the pictures", GITHUB_SHA=commit)
        assert done.returncode == 0, done.stderr
        assert git("fetch", "-q", "origin", "architecture-pictures") == ""
        listed = git("ls-tree", "-r", "--name-only", "FETCH_HEAD").splitlines()
        assert len(listed) == 3 and all(name.startswith(f"7/{commit}/") for name in listed)
        for folder in ("../before", "../kept"):
            git("worktree", "remove", "--force", folder)
        shutil.rmtree("pictures")


def git(*words: str) -> str:
    return subprocess.run([tool("git"), *words], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(("known", "method"), [("", "POST"), ("42", "PATCH")])
def test_one_comment_is_kept(known: str, method: str, tmp_path: Path) -> None:
    """Without a comment of ours one is made, with one it is changed; `gh` is stood in for by a script."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = folder / "gh"
    script.write_text(
        f'#!/bin/sh\necho "$@" >> "{tmp_path}/calls"\ncase "$*" in *--jq*) echo {known};; esac\n'
    )
    script.chmod(0o755)
    done = run("Comment, or change the comment", PATH=f"{folder}:/usr/bin:/bin", GITHUB_REPOSITORY="a/b")
    assert done.returncode == 0, done.stderr
    asked, sent = (tmp_path / "calls").read_text().splitlines()
    assert 'startswith("<!-- architecture-diff -->")' in asked and f"--method {method}" in sent
    assert f"repos/a/b/issues/{'comments/42' if known else '7/comments'} " in sent


def test_strangers_get_no_token() -> None:
    """Pull requests from forks are left out, and nothing of the request is pasted into a script."""
    assert "head.repo.full_name == github.repository" in WORKFLOW["jobs"]["comment"]["if"]
    assert not any("${{" in step.get("run", "") for step in STEPS.values())

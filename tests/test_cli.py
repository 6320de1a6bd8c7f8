"""Check the command line from outside: what each command prints, where to, and how it exits."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mlarch.cli import main
from mlarch.project import loading, registry
from mlarch.project.loading import from_json, from_yaml

SCRIPT = """\
from diagrams import Diagram
from diagrams.onprem.compute import Server
from diagrams.onprem.network import Nginx

with Diagram("My web service", show=False):
    Nginx("proxy") >> Server("web")
"""

DOCUMENT = """\
name: mine
title: Mine
nodes:
  proxy: {label: Proxy, technology: nginx}
  web: {label: Web}
edges:
  proxy -> web: HTTP
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def good(*arguments: str, stdin: str | bytes = "") -> str:
    """Return what a command prints that must succeed."""
    result = run(*arguments, stdin=stdin)
    assert (result.exit_code, result.exception) == (0, None), result.stderr
    return result.stdout


def refused(*arguments: str, stdin: str | bytes = "") -> str:
    """Return what a command says on stderr that must exit with 2, print nothing, and leave nothing."""
    before = files()
    result = run(*arguments, stdin=stdin)
    assert (result.exit_code, result.stdout, files()) == (2, "", before)
    return result.stderr


def files() -> list[str]:
    return sorted(path.as_posix() for path in Path().rglob("*") if path.is_file())


# list


def test_list() -> None:
    """The list holds each entry and family on a line of its own, name first."""
    lines = good("list").splitlines()
    assert [line.split()[0] for line in lines] == [entry.name for entry in registry.available()]
    assert lines[0] == "unet-pipeline                     A U-Net that segments images, the whole system"


def test_list_json() -> None:
    """The JSON list holds objects with the keys that tools rely on."""
    entries = json.loads(good("list", "--json"))
    assert {tuple(entry) for entry in entries} == {
        ("name", "kind", "title", "summary", "family", "step", "source", "tags", "path")
    }
    assert {entry["kind"] for entry in entries} == {"architecture", "decision", "family"}


def test_list_shows_own_architectures() -> None:
    """One's own architectures are listed, and hide those of the zoo of the same name."""
    Path("architectures").mkdir()
    Path("architectures/unet-pipeline.yaml").write_text("title: My own U-Net\n")
    lines = good("list").splitlines()
    assert [line for line in lines if "unet-pipeline" in line] == [
        "unet-pipeline                     My own U-Net"
    ]


# show


def test_show_json_is_the_whole_document() -> None:
    """The JSON of an entry loads back equal to it."""
    assert from_json(good("show", "gcp-scaling/6-cache", "--json")) == loading.get("gcp-scaling/6-cache")


def test_show_yaml_loads_back_equal() -> None:
    """The YAML of an entry loads back equal to it."""
    assert from_yaml(good("show", "cache", "--yaml")) == loading.get("gcp-scaling/6-cache")


def test_show_with_parameters() -> None:
    """Parameters are set by name, their values read as YAML."""
    shown = json.loads(good("show", "kubernetes/2-with", "--json", "--set", "replicas=[1, 4]"))
    pods = [id for id in shown["nodes"] if id.startswith("pod-2-")]
    assert pods == ["pod-2-1", "pod-2-2", "pod-2-3", "pod-2-4"]


def test_show_a_document() -> None:
    """Without a format an architecture is described for people."""
    Path("mine.yaml").write_text(DOCUMENT)
    assert good("show", "mine.yaml") == (
        "mine: Mine\n"
        "\nnodes\n  proxy  Proxy\n  web    Web\n"
        "\nedges\n  proxy -> web  HTTP\n"
    )  # fmt: skip


def test_show_a_family() -> None:
    """A family is told as a story; it has no document of its own, and its members are named."""
    assert good("show", "kubernetes").startswith("kubernetes: The same system")
    assert refused("show", "kubernetes", "--yaml") == (
        "error: 'kubernetes' has several architectures: 'kubernetes/1-without', 'kubernetes/2-with'\n"
    )


# render


def test_render_writes_svg_here() -> None:
    """Without options an entry is drawn as SVG in the current folder, its family a sub-folder."""
    assert run("render", "cache").stderr == "wrote gcp-scaling/6-cache.svg\n"
    assert files() == ["gcp-scaling/6-cache.svg"]
    assert Path("gcp-scaling/6-cache.svg").read_text() == loading.get("cache").to_svg()


def test_render_options_reach_the_picture() -> None:
    """Theme, direction and flow are those of the picture."""
    good("render", "cache", "-o", "x.svg", "--theme", "dark", "--direction", "lr", "--flow", "none")
    expected = loading.get("cache").to_svg(theme="dark", direction="LR", flow="none")
    assert Path("x.svg").read_text() == expected


def test_render_scale() -> None:
    """The scale is that of the PNG."""
    good("render", "nginx", "-o", "x.png", "--scale", "1")
    assert Path("x.png").read_bytes() == loading.get("nginx").to_png(scale=1.0)


def test_render_every_format() -> None:
    """Each format is written under its suffix."""
    good("render", "docker", "-f", "svg,png,json,yaml,dot,python", "-o", "x/")
    suffixes = ["dot", "json", "png", "py", "svg", "yaml"]
    assert files() == [f"x/flask-serving/3-docker.{suffix}" for suffix in suffixes]


def test_render_to_stdout() -> None:
    """A dash as output prints the picture and nothing else."""
    result = CliRunner().invoke(main, ["render", "nginx", "-o", "-", "-f", "png"])
    assert result.stdout_bytes == loading.get("nginx").to_png()
    assert (result.stderr, files()) == ("", [])


def test_render_a_family() -> None:
    """A family is drawn step by step, each in its sub-folder."""
    good("render", "kubernetes", "-o", "k", "-f", "json")
    assert files() == ["k/kubernetes/1-without.json", "k/kubernetes/2-with.json"]


def test_parameters_of_a_family() -> None:
    """A parameter goes to the steps that have it, and one that no step has is an error."""
    good("render", "gcp-scaling", "-f", "json", "--set", "workers=3")
    drawn = {path.stem: "worker-3" in path.read_text() for path in Path("gcp-scaling").iterdir()}
    assert [name for name, there in drawn.items() if there] == ["9-offline-inference"]
    assert refused("render", "gcp-scaling", "--set", "wrkers=3") == (
        "error: unknown parameter 'wrkers' of 'gcp-scaling'. Did you mean 'workers'?\n"
    )


def test_render_a_document_from_stdin() -> None:
    """A dash as input is a document, in YAML or JSON."""
    assert from_json(good("render", "-", "-o", "-", "-f", "json", stdin=DOCUMENT)).title == "Mine"
    assert good("render", "-", "-o", "-", stdin='{"title": "As JSON"}').startswith("<svg")


def test_a_command_that_is_not_there() -> None:
    """A mistyped command is wrong usage, and says what was probably meant."""
    result = run("rendr")
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: No such command 'rendr'. Did you mean 'render'?\n")


def test_render_an_unchanged_script() -> None:
    """A script of plain `diagrams` is drawn, and writes nothing itself."""
    Path("script.py").write_text(SCRIPT)
    good("render", "script.py", "-f", "json,svg")
    assert len(files()) == 3
    [document] = Path().glob("*.json")
    assert from_json(document.read_text()).title == "My web service"


def test_arguments_of_scripts() -> None:
    """What follows two dashes is given to the scripts, and is wrong usage where there is none."""
    Path("script.py").write_text(SCRIPT.replace('"My web service"', '" ".join(__import__("sys").argv)'))
    good("render", "script.py", "-o", "x.json", "--", "--region", "eu")
    assert from_json(Path("x.json").read_text()).title == "script.py --region eu"
    assert refused("render", "nginx", "--", "eu").splitlines()[-1] == (
        "Error: what follows '--' is for a script, and none is named."
    )
    assert refused("render", "script.py", "--set", "a=1", "--", "eu") == (
        "error: script.py: '--set' calls its builders, which take no arguments after '--'\n"
    )


def test_attributes_without_effect_are_named_when_verbose() -> None:
    """What a script says to Graphviz in vain is named with -v, and not without."""
    Path("script.py").write_text(SCRIPT.replace('("web")', '("web", fontsize="9")'))
    assert run("render", "script.py").stderr == "wrote my_web_service.svg\n"
    assert run("-v", "render", "script.py").stderr == (
        "wrote my_web_service.svg\nnote: script.py:6: node attribute 'fontsize' has no effect\n"
    )


def test_builders_that_hang() -> None:
    """A timeout holds for builders that are called with parameters as well."""
    Path("own.py").write_text(
        "from mlarch import architecture\n"
        "@architecture('own')\n"
        "def own(*, count: int = 1) -> None:\n"
        "    while count > 2: pass\n"
    )
    good("render", "own.py", "--set", "count=2", "--timeout", "30", "-o", "own.svg")
    assert refused("render", "own.py", "--set", "count=3", "--timeout", "0.5") == (
        "error: own.py:4: the script did not end within 0.5 seconds\n"
    )


def test_render_own_builders() -> None:
    """A file of builders is drawn without a diagram in it, its parameters set."""
    Path("own.py").write_text(
        "from diagrams.onprem.network import Nginx\n"
        "from mlarch import architecture\n"
        "@architecture('own', title='Own')\n"
        "def own(*, count: int = 1) -> None:\n"
        "    for number in range(count):\n"
        "        Nginx(f'proxy {number}')\n"
    )
    shown = json.loads(good("render", "own.py", "-o", "-", "-f", "json", "--set", "count=3"))
    assert len(shown["nodes"]) == 3


def test_zoo_prefix() -> None:
    """The prefix names the zoo's where there is a local one of the same name."""
    Path("architectures").mkdir()
    Path("architectures/unet-pipeline.yaml").write_text("title: My own U-Net\n")
    assert json.loads(good("show", "unet-pipeline", "--json"))["title"] == "My own U-Net"
    assert json.loads(good("show", "zoo:unet-pipeline", "--json"))["title"] != "My own U-Net"


def test_zoo_prefix_of_a_family() -> None:
    """The prefix holds for each step of a family."""
    Path("architectures/kubernetes").mkdir(parents=True)
    Path("architectures/kubernetes/1-without.yaml").write_text("title: My own\n")
    good("render", "zoo:kubernetes", "-f", "json")
    assert "My own" not in Path("kubernetes/1-without.json").read_text()
    good("render", "kubernetes", "-f", "json")
    assert "My own" in Path("kubernetes/1-without.json").read_text()


# wrong usage and input that cannot be read


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "casche"], "unknown architecture 'casche'. Did you mean 'cache'?"),
        (["render", "zoo:ngin"], "unknown architecture 'ngin'. Did you mean 'nginx'?"),
        (["render", "nginx", "-f", "pgn"], "unknown format 'pgn'. Did you mean 'png'?"),
        (["render", "nginx", "-o", "x.jpg"], "unknown format 'jpg'. Did you mean 'png'?"),
        (["render", "nginx", "--theme", "drak"], "unknown theme 'drak'. Did you mean 'dark'?"),
        (["render", "nginx", "-f", "png", "--scale", "0"], "scale must be a number above 0, not 0.0"),
        (["render", "nginx", "-f", "png", "--scale", "nan"], "scale must be a number above 0, not nan"),
        (["render", "nginx", "--direction", "up"], "direction 'up' is not one of LR, RL, TB, BT"),
        (
            ["render", "nginx", "--flow", "requst"],
            "unknown flow 'requst' of 'flask-serving/2-nginx'. Did you mean 'request'?",
        ),
        (
            ["render", "nginx", "--set", "proceses=2"],
            "unknown parameter 'proceses' of 'flask-serving/2-nginx'. Did you mean 'processes'?",
        ),
        (["render", "nginx", "--set", "processes"], "--set processes: not of the form 'name=value'"),
        (["render", "no.yaml"], "no.yaml: cannot be read: No such file or directory"),
        (["render", "no.py"], "no.py: no such file"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], message: str) -> None:
    """What cannot be read is one line on stderr, with a suggestion where there is one."""
    assert refused(*arguments) == f"error: {message}\n"


def test_an_unknown_technology() -> None:
    """A technology that does not exist is located and answered with the nearest."""
    document = "nodes:\n  cache: {technology: redsi}\n"
    assert refused("render", "-", stdin=document) == (
        "error: -:2:23: node 'cache': unknown technology 'redsi'. Did you mean 'redis'?\n"
    )


def test_stdin_that_is_not_text() -> None:
    """Bytes that are not UTF-8 are said to be none."""
    assert refused("render", "-", stdin=b"title: \xff") == "error: -: not UTF-8 text: byte 7 is 0xff\n"


def test_all_problems_of_all_targets() -> None:
    """Every target that fails is reported, and nothing of the others is written."""
    assert refused("render", "nginx", "casche", "no.py") == (
        "error: unknown architecture 'casche'. Did you mean 'cache'?\nerror: no.py: no such file\n"
    )


def test_two_pictures_for_one_file() -> None:
    """Two pictures of one name would overwrite each other."""
    assert refused("render", "nginx", "flask-serving/2-nginx") == (
        "error: flask-serving/2-nginx.svg: several pictures would be written to this one file\n"
    )


def test_a_file_where_a_folder_should_be() -> None:
    """A file in the way of the output folder is named and stays."""
    Path("flask-serving").write_text("mine")
    assert refused("render", "nginx") == (
        "error: flask-serving/2-nginx.svg: cannot be written: 'flask-serving' is a file, not a folder\n"
    )
    assert Path("flask-serving").read_text() == "mine"


def test_usage_errors() -> None:
    """Wrong usage is explained by the command's own usage."""
    assert refused("render", "nginx", "-o", "x.svg", "-f", "png") == (
        "Usage: mlarch render [OPTIONS] NAME|FILE|SCRIPT.py|- ...\n"
        "Try 'mlarch render --help' for help.\n"
        "\n"
        "Error: '-o x.svg' and '-f png' disagree.\n"
    )


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("x = 1\n", "script.py:1: the script draws no diagram"),
        ("raise SystemExit(3)\n", "script.py:1: the script exits with 3"),
        ("a = {}\na['b']\n", "script.py:2: KeyError: 'b'"),
        ("def f(:\n", "script.py:1: SyntaxError: invalid syntax"),
    ],
)
def test_a_script_that_fails(script: str, message: str) -> None:
    """A script that raises, exits or draws nothing is named with its line and the reason."""
    Path("script.py").write_text(script)
    assert refused("render", "script.py") == f"error: {message}\n"


def test_verbose_says_where() -> None:
    """With -v an error comes with its traceback, without it never."""
    assert "Traceback" in run("-v", "show", "casche").stderr
    assert "Traceback" not in run("show", "casche").stderr


# doctor and the rest


def test_doctor() -> None:
    """The doctor names the version of each part and exits with 0 where nothing is missing."""
    lines = good("doctor").splitlines()
    names = [line[:14].strip() for line in lines]
    assert names == ["mlarch", "Python", "diagrams", "layout engine", "rasteriser", "font"]
    assert f"Python         {sys.version.split()[0]}" in lines


def test_doctor_without_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is said with the way to get it, and the exit code is 1."""
    monkeypatch.setenv("MLARCH_DOT", "/nowhere/dot")
    result = run("doctor")
    [line] = [line for line in result.stdout.splitlines() if line.startswith("layout engine")]
    assert line.startswith("layout engine  missing: mlarch lays out with the Graphviz inside pygraphviz's")
    assert result.exit_code == 1


def test_version() -> None:
    """The version is printed, and `python -m mlarch` is the same program."""
    expected = good("--version")
    module = subprocess.run([sys.executable, "-m", "mlarch", "--version"], capture_output=True, text=True)
    assert module.stdout == expected == "mlarch 0.1.0\n"


def test_completion_of_names() -> None:
    """A shell is offered full and short names, with their titles."""
    words = {"_MLARCH_COMPLETE": "bash_complete", "COMP_WORDS": "mlarch show ca", "COMP_CWORD": "2"}
    assert CliRunner().invoke(main, env=words, prog_name="mlarch").stdout == "plain,cache\n"


def test_completion_of_formats() -> None:
    """A shell is offered the formats that continue a list."""
    words = "mlarch render nginx -f svg,p"
    env = {"_MLARCH_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "4"}
    offered = CliRunner().invoke(main, env=env, prog_name="mlarch").stdout
    assert offered == "plain,svg,png\nplain,svg,pdf\nplain,svg,python\n"


def test_a_closed_pipe_is_quiet() -> None:
    """Where nobody reads on, nothing is said."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "mlarch", "list"], stdout=closed, stderr=subprocess.PIPE, text=True
        )
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [["list"], ["show", "nginx", "--json"], ["list", "--json"]])
def test_a_full_disk_behind_stdout(arguments: list[str]) -> None:
    """Where stdout takes no more, that is said in one line."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mlarch", *arguments], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (2, "error: cannot print: no space left on device\n")


def test_a_full_disk_behind_a_file() -> None:
    """Where a file takes no more, that is said with its name."""
    Path("x.json").symlink_to("/dev/full")
    assert refused("render", "nginx", "-o", "x.json") == (
        "error: x.json: cannot be written: no space left on device\n"
    )


def test_an_interrupt_is_quiet() -> None:
    """Ctrl-C ends with 130 and without a word where no script of the user's is running."""
    code = (
        "import os, signal, threading, mlarch.project.targets\n"
        "from mlarch.cli import main\n"
        "threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "main(['render', '-'])"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, stderr=-1, text=True) as process:
        assert process.wait(timeout=20) == 130
        assert (process.stdout.read(), process.stderr.read()) == ("", "")


def test_progress_on_a_terminal_only() -> None:
    """A terminal sees a bar that ends at 100 %, a file sees none of it."""
    Path("architectures").mkdir()
    Path("architectures/a.yaml").write_text("title: A\n")
    main_side, terminal = pty.openpty()
    command = [sys.executable, "-m", "mlarch", "build", "--force"]
    subprocess.run(command, stderr=terminal, check=True)
    os.close(terminal)
    shown = read_terminal(main_side)
    assert "100%" in shown
    assert shown.endswith("2 written\r\n")
    assert subprocess.run(command, stderr=subprocess.PIPE, check=True).stderr == b"2 written\n"


def read_terminal(descriptor: int) -> str:
    """Return all that was written to a terminal whose other side is closed."""
    shown = b""
    with contextlib.suppress(OSError), os.fdopen(descriptor, "rb", buffering=0) as stream:
        while piece := stream.read(4096):
            shown += piece
    return shown.decode()

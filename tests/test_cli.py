"""The command line: output, messages and exit codes of each command."""

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
from mlarch.project import entry_loading, registry
from mlarch.project.loading import from_json, from_yaml

pytestmark = pytest.mark.usefixtures("small_zoo")

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
    """Return the stdout of a command that must succeed."""
    result = run(*arguments, stdin=stdin)
    assert (result.exit_code, result.exception) == (0, None), result.stderr
    return result.stdout


def refused(*arguments: str, stdin: str | bytes = "") -> str:
    """Return the stderr of a command that must exit with 2 and write nothing else."""
    before = files()
    result = run(*arguments, stdin=stdin)
    assert (result.exit_code, result.stdout, files()) == (2, "", before)
    return result.stderr


def files() -> list[str]:
    return sorted(path.as_posix() for path in Path().rglob("*") if path.is_file())


# list


def test_list() -> None:
    """The list has a line for each entry and family, name first."""
    lines = good("list").splitlines()
    assert [line.split()[0] for line in lines] == [entry.name for entry in registry.entries()]
    assert lines == [
        "training-pipeline  A training pipeline",
        "service            A service, growing",
        "service/1-proxy    A server behind a proxy",
        "service/2-cache    Several servers and a cache",
    ]


def test_list_json() -> None:
    """The JSON list holds objects with the documented keys."""
    Path("architectures").mkdir()
    Path("architectures/choice.yaml").write_text("questions: {}\n")
    entries = json.loads(good("list", "--json"))
    assert {tuple(entry) for entry in entries} == {
        ("name", "kind", "title", "summary", "family", "step", "source", "tags", "path")
    }
    assert {entry["kind"] for entry in entries} == {"architecture", "decision", "family"}


def test_list_shows_own_architectures() -> None:
    """Local architectures are listed and shadow the zoo's of the same name."""
    Path("architectures").mkdir()
    Path("architectures/training-pipeline.yaml").write_text("title: My own\n")
    lines = good("list").splitlines()
    assert [line for line in lines if "training-pipeline" in line] == ["training-pipeline  My own"]


# show


def test_show_json_is_the_whole_document() -> None:
    """The JSON of an entry loads back equal to it."""
    assert from_json(good("show", "service/2-cache", "--json")) == entry_loading.get("service/2-cache")


def test_show_yaml_loads_back_equal() -> None:
    """The YAML of an entry loads back equal to it."""
    assert from_yaml(good("show", "cache", "--yaml")) == entry_loading.get("service/2-cache")


def test_show_with_parameters() -> None:
    """Parameters are set by name, their values read as YAML."""
    document = json.loads(good("show", "training-pipeline", "--json", "--set", "workers=[1, 3]"))
    workers = [id for id in document["nodes"] if id.startswith("worker-2-")]
    assert workers == ["worker-2-1", "worker-2-2", "worker-2-3"]


def test_show_a_document() -> None:
    """Without a format, `show` prints a description."""
    Path("mine.yaml").write_text(DOCUMENT)
    assert good("show", "mine.yaml") == (
        "mine: Mine\n"
        "\nnodes\n  proxy  Proxy\n  web    Web\n"
        "\nedges\n  proxy -> web  HTTP\n"
    )  # fmt: skip


def test_show_a_family() -> None:
    """`show` describes the steps of a family; a family has no YAML of its own."""
    assert good("show", "service").startswith("service: A service, growing")
    assert refused("show", "service", "--yaml") == (
        "error: 'service' has several architectures: 'service/1-proxy', 'service/2-cache'\n"
    )


# render


def test_render_writes_svg_here() -> None:
    """By default an entry is drawn as SVG below the current folder, in a sub-folder for its family."""
    assert run("render", "cache").stderr == "wrote service/2-cache.svg\n"
    assert files() == ["service/2-cache.svg"]
    assert Path("service/2-cache.svg").read_text() == entry_loading.get("cache").to_svg()


def test_render_options_reach_the_picture() -> None:
    """Theme, direction and flow options change the picture."""
    good("render", "cache", "-o", "x.svg", "--theme", "dark", "--direction", "lr", "--flow", "none")
    expected = entry_loading.get("cache").to_svg(theme="dark", direction="LR", flow="none")
    assert Path("x.svg").read_text() == expected


def test_render_scale() -> None:
    """The scale option changes the size of the PNG."""
    good("render", "proxy", "-o", "x.png", "--scale", "1")
    assert Path("x.png").read_bytes() == entry_loading.get("proxy").to_png(scale=1.0)


def test_render_every_format() -> None:
    """Each format is written to a file with its suffix."""
    good("render", "cache", "-f", "svg,png,json,yaml,dot,python", "-o", "x/")
    suffixes = ["dot", "json", "png", "py", "svg", "yaml"]
    assert files() == [f"x/service/2-cache.{suffix}" for suffix in suffixes]


def test_render_to_stdout() -> None:
    """`-o -` prints the picture and nothing else."""
    result = CliRunner().invoke(main, ["render", "proxy", "-o", "-", "-f", "png"])
    assert result.stdout_bytes == entry_loading.get("proxy").to_png()
    assert (result.stderr, files()) == ("", [])


def test_render_a_family() -> None:
    """A family is drawn step by step, below its sub-folder."""
    good("render", "service", "-o", "k", "-f", "json")
    assert files() == ["k/service/1-proxy.json", "k/service/2-cache.json"]


def test_parameters_of_a_family() -> None:
    """A parameter is passed to the steps that have it; one that no step has is an error."""
    good("render", "service", "-f", "json", "--set", "servers=3")
    has_third = {path.stem: "server-3" in path.read_text() for path in Path("service").iterdir()}
    assert has_third == {"1-proxy": False, "2-cache": True}
    assert refused("render", "service", "--set", "srvers=3") == (
        "error: unknown parameter 'srvers' of 'service'. Did you mean 'servers'?\n"
    )


def test_render_a_document_from_stdin() -> None:
    """`-` reads a document from stdin, in YAML or JSON."""
    assert from_json(good("render", "-", "-o", "-", "-f", "json", stdin=DOCUMENT)).title == "Mine"
    assert good("render", "-", "-o", "-", stdin='{"title": "As JSON"}').startswith("<svg")


def test_a_command_that_is_not_there() -> None:
    """A mistyped command is wrong usage, with a suggestion."""
    result = run("rendr")
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: No such command 'rendr'. Did you mean 'render'?\n")


def test_render_an_unchanged_script() -> None:
    """A plain `diagrams` script is drawn and writes no file itself."""
    Path("script.py").write_text(SCRIPT)
    good("render", "script.py", "-f", "json,svg")
    assert len(files()) == 3
    [document] = Path().glob("*.json")
    assert from_json(document.read_text()).title == "My web service"


def test_arguments_of_scripts() -> None:
    """Words after `--` are passed to scripts; without a script they are wrong usage."""
    Path("script.py").write_text(SCRIPT.replace('"My web service"', '" ".join(__import__("sys").argv)'))
    good("render", "script.py", "-o", "x.json", "--", "--region", "eu")
    assert from_json(Path("x.json").read_text()).title == "script.py --region eu"
    assert refused("render", "proxy", "--", "eu").splitlines()[-1] == (
        "Error: what follows '--' is for a script, and none is named."
    )
    assert refused("render", "script.py", "--set", "a=1", "--", "eu") == (
        "error: script.py: '--set' calls its builders, which take no arguments after '--'\n"
    )


def test_attributes_without_effect_are_named_when_verbose() -> None:
    """With -v, attributes without effect are named; without -v they are not."""
    Path("script.py").write_text(SCRIPT.replace('("web")', '("web", fontsize="9")'))
    assert run("render", "script.py").stderr == "wrote my_web_service.svg\n"
    assert run("-v", "render", "script.py").stderr == (
        "wrote my_web_service.svg\nnote: script.py:6: node attribute 'fontsize' has no effect\n"
    )


@pytest.mark.slow
def test_builders_that_hang() -> None:
    """--timeout also stops builders that are called with parameters."""
    Path("own.py").write_text(
        "from mlarch import architecture\n"
        "@architecture('own')\n"
        "def own(*, count: int = 1) -> None:\n"
        "    while count > 2: pass\n"
    )
    good("render", "own.py", "--set", "count=2", "--timeout", "30", "-o", "own.svg")
    assert refused("render", "own.py", "--set", "count=3", "--timeout", "3") == (
        "error: own.py:4: the script did not end within 3 seconds\n"
    )


def test_render_own_builders() -> None:
    """A Python file of builders is drawn with the given parameters."""
    Path("own.py").write_text(
        "from diagrams.onprem.network import Nginx\n"
        "from mlarch import architecture\n"
        "@architecture('own', title='Own')\n"
        "def own(*, count: int = 1) -> None:\n"
        "    for number in range(count):\n"
        "        Nginx(f'proxy {number}')\n"
    )
    document = json.loads(good("render", "own.py", "-o", "-", "-f", "json", "--set", "count=3"))
    assert len(document["nodes"]) == 3


def test_zoo_prefix() -> None:
    """The prefix `zoo:` skips a local architecture of the same name."""
    Path("architectures").mkdir()
    Path("architectures/training-pipeline.yaml").write_text("title: My own\n")
    assert json.loads(good("show", "training-pipeline", "--json"))["title"] == "My own"
    assert json.loads(good("show", "zoo:training-pipeline", "--json"))["title"] == "A training pipeline"


def test_zoo_prefix_of_a_family() -> None:
    """The prefix applies to each step of a family."""
    Path("architectures/service").mkdir(parents=True)
    Path("architectures/service/1-proxy.yaml").write_text("title: My own\n")
    good("render", "zoo:service", "-f", "json")
    assert "My own" not in Path("service/1-proxy.json").read_text()
    good("render", "service", "-f", "json")
    assert "My own" in Path("service/1-proxy.json").read_text()


# wrong usage and input that cannot be read


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "casche"], "unknown architecture 'casche'. Did you mean 'cache'?"),
        (["render", "zoo:prox"], "unknown architecture 'prox'. Did you mean 'proxy'?"),
        (["render", "proxy", "-f", "pgn"], "unknown format 'pgn'. Did you mean 'png'?"),
        (["render", "proxy", "-o", "x.jpg"], "unknown format 'jpg'. Did you mean 'png'?"),
        (["render", "proxy", "--theme", "drak"], "unknown theme 'drak'. Did you mean 'dark'?"),
        (["render", "proxy", "-f", "png", "--scale", "0"], "scale must be a number above 0, not 0.0"),
        (["render", "proxy", "-f", "png", "--scale", "nan"], "scale must be a number above 0, not nan"),
        (["render", "proxy", "--direction", "up"], "direction 'up' is not one of LR, RL, TB, BT"),
        (
            ["render", "proxy", "--flow", "requst"],
            "unknown flow 'requst' of 'service/1-proxy'. Did you mean 'request'?",
        ),
        (
            ["render", "cache", "--set", "srvers=2"],
            "unknown parameter 'srvers' of 'service/2-cache'. Did you mean 'servers'?",
        ),
        (["render", "cache", "--set", "servers"], "--set servers: not of the form 'name=value'"),
        (["render", "no.yaml"], "no.yaml: cannot be read: No such file or directory"),
        (["render", "no.py"], "no.py: no such file"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], message: str) -> None:
    """Unreadable input is reported in one line, with a suggestion if there is one."""
    assert refused(*arguments) == f"error: {message}\n"


def test_an_unknown_technology() -> None:
    """An unknown technology is reported with its line, column and the nearest name."""
    document = "nodes:\n  cache: {technology: redsi}\n"
    assert refused("render", "-", stdin=document) == (
        "error: -:2:23: node 'cache': unknown technology 'redsi'. Did you mean 'redis'?\n"
    )


def test_stdin_that_is_not_text() -> None:
    """Input that is not UTF-8 is reported with the faulty byte."""
    assert refused("render", "-", stdin=b"title: \xff") == "error: -: not UTF-8 text: byte 7 is 0xff\n"


def test_all_problems_of_all_targets() -> None:
    """Every failing target is reported, and nothing is written."""
    assert refused("render", "proxy", "casche", "no.py") == (
        "error: unknown architecture 'casche'. Did you mean 'cache'?\nerror: no.py: no such file\n"
    )


def test_two_pictures_for_one_file() -> None:
    """Two pictures for one file are an error."""
    assert refused("render", "proxy", "service/1-proxy") == (
        "error: service/1-proxy.svg: several pictures would be written to this one file\n"
    )


def test_a_file_where_a_folder_should_be() -> None:
    """A file in place of the output folder is reported and kept."""
    Path("service").write_text("mine")
    assert refused("render", "proxy") == (
        "error: service/1-proxy.svg: cannot be written: 'service' is a file, not a folder\n"
    )
    assert Path("service").read_text() == "mine"


def test_usage_errors() -> None:
    """Wrong usage prints the usage line of the command."""
    assert refused("render", "proxy", "-o", "x.svg", "-f", "png") == (
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
    """A script that raises, exits or draws nothing is reported with its line and the reason."""
    Path("script.py").write_text(script)
    assert refused("render", "script.py") == f"error: {message}\n"


def test_verbose_prints_the_cause() -> None:
    """-v prints the traceback of an error; without -v there is none."""
    assert "Traceback" in run("-v", "show", "casche").stderr
    assert "Traceback" not in run("show", "casche").stderr


# doctor and the rest


def test_doctor() -> None:
    """`doctor` prints the version of each dependency and exits with 0 if none is missing."""
    lines = good("doctor").splitlines()
    names = [line[:14].strip() for line in lines]
    assert names == ["mlarch", "Python", "diagrams", "layout engine", "rasteriser", "font"]
    assert f"Python         {sys.version.split()[0]}" in lines


def test_doctor_without_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing dependency is printed with the way to install it, and the exit code is 1."""
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
    """Names complete to short and full names."""
    words = {"_MLARCH_COMPLETE": "bash_complete", "COMP_WORDS": "mlarch show ca", "COMP_CWORD": "2"}
    assert CliRunner().invoke(main, env=words, prog_name="mlarch").stdout == "plain,cache\n"


def test_completion_of_formats() -> None:
    """The last item of a list of formats is completed."""
    words = "mlarch render proxy -f svg,p"
    env = {"_MLARCH_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "4"}
    completions = CliRunner().invoke(main, env=env, prog_name="mlarch").stdout
    assert completions == "plain,svg,png\nplain,svg,pdf\nplain,svg,python\n"


def test_a_closed_pipe_is_quiet() -> None:
    """A closed pipe on stdout is not an error."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "mlarch", "list"], stdout=closed, stderr=subprocess.PIPE, text=True
        )
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [["list"], ["show", "zoo:nginx", "--json"], ["list", "--json"]])
def test_a_full_disk_behind_stdout(arguments: list[str]) -> None:
    """A full disk behind stdout is reported in one line."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mlarch", *arguments], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (2, "error: cannot print: no space left on device\n")


def test_a_full_disk_behind_a_file() -> None:
    """A full disk behind a file is reported with its name."""
    Path("x.json").symlink_to("/dev/full")
    assert refused("render", "proxy", "-o", "x.json") == (
        "error: x.json: cannot be written: no space left on device\n"
    )


def test_an_interrupt_is_quiet() -> None:
    """Ctrl-C outside a user's script ends with 130 and no output."""
    code = (
        "import os, signal, threading, mlarch.project.targets\n"
        "from mlarch.cli import main\n"
        "threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "main(['render', '-'])"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=-1, stdout=-1, stderr=-1, text=True) as process:
        assert process.wait(timeout=20) == 130
        assert (process.stdout.read(), process.stderr.read()) == ("", "")


@pytest.mark.slow
def test_progress_on_a_terminal_only() -> None:
    """The progress bar is shown on a terminal, and not in a file."""
    Path("architectures").mkdir()
    Path("architectures/a.yaml").write_text("title: A\n")
    main_side, terminal = pty.openpty()
    command = [sys.executable, "-m", "mlarch", "build", "--force"]
    subprocess.run(command, stderr=terminal, check=True)
    os.close(terminal)
    output = read_terminal(main_side)
    assert "100%" in output
    assert output.endswith("2 written\r\n")
    assert subprocess.run(command, stderr=subprocess.PIPE, check=True).stderr == b"2 written\n"


def read_terminal(descriptor: int) -> str:
    """Return everything written to a terminal whose other side is closed."""
    output = b""
    with contextlib.suppress(OSError), os.fdopen(descriptor, "rb", buffering=0) as stream:
        while piece := stream.read(4096):
            output += piece
    return output.decode()

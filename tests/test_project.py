"""Projects: settings, technologies, themes, and the commands that create and check documents."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from mlarch import get
from mlarch.cli import main
from mlarch.documents.mapping import to_mapping
from mlarch.documents.project_file import project_at
from mlarch.documents.safe_images import image_problem
from mlarch.documents.schema import json_schema
from mlarch.errors import DocumentError
from mlarch.model import THEMES
from mlarch.model.formats import FORMATS
from mlarch.project import loading

HUB = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4" fill="red"/></svg>'
)
PROJECT = """\
technologies:
  acme.FeatureHub: {icon: icons/hub.svg, label: Feature Hub, role: feature-store}
"""
OWN = "nodes: {hub: {technology: acme.FeatureHub}}\n"
FILES = Path(__file__).parent / "files"

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that writes a file of the project, which is the working directory."""
    monkeypatch.chdir(tmp_path)

    def write(name: str, text: str) -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    write("icons/hub.svg", HUB)
    return write


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def problems_of(path: Path | str) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        loading.load(path)
    return list(caught.value.problems)


# Technologies.


def test_a_technology_of_the_project(write: Write) -> None:
    """It provides the default label, role and icon, and survives a dump."""
    write("mlarch.yaml", PROJECT)
    arch = loading.load(write("own.yaml", OWN))
    hub = arch.nodes["hub"]
    assert (hub.technology, hub.label, hub.role) == ("acme.FeatureHub", "Feature Hub", "feature-store")
    assert hub.icon == "icons/hub.svg"
    assert loading.from_yaml(arch.to_yaml()) == loading.from_json(arch.to_json()) == arch
    named = loading.load(write("named.yaml", OWN.replace("Hub}", "Hub, label: Hub, role: x}")))
    assert (named.nodes["hub"].label, named.nodes["hub"].role) == ("Hub", "x")
    assert loading.from_yaml(named.to_yaml()) == named


def test_every_document_below_inherits(write: Write) -> None:
    """A project file applies to all documents below it, and a nearer one overrides it."""
    write("mlarch.yaml", PROJECT + "theme: {accent: red, logo: icons/hub.svg}\n")
    write("teams/mlarch.yaml", "theme: {accent: blue}\ntechnologies: {acme.Other: {label: Other}}\n")
    path = write(
        "teams/a/own.yaml", "nodes: {hub: {technology: acme.FeatureHub}, b: {technology: acme.Other}}\n"
    )
    assert loading.load(path).nodes["b"].label == "Other"
    assert loading.load(path).nodes["hub"].icon == "icons/hub.svg"
    project = project_at(Path("teams"))
    assert (project.theme.accent, project.theme.logo) == ("blue", "icons/hub.svg")
    assert problems_of(write("own.yaml", "nodes: {b: {technology: acme.Othr}}\n"))[0].endswith(
        "unknown technology 'acme.Othr'. One of your own is described in mlarch.yaml, under technologies"
    )


def test_settings_in_pyproject(write: Write) -> None:
    """`[tool.mlarch]` holds the same settings; both files in one folder are an error."""
    write("pyproject.toml", '[tool.mlarch.technologies."acme.FeatureHub"]\nlabel = "Feature Hub"\n')
    assert loading.load(write("own.yaml", OWN)).nodes["hub"].label == "Feature Hub"
    write("pyproject.toml", '[project]\nname = "x"\n')
    write("mlarch.yaml", PROJECT)
    assert loading.load("own.yaml").nodes["hub"].role == "feature-store"
    write("pyproject.toml", "[tool.mlarch]\n")
    assert problems_of("own.yaml") == [
        "mlarch.yaml: pyproject.toml beside it has [tool.mlarch] as well: keep one"
    ]


def test_every_problem_of_a_project_file_is_located(write: Write) -> None:
    """Keys, names, images, colors, themes and formats are each reported at their place."""
    write(
        "mlarch.yaml",
        "technologies:\n"
        "  acme: {label: x}\n"
        "  onprem.network.Nginx: {label: x}\n"
        "  acme.X: {icon: icons/hbu.svg, lable: y}\n"
        "  acme.Y: {icon: ../x.svg, role: [a]}\n"
        "theme: {extends: lihgt, accent: purplish}\n"
        "build: {formats: [svg, pgn], themes: 3}\n"
        "biuld: {}\n",
    )
    result = run("validate", "mlarch.yaml")
    assert (result.exit_code, result.stderr.splitlines()) == (
        2,
        [
            "error: mlarch.yaml:2:3: technology 'acme': a name is like 'acme.FeatureHub': "
            "letters, digits and a dot",
            "error: mlarch.yaml:3:3: technology 'onprem.network.Nginx': mlarch has a technology of that name",
            "error: mlarch.yaml:4:18: technology 'acme.X': icon: there is no file 'icons/hbu.svg'. "
            "Did you mean 'icons/hub.svg'?",
            "error: mlarch.yaml:4:33: technology 'acme.X': unknown key 'lable'. Did you mean 'label'?",
            "error: mlarch.yaml:5:18: technology 'acme.Y': icon: '../x.svg' leads out of the project's "
            "folder",
            "error: mlarch.yaml:5:34: technology 'acme.Y': role must be text",
            "error: mlarch.yaml:6:18: theme: extends: 'lihgt' is not one of light, dark, auto, print. "
            "Did you mean 'light'?",
            "error: mlarch.yaml:6:33: theme: 'purplish' is not a color: write a CSS name or '#rrggbb'",
            "error: mlarch.yaml:7:18: build: formats: 'pgn' is not one of svg, png, d2, dot, drawio, html, "
            "json, mermaid, pdf, python, text, yaml. Did you mean 'png'?",
            "error: mlarch.yaml:7:38: build: themes must be a list of texts",
            "error: mlarch.yaml:8:1: project: unknown key 'biuld'. Did you mean 'build'?",
        ],
    )


def test_every_theme_and_format_is_accepted(write: Write) -> None:
    """A project file takes the themes and formats that pictures have, all of them."""
    write(
        "mlarch.yaml",
        f"theme: {{extends: {THEMES[-1]}}}\nbuild: {{themes: {[*THEMES]}, formats: {[*FORMATS]}}}\n",
    )
    project = project_at()
    assert (project.build.themes, project.build.formats) == (THEMES, tuple(FORMATS))
    for theme in THEMES:
        write("mlarch.yaml", f"theme: {{extends: {theme}}}\n")
        assert project_at().theme.extends == theme


def test_reading_returns_the_files_that_were_named(write: Write, tmp_path: Path) -> None:
    """A caller gets the paths that a document, its base and its project name, missing ones too."""
    for name in ("x.svg", "logo.svg"):
        write(name, HUB)
    write("mlarch.yaml", "theme: {logo: logo.svg}\n")
    write("base.yaml", "nodes: {a: {icon: x.svg}}\n")
    requested: set[Path] = set()
    loading.load(write("own.yaml", "extends: base.yaml\n"), requested=requested)
    assert {path.name for path in requested} == {"base.yaml", "x.svg", "logo.svg"}
    with pytest.raises(DocumentError):
        loading.load(write("own.yaml", "nodes: {a: {icon: gone.svg}}\n"), requested=requested)
    assert tmp_path / "gone.svg" in requested


# Images.

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.mark.parametrize(
    "inside",
    [
        '<rect width="9" height="9" style="fill:url(#a)"/>',
        '<defs><linearGradient id="a"/></defs><rect fill="url( #a )" width="9" height="9"/>',
        '<use xlink:href="#a"/>',
        '<image href="data:image/png;base64,AAAA"/>',
        "<style>.a{fill:red}</style>",
    ],
)
def test_safe_images(write: Write, inside: str) -> None:
    """An image that refers only to itself can be embedded."""
    assert image_problem(write("a.svg", SVG.format(inside))) == ""


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("<script/>", "holds <script>"),
        ("<svg:script xmlns:svg='http://www.w3.org/2000/svg'/>", "holds <svg:script>"),
        ("<foreignObject/>", "holds <foreignObject>"),
        ('<rect onload="x()"/>', "holds the handler 'onload'"),
        ('<image xlink:href="https://a.b/c.png"/>', "refers to 'https://a.b/c.png'"),
        ('<image href="file:///etc/passwd"/>', "refers to 'file:///etc/passwd'"),
        ('<image href="other.svg#a"/>', "refers to 'other.svg#a'"),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', "refers to 'data:image/svg+xml"),
        ('<a href="javascript:x()"/>', "refers to 'javascript:x()'"),
        ('<rect style="fill:url(https://a.b/c#d)"/>', "refers to 'fill:url(https://a.b/c#d)'"),
        ('<rect style="fill:u\\72l(x)"/>', "refers to 'fill:u\\72l(x)'"),
        ("<style>@import 'a.css';</style>", "refers to something in its styles"),
        ("<style>.a{fill:<![CDATA[url(]]>a.svg#b)}</style>", "refers to something in its styles"),
        ("<animate/>", "holds <animate>"),
        ("<?xml-stylesheet href='a.css'?>", "holds the instruction <?xml-stylesheet?>"),
        ("<g>" * 300 + "</g>" * 300, "is too large a drawing"),
        ("<rect", "is not well-formed"),
    ],
)
def test_unsafe_images(write: Write, inside: str, message: str) -> None:
    """Scripts, handlers, references and files that are no drawing are refused."""
    assert image_problem(write("a.svg", SVG.format(inside))).startswith(message)


def test_broken_and_large_images(write: Write, tmp_path: Path) -> None:
    """Entities, other formats, and huge or damaged images are refused."""
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SVG.format("<text>&b;</text>")
    assert image_problem(write("a.svg", bomb)) == "declares the entity 'a', which an icon may not"
    assert image_problem(write("b.svg", "<html><svg></svg></html>")) == "is neither SVG nor PNG"
    assert image_problem(write("c.svg", SVG.format(" " * 1_000_001))) == "is larger than 1 MB"
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (50_000).to_bytes(4, "big") * 2 + bytes(20)
    (tmp_path / "d.png").write_bytes(png)
    assert image_problem(Path("d.png")) == "is 50000x50000 pixels, more than 4096 a side"
    (tmp_path / "e.png").write_bytes(png[:20])
    assert image_problem(Path("e.png")) == "is a damaged PNG"


def test_the_path_of_an_icon_is_that_from_the_working_directory(write: Write) -> None:
    """A document names icons beside it, and the picture is the same wherever the project is."""
    path = write("sub/own.yaml", "nodes: {a: {icon: ../icons/hub.svg}}\n")
    arch = loading.load(path)
    assert arch.nodes["a"].icon == "icons/hub.svg"
    assert str(Path.cwd()) not in arch.to_svg() + arch.to_yaml()


# Building.


def test_a_build_makes_the_formats_and_themes_of_the_project(write: Write) -> None:
    """The first theme has the plain name, and a second build has nothing to do."""
    write("mlarch.yaml", PROJECT + "theme: {accent: '#7c3aed', logo: icons/hub.svg}\n")
    write(
        "mlarch.yaml",
        Path("mlarch.yaml").read_text() + "build: {formats: [svg, mermaid], themes: [light, dark]}\n",
    )
    write("architectures/team/own.yaml", OWN + "edges: {hub -> hub: x}\n")
    assert run("build").stderr == "3 written\n"
    made = sorted(path.as_posix() for path in Path("out").rglob("*.*"))
    assert made == ["out/team/own-dark.svg", "out/team/own.mmd", "out/team/own.svg"]
    light, dark = (Path(f"out/team/own{end}.svg").read_text() for end in ("", "-dark"))
    assert "#7c3aed" in light and 'class="logo"' in light and light != dark
    assert run("build", "--check").exit_code == 0
    write("icons/hub.svg", HUB.replace("red", "blue"))
    assert run("build", "--check").stdout == "out/team/own.svg: stale\nout/team/own-dark.svg: stale\n"


def test_render_has_the_theme_of_the_project(write: Write) -> None:
    """The theme of the project is the default, and an option overrides it."""
    write("mlarch.yaml", "theme: {extends: dark, accent: red}\n")
    write("own.yaml", "nodes: {a: {}}\nedges: {a -> a: x}\n")
    own, light = (
        run("render", "own.yaml", "-o", "-").stdout,
        run("render", "own.yaml", "--theme", "light", "-o", "-").stdout,
    )
    arch = loading.load("own.yaml")
    assert own == arch.to_svg(theme="dark", accent="red")
    assert light == arch.to_svg(theme="light", accent="red")


def test_a_name_has_the_theme_of_its_project(write: Write) -> None:
    """The nearest project file applies to a name as to the path of its file, and as in a build."""
    write("architectures/a/mlarch.yaml", "theme: {accent: red}\n")
    write("architectures/a/own.yaml", "nodes: {a: {}}\n")
    drawn = [run("render", target, "-o", "-").stdout for target in ("a/own", "architectures/a/own.yaml")]
    assert drawn == [get("a/own").to_svg(accent="red")] * 2
    assert run("build").exit_code == 0
    assert Path("out/a/own.svg").read_text() == drawn[0]


# Installed packages.


def test_an_installed_package_offers_architectures(write: Write) -> None:
    """Its documents and builders are listed and extended under the name of its entry point."""
    write("site/acme_zoo/__init__.py", "raise RuntimeError('nobody imports this')\n")
    write("site/acme_zoo/base.yaml", "nodes: {web: {technology: nginx}}\n")
    write("site/acme_zoo/1-serving.yaml", "extends: base.yaml\ntitle: ACME serving\n")
    write(
        "site/acme_zoo/built.py",
        "from diagrams.onprem.network import Nginx\nfrom mlarch import architecture\n"
        "@architecture('built', title='Built')\ndef built(*, copies: int = 1) -> None:\n"
        "    for n in range(copies): Nginx('Web', id=f'web-{n}')\n",
    )
    write("site/acme_zoo-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: acme-zoo\nVersion: 1\n")
    write("site/acme_zoo-1.dist-info/entry_points.txt", "[mlarch.architectures]\nacme = acme_zoo\n")
    write("own.yaml", "extends: acme/serving\nnodes: {web: {label: Own}}\n")
    write("two.yaml", "extends: acme/built\nparameters: {copies: 3}\n")

    def mlarch(*arguments: str) -> Any:
        environment = {**os.environ, "PYTHONPATH": "site"}
        done = subprocess.run(
            [sys.executable, "-m", "mlarch", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    listed = [entry["name"] for entry in mlarch("list", "--json") if entry["name"].startswith("acme/")]
    assert listed == ["acme/1-serving", "acme/base", "acme/built"]
    assert mlarch("show", "own.yaml", "--json")["title"] == "ACME serving"
    assert list(mlarch("show", "two.yaml", "--json")["nodes"]) == ["web-0", "web-1", "web-2"]


# Commands.


def test_init_writes_a_starter(write: Write) -> None:
    """It changes nothing yet, names the schema by a relative path, and overwrites only if forced."""
    result = run("init", "gcp-scaling/6-cache", "-o", "architectures/own.yaml")
    assert (result.exit_code, result.stderr) == (
        0,
        "wrote architectures/own.yaml\n"
        "draw it: mlarch render architectures/own.yaml\n"
        "for completion in your editor: mlarch schema -o mlarch.schema.json\n",
    )
    text = Path("architectures/own.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=../mlarch.schema.json\n")
    assert get("own") == get("zoo:gcp-scaling/6-cache").replace(name="own")
    again = run("init", "cache", "-o", "architectures/own.yaml")
    assert (again.exit_code, again.stderr) == (
        2,
        "error: architectures/own.yaml: exists already; --force overwrites it\n",
    )
    assert run("init", "unet-pipeline", "-o", "architectures/own.yaml", "--force").exit_code == 0
    assert "extends: unet-pipeline\n" in Path("architectures/own.yaml").read_text()


def test_init_from_a_document(write: Write) -> None:
    """A document is named by its path; families, unknown names and other suffixes are refused."""
    write("base.yaml", OWN.replace("acme.FeatureHub", "nginx"))
    assert run("init", "base.yaml", "-o", "envs/prod.yaml").exit_code == 0
    assert loading.load("envs/prod.yaml").nodes == loading.load("base.yaml").nodes
    assert run("init", "cache", "-o", "x.txt").exit_code == 2
    assert "is a family" in run("init", "gcp-scaling", "-o", "x.yaml").stderr
    assert (
        run("init", "cahce", "-o", "x.yaml").stderr
        == "error: unknown architecture 'cahce'. Did you mean 'cache'?\n"
    )
    assert not Path("x.yaml").exists()


def test_validate_counts_valid_documents(write: Write) -> None:
    """Files, folders and stdin count; the project file in a folder is not a document."""
    write("architectures/a.yaml", "nodes: {a: {}}\n")
    write("architectures/b/c.json", "{}")
    write("architectures/mlarch.yaml", "theme: {accent: red}\n")
    result = CliRunner().invoke(main, ["validate", "architectures", "-"], input="nodes: {a: {}}\n")
    assert (result.exit_code, result.stderr) == (0, "3 documents without problems\n")
    wrong = CliRunner().invoke(main, ["validate", "-"], input="nodes: {a: {lable: x}}\n")
    assert (wrong.exit_code, wrong.stderr) == (
        2,
        "error: -:1:13: node 'a': unknown key 'lable'. Did you mean 'label'?\n",
    )


def test_a_terminal_shows_the_line(write: Write) -> None:
    """A message is followed by its line and a caret below the column."""
    write("own.yaml", "title: A\nnodes:\n  web: {lable: Web}\n")
    master, slave = pty.openpty()
    subprocess.run([sys.executable, "-m", "mlarch", "validate", "own.yaml"], stderr=slave, check=False)
    os.close(slave)
    assert os.read(master, 10_000).decode().replace("\r\n", "\n") == (
        "error: own.yaml:3:9: node 'web': unknown key 'lable'. Did you mean 'label'?\n"
        "      web: {lable: Web}\n"
        "            ^\n"
    )
    os.close(master)


def test_show_diff(write: Write) -> None:
    """It prints the changes of a document, and refuses a document that changes nothing."""
    write("architectures/own.yaml", "extends: gcp-scaling/6-cache\nnodes: {logging: null}\n")
    assert run("show", "own", "--diff").stdout.splitlines()[1:] == [
        "- node logging             Cloud Logging",
        "- edge serving -> logging  logs",
    ]
    verbose = run("-v", "show", "architectures/own.yaml", "--diff").stderr
    assert verbose == (
        "note: architectures/own.yaml: 'logging' is removed, and with it the edge 'serving -> logging'\n"
        "note: architectures/own.yaml: cluster 'operations' is empty now; null removes it as well\n"
    )
    assert run("show", "cache", "--diff").stderr == "error: cache: is no document, and so changes nothing\n"


# The schema.


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    found = json_schema(["acme.FeatureHub"])
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def test_the_schema_offers_technologies(write: Write) -> None:
    """The command prints the technologies of the project first."""
    write("mlarch.yaml", PROJECT)
    assert run("schema", "-o", "mlarch.schema.json").stderr == "wrote mlarch.schema.json\n"
    names = json.loads(Path("mlarch.schema.json").read_text())["$defs"]["technology"]["anyOf"][0]["enum"]
    assert names[0] == "acme.FeatureHub" and {"nginx", "gcp.compute.ComputeEngine"} <= set(names)


# Faults that are found only by reading the base, or by comparing parts of the document.
BEYOND_A_SCHEMA = {
    "cluster-circle",
    "dangling-cluster",
    "dangling-edge",
    "duplicate-edge",
    "edge-into-own-cluster",
    "edge-to-removed",
    "extends-absolute",
    "extends-address",
    "extends-circle",
    "extends-family",
    "extends-itself",
    "extends-missing",
    "extends-outside",
    "extends-python",
    "flow-without-edge",
    "icon-address",
    "icon-entity",
    "icon-missing",
    "icon-outside",
    "icon-reference",
    "icon-script",
    "icon-text",
    "move-into-edge",
    "null-without-base",
    "parameter-of-document",
    "parameter-type",
    "parameter-unknown",
    "parameter-value",
    "remove-by-nothing",
    "remove-cluster-in-use",
    "same-id",
    "unknown-technology",
    "view-hops-alone",
}


@pytest.mark.parametrize("path", sorted((FILES / "invalid").glob("*.*ml")), ids=lambda path: path.stem)
def test_schema_and_checker_agree(path: Path, validator: jsonschema.Draft202012Validator) -> None:
    """The schema finds exactly the faults of shape that the checker finds."""
    try:
        value = loading.parse_value(path.read_text("utf-8"))
    except DocumentError:
        return  # no YAML at all
    assert validator.is_valid(value) == (path.stem in BEYOND_A_SCHEMA)


@pytest.mark.parametrize(
    "name", ["gcp-scaling/9-offline-inference", "sql-vs-nosql", "flask-serving/3-docker"]
)
def test_the_schema_accepts_valid_documents(name: str, validator: jsonschema.Draft202012Validator) -> None:
    """Short and complete dumps of the zoo, and a starter, are valid."""
    arch = get(name)
    validator.validate(to_mapping(arch))
    validator.validate({k: v for k, v in to_mapping(arch, full=True).items() if v or k == "name"})
    from mlarch.documents.template import starter

    validator.validate(loading.parse_value(starter(arch, name).replace("\n  # ", "\n  ")))

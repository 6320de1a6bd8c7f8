"""Diff: compare two architectures part by part, as text, data and picture, and across revisions."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import mlarch
from mlarch import Architecture
from mlarch.cli import main
from mlarch.drawing import comparison
from mlarch.layout.steps.version_union import join_versions
from mlarch.model import EdgeData, Node
from mlarch.model.diff import Change, Comparison, Difference, diff
from tools import tool

SVG = "{http://www.w3.org/2000/svg}"
OLD = """\
title: Web
clusters:
  host: {label: Host}
nodes:
  proxy: {label: Proxy, technology: nginx}
  web: {label: Web, cluster: host}
edges:
  proxy -> web: HTTP
"""
NEW = """\
title: Web
clusters:
  host: {label: Host}
  pool: {label: Pool, cluster: host}
nodes:
  web: {label: Web, cluster: pool, replicas: 2}
  cache: {label: Cache, technology: redis}
edges:
  web -> cache: lookups
"""
TEXT = """\
old -> new: 3 added, 2 removed, 1 changed
+ cluster pool       Pool
~ node web           cluster: host -> pool
                     replicas: 1 -> 2
+ node cache         Cache
- node proxy         Proxy
+ edge web -> cache  lookups
- edge proxy -> web  HTTP
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with an old and a new document."""
    monkeypatch.chdir(tmp_path)
    Path("old.yaml").write_text(OLD)
    Path("new.yaml").write_text(NEW)
    return tmp_path


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["diff", *arguments], input=stdin)


def refused(*arguments: str) -> str:
    """Return the last line on stderr of a command that must exit with 2 and write nothing."""
    before = sorted(Path().rglob("*"))
    result = run(*arguments)
    assert (result.exit_code, result.stdout, sorted(Path().rglob("*"))) == (2, "", before)
    return result.stderr.splitlines()[-1]


def test_the_package_exports_the_function() -> None:
    """`mlarch.diff` is the function, even after a module of that name is imported."""
    from mlarch.cli.diff import diff as _  # noqa: F401  # a module of that name exists, in another package

    assert mlarch.diff is diff


def test_no_difference() -> None:
    """Equal architectures compare as false, even in another order of declaration."""
    arch = Architecture(name="a", nodes=[Node(id="x"), Node(id="y")])
    reordered = Architecture(name="b", nodes=[Node(id="y"), Node(id="x")])
    assert diff(arch, arch) == Comparison("a", "a")
    assert not diff(arch, reordered.replace(title="a"))


def test_every_kind_of_difference() -> None:
    """Parts are added, removed or changed, each change with its field and both values."""
    old = Architecture(
        name="a", nodes=[Node(id="x", label="X"), Node(id="y")], edges=[EdgeData(source="x", target="y")]
    )
    new = old.without("y").with_node("x", label="Z").with_node("z")
    assert diff(old, new).differences == (
        Difference("node", "x", "changed", "Z", (Change("label", "X", "Z"),)),
        Difference("node", "z", "added", "Z"),
        Difference("node", "y", "removed"),
        Difference("edge", "x -> y", "removed"),
    )


def test_fields_of_the_architecture() -> None:
    """Fields of the architecture are changes without a part, and the view has its document key."""
    old = Architecture(name="a", title="T", nodes=[Node(id="x")])
    new = old.replace(name="b", direction="LR", default_view={"only": ["x"]}, notes=["n"])
    comparison = diff(old, new)
    assert [change.field for change in comparison.changes] == ["notes", "direction", "view"]
    assert comparison.summary() == "only fields of the architecture itself differ"
    assert list(comparison.lines())[1:] == [
        "~ whole  direction: TB -> LR",
        '         view: none -> {"only": ["x"]}',
        "         texts: notes",
    ]


def test_flows_are_parts() -> None:
    """A flow with another path is changed, with both paths."""
    old, new = mlarch.get("gcp-scaling/5-scaling-out"), mlarch.get("gcp-scaling/6-cache")
    [flow] = diff(old, new).of("changed", "flow")
    assert flow.changes[0].after == ("users", "load-balancer", "serving", "cache")


def test_text() -> None:
    """The text has a line for each part and each further field, and the exit code is 1."""
    result = run("old.yaml", "new.yaml")
    assert (result.stdout, result.exit_code) == (TEXT, 1)


def test_no_difference_prints_nothing() -> None:
    """Equal architectures print nothing, and the exit code is 0."""
    result = run("cache", "zoo:gcp-scaling/6-cache")
    assert (result.stdout, result.exit_code) == ("", 0)


def test_standard_input() -> None:
    """One side can be read from standard input."""
    assert run("old.yaml", "-", stdin=OLD.replace("HTTP", "HTTPS")).stdout == (
        "old -> stdin: 0 added, 0 removed, 1 changed\n~ edge proxy -> web  label: HTTP -> HTTPS\n"
    )


def test_json() -> None:
    """The object has a list for each kind of difference, with JSON values."""
    data = json.loads(run("old.yaml", "new.yaml", "--json").stdout)
    assert [part["id"] for part in data["added"]] == ["pool", "cache", "web -> cache"]
    assert data["changed"][0]["changes"][1] == {"field": "replicas", "from": 1, "to": 2}
    assert (data["before"], data["after"], data["changes"]) == ("old", "new", [])


def test_markdown_is_safe() -> None:
    """In the Markdown table, no label can end a cell, be markup or mention a user."""
    Path("new.yaml").write_text(OLD.replace("label: Web", 'label: "a | <b> @all\\n*x*"'))
    assert run("old.yaml", "new.yaml", "--markdown").stdout == (
        "**old → new**: 0 added, 0 removed, 1 changed\n\n"
        "| | what | id | change |\n|---|---|---|---|\n"
        "| ~ changed | node | `web` | label: Web -&#62; a &#124; &#60;b&#62; &#64;all &#42;x&#42; |\n"
    )


def test_text_has_no_control_characters() -> None:
    """Characters that move the cursor or clear the screen are left out."""
    comparison = Comparison("a", "b", (Difference("node", "x", "added", "Y\x1b[2J\rZ\x9b1m"),))
    assert list(comparison.lines())[1] == "+ node x  Y [2J Z 1m"


# The picture.


def groups(svg: str) -> dict[str, str]:
    """Return the class of each node, cluster and edge of a picture."""
    classes = {}
    for group in ET.fromstring(svg).iter(f"{SVG}g"):
        id = group.get("data-id")
        if id:
            classes[id] = group.get("class", "")
    return classes


def test_picture_marks_every_part() -> None:
    """Each part has the class of its difference; unchanged parts have the muted class."""
    result = run("old.yaml", "new.yaml", "-o", "-")
    tags = {id: name.split(" tag-")[1].split()[0] for id, name in groups(result.stdout).items()}
    assert result.exit_code == 1
    assert tags == {
        "host": "diff-same",
        "pool": "diff-added",
        "proxy": "diff-removed",
        "web": "diff-changed",
        "cache": "diff-added",
        "proxy -> web": "diff-removed",
        "web -> cache": "diff-added",
    }


def test_color_is_never_the_only_sign() -> None:
    """Each marked node, cluster and edge shows its sign as text, and removed parts are dashed."""
    svg = comparison.to_svg(
        mlarch.Architecture.from_yaml("old.yaml"), mlarch.Architecture.from_yaml("new.yaml")
    )
    texts = ["".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text")]
    assert {"Pool +", "+ lookups", "\u2212 HTTP"} <= set(texts)
    assert [texts.count(sign) for sign in "+\u2212~"] == [2, 2, 2]  # a node of each, and its legend
    assert ".tag-diff-removed .line{stroke-dasharray:6 4}" in svg


def test_a_moved_node_is_drawn_twice() -> None:
    """A node in another cluster is drawn dashed in the old one and amber in the new one."""
    old = Architecture.from_yaml("old.yaml").with_cluster("other").with_node("stays", cluster="other")
    new = old.with_node("web", cluster="other").with_node("more", cluster="host")
    drawn = comparison.marked(old.with_node("more", cluster="host"), new)
    assert [(node.id, node.cluster, *node.tags) for node in drawn.nodes.values() if "web" in node.id] == [
        ("web.1", "host", "diff-before"),
        ("web", "other", "diff-changed"),
    ]


def test_a_node_that_moves_into_its_neighbour_is_drawn_twice() -> None:
    """The source of an edge that moves into the target cluster is drawn inside and outside."""
    old = Architecture.from_yaml("old.yaml").connect("proxy", "host")
    new = Architecture.from_yaml("old.yaml").with_node("proxy", cluster="host")
    union = join_versions([old, new])
    assert union.keys[0]["proxy -> host"] == "proxy.1 -> host"
    assert union.architecture.nodes["proxy"].cluster == "host"


@pytest.mark.parametrize("theme", ["light", "dark", "auto", "print"])
def test_themes(theme: str) -> None:
    """Every theme draws the same marks, and auto has the muted dark colors in its media block."""
    svg = run("old.yaml", "new.yaml", "-o", "-", "--theme", theme).stdout
    assert set(groups(svg)) == {"host", "pool", "proxy", "web", "cache", "proxy -> web", "web -> cache"}
    assert svg.count(" .tag-diff-same .icon{") == (2 if theme == "auto" else 1)


def test_files_are_written() -> None:
    """The suffix selects SVG or PNG, and the text is printed as well."""
    result = run("old.yaml", "new.yaml", "-o", "d.png")
    assert (result.stdout, result.stderr) == (TEXT, "wrote d.png\n")
    assert Path("d.png").read_bytes().startswith(b"\x89PNG")


def test_the_icon_file_of_a_removed_node_may_be_missing() -> None:
    """A removed node is drawn without its icon if the file no longer exists."""
    icon = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    Path("hub.svg").write_text(icon)
    Path("old.yaml").write_text("nodes: {hub: {icon: hub.svg}, web: {}}")
    old = Architecture.from_yaml("old.yaml")
    Path("hub.svg").unlink()
    assert "diff-removed" in groups(comparison.to_svg(old, old.without("hub")))["hub"]


# Revisions.


@pytest.fixture
def repository(here: Path) -> Callable[..., None]:
    """Return a function that commits the whole folder to a repository, as a tag."""
    git = tool("git")
    settings = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")

    def commit(tag: str) -> None:
        for words in (("add", "-A"), ("commit", "-qm", tag), ("tag", tag)):
            subprocess.run([git, *settings, *words], check=True)

    subprocess.run([git, "init", "-q"], check=True)
    return commit


def test_revision_of_a_file(repository: Callable[..., None]) -> None:
    """The old document and its bases come from the revision, the new ones from the work tree."""
    Path("team").mkdir()
    Path("base.yaml").write_text(OLD)
    Path("team/web.yaml").write_text("extends: ../base.yaml\nnodes: {db: {label: DB}}\n")
    repository("v1")
    Path("base.yaml").write_text(OLD.replace("HTTP", "HTTPS"))
    result = run("--rev", "v1", "team/web.yaml")
    assert result.stdout == (
        "web -> web: 0 added, 0 removed, 1 changed\n~ edge proxy -> web  label: HTTP -> HTTPS\n"
    )
    assert run("--rev", "v1", "old.yaml").exit_code == 0


def test_revision_of_a_name(repository: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A name in ./architectures works like its file, also in a subfolder of the repository."""
    Path("service/architectures").mkdir(parents=True)
    Path("service/architectures/shop.yaml").write_text(OLD)
    repository("v1")
    Path("service/architectures/shop.yaml").write_text(NEW)
    monkeypatch.chdir("service")
    assert run("--rev", "v1", "shop").stdout == TEXT.replace("old -> new", "shop -> shop")


def test_python_of_a_revision_needs_permission(repository: Callable[..., None]) -> None:
    """A script of a revision runs only if allowed, with the modules of its revision."""
    script = (
        "from diagrams import Diagram, Node\nfrom names import NAME\nwith Diagram('D'):\n    Node(NAME)\n"
    )
    Path("script.py").write_text(script)
    Path("names.py").write_text("NAME = 'a'\n")
    repository("v1")
    Path("names.py").write_text("NAME = 'b'\n")
    message = refused("--rev", "v1", "script.py")
    assert message == "error: script.py: Python of another revision runs only with --allow-python"
    result = run("--rev", "v1", "script.py", "--allow-python")
    assert result.stdout.splitlines()[1:] == ["+ node b  b", "- node a  a"]


def test_a_base_of_a_revision_does_not_run(repository: Callable[..., None]) -> None:
    """A document that extends a builder of the revision does not run it."""
    Path("architectures").mkdir()
    builder = "open('ran', 'w')\nfrom mlarch import architecture\n@architecture('b')\ndef b(): ...\n"
    Path("architectures/b.py").write_text(builder)
    Path("architectures/c.yaml").write_text("extends: b\n")
    repository("v1")
    assert refused("--rev", "v1", "architectures/c.yaml").startswith("error: v1:architectures/c.yaml:1:10:")


def test_links_of_a_revision_are_not_followed(repository: Callable[..., None]) -> None:
    """A symbolic link in a revision is not a document, whatever its target."""
    Path("link.yaml").symlink_to("old.yaml")
    repository("v1")
    assert refused("--rev", "v1", "link.yaml") == "error: link.yaml: not in revision 'v1'"


def test_bad_revisions(repository: Callable[..., None]) -> None:
    """A missing revision, file or folder is an error, and nothing is written."""
    repository("v1")
    Path("late.yaml").write_text(NEW)
    assert refused("--rev", "v2", "old.yaml") == "error: there is no revision 'v2'; is it fetched?"
    assert refused("--rev", "--help", "old.yaml") == "error: there is no revision '--help'; is it fetched?"
    assert refused("--rev", "v1", "late.yaml") == "error: late.yaml: not in revision 'v1'"
    assert refused("--rev", "v1", "no/x.yaml") == "error: no/x.yaml: there is no folder 'no'"
    assert refused("--rev", "v1", "-") == "error: -: standard input has no revisions"
    message = "error: 'gcp-scaling/6-cache' is not a local file, and has no revisions"
    assert refused("--rev", "v1", "cache") == message


def test_problems_of_a_revision_name_it(repository: Callable[..., None]) -> None:
    """The problems of a document in a revision begin with the revision."""
    Path("old.yaml").write_text("nodes: {a: {labl: A}}\n")
    repository("v1")
    Path("old.yaml").write_text(OLD)
    assert refused("--rev", "v1", "old.yaml") == (
        "error: v1:old.yaml:1:13: node 'a': unknown key 'labl'. Did you mean 'label'?"
    )


def test_outside_a_repository() -> None:
    """Outside a repository, the message is that of git."""
    tool("git")
    assert refused("--rev", "v1", "old.yaml").startswith("error: git: not a git repository")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["old.yaml"], "Error: Give two architectures, or one and '--rev', not 1."),
        (["old.yaml", "new.yaml", "--rev", "v1"], "Error: Give with '--rev' one file, not 2."),
        (["-", "-"], "Error: Only one of the two can be '-'."),
        (["old.yaml", "new.yaml", "--allow-python"], "Error: '--allow-python' needs '--rev'."),
        (["old.yaml", "new.yaml", "-o", "d.gif"], "Error: '-o d.gif': the picture is .svg or .png."),
        (["old.yaml", "cahce"], "error: unknown architecture 'cahce'. Did you mean 'cache'?"),
        (["old.yaml", "new.yaml", "--theme", "x"], None),
    ],
)
def test_bad_usage(arguments: list[str], message: str | None) -> None:
    """Bad usage prints one line, exits with 2 and writes nothing."""
    if message is not None:
        assert refused(*arguments) == message
        return
    assert refused(*arguments, "-o", "d.svg").startswith("error: unknown theme 'x'.")

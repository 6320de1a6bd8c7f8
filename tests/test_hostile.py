"""Hostile inputs at every door, a fixed sample of `python -m fuzz`, and each limit by itself."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings

from fuzz import guard
from fuzz.case import Case, run_case
from fuzz.doors import DOORS
from fuzz.doors.icons import SVG, drawing, png
from fuzz.guard import Breach, watched
from fuzz.markup import examine
from mlarch import Architecture, get, importers
from mlarch.cli import main
from mlarch.documents.project_file import project_at
from mlarch.errors import MlarchError
from mlarch.layout import text_measure
from mlarch.model import Node
from mlarch.project import loading, registry

pytestmark = pytest.mark.slow

EACH = 25  # cases of a door
LABEL = "</style></script></title><script>alert(1)</script>\" onload='x()' --><!--"


@pytest.mark.parametrize("name", DOORS)
def test_a_door_holds(name: str, tmp_path: Path) -> None:
    """Inputs are accepted or refused with a message, touch nothing else, and add no markup."""
    wanted = settings(
        max_examples=EACH,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    ended = []
    wanted(given(DOORS[name].CASES)(lambda case: ended.append(run_case(DOORS[name], case, tmp_path)[0])))()
    assert len(ended) >= EACH and {*ended} == {True, False}


# Breaches, and code that commits them.


@pytest.mark.parametrize(
    ("message", "fault"),
    {
        "write ": lambda: Path("../x").write_text("x"),
        "read ": lambda: Path("/etc/hostname").read_text(),
        "read": lambda: Path("link").read_text(),
        "os.listdir": lambda: os.listdir(".."),  # noqa: PTH208  # this is guarded against
        "os.rename": lambda: Path("x").rename("../x"),
        "os.mkdir": lambda: Path("../made").mkdir(),
        "os.remove": lambda: Path("../beside").unlink(),
        "os.symlink": lambda: Path("../made").symlink_to("x"),
        "socket.connect": lambda: socket.socket().connect(("127.0.0.1", 9)),
        "socket.getaddrinfo": lambda: socket.getaddrinfo("example.com", 80),
        "subprocess.Popen": lambda: subprocess.run(["true"], check=True),
        "os.system": lambda: os.system("true"),
        "took more than 0.1 s": lambda: sum(zlib.crc32(bytes(100)) for _ in iter(int, 1)),
        "MB": lambda: len(bytearray(int(guard.peak()) * 1_100_000)),
    }.items(),
)
def test_the_guard_detects_breaches(message: str, fault: Callable[[], object], tmp_path: Path) -> None:
    """Files outside, connections, processes, time and memory are detected, even if errors are caught."""
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "beside").touch()
    (inside / "link").symlink_to("../beside")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(inside)
        patch.setattr(guard, "SECONDS", 0.1 if "more than" in message else 5)
        patch.setattr(guard, "MEGABYTES", 20)
        with pytest.raises(Breach, match=message), watched([inside]):
            try:
                fault()
            except BaseException as error:
                assert isinstance(error, Breach)
    assert not (tmp_path / "x").exists() and not (tmp_path / "made").exists()
    assert (tmp_path / "beside").exists()


@pytest.mark.parametrize(
    ("format", "function"),
    [
        ("svg", "mlarch.drawing.svg.escape"),
        ("svg", "mlarch.drawing.labels.escape"),
        ("svg", "mlarch.drawing.nodes.quote"),
        ("html", "mlarch.exporters.html._text"),
        ("html", "mlarch.exporters.html._json"),
        ("drawio", "mlarch.exporters.drawio.html_text"),
        ("drawio", "mlarch.exporters.drawio_cells.quote"),
    ],
)
def test_markup_in_a_label_is_detected(format: str, function: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A label is text in every format; a forgotten escape would be detected."""
    arch = Architecture(
        name="x", title=LABEL, nodes=[Node(id="a", label=LABEL, description=LABEL, role=LABEL)]
    )
    examine(arch, format)
    careless = {"_json": json.dumps}.get(function.rpartition(".")[2], lambda text: text)
    monkeypatch.setattr(
        function, careless if "attr" not in function and "quote" not in function else '"{}"'.format
    )
    with pytest.raises((AssertionError, SyntaxError)):
        examine(arch, format)


# Limits.


def _with(part: str, before: str = "<defs>") -> bytes:
    return SVG.replace(before, part + before, 1).encode()


# Created on demand: one has 100 MB.
PICTURES: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut off": (lambda: png(4, 4)[:20], "is a damaged PNG"),
    "without rows": (lambda: png(4, 4)[:40], "is not a picture"),
    "20 000 px": (lambda: png(20_000, 1), "is 20000x1 pixels, more than 4096 a side"),
    "bomb": (lambda: png(50_000, 50_000, rows=bytes(10**6)), "is 50000x50000 pixels, more than 4096 a side"),
    "100 MB": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(100_000_000), "is larger than 1 MB"),
    "script": (lambda: _with("<script/>"), "holds <script>, which an icon may not"),
    "handler": (lambda: _with("<g onload='x()'/>"), "holds the handler 'onload', which an icon may not"),
    "laughs": (
        lambda: b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + SVG[22:].encode(),
        "declares the entity 'a', which an icon may not",
    ),
    "reference": (
        lambda: _with("<image href='http://127.0.0.1:9/x.png'/>"),
        "refers to 'http://127.0.0.1:9/x.png': an icon may refer to nothing outside itself",
    ),
    "import": (
        lambda: _with("@import url(http://127.0.0.1:9/x.css);", ".a{"),
        "refers to something in its styles: an icon may refer to nothing outside itself",
    ),
    "page": (lambda: _with("<foreignObject/>"), "holds <foreignObject>, which an icon may not"),
    "depth": (lambda: _with("<g>" * 20_000), "is too large a drawing for an icon"),
}


@pytest.mark.parametrize("fault", PICTURES)
@pytest.mark.parametrize("where", ["document", "project", "logo"])
def test_hostile_images_are_refused(where: str, fault: str, tmp_path: Path) -> None:
    """A hostile image of a document or a project is refused, in little memory."""
    make, message = PICTURES[fault]

    class Door:
        CASES = DOORS["icons"].CASES

        def enter(self, case: Case) -> None:
            with pytest.raises(MlarchError) as caught:
                DOORS["icons"].enter(case)
            assert any(message in problem for problem in caught.value.problems)

    run_case(
        Door(),
        Case({"icons/x.png": make(), **drawing("icons/x.png", where)}, (where, "x.png"), "svg"),
        tmp_path,
    )


def test_images_of_code_have_limits(tmp_path: Path) -> None:
    """An image named by code is not decoded beyond 10 MB or 32 767 px, and 20 000 px are drawn small."""
    (tmp_path / "heavy.svg").write_bytes(SVG.encode() + b" " * 10_000_000)
    (tmp_path / "wide.png").write_bytes(png(20_000, 40))
    (tmp_path / "long.png").write_bytes(png(40_000, 1, rows=b""))
    heavy, wide, long = (
        Architecture(name="x", nodes=[Node(id="a", label="a", icon=str(tmp_path / name))])
        for name in ("heavy.svg", "wide.png", "long.png")
    )
    with pytest.raises(MlarchError, match=r"long.png': more than 32767 pixels a side$"):
        long.to_svg()
    with pytest.raises(MlarchError) as caught:
        heavy.to_svg()
    assert str(caught.value) == f"node 'a': cannot read icon '{tmp_path}/heavy.svg': larger than 10 MB"
    with pytest.raises(MlarchError, match=r"^cannot read logo '.*heavy.svg': larger than 10 MB$"):
        Architecture(name="x").to_svg(logo=str(tmp_path / "heavy.svg"))
    assert len(wide.to_svg()) < 20_000


@pytest.mark.parametrize(
    "text", ["x" * 1_000_000, "word " * 200_000, "x\u0301" * 300_000, "\u6a21" * 300_000]
)
def test_a_label_of_a_megabyte(text: str) -> None:
    """A label of a megabyte, in one word or many, is drawn truncated within a second."""
    text_measure.room.cache_clear()
    with watched([]) as watch:
        assert text_measure.wrap(text, "label", 150, 3)[-1].endswith("\u2026")
    assert watch.milliseconds < 1000


def test_a_link_out_of_the_project_is_no_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links in `architectures/` are followed inside the project only."""
    (tmp_path / "secret.yaml").write_text("title: Secret\n")
    project = tmp_path / "project"
    (project / "architectures").mkdir(parents=True)
    (project / "shared.yaml").write_text("title: Shared\n")
    monkeypatch.chdir(project)
    Path("architectures/out.yaml").symlink_to("../../secret.yaml")
    Path("architectures/in.yaml").symlink_to("../shared.yaml")
    assert [entry.name for entry in registry.local()] == ["in"]


def test_a_project_file_out_of_the_project_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link to a project file outside of the project is an error."""
    (tmp_path / "secret.yaml").write_text("password: x\n")
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    Path("mlarch.yaml").symlink_to("../secret.yaml")
    with pytest.raises(MlarchError, match=r"^mlarch.yaml: leads out of the project's folder$"):
        project_at()


def test_suggestions_name_nothing_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name similar to that of a file outside of the project gets no hint."""
    (tmp_path / "projecs").write_text("x")
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    with pytest.raises(MlarchError) as caught:
        loading.from_yaml("extends: .")
    assert str(caught.value) == "1:10: extends: there is no file '.'."


def test_only_the_head_of_a_document_is_listed(tmp_path: Path) -> None:
    """Listing reads the first 5 MB of a file, whatever its size."""
    with (tmp_path / "large.yaml").open("wb") as file:
        file.write(b"title: Large\n")
        file.truncate(2_000_000_000)
    with watched([tmp_path]):
        assert [entry.title for entry in registry.local(tmp_path)] == ["Large"]


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("/bin/echo", "the layout engine answered with no layout"),
        ("/bin/false", "the layout engine failed"),
        ("nowhere", "no layout engine at 'nowhere'"),
    ],
)
def test_a_program_that_is_no_layout_engine(
    program: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever program MLARCH_DOT names, the result is a message."""
    monkeypatch.setenv("MLARCH_DOT", program)
    done = CliRunner().invoke(main, ["render", "flask-serving/2-nginx", "-o", "-"])
    assert (done.exit_code, message in done.stderr) == (2, True)


def test_a_service_extended_over_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service extended over two files is checked like one of the first file."""
    monkeypatch.chdir(tmp_path)
    Path("compose.yaml").write_text("services: {a: {extends: {file: b.yaml, service: b}}}\n")
    Path("b.yaml").write_text("services:\n  b: {image: x, extends: c}\n  c: text\n")
    with pytest.raises(MlarchError) as caught:
        importers.read(["compose.yaml"])
    assert caught.value.problems[0] == "b.yaml:3:3: service 'c' must be a mapping"


@pytest.mark.parametrize("name", ["../loop.yaml", "x\\0.yaml", "x" * 5000 + ".yaml", "\\ud800.yaml"])
def test_an_impossible_path(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An impossible path is listed, refused when it is followed, and outside for Compose."""
    monkeypatch.chdir(tmp_path)
    Path("loop.yaml").symlink_to("loop.yaml")
    Path("architectures").mkdir()
    Path("architectures/a.yaml").write_text(f'extends: "{name}"\n')
    assert [entry.name for entry in registry.local()] == ["a"]
    with pytest.raises(MlarchError, match="extends: "):
        loading.load("architectures/a.yaml")
    service = f'{{image: nginx, volumes: ["./{name}:/etc/nginx/x"], build: "{name}", env_file: "{name}"}}'
    Path("compose.yaml").write_text(f'services: {{a: {service}}}\nconfigs: {{c: {{file: "{name}"}}}}\n')
    assert [*importers.read(["compose.yaml"]).architecture.nodes] == ["a"]


@pytest.mark.parametrize(
    "line",
    ["check", "import compose", "import kubernetes", "render", "lint", "validate", "show", "render web -o"],
)
def test_a_link_in_a_circle(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link to itself is a file that cannot be read or written."""
    monkeypatch.chdir(tmp_path)
    Path("loop.yaml").symlink_to("loop.yaml")
    done = CliRunner().invoke(main, [*line.replace("web", "flask-serving/2-nginx").split(), "loop.yaml"])
    assert (done.exit_code, "loop.yaml: " in done.output) == (2, True)


def test_messages_are_shortened() -> None:
    """A problem that quotes a megabyte keeps its beginning and its end."""
    with pytest.raises(MlarchError) as caught:
        get("x" * 1_000_000 + "!")
    (problem,) = caught.value.problems
    assert len(problem) == 10_000 and problem.startswith("unknown") and "x\u2026x" in problem


def test_labels_and_tags_that_are_no_text() -> None:
    """Recorded code may use numbers for texts."""
    from diagrams.onprem.network import Nginx

    from mlarch import Cluster, Diagram

    with Diagram("x", write=False) as drawn, Cluster(2024):
        Nginx(7, id="a", tags=3)
    arch = drawn.architecture
    assert (arch.nodes["a"].label, arch.nodes["a"].tags) == ("7", ("3",))
    assert [cluster.label for cluster in arch.clusters.values()] == ["2024"]
    assert get("flask-serving/2-nginx").nodes

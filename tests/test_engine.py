"""Check where graphs are laid out, what is said when that fails, and that nothing is left behind."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from architectures import random_architecture
from mlarch.errors import LayoutError, ParameterError
from mlarch.layout import supervisor
from mlarch.layout.dot import DotDrawing, Measured, Piece, Spacing, write
from mlarch.layout.engine import LARGEST_IN_PROCESS, apart, positions, version
from mlarch.layout.faults import HELP
from mlarch.layout.naming import named
from mlarch.layout.page_fit import lay_out
from mlarch.layout.regions import RegionPart
from mlarch.model import Architecture, EdgeData
from mlarch.project.build import build
from tools import tool

SMALL = "digraph { a -> b }"
BROKEN = "digraph { a -> "
DOUBTFUL = "digraph { n0 [width=1]; n1 [width=1]\nn0:nowhere -> n1 }"
ENDLESS = (
    "digraph {" + "".join(f"n{i} -> n{i * 7 % 3001}; n{i} -> n{i * 13 % 3001};" for i in range(3000)) + "}"
)


@pytest.fixture(autouse=True)
def afresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin and end without a worker, on pygraphviz."""
    monkeypatch.delenv("MLARCH_DOT", raising=False)
    monkeypatch.delenv("MLARCH_DEADLINE", raising=False)
    supervisor.close()
    yield
    supervisor.close()


def chain(length: int) -> str:
    return "digraph {\n" + "".join(f"n{i} [width=1];\n" for i in range(length)) + "n0 -> n1 }"


def drawing(dot: str, **boxes: str) -> DotDrawing:
    return DotDrawing(dot, boxes=boxes, clusters={}, edges=(), titles={})


def ended(process: int) -> bool:
    """Say whether a process has ended, whoever is to wait for it."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def soon(what: object, seconds: float = 10.0) -> bool:
    """Say whether something becomes true in time."""
    assert callable(what)
    until = time.monotonic() + seconds
    while not what() and time.monotonic() < until:
        time.sleep(0.01)
    return bool(what())


@contextmanager
def killed_at_work(how: signal.Signals) -> Iterator[None]:
    """Send a signal to the worker while it is at work."""

    def kill() -> None:
        assert soon(supervisor.pid)
        time.sleep(0.3)
        os.kill(supervisor.pid() or 0, how)

    killer = threading.Thread(target=kill)
    killer.start()
    yield
    killer.join()


def run(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script in an empty folder, with nothing but that as its place for temporary files."""
    script = folder / "script.py"
    script.write_text(f"from mlarch.layout import supervisor\nfrom mlarch.layout.engine import *\n{code}")
    work = folder / "work"
    work.mkdir()
    environment = {**os.environ, "TMPDIR": str(work), "SMALL": SMALL, "ENDLESS": ENDLESS, **environment}
    return subprocess.run(
        [sys.executable, script],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.PIPE,
    )


# where


def test_small_graphs_are_laid_out_here() -> None:
    """Up to the limit no process is started."""
    assert [item["name"] for item in positions(SMALL)["objects"]] == ["a", "b"]
    positions(chain(LARGEST_IN_PROCESS))
    assert supervisor.pid() is None


def test_large_graphs_go_to_the_worker() -> None:
    """One box more and the worker lays out, as the engine does here."""
    positions(chain(LARGEST_IN_PROCESS + 1))
    assert supervisor.pid() is not None


def test_a_drawing_is_as_large_as_it_has_boxes() -> None:
    """What counts are the boxes of the architecture, not the labels on its edges."""
    boxes = {f"b{i}": f"n{i}" for i in range(LARGEST_IN_PROCESS)}
    text = chain(LARGEST_IN_PROCESS + 50)
    positions(drawing(text, **boxes))
    assert supervisor.pid() is None
    positions(drawing(text, **boxes, more="n200"))
    assert supervisor.pid() is not None


def test_batches_go_to_the_worker_and_get_the_same() -> None:
    """Inside `apart` everything is laid out by one process, to the same positions."""
    here = [positions(SMALL), positions(chain(9))]
    with apart():
        there = [positions(SMALL), positions(chain(9))]
        first = supervisor.pid()
        positions(SMALL)
        assert first is not None and supervisor.pid() == first
        with apart(False):
            os.kill(first, signal.SIGSTOP)
            assert positions(SMALL) == here[0]
    assert there == here


def test_builds_of_documents_are_laid_out_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build starts the worker for documents, and none for the zoo."""
    monkeypatch.chdir(tmp_path)
    Path("architectures").mkdir()
    Path("architectures/a.yaml").write_text("nodes: {a: {}, b: {}}\nedges: {a -> b: x}\n")
    assert len(build().written) == 2
    assert supervisor.pid() is not None


def test_threads_share_one_worker() -> None:
    """Many threads that lay out here and there get what one gets."""
    expected = {number: positions(chain(number)) for number in (2, 5, 9)}

    def one(number: int) -> bool:
        with apart(number % 2 == 1):
            return positions(chain(number)) == expected[number]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, [2, 5, 9] * 20))


# what goes wrong


@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_the_engine_cannot_read(elsewhere: bool) -> None:
    """An error of the engine is ours, the same from this process and from the worker, which lives on."""
    with apart(elsewhere), pytest.raises(LayoutError) as caught:
        positions(BROKEN)
    assert str(caught.value) == "the layout engine cannot read the graph: Error: syntax error in line 1"
    assert (supervisor.pid() is not None) is elsewhere


@pytest.mark.parametrize("how", [signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV])
def test_a_worker_that_dies(how: signal.Signals) -> None:
    """The death of the worker is an error that says how, and the next layout has a new one."""
    with apart():
        with killed_at_work(how), pytest.raises(LayoutError) as caught:
            positions(ENDLESS)
        assert str(caught.value) == f"the layout engine died ({how.name})"
        assert supervisor.pid() is None
        assert positions(SMALL)["objects"]


def test_a_worker_that_died_at_rest() -> None:
    """A worker killed between two layouts is no fault of the second."""
    with apart():
        positions(SMALL)
        first = supervisor.pid()
        os.kill(first or 0, signal.SIGKILL)
        assert soon(lambda: ended(first or 0))
        assert positions(SMALL)["objects"]
        assert supervisor.pid() not in (None, first)


def test_deadline() -> None:
    """A layout that takes too long is ended, and the next one has a new worker."""
    with apart():
        with pytest.raises(LayoutError) as caught:
            positions(ENDLESS, deadline=0.4)
        assert str(caught.value) == (
            "the layout took longer than 0.4 s: draw less at once, or set MLARCH_DEADLINE to more seconds"
        )
        assert supervisor.pid() is None
        assert positions(SMALL)["objects"]


def test_errors_name_the_architecture(monkeypatch: pytest.MonkeyPatch) -> None:
    """An architecture whose layout takes too long, or kills the worker, is named."""
    arch = random_architecture(1, nodes=LARGEST_IN_PROCESS + 100, edges=400, clusters=0)
    monkeypatch.setenv("MLARCH_DEADLINE", "0.05")
    with pytest.raises(LayoutError, match=r"^random/1: the layout took longer than 0\.05 s: "):
        lay_out(arch)
    monkeypatch.setenv("MLARCH_DEADLINE", "60")
    with apart():
        positions(SMALL)
    os.kill(supervisor.pid() or 0, signal.SIGSTOP)
    with killed_at_work(signal.SIGKILL), pytest.raises(LayoutError) as caught:
        lay_out(arch)
    assert str(caught.value) == "random/1: the layout engine died (SIGKILL)"


def test_a_build_names_the_architecture_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document that takes too long is one problem of a build, and the other is drawn."""
    monkeypatch.chdir(tmp_path)
    Path("architectures").mkdir()
    edges = "".join(f"  n{i} -> n{(i * k + k) % 397}: x\n" for i in range(1, 396) for k in (7, 13, 31))
    nodes = "".join(f"  n{i}: {{}}\n" for i in range(400))
    Path("architectures/big.yaml").write_text(f"nodes:\n{nodes}edges:\n{edges}")
    Path("architectures/good.yaml").write_text("nodes: {a: {}}\n")
    monkeypatch.setenv("MLARCH_DEADLINE", "0.3")
    built = build()
    assert [path.name for path in built.written] == ["good.svg", "good.png"]
    assert set(built.problems) == {
        "big: the layout took longer than 0.3 s: draw less at once, or set MLARCH_DEADLINE to more seconds"
    }


@pytest.mark.parametrize("text", ["soon", "0", "-1", "inf", "nan", "1 s"])
def test_a_deadline_that_is_none(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no number of seconds is refused, wherever the layout is done."""
    monkeypatch.setenv("MLARCH_DEADLINE", text)
    with pytest.raises(ParameterError) as caught:
        positions(SMALL)
    assert str(caught.value) == f"MLARCH_DEADLINE: '{text}' is not a number of seconds"


# what the engine says


@pytest.mark.parametrize("elsewhere", [False, True])
def test_warnings_are_logged_with_ids(elsewhere: bool, caplog: pytest.LogCaptureFixture) -> None:
    """What the engine warns of is logged, under the id that the author knows."""
    with apart(elsewhere), caplog.at_level(logging.WARNING, "mlarch"):
        positions(drawing(DOUBTFUL, web="n0", cache="n1"))
        positions(SMALL)
    assert caplog.messages == ["layout engine: node 'web', port nowhere unrecognized"]


def test_errors_carry_ids() -> None:
    """What the engine refuses is named by id as well."""
    with pytest.raises(LayoutError) as caught:
        positions(drawing("digraph { a [n0 n0] }", web="n0"))
    assert str(caught.value) == (
        "the layout engine cannot read the graph: Error: syntax error in line 1 near 'web'"
    )


def test_names_are_those_that_are_written() -> None:
    """Every name that `dot.write` gives to a box, a cluster, its anchors or a label is known."""
    sizes = {"web": (9.0, 9.0), "a/b": (9.0, 9.0)}
    titles = {"group": (9.0, 9.0)}
    written = write(
        [RegionPart("web"), RegionPart("group", (RegionPart("a/b"),))],
        [EdgeData(source="web", target="group", label="x", id="web -> group")],
        Measured(sizes, {}, {"web -> group": (9.0, 9.0)}, titles, titles, {}),
        direction="TB", spacing=Spacing(),
    )  # fmt: skip
    assert written.edges == (Piece("web -> group", ("0a", "0b"), "l0"),)
    assert named("n0 -> l0 -> cluster_0_in: 'n1' \"cluster_0\" n7 l1", written) == (
        "'web' -> the label of 'web -> group' -> 'group': 'a/b' 'group' n7 l1"
    )


def test_nothing_is_printed(tmp_path: Path) -> None:
    """Warnings of the engine reach neither stdout nor stderr, though nobody set up logging."""
    code = f"positions({DOUBTFUL!r})\nwith apart(): positions({DOUBTFUL!r})\nprint('done')"
    done = run(code, tmp_path)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_without_stderr(tmp_path: Path) -> None:
    """A process whose stderr is closed can lay out, here and in the worker."""
    code = "import os; os.close(2)\npositions(os.environ['SMALL'])\n"
    code += "with apart(): print(len(positions(os.environ['SMALL'])['objects']))"
    assert run(code, tmp_path).stdout == "2\n"


# nothing is left behind


def test_nothing_is_left(tmp_path: Path) -> None:
    """Layouts, deaths and deadlines leave no process, no temporary file and no core."""
    code = """
import os, signal, threading, time
pids = []
def lay_out(what, seconds):
    try: positions(os.environ[what], deadline=seconds)
    except Exception as error: print(error)
    pids.append(supervisor.pid())
with apart():
    lay_out("SMALL", 9)
    lay_out("ENDLESS", 0.1)
    lay_out("SMALL", 9)
    threading.Timer(0.3, os.kill, (pids[-1], signal.SIGABRT)).start()
    lay_out("ENDLESS", 30)
    lay_out("SMALL", 9)
print(*filter(None, pids))
"""
    done = run(code, tmp_path)
    late, died, pids = done.stdout.splitlines()
    assert late.startswith("the layout took longer than 0.1 s") and died == "the layout engine died (SIGABRT)"
    assert len(set(pids.split())) == 3 and all(ended(int(pid)) for pid in pids.split())
    assert (done.stderr, list((tmp_path / "work").iterdir())) == ("", [])


@pytest.mark.parametrize("at_work", [False, True])
def test_the_worker_ends_with_its_parent(at_work: bool, tmp_path: Path) -> None:
    """A parent that is killed takes the worker with it."""
    code = "import os, signal, threading\nwith apart():\n  positions(os.environ['SMALL'])\n"
    code += "  print(supervisor.pid(), flush=True)\n"
    code += "  threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGKILL)).start()\n"
    code += "  positions(os.environ['ENDLESS'], deadline=0.5)\n" if at_work else "  signal.pause()\n"
    done = run(code, tmp_path)
    assert done.returncode == -signal.SIGKILL
    assert soon(lambda: ended(int(done.stdout)), 30)


def test_the_worker_holds_none_of_our_files(tmp_path: Path) -> None:
    """Neither stdin, stdout nor stderr of the command is open in the worker, where it would not end."""
    code = """
import os
with apart(): positions(os.environ["SMALL"])
def files(process): return {os.readlink(f.path) for f in os.scandir(f"/proc/{process}/fd")}
mine = {os.readlink(f"/proc/self/fd/{number}") for number in range(3)} - {"/dev/null"}
print(len(mine), mine & files(supervisor.pid()))
"""
    assert run(code, tmp_path).stdout == "3 set()\n"


def test_an_interrupt_ends_the_worker(tmp_path: Path) -> None:
    """A layout that is interrupted leaves no half answer for the next one."""
    code = """
import os, signal, threading
with apart():
    positions(os.environ["SMALL"])
    first = supervisor.pid()
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    try: positions(os.environ["ENDLESS"])
    except KeyboardInterrupt: print("interrupted")
    print(len(positions(os.environ["SMALL"])["objects"]), supervisor.pid() != first)
"""
    assert run(code, tmp_path).stdout == "interrupted\n2 True\n"


def test_a_fork_has_a_worker_of_its_own(tmp_path: Path) -> None:
    """A copy of the process lays out on its own, even when made in the middle of another thread's layout."""
    code = """
import os, signal, threading
with apart(): positions(os.environ["SMALL"])
mine, done = supervisor.pid(), threading.Event()
def there():
    try:
        with apart(): positions(os.environ["ENDLESS"], deadline=1.5)
    except Exception as error: print(error)
def here():
    while not done.is_set(): positions(os.environ["SMALL"])
def copied(apartness):
    with apart(apartness): laid_out = positions(os.environ["SMALL"])
    return laid_out == expected and supervisor.pid() != mine and (supervisor.pid() is not None) == apartness
expected = positions(os.environ["SMALL"])
threads = [threading.Thread(target=there), threading.Thread(target=here)]
for thread in threads: thread.start()
results = []
for number in range(20):
    child = os.fork()
    if not child:
        signal.alarm(60)
        good = copied(number < 2)
        supervisor.close()
        os._exit(0 if good else 1)
    results.append(os.waitpid(child, 0)[1])
done.set()
for thread in threads: thread.join()
with apart(): print(set(results), len(positions(os.environ["SMALL"])["objects"]))
"""
    done = run(code, tmp_path)
    late, rest = done.stdout.splitlines()
    assert late.startswith("the layout took longer than 1.5 s")
    assert (rest, done.stderr) == ("{0} 2", "")


def test_the_worker_imports_nothing_from_the_working_directory(tmp_path: Path) -> None:
    """A file of a stranger's folder that has the name of a module is not run."""
    code = "import os\nopen('struct.py', 'w').write('raise SystemExit(9)')\n"
    code += "with apart(): print(len(positions(os.environ['SMALL'])['objects']))"
    assert run(code, tmp_path).stdout == "2\n"


# the command


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `dot` that is the Graphviz inside pygraphviz."""
    code = "import sys\nfrom mlarch.layout import bindings\n"
    code += "assert sys.argv[1:] in (['-Kdot', '-Tjson0'], ['-V'])\n"
    code += "if sys.argv[1] == '-V': sys.exit(print('dot - graphviz version 9.8.7 (0)', file=sys.stderr))\n"
    code += "try: sys.stdout.buffer.write(bindings.run(sys.stdin.read()))\n"
    code += "except Exception: sys.exit(1)\n"
    return fake(code, tmp_path, monkeypatch)


def fake(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = folder / "dot"
    path.write_text(f"#!{sys.executable}\n{code}")
    path.chmod(0o755)
    monkeypatch.setenv("MLARCH_DOT", str(path))
    return path


def test_a_command_lays_out_the_same(command: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command of MLARCH_DOT serves in place of pygraphviz, for small graphs and large ones."""
    there = [positions(SMALL), positions(chain(300))]
    assert supervisor.pid() is None
    assert version() == "9.8.7"
    monkeypatch.delenv("MLARCH_DOT")
    assert there == [positions(SMALL), positions(chain(300))]
    assert version() != "9.8.7"


def test_what_a_command_says(command: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Warnings of a command are logged, its errors raised."""
    with caplog.at_level(logging.WARNING, "mlarch"):
        positions(drawing(DOUBTFUL, web="n0"))
    assert caplog.messages == ["layout engine: node 'web', port nowhere unrecognized"]
    with pytest.raises(LayoutError) as caught:
        positions(BROKEN)
    assert str(caught.value) == "the layout engine failed: Error: syntax error in line 1"


def test_a_command_that_dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that aborts is an error that says so."""
    fake("import os\nos.abort()\n", tmp_path, monkeypatch)
    with pytest.raises(LayoutError, match=r"^the layout engine died \(SIGABRT\)$"):
        positions(SMALL)


def test_a_command_that_is_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that takes too long is ended."""
    fake("import time\ntime.sleep(20)\n", tmp_path, monkeypatch)
    with pytest.raises(LayoutError, match=r"^the layout took longer than 0\.3 s: "):
        positions(SMALL, deadline=0.3)


def test_a_command_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is missing, or cannot be run, is answered with how to get an engine."""
    for path in (tmp_path / "none", tmp_path):
        monkeypatch.setenv("MLARCH_DOT", str(path))
        with pytest.raises(LayoutError) as caught:
            lay_out(Architecture(name="x").with_node("a").with_node("b").connect("a", "b"))
        assert str(caught.value) == f"x: no layout engine at '{path}': {HELP}"
        assert version() == ""


def test_without_any_engine(tmp_path: Path) -> None:
    """Without pygraphviz and without a command the message says how to get one of them."""
    code = "import sys; sys.modules['pygraphviz'] = None\n"
    code += "try: positions('digraph {}')\nexcept Exception as error: print(error)"
    assert run(code, tmp_path, PATH=str(tmp_path)).stdout == f"no layout engine: {HELP}\n"


def test_the_dot_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Graphviz as installed lays out the boxes that pygraphviz does."""
    monkeypatch.setenv("MLARCH_DOT", tool("dot"))
    arch = random_architecture(3)
    placed = lay_out(arch)
    assert [node.id for node in placed.nodes] == list(arch.nodes)
    assert version()[0].isdigit()

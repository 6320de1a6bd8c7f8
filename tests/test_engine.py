"""Test the layout engine in this process and in the worker: results, errors, and clean-up."""

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

pytestmark = pytest.mark.slow

SMALL = "digraph { a -> b }"
BROKEN = "digraph { a -> "
DOUBTFUL = "digraph { n0 [width=1]; n1 [width=1]\nn0:nowhere -> n1 }"
ENDLESS = (
    "digraph {" + "".join(f"n{i} -> n{i * 7 % 3001}; n{i} -> n{i * 13 % 3001};" for i in range(3000)) + "}"
)


@pytest.fixture(autouse=True)
def afresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start and end without a worker, on pygraphviz."""
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
    """Return True if a process has ended, even if its parent has not waited for it."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def soon(condition: object, seconds: float = 10.0) -> bool:
    """Return True if a condition becomes true in time."""
    assert callable(condition)
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return bool(condition())


@contextmanager
def killed_at_work(number: signal.Signals) -> Iterator[None]:
    """Send a signal to the worker while it lays out."""

    def kill() -> None:
        assert soon(supervisor.pid)
        # A worker that dies before it is asked is replaced by a new one.
        assert soon(supervisor._lock.locked)
        time.sleep(0.3)
        os.kill(supervisor.pid() or 0, number)

    killer = threading.Thread(target=kill)
    killer.start()
    yield
    killer.join()


def run(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script in an empty folder, which is also its folder for temporary files."""
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


def test_small_graphs_are_laid_out_in_process() -> None:
    """Up to the limit no process is started."""
    assert [item["name"] for item in positions(SMALL)["objects"]] == ["a", "b"]
    positions(chain(LARGEST_IN_PROCESS))
    assert supervisor.pid() is None


def test_large_graphs_go_to_the_worker() -> None:
    """A graph with one box more than the limit is laid out by the worker."""
    positions(chain(LARGEST_IN_PROCESS + 1))
    assert supervisor.pid() is not None


def test_size_of_a_drawing() -> None:
    """The size of a drawing is its number of boxes; edge labels do not count."""
    boxes = {f"b{i}": f"n{i}" for i in range(LARGEST_IN_PROCESS)}
    text = chain(LARGEST_IN_PROCESS + 50)
    positions(drawing(text, **boxes))
    assert supervisor.pid() is None
    positions(drawing(text, **boxes, more="n200"))
    assert supervisor.pid() is not None


def test_batches_go_to_the_worker_and_get_the_same() -> None:
    """Inside `apart` one process lays out everything, to the same positions."""
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
    """A build starts the worker for documents, but not for the zoo."""
    monkeypatch.chdir(tmp_path)
    Path("architectures").mkdir()
    Path("architectures/a.yaml").write_text("nodes: {a: {}, b: {}}\nedges: {a -> b: x}\n")
    assert len(build().written) == 2
    assert supervisor.pid() is not None


def test_threads_share_one_worker() -> None:
    """Many threads, in this process and with the worker, get the same layouts as one."""
    expected = {number: positions(chain(number)) for number in (2, 5, 9)}

    def one(number: int) -> bool:
        with apart(number % 2 == 1):
            return positions(chain(number)) == expected[number]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, [2, 5, 9] * 20))


# what goes wrong


@pytest.mark.parametrize("elsewhere", [False, True])
def test_errors_of_the_engine(elsewhere: bool) -> None:
    """An error of the engine is a LayoutError, in both ways, and the worker lives on."""
    with apart(elsewhere), pytest.raises(LayoutError) as caught:
        positions(BROKEN)
    assert str(caught.value) == "the layout engine cannot read the graph: Error: syntax error in line 1"
    assert (supervisor.pid() is not None) is elsewhere


@pytest.mark.parametrize("how", [signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV])
def test_a_worker_that_dies(how: signal.Signals) -> None:
    """If the worker dies, the error says how, and the next layout has a new worker."""
    with apart():
        with killed_at_work(how), pytest.raises(LayoutError) as caught:
            positions(ENDLESS)
        assert str(caught.value) == f"the layout engine died ({how.name})"
        assert supervisor.pid() is None
        assert positions(SMALL)["objects"]


def test_a_worker_that_died_at_rest() -> None:
    """A worker killed between two layouts does not fail the second."""
    with apart():
        positions(SMALL)
        first = supervisor.pid()
        os.kill(first or 0, signal.SIGKILL)
        assert soon(lambda: ended(first or 0))
        assert positions(SMALL)["objects"]
        assert supervisor.pid() not in (None, first)


def test_deadline() -> None:
    """A layout that takes too long is stopped, and the next one has a new worker."""
    with apart():
        with pytest.raises(LayoutError) as caught:
            positions(ENDLESS, deadline=0.4)
        assert str(caught.value) == (
            "the layout took longer than 0.4 s: draw less at once, or set MLARCH_DEADLINE to more seconds"
        )
        assert supervisor.pid() is None
        assert positions(SMALL)["objects"]


def test_errors_name_the_architecture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors name the architecture whose layout takes too long or kills the worker."""
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
    """A document that takes too long is one problem of a build, and the others are drawn."""
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
def test_invalid_deadline(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadline that is not a number of seconds is an error, in both ways."""
    monkeypatch.setenv("MLARCH_DEADLINE", text)
    with pytest.raises(ParameterError) as caught:
        positions(SMALL)
    assert str(caught.value) == f"MLARCH_DEADLINE: '{text}' is not a number of seconds"


# what the engine says


@pytest.mark.parametrize("elsewhere", [False, True])
def test_warnings_are_logged_with_ids(elsewhere: bool, caplog: pytest.LogCaptureFixture) -> None:
    """Warnings of the engine are logged with the ids of the author."""
    with apart(elsewhere), caplog.at_level(logging.WARNING, "mlarch"):
        positions(drawing(DOUBTFUL, web="n0", cache="n1"))
        positions(SMALL)
    assert caplog.messages == ["layout engine: node 'web', port nowhere unrecognized"]


def test_errors_carry_ids() -> None:
    """Errors of the engine name ids as well."""
    with pytest.raises(LayoutError) as caught:
        positions(drawing("digraph { a [n0 n0] }", web="n0"))
    assert str(caught.value) == (
        "the layout engine cannot read the graph: Error: syntax error in line 1 near 'web'"
    )


def test_names_of_dot_are_known() -> None:
    """Every name that `dot.write` gives to a box, cluster, anchor or label is mapped back to its id."""
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
    """Warnings of the engine reach neither stdout nor stderr, even without logging set up."""
    code = f"positions({DOUBTFUL!r})\nwith apart(): positions({DOUBTFUL!r})\nprint('done')"
    done = run(code, tmp_path)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_without_stderr(tmp_path: Path) -> None:
    """A process with stderr closed can lay out, in both ways."""
    code = "import os; os.close(2)\npositions(os.environ['SMALL'])\n"
    code += "with apart(): print(len(positions(os.environ['SMALL'])['objects']))"
    assert run(code, tmp_path).stdout == "2\n"


# nothing is left behind


def test_nothing_is_left(tmp_path: Path) -> None:
    """Layouts, deaths and deadlines leave no process, no temporary file and no core dump."""
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
    """The worker ends if its parent is killed."""
    code = "import os, signal, threading\nwith apart():\n  positions(os.environ['SMALL'])\n"
    code += "  print(supervisor.pid(), flush=True)\n"
    code += "  threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGKILL)).start()\n"
    code += "  positions(os.environ['ENDLESS'], deadline=0.5)\n" if at_work else "  signal.pause()\n"
    done = run(code, tmp_path)
    assert done.returncode == -signal.SIGKILL
    assert soon(lambda: ended(int(done.stdout)), 30)


def test_the_worker_inherits_no_standard_streams(tmp_path: Path) -> None:
    """The worker does not keep stdin, stdout and stderr of the command open."""
    code = """
import os
with apart(): positions(os.environ["SMALL"])
def files(process): return {os.readlink(f.path) for f in os.scandir(f"/proc/{process}/fd")}
mine = {os.readlink(f"/proc/self/fd/{number}") for number in range(3)} - {"/dev/null"}
print(len(mine), mine & files(supervisor.pid()))
"""
    assert run(code, tmp_path).stdout == "3 set()\n"


def test_an_interrupt_ends_the_worker(tmp_path: Path) -> None:
    """An interrupted layout leaves no partial answer for the next one."""
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
    """A forked process has its own worker, even if forked during another thread's layout."""
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
    """A file in the working directory with the name of a module is not run."""
    code = "import os\nopen('struct.py', 'w').write('raise SystemExit(9)')\n"
    code += "with apart(): print(len(positions(os.environ['SMALL'])['objects']))"
    assert run(code, tmp_path).stdout == "2\n"


# the command


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `dot` command that runs the Graphviz inside pygraphviz."""
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
    """The command of MLARCH_DOT replaces pygraphviz, for small and large graphs."""
    there = [positions(SMALL), positions(chain(300))]
    assert supervisor.pid() is None
    assert version() == "9.8.7"
    monkeypatch.delenv("MLARCH_DOT")
    assert there == [positions(SMALL), positions(chain(300))]
    assert version() != "9.8.7"


def test_messages_of_a_command(command: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Warnings of a command are logged, and its errors are raised."""
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


def test_a_command_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that takes too long is stopped."""
    fake("import time\ntime.sleep(20)\n", tmp_path, monkeypatch)
    with pytest.raises(LayoutError, match=r"^the layout took longer than 0\.3 s: "):
        positions(SMALL, deadline=0.3)


def test_a_missing_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error for a missing or broken command says how to get an engine."""
    for path in (tmp_path / "none", tmp_path):
        monkeypatch.setenv("MLARCH_DOT", str(path))
        with pytest.raises(LayoutError) as caught:
            lay_out(Architecture(name="x").with_node("a").with_node("b").connect("a", "b"))
        assert str(caught.value) == f"x: no layout engine at '{path}': {HELP}"
        assert version() == ""


def test_without_any_engine(tmp_path: Path) -> None:
    """Without pygraphviz and without a command, the error says how to get an engine."""
    code = "import sys; sys.modules['pygraphviz'] = None\n"
    code += "try: positions('digraph {}')\nexcept Exception as error: print(error)"
    assert run(code, tmp_path, PATH=str(tmp_path)).stdout == f"no layout engine: {HELP}\n"


def test_the_dot_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's Graphviz lays out the same boxes as pygraphviz."""
    monkeypatch.setenv("MLARCH_DOT", tool("dot"))
    arch = random_architecture(3)
    placed = lay_out(arch)
    assert [node.id for node in placed.nodes] == list(arch.nodes)
    assert version()[0].isdigit()

"""`mlarch decide`: answers, questions on a terminal, decision documents and pictures."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mlarch.cli import main
from mlarch.errors import ModelError
from mlarch.model.decision import Answer, Decision, Leaf, Question, paths
from mlarch.project import entry_loading, registry
from mlarch.zoo import datastores, serving

SVG = "{http://www.w3.org/2000/svg}"
DECISIONS = {"sql-vs-nosql": datastores.DECISION, "how-to-serve-a-model": serving.DECISION}
every_decision = pytest.mark.parametrize("decision", DECISIONS.values(), ids=DECISIONS)

DOCUMENT = """\
title: Which queue
questions:
  order:
    text: Must order hold?
    answers:
      within-a-key: kafka
      no: {to: size, note: any order will do}
  size:
    text: How many a second?
    answers: {few: sqs, many: kafka}
leaves:
  kafka:
    label: Kafka
    reason: A log keeps order within a partition.
    technology: kafka
    entry: 9-offline-inference
    products:
      aws: [MSK, {name: Kinesis, status: extension, note: no Kafka}]
      gcp: null
  sqs: {label: A queue, reason: The least to run., products: {aws: SQS}}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def decide(name: str, answers: str, *more: str) -> Result:
    given = [word for answer in answers.split() for word in ("--answer", answer)]
    return run("decide", name, *given, *more)


def refused(name: str, answers: str, *more: str) -> str:
    """Return the stderr of a command that must exit with 2 and write nothing else."""
    before = sorted(Path().rglob("*"))
    result = decide(name, answers, *more)
    assert (result.exit_code, result.stdout, sorted(Path().rglob("*"))) == (2, "", before)
    return result.stderr.removeprefix("error: ").strip()


# The decisions of the zoo.


@every_decision
def test_every_way_reaches_a_leaf_and_every_leaf_is_reached(decision: Decision) -> None:
    """Every combination of answers ends in a leaf, and every leaf is reached."""
    walks = list(paths.all_paths(decision))
    assert all(walk.leaf is not None and walk.question is None for walk in walks)
    assert {walk.leaf.id for walk in walks if walk.leaf} == {leaf.id for leaf in decision.leaves}
    assert len(walks) == {"sql-vs-nosql": 14, "how-to-serve-a-model": 20}[decision.name]


@every_decision
def test_every_way_has_a_runner_up(decision: Decision) -> None:
    """The answers of a runner-up lead to it."""
    for walk in paths.all_paths(decision):
        assert walk.leaf is not None
        runner_up = walk.runner_up()
        assert runner_up is not None and runner_up.leaf != walk.leaf
        fork = next(at for at, step in enumerate(walk.steps) if step.question == runner_up.steps[0].question)
        steps = (*walk.steps[:fork], *runner_up.steps)
        again = paths.follow(decision, {step.question.topic: step.answer.text for step in steps})
        assert again.leaf == runner_up.leaf


@every_decision
def test_leaves_name_entries_that_exist(decision: Decision) -> None:
    """The entry of a leaf exists in the zoo; every serving leaf has one."""
    named = [leaf.entry for leaf in decision.leaves if leaf.entry]
    assert all(registry.find(f"zoo:{name}").name == name for name in named)
    assert len(named) == {"sql-vs-nosql": 4, "how-to-serve-a-model": len(decision.leaves)}[decision.name]


@every_decision
def test_the_value_and_its_entry_are_one(decision: Decision) -> None:
    """The zoo's decision entry draws its `Decision` under its title."""
    entry = registry.find(decision.name)
    assert entry_loading.entry_decision(entry) is decision
    assert entry_loading.get(decision.name).title == decision.title == entry.title


def test_how_to_serve_asks_what_it_is_about() -> None:
    """Serving asks about latency, load, size, hardware, callers and change, and has seven leaves."""
    topics = {question.topic for question in serving.DECISION.questions}
    assert topics == {"latency", "caller", "change", "size", "load", "hardware"}
    ids = {leaf.id for leaf in serving.DECISION.leaves}
    assert ids == {"in-process", "app-server", "model-server", "serverless", "batch", "stream", "edge"}


# Answers.


def test_outcome() -> None:
    """The outcome is the leaf, its reason, the products by provider and the runner-up."""
    result = decide("sql-vs-nosql", "data=semi-structured shape=dictionary purpose=cache")
    assert result.exit_code == 0
    assert (
        result.stdout
        == """\
data=semi-structured
shape=dictionary
purpose=cache

In-memory
What can be computed again is kept in memory, and forgotten when it is old.
  Google Cloud                Memorystore
  AWS                         ElastiCache, MemoryDB (extension: in memory and durable)
  Azure                       Azure Managed Redis \
(renamed: takes the place of Azure Cache for Redis, which is being retired)
  Kubernetes and open source  Valkey (extension: the open fork of Redis, since 2024), Redis, \
Memcached, Hazelcast
Drawn in gcp-scaling/6-cache: mlarch show gcp-scaling/6-cache

Runner-up: Key-value, by purpose=storage
A record is always asked for by its key, at any scale, in the same short time.
"""
    )


def test_one_provider() -> None:
    """With a provider, only its products are printed, or `none`."""
    answers = "data=semi-structured shape=two-dimensional purpose=audit-trail"
    assert "  Google Cloud  none\n" in decide("sql-vs-nosql", answers, "--provider", "gcp").stdout
    shown = decide("sql-vs-nosql", answers, "--provider", "aws").stdout
    assert "  AWS  QLDB (ended 2025-07-31), Aurora PostgreSQL" in shown and "Azure" not in shown


def test_json() -> None:
    """The object has the path, the leaf with its products, and the runner-up with its answers."""
    found = decide("sql-vs-nosql", "data=structured workload=analytics", "--json", "--provider", "azure")
    data = json.loads(found.stdout)
    assert [step["answer"] for step in data["path"]] == ["structured", "analytics"]
    assert data["leaf"]["id"] == "columnar" and list(data["leaf"]["products"]) == ["azure"]
    assert data["leaf"]["products"]["azure"][0]["status"] == "extension"
    assert data["runner_up"]["leaf"]["id"] == "relational"
    assert data["runner_up"]["answers"] == {"workload": "transactions"}


def test_a_question_is_answered_by_its_id_too() -> None:
    """Questions that share a topic can be answered by their own ids."""
    answers = "data=semi-structured shape=nested purpose-nested=records"
    assert "\nDocument\n" in decide("sql-vs-nosql", answers).stdout


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ("", "question 'data' is open: How regular is it? Answer it with --answer data=..., one of "
         "structured, semi-structured, unstructured"),
        ("purpose=cache", "question 'data' is open: How regular is it? Answer it with --answer data=..., "
         "one of structured, semi-structured, unstructured"),
        ("dta=structured", "'sql-vs-nosql' has no question 'dta'. Did you mean 'data'?"),
        ("zzz=a", "'sql-vs-nosql' has no question 'zzz'. There are data, workload, shape, purpose."),
        ("data=blob",
         "question 'data' is answered by structured, semi-structured, unstructured, not 'blob'."),
        ("data=semi-structured shape=nested purpose=cache", "question 'purpose' is answered by records, "
         "full-text-search after data=semi-structured, shape=nested, not 'cache'."),
        ("data=structured data=unstructured",
         "question 'data' is answered twice: 'structured' and 'unstructured'"),
        ("data=unstructured workload=events",
         "question 'workload' is not asked after data=unstructured: the answers contradict each other"),
        ("data=structured purpose=cache",
         "question 'purpose' is not asked after data=structured: the answers contradict each other"),
        ("data=semi-structured shape=nested purpose=records purpose-nested=full-text-search",
         "question 'purpose' is answered twice: 'full-text-search' and 'records'"),
        ("data", "--answer data: not of the form 'question=answer'"),
    ],
)  # fmt: skip
def test_bad_answers(answers: str, message: str) -> None:
    """Unknown, contradictory and missing answers are errors, and nothing is written."""
    assert refused("sql-vs-nosql", answers, "-o", "x.svg") == message


def test_all_bad_answers_are_named_at_once() -> None:
    """Each unknown question is reported on its own line."""
    assert len(refused("sql-vs-nosql", "a=b c=d").splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["cache"], "'gcp-scaling/6-cache' is no decision; there are 'sql-vs-nosql' and "
         "'how-to-serve-a-model'"),
        (["sql-vs-nosq"], "unknown architecture 'sql-vs-nosq'. Did you mean 'sql-vs-nosql'?"),
        (["sql-vs-nosql", "--provider", "gpc"],
         "unknown provider 'gpc': it is one of gcp, aws, azure, oss. Did you mean 'gcp'?"),
        (["missing.yaml"], "missing.yaml: cannot be read: No such file or directory"),
    ],
)  # fmt: skip
def test_bad_targets(arguments: list[str], message: str) -> None:
    """An entry that is no decision is refused, with a list of decisions."""
    assert refused(arguments[0], "", *arguments[1:]) == message


# On a terminal.


def typed(*lines: str, name: str = "sql-vs-nosql") -> tuple[int, str, str]:
    """Answer on a terminal line by line; return exit code, stdout and terminal output."""
    ours, terminal = pty.openpty()
    command = [sys.executable, "-m", "mlarch", "decide", name]
    with subprocess.Popen(command, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as asked:
        os.close(terminal)
        for line in lines:
            os.write(ours, line.encode())
            time.sleep(0.05)
        out, shown = asked.communicate(timeout=30)
    os.close(ours)
    return asked.returncode, out.decode(), shown.decode()


def test_asking_on_a_terminal() -> None:
    """Numbers and words answer a question, other input repeats it; stdout holds only the outcome."""
    code, out, shown = typed("7\n", "2\n", "Nested\n", "1\n")
    assert code == 0
    assert out.startswith("data=semi-structured\nshape=nested\npurpose=records\n\nDocument\n")
    assert "How regular is it?\n  1  structured       rows of one fixed shape\n" in shown
    assert "Not an answer: '7'." in shown


def test_going_back() -> None:
    """`b` undoes the last answer, and does nothing at the first question."""
    code, out, shown = typed("b\n", "1\n", "b\n", "3\n")
    assert (code, out.splitlines()[0]) == (0, "data=unstructured")
    assert "This is the first question." in shown and shown.count("How regular is it?") == 2


def test_quitting() -> None:
    """`q` ends without an outcome."""
    code, out, shown = typed("1\n", "q\n")
    assert (code, out) == (2, "")
    assert shown.splitlines()[-1].endswith("error: quit at question 'workload': nothing is decided")


def test_the_end_of_input_in_the_middle() -> None:
    """End of input is an error without an outcome."""
    code, out, shown = typed("1\n", "\x04")
    assert (code, out) == (2, "")
    assert shown.splitlines()[-1] == "error: the input ends at question 'workload': nothing is decided"


# Drawing.


def classes(svg: str) -> dict[str, str]:
    groups = ET.fromstring(svg).iter(f"{SVG}g")
    return {group.get("data-id", ""): group.get("class", "") for group in groups if group.get("data-id")}


def test_the_way_stands_out() -> None:
    """The chosen path is highlighted and numbered; everything else is muted."""
    svg = decide("sql-vs-nosql", "data=structured workload=events", "-o", "-").stdout
    found = classes(svg)
    way = ["data", "workload", "event-stream", "data -> workload", "workload -> event-stream"]
    assert sorted(id for id, name in found.items() if "tag-way" in name) == sorted(way)
    assert all("tag-way" in name or "tag-diff-same" in name for name in found.values())
    assert "tag-extension" in found["event-stream"]
    numbers = [text.text for text in ET.fromstring(svg).iter(f"{SVG}text") if text.get("class") == "number"]
    assert numbers == ["1", "2"]


def test_pictures_are_written() -> None:
    """-o writes a picture besides the outcome; other suffixes are refused."""
    result = decide("sql-vs-nosql", "data=unstructured", "-o", "x.png", "--provider", "aws")
    assert result.stderr == "wrote x.png\n" and "Blob" in result.stdout
    assert Path("x.png").read_bytes().startswith(b"\x89PNG")
    said = refused("sql-vs-nosql", "data=unstructured", "-o", "x.pdf")
    assert said.endswith("Error: '-o x.pdf': the picture is .svg or .png.")


def test_two_answers_to_one_outcome_are_two_lines() -> None:
    """If two answers lead to one leaf, the chosen answer is highlighted."""
    asked = Question(id="a", text="A?", answers={"yes": "tea", "no": "tea"})
    decision = Decision(
        name="d", title="D", questions=[asked], leaves=[Leaf(id="tea", label="T", reason="r")]
    )
    arch, way = paths.with_path_edges(paths.follow(decision, {"a": "no"}))
    assert way == ("a -> tea [2]",)
    assert [edge.label for edge in arch.edges.values()] == ["yes", "no"]
    assert paths.follow(decision, {"a": "no"}).runner_up() is None


# Documents.


@pytest.fixture
def own() -> None:
    """Write a decision document into ./architectures."""
    Path("architectures").mkdir()
    Path("architectures/queue.yaml").write_text(DOCUMENT)


def test_a_decision_of_ones_own(own: None) -> None:
    """A local decision document is listed and answered like the zoo's decisions."""
    assert registry.find("queue").kind == "decision"
    assert (
        decide("queue", "order=no size=many").stdout
        == """\
order=no
size=many

Kafka
A log keeps order within a partition.
  Google Cloud  none
  AWS           MSK, Kinesis (extension: no Kafka)
Drawn in gcp-scaling/9-offline-inference: mlarch show gcp-scaling/9-offline-inference

Runner-up: A queue, by size=few
The least to run.
"""
    )


def test_the_outcome_does_not_depend_on_how_it_is_named(own: None) -> None:
    """A path and stdin give the same outcome as a name."""
    expected = decide("queue", "order=within-a-key").stdout
    assert decide("architectures/queue.yaml", "order=within-a-key").stdout == expected
    assert run("decide", "-", "--answer", "order=within-a-key", stdin=DOCUMENT).stdout == expected


def test_a_document_is_drawn(own: None) -> None:
    """Other commands see the drawing of a decision, with the products of a provider."""
    arch = entry_loading.get("queue", products="aws")
    assert list(arch.nodes) == ["order", "size", "kafka", "sqs"]
    assert arch.nodes["kafka"].technology == "onprem.queue.Kafka"
    assert arch.nodes["kafka"].description == "MSK, Kinesis"
    assert run("render", "queue", "-o", "q.svg", "--set", "products=gcp").exit_code == 0
    assert run("validate", "architectures").exit_code == 0


def test_an_overlay_of_a_decision_asks_the_same(own: None) -> None:
    """A document that extends a decision inherits its questions."""
    Path("architectures/ours.yaml").write_text("extends: queue\ntitle: Ours\n")
    Path("architectures/sql-vs-nosql.yaml").write_text("extends: sql-vs-nosql\n")
    assert "A queue" in decide("ours", "order=no size=few").stdout
    assert "Blob" in decide("sql-vs-nosql", "data=unstructured").stdout


def test_problems_have_their_place() -> None:
    """All problems of a decision document are reported at once, with line and column."""
    Path("bad.yaml").write_text("""\
questions:
  a:
    answers: {on: b, off: te, odd: {note: nowhere}}
  b:
    text: B?
  c: {answers: {back: c}}
leaves:
  tea: {label: Tea, raeson: warm, technology: redsi, entry: cahce}
""")
    assert refused("bad.yaml", "").replace("error: ", "").splitlines() == [
        "bad.yaml:3:31: question 'a', answer 'odd': 'to' is missing: the question or leaf it leads to",
        "bad.yaml:8:3: leaf 'tea': 'reason' is missing: why it and no other",
        "bad.yaml:8:21: leaf 'tea': unknown key 'raeson'. Did you mean 'reason'?",
        "bad.yaml:8:47: leaf 'tea': unknown technology 'redsi'. Did you mean 'redis'?",
        "bad.yaml:8:61: leaf 'tea': entry: unknown architecture 'cahce'. Did you mean 'cache'?",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("questions:\n  a: {answers: {on: tea}}\nleaves:\n  tea: {reason: r}\n  juice: {reason: r}\n",
         "5:3: decision 'bad', leaf 'juice': no answer leads to it"),
        ("questions:\n  a: {answers: {on: tea, off: b}}\n  b: {text: B?}\nleaves: {tea: {reason: r}}\n",
         "3:3: decision 'bad', question 'b': has no answers"),
        ("questions:\n  a: {answers: {on: b, off: t}}\n  b: {answers: {on: a}}\nleaves: {t: {reason: r}}\n",
         "3:3: decision 'bad': questions in a circle: a -> b -> a"),
        ("questions:\n  a: {answers: {on: te}}\nleaves: {tea: {reason: r}}\n",
         "2:17: decision 'bad', question 'a': answer 'on' leads to unknown 'te'. Did you mean 'tea'?"),
        ("questions:\n  a: {topic: x, answers: {on: b}}\n  b: {topic: x, answers: {on: t}}\n"
         "leaves: {t: {reason: r}}",
         "3:3: decision 'bad', question 'b': asks by the topic 'x' again after question 'a'"),
        ("questions: {a: {answers: {on: t}}}\nleaves:\n  t: {reason: r, products: {gpc: [x]}}\n",
         "3:34: decision 'bad', leaf 't': provider 'gpc' is not one of gcp, aws, azure, oss."),
        ("questions: {a: {answers: {on: t}}}\nleaves:\n  t: {reason: r, runner_up: t}\n",
         "3:29: decision 'bad', leaf 't': runner-up 't' is no other leaf."),
        ("questions: []\n", "1:12: questions must be a mapping, not a list"),
        ("questions: {}\n", "1:12: decision 'bad': has no question"),
        ("questions: {a: {answers: {on: t}}}\nleaves: {t: {reason: r}}\nextends: cache\n",
         "3:1: decision: unknown key 'extends'."),
    ],
)  # fmt: skip
def test_what_cannot_be_walked_is_refused(text: str, problem: str) -> None:
    """Unreachable leaves, questions without answers and circles are errors with a line."""
    Path("bad.yaml").write_text(text)
    assert f"bad.yaml:{problem}" in refused("bad.yaml", "")
    assert run("validate", "bad.yaml").exit_code == 2


@pytest.mark.slow
def test_a_deep_decision_is_checked_without_recursion() -> None:
    """Thousands of questions in a row or in diamonds cause no deep recursion."""
    questions = [
        Question(id=f"q{n}", text="?", answers={"a": f"q{n + 1}", "b": f"q{n + 1}"}) for n in range(3000)
    ]
    last = Question(id="q3000", text="?", answers={"a": "tea", "b": "juice"})
    leaves = [Leaf(id=id, label=id, reason="r") for id in ("tea", "juice")]
    started = time.monotonic()
    decision = Decision(name="d", title="D", questions=[*questions, last], leaves=leaves)
    walk = paths.follow(decision, {f"q{n}": "a" for n in range(3001)})
    assert walk.leaf is not None and walk.runner_up() is not None
    assert time.monotonic() - started < 20
    with pytest.raises(ModelError, match="questions in a circle"):
        Decision(name="d", title="D", questions=[*questions, Question(id="q3000", text="?", answers=[
            Answer(text="a", to="q0"), Answer(text="b", to="tea"), Answer(text="c", to="juice")])],
            leaves=leaves)  # fmt: skip

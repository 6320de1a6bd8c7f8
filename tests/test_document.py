"""YAML and JSON documents of one shape, read strictly and written briefly."""

from __future__ import annotations

import dataclasses
import json
import math
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from architectures import architectures
from mlarch.documents import keys
from mlarch.documents.core_schema import is_ambiguous, resolve
from mlarch.documents.mapping import to_mapping
from mlarch.documents.yaml_writer import scalar
from mlarch.errors import DocumentError
from mlarch.model import Architecture, ClusterData, EdgeData, Node, TagStyle
from mlarch.project import loading

some = settings(max_examples=80, deadline=None)
most = settings(max_examples=400, deadline=None)

TRICKY = (
    *(
        "",
        " ",
        "no",
        "Yes",
        "on",
        "y",
        "~",
        "null",
        "true",
        "1.10",
        "1e5",
        "0x1F",
        "0o17",
        "017",
        "12:30",
        "1_000",
    ),
    *(
        "2024-01-01",
        ".inf",
        "-.INF",
        ".nan",
        "<<",
        "=",
        "- a",
        "-",
        "?",
        "? a",
        ": ",
        "a: b",
        "a:",
        "a #b",
        "#a",
        "a#b",
    ),
    *(
        "'",
        '"',
        "\\",
        "C:\\new\\temp",
        "{a}",
        "[a]",
        "a, b",
        "a]",
        "&a",
        "*a",
        "!a",
        "!!str a",
        "%a",
        "@a",
        "`a`",
    ),
    *(
        "|",
        ">",
        "---",
        "--- a",
        "...",
        "<script>",
        "a\nb",
        "\n",
        "a\n",
        " a",
        "a ",
        "\ta",
        "a\tb",
        "\r\n",
        "\x00\x07",
    ),
    *(
        "\x7f",
        "\x85",
        "\u2028",
        "\ufeff",
        "\ufffe",
        "\U0001f600 mixed",
        "👩\u200d💻",
        "مرحبا",
        "\u200fabc",
        "模型",
        "x" * 500,
    ),
)
texts = st.sampled_from(TRICKY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
datas = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def strange_architectures(draw: st.DrawFn) -> Architecture:
    """Draw small architectures with any text in every place for text."""
    lists = st.lists(texts, max_size=3)
    several = st.dictionaries(texts, datas, max_size=3)
    node = {"label": draw(texts), "role": draw(texts), "description": draw(texts), "tags": draw(lists)}
    styles = {tag: TagStyle(legend=draw(texts), color="red") for tag in draw(lists)}
    return Architecture(
        **{
            name: draw(texts)
            for name in ("name", "title", "summary", "source", "credit", "evidence", "reviewed")
        },
        **{name: draw(lists) for name in ("notes", "pros", "cons", "tags", "ignore")},
        **{name: draw(several) for name in ("parameters", "deployed", "lint")},
        styles=styles,
        flows={name: ["-1", "no"] for name in draw(lists)},
        nodes=[
            Node(id="-1", **node, replicas=draw(st.integers(0, 10**30))),
            Node(id="no", label=draw(texts)),
        ],
        clusters=[
            ClusterData(id="0x1F", label=draw(texts), kind="zone", direction="RL"),
            ClusterData(id=".5"),
        ],
        edges=[
            EdgeData(source="-1", target="no", label=draw(texts)),
            EdgeData(source="no", target=".5", arrow="none"),
        ],
    )


def problems_of(text: str) -> str:
    """Return the problems of a document, which has some."""
    with pytest.raises(DocumentError) as caught:
        loading.from_yaml(text, path="x.yaml")
    return str(caught.value)


# Round trips.


@pytest.mark.slow
@pytest.mark.no_cover
@some
@given(architectures())
def test_dumps_load_back_equal(arch: Architecture) -> None:
    """Loading a YAML or JSON dump of any architecture gives an equal one."""
    assert loading.from_yaml(arch.to_yaml()) == arch
    assert loading.from_json(arch.to_json()) == arch


@pytest.mark.slow
@pytest.mark.no_cover
@most
@given(strange_architectures())
def test_any_text_survives(arch: Architecture) -> None:
    """A dump changes no text, however strange; both shapes of mapping load back too."""
    assert loading.from_yaml(arch.to_yaml()) == arch
    assert loading.from_json(arch.to_json()) == arch
    assert loading.from_mapping(to_mapping(arch)) == arch
    assert Architecture.from_json(json.dumps(to_mapping(arch, full=True))) == arch


@pytest.mark.slow
@pytest.mark.no_cover
@most
@given(strange_architectures())
def test_ordinary_readers_agree(arch: Architecture) -> None:
    """A reader of YAML 1.1 finds the same values in a dump, texts as texts."""
    assert yaml.safe_load(arch.to_yaml()) == to_mapping(arch)


@pytest.mark.slow
@pytest.mark.no_cover
@some
@given(strange_architectures())
def test_dumps_are_stable(arch: Architecture) -> None:
    """Dumping a loaded document gives the same text."""
    text = arch.to_yaml()
    assert loading.from_yaml(text).to_yaml() == text


@most
@given(texts)
@example("١٢")
@example("a?b")
def test_a_scalar_stays_a_text(text: str) -> None:
    """Any text reads back as itself, in block style and in flow style."""
    assert yaml.safe_load(f"a: {scalar(text)}\n") == {"a": text}
    assert yaml.safe_load(f"a: [{scalar(text, flow=True)}, {{b: {scalar(text, flow=True)}}}]\n") == {
        "a": [text, {"b": text}]
    }


# Writing.


def test_a_dump_is_pleasant_to_read() -> None:
    """Defaults are left out, short values are on one line, and quotes are used only if needed."""
    arch = Architecture(
        name="acme/segmentation",
        summary="A small service, on two machines: it works",
        source="https://example.com/a#b",
        pros=["cheap", "no"],
        direction="LR",
        parameters={"instances": [2, 3], "ratio": 1e30},
        styles={"pii": {"color": "red", "legend": "Personal data"}},
        nodes=[
            Node(id="users", label="Users"),
            Node(id="web", label="Web", technology="onprem.network.Nginx", cluster="serving", replicas=2),
            Node(id="cache", label="", description="look-aside; " * 10, tags=["pii"]),
        ],
        clusters=[ClusterData(id="serving", label="Serving", kind="zone")],
        edges=[
            EdgeData(source="users", target="web", label="HTTP :80, POST /infer"),
            EdgeData(source="web", target="cache"),
            EdgeData(source="web", target="cache", id="web -> cache [2]", label="refill", kind="data"),
        ],
        flows={"request": ["users", "web", "cache"]},
    )
    assert arch.to_yaml() == (
        "name: acme/segmentation\n"
        'summary: "A small service, on two machines: it works"\n'
        "source: https://example.com/a#b\n"
        "pros:\n"
        "  - cheap\n"
        '  - "no"\n'
        "direction: LR\n"
        "parameters: {instances: [2, 3], ratio: 1.0e+30}\n"
        "styles:\n"
        "  pii: {color: red, legend: Personal data}\n"
        "nodes:\n"
        "  users: {}\n"
        "  web: {technology: nginx, cluster: serving, replicas: 2}\n"
        "  cache:\n"
        '    label: ""\n'
        f'    description: "{"look-aside; " * 10}"\n'
        "    tags: [pii]\n"
        "clusters:\n"
        "  serving: {kind: zone}\n"
        "edges:\n"
        "  users -> web: HTTP :80, POST /infer\n"
        "  web -> cache: {}\n"
        "  web -> cache [2]: {label: refill, kind: data}\n"
        "flows:\n"
        "  request: [users, web, cache]\n"
    )


def test_an_empty_architecture_is_a_name() -> None:
    """An empty architecture is dumped as its name, and loads back."""
    assert Architecture(name="x").to_yaml() == "name: x\n"
    assert (
        loading.from_yaml("", name="x")
        == loading.from_yaml("# nothing\n", name="x")
        == Architecture(name="x")
    )


def test_json_has_every_key() -> None:
    """JSON has every key, the ends of each edge, and technologies as dotted paths."""
    arch = Architecture(
        name="x",
        nodes=[Node(id="a", technology="onprem.network.Nginx")],
        edges=[EdgeData(source="a", target="a")],
    )
    mapping = json.loads(arch.to_json())
    assert [*mapping] == [key.name for key in keys.TOP if key.name != "extends"]
    assert mapping["nodes"]["a"]["technology"] == "onprem.network.Nginx"
    assert mapping["nodes"]["a"]["tags"] == []
    assert [*mapping["edges"]["a -> a"]] == [key.name for key in keys.EDGE]
    assert (mapping["edges"]["a -> a"]["source"], mapping["title"], mapping["direction"]) == ("a", "x", "TB")


@pytest.mark.parametrize(
    ("table", "shape"),
    [
        (keys.NODE, Node),
        (keys.CLUSTER, ClusterData),
        (keys.EDGE, EdgeData),
        (keys.STYLE, TagStyle),
        (keys.TOP, Architecture),
    ],
)
def test_the_table_of_keys_matches_the_model(table: tuple[keys.Key, ...], shape: type) -> None:
    """Every field of the model is a key of a document, and every key a field."""
    fields = {field.name for field in dataclasses.fields(shape)}
    assert {key.field for key in table} == fields - {"id"} | ({"extends"} if shape is Architecture else set())


# Reading.


@pytest.mark.parametrize(
    "text", ["no", "1.10", "12:30", "2024-01-01", "0x1F", "yes", "1_000", "true", "007", "+1", "1e3"]
)
def test_texts_are_kept_as_written(text: str) -> None:
    """A number or boolean in a field for text is kept as written."""
    arch = loading.from_yaml(f"reviewed: {text}\nnodes:\n  a: {{label: {text}, tags: [{text}]}}\n")
    node = arch.nodes["a"]
    assert (arch.reviewed, node.label, node.tags) == (text, text, (text,))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[
            ("12", 12),
            ("-3", -3),
            ("0o17", 15),
            ("0x1F", 31),
            ("1.5", 1.5),
            (".5", 0.5),
            ("1e3", 1000.0),
            ("010", 10),
        ],
        *[("true", True), ("False", False), ("~", None), ("", None), ("null", None)],
        *[("no", "no"), ("on", "on"), ("12:30", "12:30"), ("2024-01-01", "2024-01-01"), ("1_000", "1_000")],
        *[
            ('"1"', "1"),
            ("'no'", "no"),
            ("!!str 1", "1"),
            ("! 1", "1"),
            ("!!int 1", 1),
            ("9" * 5000, "9" * 5000),
        ],
    ],
)
def test_values_follow_the_core_schema(text: str, value: object) -> None:
    """Numbers, true, false and null are those of YAML 1.2."""
    read = loading.from_yaml(f"name: x\nparameters:\n  a: {text}\n").parameters["a"]
    assert (read, type(read)) == (value, type(value))


def test_infinity_is_read_and_refused() -> None:
    """A value without a JSON form is an error of the document."""
    assert (resolve("-.inf"), math.isnan(resolve(".nan"))) == (-math.inf, True)  # type: ignore[arg-type]
    assert "must be a finite number, not inf" in problems_of("name: x\nparameters: {a: .inf}")


@pytest.mark.parametrize("text", TRICKY)
def test_plain_scalars_are_never_ambiguous(text: str) -> None:
    """A text without quotes is a text to every reader."""
    assert scalar(text).startswith('"') or not is_ambiguous(text)


def test_shorthands() -> None:
    """A string edge is its label, `{}` all defaults, null a default, and a text a list of one."""
    arch = loading.from_yaml(
        "name: x\nnotes: One\nnodes: {load-balancer: {role: null}, b: {tags: pii}}\n"
        "edges:\n  load-balancer -> b: HTTP\n  b -> b: {}\n  load-balancer  ->  b [2]: 1.10\n"
    )
    assert (arch.notes, arch.nodes["b"].tags) == (("One",), ("pii",))
    assert arch.nodes["load-balancer"].label == "Load balancer"
    assert {key: edge.label for key, edge in arch.edges.items()} == {
        "load-balancer -> b": "HTTP",
        "b -> b": "",
        "load-balancer -> b [2]": "1.10",
    }


def test_technologies_are_resolved() -> None:
    """Aliases, class names and dotted paths give the dotted path of the class."""
    arch = loading.from_yaml(
        "nodes: {a: {technology: nginx}, b: {technology: onprem.network.Nginx}}", name="x"
    )
    assert {node.technology for node in arch.nodes.values()} == {"onprem.network.Nginx"}


def test_anchors_and_aliases_are_shared_values() -> None:
    """An alias has the value of its anchor, in texts and in maps."""
    arch = loading.from_yaml(
        "name: x\nnodes:\n  a: &same {label: &text Web}\n  b: *same\n  c: {role: *text}\n"
    )
    assert [node.label for node in arch.nodes.values()] == ["Web", "Web", "C"]
    assert arch.nodes["c"].role == "Web"


# Errors.


def test_every_problem_is_located() -> None:
    """One run reports all problems in order of place: keys, types, references, technologies, duplicates."""
    assert problems_of(
        "nmae: x\n"
        "direction: up\n"
        "nodes:\n"
        "  web: {lable: Web, replicas: two, cluster: servng}\n"
        "  cache: {technology: redsi, tags: {a: b}}\n"
        "  web: {}\n"
        "  gone: null\n"
        "clusters:\n"
        "  serving: {cluster: serving}\n"
        "edges:\n"
        "  web -> cahce: x\n"
        "  web -> cache: [x]\n"
        "  web: x\n"
        "  web -> cache [1]: x\n"
        "flows:\n"
        "  f: [web, cahce]\n"
        "  g: web\n"
    ).splitlines() == [
        "x.yaml:1:1: document: unknown key 'nmae'. Did you mean 'name'?",
        "x.yaml:2:12: architecture '': direction 'up' is not one of LR, RL, TB, BT.",
        "x.yaml:4:9: node 'web': unknown key 'lable'. Did you mean 'label'?",
        "x.yaml:4:31: node 'web': replicas must be a whole number of 0 or more, not 'two'",
        "x.yaml:4:45: node 'web': unknown cluster 'servng'. Did you mean 'serving'?",
        "x.yaml:5:23: node 'cache': unknown technology 'redsi'. Did you mean 'redis'?",
        "x.yaml:5:36: node 'cache': tags must be a list of texts, not a mapping",
        "x.yaml:6:3: key 'web' is written twice, first in line 4",
        "x.yaml:7:3: node 'gone': null removes, and there is nothing to remove; write {} for the defaults",
        "x.yaml:9:22: cluster 'serving': is inside itself (serving in serving)",
        "x.yaml:11:3: edge 'web -> cahce': unknown node or cluster 'cahce'. Did you mean 'cache'?",
        "x.yaml:12:17: edge 'web -> cache': must be a mapping of source, target, label, kind, description, "
        "link, arrow, color, style, status, tags, not a list",
        "x.yaml:13:3: edge 'web': not of the form 'source -> target' or 'source -> target [2]'",
        "x.yaml:14:3: edge 'web -> cache [1]': the same edge as 'web -> cache'",
        "x.yaml:16:12: flow 'f': unknown node or cluster 'cahce'. Did you mean 'cache'?",
        "x.yaml:17:6: flow 'g': ids must be a list of ids, not 'web'",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "x.yaml:1:1: a document is a mapping with keys such as nodes and edges, not a list"),
        (
            "name: [a]",
            "x.yaml:1:7: document: name must be text, not a list; quote a text that begins with '['",
        ),
        ("nodes: []", "x.yaml:1:8: document: nodes must be a mapping, not a list"),
        (
            "nodes: {a: x}",
            "x.yaml:1:12: node 'a': must be a mapping of label, technology, role, description, "
            "cluster, icon, link, replicas, status, tags, color, not 'x'",
        ),
        (
            "nodes: {a b: {}}",
            "x.yaml:1:9: node 'a b': an id is letters, digits and '. _ - /', up to 100 of them",
        ),
        ("parameters: 3", "x.yaml:1:13: document: parameters must be a mapping, not 3"),
        (
            "notes: [a, [b]]",
            "x.yaml:1:12: document: notes 2 must be text, not a list; quote a text that begins with '['",
        ),
        (
            "nodes: {a: {replicas: -1}}",
            "x.yaml:1:23: node 'a': replicas must be a whole number of 0 or more, not -1",
        ),
        (
            "nodes: {a: {link: 'javascript:x'}}",
            "x.yaml:1:19: node 'a': link 'javascript:x' is not http, https, mailto or relative",
        ),
        ("styles: {a: {colour: red}}", "x.yaml:1:14: style 'a': unknown key 'colour'. Did you mean 'color'?"),
        ("nodes: {a: {}}\nedges: {a -> a: {source: b}}", "x.yaml:2:26: edge 'a -> a': source 'b' is not 'a'"),
        (
            "name: !!python/object:os.system x",
            "x.yaml:1:7: tag '!!python/object:os.system' is not allowed; quote a text that begins with '!'",
        ),
        ("name: !x y", "x.yaml:1:7: tag '!x' is not allowed; quote a text that begins with '!'"),
        (
            "nodes: !!set {a}",
            "x.yaml:1:8: tag '!!set' is not allowed; quote a text that begins with '!'",
        ),
        (
            "!!python/name:os.system a: b",
            "x.yaml:1:1: tag '!!python/name:os.system' is not allowed; quote a text that begins with '!'",
        ),
        ("[a]: b", "x.yaml:1:1: a key must be a text"),
        ("a: *b", "x.yaml:1:4: alias '*b' has no anchor '&b' before it; quote a text that begins with '*'"),
        ("a: b\n---\na: c", "x.yaml:2:1: a second document in one file"),
        (
            "label: a: b",
            'x.yaml:1:9: not YAML: mapping values are not allowed here; quote this: "a: b"',
        ),
        (
            "name: @a",
            "x.yaml:1:7: not YAML: while scanning for the next token, found character '@' that cannot "
            'start any token; quote this: "@a"',
        ),
        (
            "a: 'b",
            "x.yaml:1:6: not YAML: while scanning a quoted scalar, found unexpected end of stream; "
            "quote the whole text; an apostrophe inside '...' is written twice",
        ),
        (
            "a: [b",
            "x.yaml:1:6: not YAML: while parsing a flow sequence, "
            "expected ',' or ']', but got '<stream end>'; quote this: \"[b\"",
        ),
        ("\na: \x07b", "x.yaml:2:4: not YAML: the character '\\x07' must be written as an escape"),
        ("a: \ud83d", "x.yaml: not text: holds half a character, '\\ud83d'"),
        (
            "a: &a [*a]",
            "x.yaml:1:8: alias '*a' has no anchor '&a' before it; quote a text that begins with '*'",
        ),
    ],
)
def test_messages(text: str, message: str) -> None:
    """Each fault has its message, with line and column."""
    assert problems_of(text).splitlines()[0] == message


def test_the_first_of_two_equal_keys_counts() -> None:
    """The value of a repeated key is ignored, and its problems are not reported."""
    assert problems_of(
        "nodes:\n  a: {label: A, label: B}\n  a: {lable: 1, lable: 2, x: [{y: z}]}\n"
    ).splitlines() == [
        "x.yaml:2:17: key 'label' is written twice, first in line 2",
        "x.yaml:3:3: key 'a' is written twice, first in line 2",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: " + "[" * 100_000, "x.yaml:1:53: nested deeper than 50"),
        (
            "name: x\nparameters:\n  a: &a0 [1]\n"
            + "".join(f"  b{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 60)),
            "x.yaml:51:14: nested deeper than 50",
        ),
        (
            "a: &a ["
            + "x," * 50
            + "]\n"
            + "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}' if n else '*a'] * 50)}]\n" for n in range(9)),
            "x.yaml:4:15: aliases expand to more than 300000 values",
        ),
        ("a: " + "x" * 5_000_001, "x.yaml: larger than 5 MB"),
        (
            "nodes:\n" + "".join(f"  n{n}: {{}}\n" for n in range(20_001)),
            "x.yaml:1:1: 20001 nodes and edges, more than 20000",
        ),
    ],
    ids=["depth", "depth through aliases", "aliases", "size", "count"],
)
def test_limits(text: str, message: str) -> None:
    """Documents that would exhaust memory or the stack are refused quickly."""
    began = time.perf_counter()
    assert problems_of(text).startswith(message)
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "x.json:1:2: not JSON: Expecting property name enclosed in double quotes"),
        ('{"name": "a", "name": "b"}', "x.json:1:15: key 'name' is written twice, first in line 1"),
        ("[" * 100_000, "x.json: nested too deeply"),
        ('{"parameters": ' + '{"a": ' * 200 + "1" + "}" * 201, "x.json:1:310: nested deeper than 50"),
        (
            '{"parameters": {"a": NaN}}',
            "x.json:1:16: architecture '': parameters 'a' must be a finite number, not nan",
        ),
        (
            '{"nodes": {"a": {"label": "\\ud83d"}}}',
            "x.json:1:17: node 'a': label holds half a character: '\\ud83d'",
        ),
        ('{"nodes": {"a": {"label": 5}}}', "x.json:1:27: node 'a': label must be text, not 5"),
        (
            '{"nodes": {"a": {"replicas": true}}}',
            "x.json:1:30: node 'a': replicas must be a whole number of 0 or more, not True",
        ),
    ],
)
def test_messages_of_json(text: str, message: str) -> None:
    """JSON is read as strictly, and has texts only in quotes."""
    with pytest.raises(DocumentError) as caught:
        loading.from_json(text, path="x.json")
    assert str(caught.value).startswith(message)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda data: data.decode("latin-1")))
def test_no_text_raises_another_error(text: str) -> None:
    """Any text is an architecture or a DocumentError."""
    try:
        assert isinstance(loading.from_yaml(text), Architecture)
    except DocumentError as error:
        assert error.problems


@pytest.mark.slow
@pytest.mark.no_cover
@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([key.name for key in keys.TOP]), datas), st.booleans())
def test_no_value_raises_another_error(mapping: dict[str, Any], nested: bool) -> None:
    """Any value in any place is an architecture or a DocumentError."""
    if nested:
        mapping = {
            part: {"a": dict.fromkeys(["label", "cluster", "tags"], value)} for part, value in mapping.items()
        }
    try:
        assert isinstance(loading.from_mapping(mapping), Architecture)
    except DocumentError as error:
        assert error.problems


# Files.


def test_a_file_is_named_after_its_path_below_architectures(tmp_path: Path) -> None:
    """A document without a name has that of its file."""
    folder = tmp_path / "architectures" / "team"
    folder.mkdir(parents=True)
    for path, name in ((folder / "a.b.yaml", "team/a.b"), (tmp_path / "shop.json", "shop")):
        path.write_text("{}", encoding="utf-8")
        assert loading.load(path).name == name
    (folder / "x.yaml").write_bytes(b"\xef\xbb\xbfname: own\r\nnodes:\r\n  a: {}\r\n")
    assert (loading.load(folder / "x.yaml").name, *Architecture.from_yaml(folder / "x.yaml").nodes) == (
        "own",
        "a",
    )


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file, a folder and another encoding are reported with the reason."""
    (tmp_path / "latin.yaml").write_bytes(b"name: caf\xe9")
    for path, message in (
        (tmp_path / "no.yaml", "cannot be read: No such file or directory"),
        (tmp_path, "cannot be read: Is a directory"),
        (tmp_path / "latin.yaml", "not UTF-8 text: byte 9 is 0xe9"),
    ):
        with pytest.raises(DocumentError) as caught:
            loading.load(path)
        assert str(caught.value) == f"{path}: {message}"

"""The located tree, which documents, JSON and imported YAML are all read as."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mlarch.documents.json_reader import parse_json
from mlarch.documents.locations import LocatedProblem
from mlarch.documents.yaml_reader import parse
from mlarch.documents.yaml_stream import read_stream
from mlarch.errors import DocumentError

READERS: tuple[Callable[[str, str], object], ...] = (parse, read_stream)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: " + "[" * 60, "x:1:53: nested deeper than 50"),
        (
            "a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 60)),
            "x:50:12: nested deeper than 50",
        ),
        (
            "a: &a [" + "1, " * 600 + "]\nb: &b [" + "*a, " * 400 + "]\nc: [*b, *b]\n",
            "x:3:5: aliases expand to more than 300000 values: write fewer of them out",
        ),
        ("[a]: b", "x:1:1: a key must be a text"),
        ("a: &a [*a]", "x:1:8: alias '*a' has no anchor '&a' before it; quote a text that begins with '*'"),
        ("a: [b", "x:1:6: not YAML: while parsing a flow sequence, expected ',' or ']', but got"),
        ("a: \ud83d", "x: not text: holds half a character, '\\ud83d'"),
    ],
    ids=["depth", "depth through aliases", "aliases", "key", "alias of itself", "syntax", "surrogate"],
)
def test_documents_and_imports_have_the_same_limits(
    read: Callable[[str, str], object], text: str, message: str
) -> None:
    """A document and an imported file are refused with the same message at the same place."""
    with pytest.raises(DocumentError) as caught:
        read(text, "x")
    assert str(caught.value).startswith(message)


def test_yaml_and_json_are_located_alike() -> None:
    """The same text as JSON and as YAML has the same values at the same lines and columns."""
    text = '{"nodes":\n {"a": {"label": "A", "tags": ["x", "y"]},\n  "b": null}}'
    from_json, from_yaml = parse_json(text, "x"), parse(text, "x")
    assert from_json.root == from_yaml.root
    for path in ((), ("nodes", "a"), ("nodes", "a", "tags", 1), ("nodes", "b"), ("nodes", "c"), ("edges",)):
        for at_key in (False, True):
            problem = LocatedProblem(path, "wrong", at_key)
            assert from_json.places.find(problem) == from_yaml.places.find(problem) is not None
        assert from_json.places.depth(path) == from_yaml.places.depth(path)


def test_a_repeated_key_counts_first_in_documents_and_last_in_imports() -> None:
    """Both name the line of the first key; a document refuses the second, an import reports it."""
    text = "a: 1\na: 2\n"
    document, stream = parse(text, "x"), read_stream(text, "x")
    assert document.places.locate(document.problems) == [
        "x:2:1: key 'a' is written twice, first in line 1"
    ]  # fmt: skip
    assert [(str(place), message) for place, message in stream.oddities] == [
        ("x:2:1", "key 'a' is written twice, first in line 1; the last one counts")
    ]
    assert (document.root["a"].text, stream.documents[0]["a"]) == ("1", "2")


def test_an_alias_is_located_at_itself() -> None:
    """A problem inside of an alias is shown at the alias, not at its anchor."""
    parsed = parse("a: &a {b: 1}\nc: *a\n", "x")
    assert parsed.places.locate([LocatedProblem(("c", "b"), "wrong")]) == ["x:2:1: wrong"]
    assert parsed.places.locate([LocatedProblem(("c",), "wrong")]) == ["x:2:4: wrong"]

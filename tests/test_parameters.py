"""Parameters of builders are described once, in the signature, and shown everywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from click.testing import CliRunner, Result

from mlarch.cli import main
from mlarch.model.parameters import BuilderParameter, Range
from mlarch.project.annotations import static_parameters
from mlarch.project.entry_parameters import parameters_of
from mlarch.recording import parameters_of as parameters_of_builder
from mlarch.zoo import gcp_scaling

ZOO = Path(gcp_scaling.__file__).parent
INSTANCES = (
    "instances_per_region  Instances in each of the two regions. A whole number from 2 to 100 [default: 2]"
)

BUILDERS = """\
from typing import Annotated, Literal, Optional
from mlarch import Range, architecture

raise SystemExit("this file must not run")

Size = Annotated[Literal["small", "large"], "Size of the machines."]

@architecture("team/web")
def web(
    *,
    servers: Annotated[int, "Servers.", Range(1, most=8)] = 2,
    size: Size = "small",
    ports: list[int] | None = None,
    pair: tuple[int, ...] = (1, 2),
    ratio: Optional[float] = None,
    debug: bool = False,
    other: Unknown = None,
    name: str,
) -> None: ...
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def completed(line: str) -> list[str]:
    """Return the words that a shell offers at the end of a line."""
    env = {"_MLARCH_COMPLETE": "zsh_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    lines = CliRunner().invoke(main, env=env, prog_name="mlarch").stdout.splitlines()
    return lines[1::3]


# Descriptions.


@pytest.mark.parametrize(
    ("hint", "good", "bad", "rule"),
    [
        (int, [0, -3], [True, 2.0, "2", None], "a whole number"),
        (float, [0, 2.5], [True, "2"], "a number"),
        (str, ["", "a"], [1], "text"),
        (bool, [True], ["no", 0], "true or false"),
        (Literal["a", 1], ["a", 1], ["b", True], "one of a, 1"),
        (Annotated[int, Range(2, 4)], [2, 4], [1, 5], "a whole number from 2 to 4"),
        (Annotated[float, Range(least=0)], [0, 0.5], [-0.1], "a number of 0 or more"),
        (Annotated[int, Range(most=9)], [9], [10], "a whole number of 9 or less"),
        (tuple[int, int], [(1, 2), [1, 2]], [(1,), (1, 2, 3), "12"], "a list of 2 whole numbers"),
        (tuple[int, ...], [(), (1, 2, 3)], [("1",)], "a list of whole numbers"),
        (Annotated[list[int], Range(1, 9)], [[1, 9]], [[0]], "a list of whole numbers from 1 to 9"),
        (list[Annotated[int, Range(1, 9)]], [[1, 9]], [[0]], "a list of whole numbers from 1 to 9"),
        (list[str] | None, [None, ["a"]], ["a"], "a list of texts or nothing"),
        (Any, [object()], [], "any value"),
    ],
)
def test_values_and_words_of_a_type(hint: Any, good: list[object], bad: list[object], rule: str) -> None:
    """Each type accepts its values alone, and has its words."""
    parameter = BuilderParameter("x", hint)
    assert [parameter.accepts(value) for value in good] == [True] * len(good)
    assert [parameter.accepts(value) for value in bad] == [False] * len(bad)
    assert parameter.rule() == rule


def test_a_parameter_in_the_words_of_json_schema() -> None:
    """Name, description and default accompany the keywords of JSON Schema."""
    count = BuilderParameter("n", Annotated[int, "How many.", Range(1, 9)], 2)
    assert count.to_mapping() == {
        "name": "n", "description": "How many.", "type": "integer", "minimum": 1, "maximum": 9, "default": 2,
    }  # fmt: skip
    pair = BuilderParameter("p", Annotated[tuple[int, int], Range(1)])
    assert pair.to_mapping() == {
        "name": "p", "description": "", "type": "array", "minItems": 2, "maxItems": 2,
        "items": {"type": "integer", "minimum": 1},
    }  # fmt: skip
    mode = BuilderParameter("m", Literal["a", "b"] | None, None)
    assert mode.to_mapping() == {
        "name": "m", "description": "", "default": None,
        "anyOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "null"}],
    }  # fmt: skip


def test_annotations_are_read_without_running_the_file(folder: Path) -> None:
    """Types, descriptions, ranges and defaults come from the source, aliases of the file included."""
    (folder / "web.py").write_text(BUILDERS)
    parameters = static_parameters("web.py", "web")
    assert [f"{parameter.name}: {parameter}" for parameter in parameters] == [
        "servers: Servers. A whole number from 1 to 8 [default: 2]",
        "size: Size of the machines. One of small, large [default: small]",
        "ports: A list of whole numbers or nothing [default: null]",
        "pair: A list of whole numbers [default: [1, 2]]",
        "ratio: A number or nothing [default: null]",
        "debug: True or false [default: false]",
        "other: Any value [default: null]",
        "name: Text [required]",
    ]
    assert parameters_of("web.py") == parameters
    assert static_parameters("web.py", "api") == ()


@pytest.mark.parametrize("name", gcp_scaling.__all__)
def test_source_and_signature_agree(name: str) -> None:
    """A builder read from its source has the parameters of the one that is imported."""
    static = static_parameters(ZOO / "gcp_scaling.py", name)
    assert static == parameters_of_builder(getattr(gcp_scaling, name))


# Show.


def test_show_describes_parameters() -> None:
    """`show` prints value, description, range and default of each parameter."""
    lines = run("show", "gcp-scaling/6-cache", "--set", "instances_per_region=10").stdout.splitlines()
    at = lines.index("parameters")
    assert lines[at + 1] == f"  {INSTANCES.replace('  ', '  10  ')}"


@pytest.mark.parametrize(
    "document",
    ["extends: gcp-scaling/6-cache", "extends: base.yaml", "extends: zoo:cache\nparameters: {}"],
)
def test_parameters_of_a_document_are_those_of_its_builder(document: str, folder: Path) -> None:
    """A document has the parameters of the builder that it extends, directly or not."""
    (folder / "base.yaml").write_text("extends: cache\n")
    (folder / "mine.yaml").write_text(f"{document}\n")
    assert run("show", "mine.yaml", "--parameters").stdout == f"{INSTANCES}\n"


def test_parameters_as_json() -> None:
    """`--parameters --json` is an array with the keywords of JSON Schema; a family has those of all steps."""
    result = run("show", "gcp-scaling", "--parameters", "--json")
    assert json.loads(result.stdout) == [
        {
            "name": "instances_per_region",
            "description": "Instances in each of the two regions.",
            "type": "integer",
            "minimum": 2,
            "maximum": 100,
            "default": 2,
        },
        {
            "name": "workers",
            "description": "Machines that take work from the queue.",
            "type": "integer",
            "minimum": 1,
            "maximum": 100,
            "default": 2,
        },
    ]


def test_an_architecture_without_parameters_says_so(folder: Path) -> None:
    """Without parameters there is a sentence, or an empty array."""
    (folder / "mine.yaml").write_text("title: Mine\n")
    assert run("show", "mine.yaml", "--parameters").stdout == "'mine.yaml' has no parameters\n"
    assert run("show", "mine.yaml", "--parameters", "--json").stdout == "[]\n"


def test_parameters_go_with_json_only() -> None:
    """Other outputs of `show` are refused beside --parameters."""
    result = run("show", "cache", "--parameters", "--yaml")
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: '--parameters' can be combined with '--json' only.\n")


# Completion.


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("mlarch show gcp-scaling/9-offline-inference --set ", ["instances_per_region=", "workers="]),
        ("mlarch render gcp-scaling --set w", ["workers="]),
        ("mlarch show unet-pipeline --set framework=", ["framework=flask", "framework=fastapi"]),
        ("mlarch show unet-pipeline --set framework=fa", ["framework=fastapi"]),
        ("mlarch show sql-vs-nosql --set products=a", ["products=aws", "products=azure"]),
        ("mlarch show 6-cache --set instances_per_region=", []),
        ("mlarch show nothing --set ", []),
        ("mlarch show --set ", []),
    ],
)
def test_completion_of_settings(line: str, words: list[str]) -> None:
    """`--set` completes names of parameters, and the values of choices."""
    assert completed(line) == words


def test_completion_runs_no_file_of_the_user(folder: Path) -> None:
    """Names, choices and switches of a Python file are completed from its source."""
    (folder / "web.py").write_text(BUILDERS)
    assert completed("mlarch render web.py --set s") == ["servers=", "size="]
    assert completed("mlarch render web.py --set size=") == ["size=small", "size=large"]
    assert completed("mlarch render web.py --set debug=") == ["debug=true", "debug=false"]
    (folder / "web.py").write_text("def broken(:")
    assert completed("mlarch render web.py --set s") == []

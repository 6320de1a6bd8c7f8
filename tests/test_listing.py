"""Prove that names are found without loading what draws, and one's own files are listed beside the zoo."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mlarch.errors import DocumentError, MlarchError, ParameterError, ScriptError, UnknownNameError
from mlarch.project import loading, registry
from mlarch.project.entry import Entry, Parameter
from mlarch.zoo import MODULES

BUILDER = '''
from diagrams.onprem.network import Nginx
from mlarch.recording import architecture

@architecture("{name}", title="Own", tags=["a", "b"])
def own(*, copies: int = 2, size: str = "small") -> None:
    """Draw it."""
    for number in range(copies):
        Nginx(f"Web {{number}}", id=f"web-{{number}}")
'''

SCRIPT = """
from diagrams import Diagram
from diagrams.onprem.network import Nginx

with Diagram("First picture", show=False):
    Nginx("one")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of one's own architectures."""
    (tmp_path / "architectures").mkdir()
    return tmp_path / "architectures"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(folder: Path) -> list[str]:
    return [entry.name for entry in registry.local(folder)]


# Names.


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("gcp-scaling/6-cache", "gcp-scaling/6-cache"),
        ("6-cache", "gcp-scaling/6-cache"),
        ("cache", "gcp-scaling/6-cache"),
        ("gcp-scaling/cache", "gcp-scaling/6-cache"),
        ("gcp-scaling/6", "gcp-scaling/6-cache"),
        ("zoo:cache", "gcp-scaling/6-cache"),
        ("nginx", "flask-serving/2-nginx"),
        ("docker", "flask-serving/3-docker"),
        ("with", "kubernetes/2-with"),
        ("sql-vs-nosql", "sql-vs-nosql"),
        ("gcp-scaling", "gcp-scaling"),
        ("zoo:kubernetes", "kubernetes"),
    ],
)
def test_full_and_short_names(wanted: str, name: str, folder: Path) -> None:
    """A full name, its last part with or without number, and a family's name are found."""
    assert registry.find(wanted, folder).name == name


def test_short_names_of_the_zoo_are_unique() -> None:
    """No two entries share a last part, so each can be called by it."""
    short = [entry.short_name for entry in registry.zoo()]
    assert len(short) == len(set(short)) == 17


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("cahce", "unknown architecture 'cahce'. Did you mean 'cache'?"),
        ("zoo:ngnix", "unknown architecture 'ngnix'. Did you mean 'nginx'?"),
        ("kubernetes/2-wiht", "unknown architecture 'kubernetes/2-wiht'. Did you mean 'kubernetes/2-with'"),
        ("zzzzzz", "unknown architecture 'zzzzzz'."),
        ("", "unknown architecture ''."),
    ],
)
def test_unknown_names_get_suggestions(wanted: str, message: str, folder: Path) -> None:
    """What is not there is an error that says what might have been meant."""
    with pytest.raises(UnknownNameError) as caught:
        registry.find(wanted, folder)
    assert str(caught.value).startswith(message)


def test_an_ambiguous_name_lists_its_choices(folder: Path) -> None:
    """A last part that two architectures share is an error that names both in full."""
    write(folder, "team/cache.yaml", "title: Ours\n")
    with pytest.raises(UnknownNameError) as caught:
        registry.find("cache", folder)
    assert str(caught.value) == "'cache' names several: 'team/cache' or 'gcp-scaling/6-cache'"


def test_a_local_architecture_shadows_the_zoo(folder: Path) -> None:
    """The same name means one's own file, unless `zoo:` is said."""
    path = write(folder, "gcp-scaling/6-cache.yaml", "title: Ours\n")
    assert registry.find("cache", folder).path == str(path)
    assert registry.find("zoo:cache", folder).title == "Scaling on Google Cloud, step 6: cache"
    available = [entry.name for entry in registry.available(folder)]
    assert available.count("gcp-scaling/6-cache") == 1


# Families.


def test_a_family_stands_before_its_steps(folder: Path) -> None:
    """The list has each family once, with its steps in order behind it."""
    available = registry.available(folder)
    at = [entry.name for entry in available].index("gcp-scaling")
    assert [entry.kind for entry in available[at : at + 3]] == ["family", "architecture", "architecture"]
    assert [entry.step for entry in available[at : at + 10]] == [None, *range(1, 10)]
    assert available[at].members == tuple(entry.name for entry in available[at + 1 : at + 10])
    assert available[at].title == "Scaling on Google Cloud, from one user to millions"


def test_own_steps_make_a_family_in_order_of_their_numbers(folder: Path) -> None:
    """Ten comes after two, and a family without a title is called by its name."""
    for step in ("10-last", "2-next", "1-first"):
        write(folder, f"my-system/{step}.yaml", f"title: {step}\n")
    family = registry.find("my-system", folder)
    assert family.members == ("my-system/1-first", "my-system/2-next", "my-system/10-last")
    assert family.title == "My system"


def test_own_steps_join_a_family_of_the_zoo(folder: Path) -> None:
    """A local step replaces one of the zoo's in its family, and the order stays that of the numbers."""
    write(folder, "kubernetes/1-without.yaml", "title: Ours\n")
    write(folder, "kubernetes/3-more.yaml", "title: More\n")
    family = registry.find("kubernetes", folder)
    assert family.members == ("kubernetes/1-without", "kubernetes/2-with", "kubernetes/3-more")
    assert family.title == "The same system without and with Kubernetes"


def test_documents_of_a_family_of_the_zoo_keep_its_title(folder: Path) -> None:
    """Where each step is a document of one's own, the family is still called what the zoo calls it."""
    for entry in registry.zoo():
        if entry.family == "kubernetes":
            path = folder / f"{entry.name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"extends: {entry.name}\n")
    assert registry.find("kubernetes", folder).title == "The same system without and with Kubernetes"


def test_a_family_cannot_be_built() -> None:
    """Asking for one architecture by a family's name is an error that names its members."""
    with pytest.raises(UnknownNameError) as caught:
        loading.get("kubernetes")
    assert str(caught.value) == (
        "'kubernetes' is a family; its architectures are 'kubernetes/1-without' and 'kubernetes/2-with'"
    )


# The zoo.


def test_every_module_of_the_zoo_is_listed() -> None:
    """A module with builders that nobody lists is a mistake."""
    with_builders = {
        p.stem for p in Path(registry.__file__).parents[1].glob("zoo/*.py") if registry.in_file(p)
    }
    assert with_builders == set(MODULES)


def test_what_is_listed_is_what_is_built() -> None:
    """Title, summary, source and tags read from the text equal those of the architecture."""
    for entry in registry.zoo():
        arch = loading.load_entry(entry)
        assert (arch.name, arch.title, arch.summary) == (entry.name, entry.title, entry.summary)
        assert (arch.source, arch.tags) == (entry.source, entry.tags)
        assert list(arch.parameters) == [parameter.name for parameter in entry.parameters]


def test_parameters_are_read_with_default_and_type() -> None:
    """`show` and `init` learn what can be set without importing the builder."""
    assert registry.find("zoo:with").parameters == (
        Parameter("replicas", (2, 3), "tuple[int, int]"),
        Parameter("entry", "ingress", "Literal['ingress', 'gateway']"),
    )


def test_kinds_in_the_zoo() -> None:
    """Two entries are decisions, the others are architectures."""
    kinds = {entry.name: entry.kind for entry in registry.zoo()}
    assert [name for name, kind in kinds.items() if kind == "decision"] == [
        "sql-vs-nosql",
        "how-to-serve-a-model",
    ]


def test_the_mapping_of_an_entry() -> None:
    """`list --json` prints these keys, in this order."""
    entry = Entry(name="a/1-b", title="B", family="a", step=1, tags=("x",), path="a.py", function="b")
    assert list(entry.to_mapping().items()) == [
        ("name", "a/1-b"),
        ("kind", "architecture"),
        ("title", "B"),
        ("summary", ""),
        ("family", "a"),
        ("step", 1),
        ("source", ""),
        ("tags", ["x"]),
        ("path", "a.py"),
    ]


def test_listing_loads_no_library_that_draws(folder: Path) -> None:
    """Neither the zoo nor local documents and scripts are imported or parsed by a library."""
    write(folder, "own.py", BUILDER.format(name="own"))
    write(folder, "document.yaml", "title: Document\n")
    code = (
        "import sys; from mlarch.project import registry; "
        f"assert len(registry.available({str(folder)!r})) == 22; registry.find('cache', {str(folder)!r}); "
        "print(sorted({'diagrams', 'graphviz', 'pygraphviz', 'pyvips', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# One's own files.


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    """Most people have no architectures of their own yet."""
    assert registry.local(tmp_path / "architectures") == ()


def test_documents_are_named_by_their_path(folder: Path) -> None:
    """Suffixes go, sub-folders stay, hidden files and other suffixes do not count."""
    for name in ("b.yaml", "team/a.yml", "c.json", ".hidden.yaml", "_draft.yaml", "notes.txt", ".git/x.yaml"):
        write(folder, name, "{}" if name.endswith("json") else "title: T\n")
    assert names(folder) == ["b", "c", "team/a"]


def test_a_document_may_say_its_name(folder: Path) -> None:
    """`name` wins over the path."""
    write(folder, "a.yaml", "name: acme/web\ntitle: Web\n")
    assert names(folder) == ["acme/web"]


def test_two_files_of_one_name_are_an_error(folder: Path) -> None:
    """Both files are named, for every name that is used twice."""
    one, two = write(folder, "a.json", "{}"), write(folder, "a.yaml", "title: A\n")
    with pytest.raises(MlarchError) as caught:
        registry.local(folder)
    assert str(caught.value) == f"'a' is the name of two files: {one} and {two}"


@pytest.mark.parametrize(
    ("text", "title", "summary", "tags"),
    [
        ("title: Plain # comment\nsummary: one\n  two\n", "Plain", "one two", ()),
        ("title: 'It''s'\nsummary: \"a \\\"b\\\"\" # c\n", "It's", 'a "b"', ()),
        ("title: >-\n  Folded\n  text\ntags:\n- a\n- 'b c'\n", "Folded text", "", ("a", "b c")),
        ('title: 1.10\ntags: [a, "b"]\n', "1.10", "", ("a", "b")),
        ("nodes:\n  title: {label: Not this}\ntitle: This\n", "This", "", ()),
        ("title: C# and a:b\ntags: one\n", "C# and a:b", "", ("one",)),
        ("\ufefftitle: Marked\r\nsummary: s\r\n", "Marked", "s", ()),
        ("nodes: {}\n", "a", "", ()),
    ],
)
def test_the_head_of_a_document(
    folder: Path, text: str, title: str, summary: str, tags: tuple[str, ...]
) -> None:
    """Title, summary and tags are read as YAML would read them; without a title the name is shown."""
    write(folder, "a.yaml", text)
    entry = registry.local(folder)[0]
    assert (entry.title, entry.summary, entry.tags) == (title, summary, tags)


def test_a_broken_document_is_still_listed(folder: Path) -> None:
    """What is wrong with it is said where it is loaded, not in the list."""
    write(folder, "a.json", "{")
    write(folder, "b.yaml", "title: [\n")
    write(folder, "c.py", "def (")
    assert names(folder) == ["a", "b", "c"]


def test_an_overlay_inherits_its_title(folder: Path) -> None:
    """Title, source and kind come from what is extended: the zoo's entry, or a file beside it."""
    write(folder, "gcp-scaling/6-cache.yaml", "extends: gcp-scaling/6-cache\n")
    write(folder, "base.yaml", "extends: sql-vs-nosql\ntitle: Base\n")
    write(folder, "top.yaml", "extends: base.yaml\nsummary: Own.\n")
    by_name = {entry.name: entry for entry in registry.local(folder)}
    assert by_name["gcp-scaling/6-cache"].title == "Scaling on Google Cloud, step 6: cache"
    assert by_name["top"].title == "Base"
    assert by_name["top"].kind == "decision"
    assert by_name["top"].summary == "Own."


def test_documents_that_extend_each_other_are_still_listed(folder: Path) -> None:
    """A circle is an error of loading; the list ends."""
    write(folder, "a.yaml", "extends: b.yaml\n")
    write(folder, "b.yaml", "extends: a.yaml\n")
    assert [entry.title for entry in registry.local(folder)] == ["a", "b"]


# One's own Python files.


def test_a_local_builder_is_listed_and_built(folder: Path) -> None:
    """A function under `@architecture` has the name it says, and takes its parameters."""
    path = write(folder, "own.py", BUILDER.format(name="team/own"))
    entry = registry.find("own", folder)
    assert (entry.name, entry.title, entry.tags) == ("team/own", "Own", ("a", "b"))
    assert (entry.path, entry.function) == (str(path), "own")
    assert entry.parameters[0] == Parameter("copies", 2, "int")
    assert len(loading.load_entry(entry, copies=3).nodes) == 3
    with pytest.raises(ParameterError):
        loading.load_entry(entry, copies="three")


def test_a_script_is_listed_by_its_file_and_built(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A plain `diagrams` script has the name of its path and the title of its diagram; it writes nothing."""
    write(folder, "team/plain.py", SCRIPT)
    entry = registry.find("plain", folder)
    assert (entry.name, entry.title, entry.function) == ("team/plain", "First picture", "")
    arch = loading.load_entry(entry)
    assert (arch.name, arch.title, len(arch.nodes)) == ("team/plain", "First picture", 1)
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == ["plain.py"]
    with pytest.raises(UnknownNameError, match="a script without @architecture takes no parameters"):
        loading.load_entry(entry, copies=3)


def test_several_diagrams_of_a_script_are_told_apart_by_title(folder: Path) -> None:
    """Each diagram is an entry of its own below the script's name."""
    second = 'with Diagram("Second", show=False):\n    Nginx("two")\n    Nginx("three")\n'
    write(folder, "plain.py", SCRIPT + second)
    assert names(folder) == ["plain/first-picture", "plain/second"]
    assert len(loading.load_entry(registry.find("second", folder)).nodes) == 2


def test_a_broken_script_says_so_when_it_is_built(folder: Path) -> None:
    """The error has file and line."""
    write(folder, "broken.py", "x = 1\ndef (\n")
    with pytest.raises(ScriptError, match=r"broken\.py:2: SyntaxError"):
        loading.load_entry(registry.find("broken", folder))


def test_builders_of_one_file(folder: Path) -> None:
    """`in_file` names the builders of a Python file, and nothing where there are none."""
    own = write(folder, "own.py", BUILDER.format(name="own"))
    assert [entry.name for entry in registry.in_file(own)] == ["own"]
    assert registry.in_file(write(folder, "plain.py", SCRIPT)) == ()


def test_a_whole_document_takes_no_parameters(folder: Path) -> None:
    """They are those of the builder at the root, and there is none."""
    write(folder, "a.yaml", "nodes: {web: {label: Web}}\n")
    with pytest.raises(DocumentError, match=r"unknown parameter 'copies': '.*a.yaml' is a whole document"):
        loading.load_entry(registry.find("a", folder), copies=3)
    assert list(loading.load_entry(registry.find("a", folder)).nodes) == ["web"]

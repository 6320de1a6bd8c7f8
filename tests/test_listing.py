"""Names are found without loading drawing code; local files are listed beside the zoo."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mlarch.errors import DocumentError, MlarchError, ParameterError, ScriptError, UnknownNameError
from mlarch.project import entry_loading, registry
from mlarch.project.entry import Entry, Parameter
from mlarch.project.python_entries import zoo_entries
from mlarch.zoo import MODULES

pytestmark = pytest.mark.usefixtures("small_zoo")

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
    """An empty folder for local architectures."""
    (tmp_path / "architectures").mkdir()
    return tmp_path / "architectures"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def real_zoo() -> list[Entry]:
    """Return the entries of the zoo itself, not of the small one."""
    folder = Path(registry.__file__).parents[1] / "zoo"
    return [entry for name in MODULES for entry in zoo_entries(folder / f"{name}.py", f"mlarch.zoo.{name}")]


def names(folder: Path) -> list[str]:
    return [entry.name for entry in registry.local(folder)]


# Names.


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("service/2-cache", "service/2-cache"),
        ("2-cache", "service/2-cache"),
        ("cache", "service/2-cache"),
        ("service/cache", "service/2-cache"),
        ("service/2", "service/2-cache"),
        ("zoo:cache", "service/2-cache"),
        ("training-pipeline", "training-pipeline"),
        ("service", "service"),
        ("zoo:service", "service"),
    ],
)
def test_full_and_short_names(wanted: str, name: str, folder: Path) -> None:
    """A full name, its last part with or without number, and a family's name are found."""
    assert registry.find(wanted, folder).name == name


def test_short_names_of_the_zoo_are_unique() -> None:
    """No two entries of the zoo share a short name."""
    short_names = [entry.short_name for entry in real_zoo()]
    assert len(short_names) == len(set(short_names))


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("cahce", "unknown architecture 'cahce'. Did you mean 'cache'?"),
        ("zoo:porxy", "unknown architecture 'porxy'. Did you mean 'proxy'?"),
        ("service/2-cahce", "unknown architecture 'service/2-cahce'. Did you mean 'service/2-cache'"),
        ("zzzzzz", "unknown architecture 'zzzzzz'."),
        ("", "unknown architecture ''."),
    ],
)
def test_unknown_names_get_suggestions(wanted: str, message: str, folder: Path) -> None:
    """An unknown name is an error with the nearest names."""
    with pytest.raises(UnknownNameError) as caught:
        registry.find(wanted, folder)
    assert str(caught.value).startswith(message)


def test_an_ambiguous_name_lists_its_choices(folder: Path) -> None:
    """A short name of two architectures is an error with both full names."""
    write(folder, "team/cache.yaml", "title: Ours\n")
    with pytest.raises(UnknownNameError) as caught:
        registry.find("cache", folder)
    assert str(caught.value) == "'cache' names several: 'team/cache' or 'service/2-cache'"


def test_a_local_architecture_shadows_the_zoo(folder: Path) -> None:
    """A name means the local file, and the zoo's entry with the prefix `zoo:`."""
    path = write(folder, "service/2-cache.yaml", "title: Ours\n")
    assert registry.find("cache", folder).path == str(path)
    assert registry.find("zoo:cache", folder).title == "Several servers and a cache"
    available = [entry.name for entry in registry.entries(folder)]
    assert available.count("service/2-cache") == 1


# Families.


def test_a_family_comes_before_its_steps(folder: Path) -> None:
    """The list has each family once, followed by its steps in order."""
    pipeline, family, *steps = registry.entries(folder)
    assert [entry.kind for entry in (pipeline, family, *steps)] == [
        "architecture",
        "family",
        "architecture",
        "architecture",
    ]
    assert (family.name, family.title, family.step) == ("service", "A service, growing", None)
    assert family.members == tuple(step.name for step in steps) == ("service/1-proxy", "service/2-cache")
    assert [step.step for step in steps] == [1, 2]


def test_own_steps_make_a_family_in_order_of_their_numbers(folder: Path) -> None:
    """Ten comes after two, and a family without a title has one made of its name."""
    for step in ("10-last", "2-next", "1-first"):
        write(folder, f"my-system/{step}.yaml", f"title: {step}\n")
    family = registry.find("my-system", folder)
    assert family.members == ("my-system/1-first", "my-system/2-next", "my-system/10-last")
    assert family.title == "My system"


def test_own_steps_join_a_family_of_the_zoo(folder: Path) -> None:
    """A local step replaces the zoo's step of that name; steps stay in order of their numbers."""
    write(folder, "service/1-proxy.yaml", "title: Ours\n")
    write(folder, "service/3-more.yaml", "title: More\n")
    family = registry.find("service", folder)
    assert family.members == ("service/1-proxy", "service/2-cache", "service/3-more")
    assert family.title == "A service, growing"


def test_documents_of_a_family_of_the_zoo_keep_its_title(folder: Path) -> None:
    """If every step is a local document that extends the zoo's, the family keeps the zoo's title."""
    for entry in registry.zoo():
        if entry.family == "service":
            path = folder / f"{entry.name}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"extends: {entry.name}\n")
    assert registry.find("service", folder).title == "A service, growing"


def test_a_family_cannot_be_built() -> None:
    """Loading a family as one architecture is an error that names its members."""
    with pytest.raises(UnknownNameError) as caught:
        entry_loading.get("service")
    assert str(caught.value) == (
        "'service' is a family; its architectures are 'service/1-proxy' and 'service/2-cache'"
    )


# The zoo.


def test_every_module_of_the_zoo_is_listed() -> None:
    """Every module of the zoo with builders is in `MODULES`."""
    with_builders = {
        p.stem for p in Path(registry.__file__).parents[1].glob("zoo/*.py") if registry.in_file(p)
    }
    assert with_builders == set(MODULES)


def test_entries_match_the_architectures_they_build() -> None:
    """Title, summary, source, tags and parameters read from the file equal those of the architecture."""
    for entry in real_zoo():
        arch = entry_loading.load_entry(entry)
        assert (arch.name, arch.title, arch.summary) == (entry.name, entry.title, entry.summary)
        assert (arch.source, arch.tags) == (entry.source, entry.tags)
        assert list(arch.parameters) == [parameter.name for parameter in entry.parameters]


def test_parameters_are_read_with_default_and_type() -> None:
    """Parameters are known without importing the builder."""
    assert registry.find("zoo:training-pipeline").parameters == (
        Parameter("workers", (1, 2), "tuple[int, int]"),
    )
    assert registry.find("zoo:cache").parameters == (
        Parameter("servers", 2, "int"),
        Parameter("cached", True, "bool"),
    )


def test_a_decision_is_an_entry_of_its_own_kind(folder: Path) -> None:
    """A document with questions is listed as a decision."""
    write(folder, "choice.yaml", "title: Choice\nquestions: {}\n")
    assert registry.find("choice", folder).kind == "decision"


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
    """Listing imports neither the zoo nor local files, and loads no YAML library."""
    write(folder, "own.py", BUILDER.format(name="own"))
    write(folder, "document.yaml", "title: Document\n")
    code = (
        "import sys; from mlarch.project import registry; "
        f"assert registry.entries({str(folder)!r}); registry.find('cache', {str(folder)!r}); "
        "print(sorted({'diagrams', 'graphviz', 'pygraphviz', 'pyvips', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# Local documents.


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    """A missing folder has no entries."""
    assert registry.local(tmp_path / "architectures") == ()


def test_documents_are_named_by_their_path(folder: Path) -> None:
    """The name is the path without suffix; hidden files and other suffixes are ignored."""
    for name in ("b.yaml", "team/a.yml", "c.json", ".hidden.yaml", "_draft.yaml", "notes.txt", ".git/x.yaml"):
        write(folder, name, "{}" if name.endswith("json") else "title: T\n")
    assert names(folder) == ["b", "c", "team/a"]


def test_a_document_may_say_its_name(folder: Path) -> None:
    """`name` wins over the path."""
    write(folder, "a.yaml", "name: acme/web\ntitle: Web\n")
    assert names(folder) == ["acme/web"]


def test_two_files_of_one_name_are_an_error(folder: Path) -> None:
    """Two files that define one name are an error with both paths."""
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
    """Title, summary and tags are read as YAML reads them; the default title is the name."""
    write(folder, "a.yaml", text)
    entry = registry.local(folder)[0]
    assert (entry.title, entry.summary, entry.tags) == (title, summary, tags)


def test_a_broken_document_is_still_listed(folder: Path) -> None:
    """Errors in a document are reported by loading it, not by listing it."""
    write(folder, "a.json", "{")
    write(folder, "b.yaml", "title: [\n")
    write(folder, "c.py", "def (")
    assert names(folder) == ["a", "b", "c"]


def test_an_overlay_inherits_its_title(folder: Path) -> None:
    """Title, source and kind come from the extended entry or file."""
    write(folder, "service/2-cache.yaml", "extends: service/2-cache\n")
    write(folder, "choice.yaml", "title: Choice\nquestions: {}\n")
    write(folder, "base.yaml", "extends: choice.yaml\ntitle: Base\n")
    write(folder, "top.yaml", "extends: base.yaml\nsummary: Own.\n")
    by_name = {entry.name: entry for entry in registry.local(folder)}
    assert by_name["service/2-cache"].title == "Several servers and a cache"
    assert by_name["top"].title == "Base"
    assert by_name["top"].kind == "decision"
    assert by_name["top"].summary == "Own."


def test_documents_that_extend_each_other_are_still_listed(folder: Path) -> None:
    """Listing ends for documents that extend each other; loading reports the circle."""
    write(folder, "a.yaml", "extends: b.yaml\n")
    write(folder, "b.yaml", "extends: a.yaml\n")
    assert [entry.title for entry in registry.local(folder)] == ["a", "b"]


# Local Python files.


def test_a_local_builder_is_listed_and_built(folder: Path) -> None:
    """A function under `@architecture` is listed by its name and takes its parameters."""
    path = write(folder, "own.py", BUILDER.format(name="team/own"))
    entry = registry.find("own", folder)
    assert (entry.name, entry.title, entry.tags) == ("team/own", "Own", ("a", "b"))
    assert (entry.path, entry.function) == (str(path), "own")
    assert entry.parameters[0] == Parameter("copies", 2, "int")
    assert len(entry_loading.load_entry(entry, copies=3).nodes) == 3
    with pytest.raises(ParameterError):
        entry_loading.load_entry(entry, copies="three")


def test_a_script_is_listed_by_its_file_and_built(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A plain `diagrams` script has the name of its path and the title of its diagram, and writes nothing."""
    write(folder, "team/plain.py", SCRIPT)
    entry = registry.find("plain", folder)
    assert (entry.name, entry.title, entry.function) == ("team/plain", "First picture", "")
    arch = entry_loading.load_entry(entry)
    assert (arch.name, arch.title, len(arch.nodes)) == ("team/plain", "First picture", 1)
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == ["plain.py"]
    with pytest.raises(UnknownNameError, match="a script without @architecture takes no parameters"):
        entry_loading.load_entry(entry, copies=3)


def test_several_diagrams_of_a_script_are_told_apart_by_title(folder: Path) -> None:
    """Each diagram of a script is an entry below the script's name."""
    second = 'with Diagram("Second", show=False):\n    Nginx("two")\n    Nginx("three")\n'
    write(folder, "plain.py", SCRIPT + second)
    assert names(folder) == ["plain/first-picture", "plain/second"]
    assert len(entry_loading.load_entry(registry.find("second", folder)).nodes) == 2


def test_a_broken_script_says_so_when_it_is_built(folder: Path) -> None:
    """Building a broken script reports its file and line."""
    write(folder, "broken.py", "x = 1\ndef (\n")
    with pytest.raises(ScriptError, match=r"broken\.py:2: SyntaxError"):
        entry_loading.load_entry(registry.find("broken", folder))


def test_builders_of_one_file(folder: Path) -> None:
    """`in_file` lists the builders of a Python file, and nothing for a plain script."""
    own = write(folder, "own.py", BUILDER.format(name="own"))
    assert [entry.name for entry in registry.in_file(own)] == ["own"]
    assert registry.in_file(write(folder, "plain.py", SCRIPT)) == ()


def test_a_whole_document_takes_no_parameters(folder: Path) -> None:
    """A document without a builder at its root takes no parameters."""
    write(folder, "a.yaml", "nodes: {web: {label: Web}}\n")
    with pytest.raises(DocumentError, match=r"unknown parameter 'copies': '.*a.yaml' is a whole document"):
        entry_loading.load_entry(registry.find("a", folder), copies=3)
    assert list(entry_loading.load_entry(registry.find("a", folder)).nodes) == ["web"]

"""Test the import of Compose projects."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mlarch.cli import main
from mlarch.documents.yaml_stream import Map, Place, read_stream
from mlarch.errors import DocumentError
from mlarch.importers import Imported, from_compose, read_sources
from mlarch.importers.compose.interpolation import Variables
from mlarch.importers.report import ImportReport
from mlarch.project import loading

FILES = Path(__file__).parent / "files" / "compose"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def import_paths(*paths: Path | str, **options: bool) -> Imported:
    return from_compose(read_sources([str(path) for path in paths], "compose"), **options)


def import_text(text: str, **options: bool) -> Imported:
    """Import a project of one file."""
    Path("compose.yaml").write_text(text)
    return import_paths("compose.yaml", **options)


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["import", "compose", *arguments], input=stdin)


def refusal(text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        import_text(text)
    return str(caught.value)


def test_whole_project() -> None:
    """Services, the shared volume and users are nodes, and nothing else is."""
    arch, _ = import_paths(FILES / "full")
    assert [*arch.nodes] == [
        *("users", "triton", "proxy", "web", "worker", "db", "queue", "cache", "trainer", "shared"),
    ]
    assert {id: node.technology.rpartition(".")[2] for id, node in arch.nodes.items()} == {
        "users": "Users",
        "triton": "Triton",
        "proxy": "Nginx",
        "web": "Gunicorn",
        "worker": "Celery",
        "db": "Postgresql",
        "queue": "Rabbitmq",
        "cache": "Valkey",
        "trainer": "PyTorch",
        "shared": "Vol",
    }


def test_edges_and_their_evidence() -> None:
    """Each edge describes its evidence; inferred edges are dashed."""
    arch, _ = import_paths(FILES / "full")
    drawn = {key: edge.style == "dashed" for key, edge in arch.edges.items()}
    assert drawn == {
        "web -> db": False,
        "worker -> db": False,
        "worker -> cache": False,
        "cache -> shared": False,
        "trainer -> shared": False,
        "proxy -> web": True,
        "users -> proxy": False,
        "web -> queue": True,
        "worker -> queue": True,
        "users -> queue": False,
    }
    assert (
        arch.edges["web -> db"].description == "depends_on (compose.yaml:26); DATABASE_URL (compose.yaml:21)"
    )
    assert arch.edges["proxy -> web"].description == "read from mounted configuration (default.conf:2)"
    assert arch.edges["web -> queue"].kind == "event"


def test_descriptions() -> None:
    """Nodes describe accelerators, profiles and networks; one network is a cluster."""
    arch, _ = import_paths(FILES / "full")
    assert arch.nodes["worker"].replicas == 3
    assert arch.nodes["trainer"].description == "PyTorch, 2 GPUs, only with profile train"
    assert arch.nodes["web"].description == "Gunicorn, in front and back"
    assert [arch.nodes[id].cluster for id in ("proxy", "db", "web")] == ["front", "back", ""]
    assert arch.clusters["back"].description == "internal: no external access"


def test_report_of_a_project() -> None:
    """The report lists unset variables, hidden objects and unknown hosts."""
    _, report = import_paths(FILES / "full")
    assert {name: [place.line for place in at] for name, at in report.unset.items()} == {"PASSWORD": [21]}
    assert [*report.hidden] == [
        *("volume of one service", "port published on this machine only", "secret"),
    ]
    assert [*report.hosts] == ["api.payments.example"]


def test_external_hosts() -> None:
    """An external import draws hosts that are not services, with their own status."""
    arch, _ = import_paths(FILES / "full", external=True)
    assert arch.nodes["api.payments.example"].status == "external"
    assert "web -> api.payments.example" in arch.edges


def test_document_loads_back_equal_without_secrets() -> None:
    """The document loads back equal, and holds no value of the environment."""
    environment = "{DB_URL: 'mysql://root:hunter2@db/x'}"
    arch, _ = import_text(f"services: {{a: {{image: x, environment: {environment}}}, db: {{image: mysql}}}}")
    assert loading.from_yaml(arch.to_yaml()) == arch
    assert "a -> db" in arch.edges
    assert "hunter2" not in arch.to_yaml()


def test_files_are_merged_in_order() -> None:
    """A later file adds, replaces a command, and with !override replaces a list."""
    arch, _ = import_paths(FILES / "layers" / "base.yaml", FILES / "layers" / "over.yaml")
    assert [*arch.edges] == ["web -> redis", "users -> web"]
    assert arch.deployed["web"] == {"image": "example/web:1", "ports": ("8080:8000",)}


def test_network_of_all_services() -> None:
    """A network of all services is not a cluster, and is reported as hidden."""
    arch, report = import_text(
        "services: {a: {image: x, networks: [n]}, b: {image: y, networks: [n]}}\nnetworks: {n: }"
    )
    assert not arch.clusters
    assert report.hidden == {"network that separates no services": ["n (compose.yaml:2)"]}


def test_no_edge_without_evidence() -> None:
    """The name of a service in a setting that is not for hosts draws no edge."""
    arch, _ = import_text(
        "services:\n"
        "  web: {image: x, environment: {CACHE: redis, NAME: redis, redis: '1', DB: $REDIS_HOST}}\n"
        "  redis: {image: redis, environment: {REDIS_HOST: redis}}\n"
    )
    assert not arch.edges


def test_unset_variable_is_no_evidence() -> None:
    """An unset variable named after a service draws no edge, and is reported."""
    arch, report = import_text("services: {web: {image: x, environment: [QUOTE_ADDR]}, quote: {image: y}}")
    assert not arch.edges
    assert report.notes[0] == ("set these variables in .env to draw the edges they imply: QUOTE_ADDR (quote)")
    Path(".env").write_text("QUOTE_ADDR=quote:80\n")
    assert [
        *import_text(Path("compose.yaml").read_text().replace("QUOTE_ADDR", "QUOTE_ADDR=$QUOTE_ADDR"))[
            0
        ].edges
    ] == ["web -> quote"]


def test_missing_mounted_configuration() -> None:
    """A missing mounted file draws no edge, and is reported with its line."""
    arch, report = import_text(
        "services:\n  prom:\n    image: prom/prometheus\n    volumes: ['./prom:/etc/prom']\n"
    )
    assert not arch.edges
    assert report.unknown == [
        "compose.yaml:4: './prom', mounted into prom, does not exist: nothing is drawn from it"
    ]


def test_nothing_outside_the_folder_is_read(folder: Path) -> None:
    """Env files, includes and links to files outside of the folder are not read."""
    (folder / "secret.env").write_text("REDIS_HOST=redis\n")
    (folder / "in").mkdir()
    (folder / "in" / "link.env").symlink_to(folder / "secret.env")
    text = "services:\n  web: {image: x, env_file: [../secret.env, link.env]}\n  redis: {image: redis}\n"
    (folder / "in" / "compose.yaml").write_text(text)
    import os

    os.chdir(folder / "in")
    arch, report = import_paths("compose.yaml")
    assert not arch.edges
    assert len([line for line in report.unknown if "is outside this folder" in line]) == 2
    (folder / "in" / "compose.yaml").write_text("include: [../x.yaml]\n")
    with pytest.raises(DocumentError, match=r"^compose.yaml:1:11: '../x.yaml' is outside the folder 'in'$"):
        import_paths("compose.yaml")


@pytest.mark.parametrize(
    ("ports", "drawn"),
    [
        ("['8080:80']", ":8080"),
        ("['0.0.0.0:8080:80/udp']", ":8080/udp"),
        ("['3000-3005:3000-3005']", ":3000-3005"),
        ("[{target: 80, published: 8080, protocol: tcp}]", ":8080"),
        ("['80']", None),
        ("['127.0.0.1:8080:80', '[::1]:81:81']", None),
        ("[{target: 80}]", None),
    ],
)
def test_published_ports(ports: str, drawn: str | None) -> None:
    """Users reach ports with a fixed number, but not local or random ones."""
    arch, _ = import_text(f"services: {{web: {{image: x, ports: {ports}}}}}")
    assert [edge.label for edge in arch.edges.values()] == ([drawn] if drawn else [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$A ${A} $$A", "1 1 $A"),
        ("${B:-x} ${B-x} ${E:-x} ${E-x}", "x x x "),
        ("${A:+y} ${B:+y} ${E+y}", "y  y"),
        ("${B:-${C:-${A}}}", "1"),
        ("${U}|$", "|$"),
    ],
)
def test_variables(text: str, value: str) -> None:
    """Variables are replaced as in Compose, with defaults inside defaults."""
    variables = Variables({"A": "1", "E": ""}, ImportReport())
    assert variables.text(text, Place("f", 1, 1)) == value


def test_names_of_built_images() -> None:
    """The name of an image that is built from a context is no evidence."""
    arch, _ = import_text(
        "services: {etl: {image: etl-kafka, build: etl}, x: {image: 'confluentinc/cp-kafka:7'}}"
    )
    assert [node.technology for node in arch.nodes.values()] == [
        "mlarch.nodes.Application",
        "onprem.queue.Kafka",
    ]


def test_volume_with_the_name_of_a_service() -> None:
    """If a volume and a service share a name, the id of the volume ends in its kind."""
    arch, _ = import_text(
        "services: {a: {image: x, volumes: ['a:/d']}, b: {image: y, volumes: ['a:/d']}}\nvolumes: {a: }"
    )
    assert [*arch.edges] == ["a -> a-volume", "b -> a-volume"]


def test_replicas_must_be_a_number() -> None:
    """A service has one replica if their number is not decimal, such as a superscript."""
    arch, _ = import_text("services: {web: {image: x, scale: \u00b2}}")
    assert arch.nodes["web"].replicas == 1


BAD = {
    "billion-laughs": "6:11: aliases expand to more than 300000 values: write fewer of them out",
    "builds-an-object": "2:16: tag '!!python/object/apply:os.system' is not allowed, since nothing"
    " is built from a tag: write the plain value",
    "depends-on-nothing": "2:34: service 'web' depends on 'cachee', which does not exist."
    " Did you mean 'cache'?",
    "extends-itself": "2:21: service 'web' extends itself",
    "kubernetes": "1:1: Kubernetes objects, not a Compose file: use 'mlarch import kubernetes'",
    "must-be-set": "3:12: variable 'IMAGE' must be set (name the image): give it a value in .env"
    " beside the file",
    "neither": "1:1: not a Compose file: it has no key 'services'",
    "no-services": " no services, so there is nothing to draw",
    "not-yaml": "",
    "outside": "1:11: '../../secret.yaml' is outside the folder 'bad'",
    "version-1": "1:1: not a Compose file: services at the top level, the format of Compose 1: put them"
    " under 'services:'",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files(name: str) -> None:
    """A bad file is refused with place, reason and remedy, exit 2, and no output."""
    path = FILES / "bad" / f"{name}.yaml"
    result = run(str(path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: {path}:{BAD[name]}"), result.stderr


def test_every_bad_file_has_its_message() -> None:
    """Every bad file has an expected message."""
    assert sorted(BAD) == sorted(path.stem for path in (FILES / "bad").iterdir())


def test_large_files_are_refused_at_once(folder: Path) -> None:
    """A file of ten megabytes is refused before it is parsed."""
    (folder / "compose.yaml").write_text("services: {}\n" + "#" * 10_000_000)
    start = time.perf_counter()
    assert run("compose.yaml").stderr == (
        "error: compose.yaml: larger than 5 MB: name the files that matter, or split it\n"
    )
    assert time.perf_counter() - start < 2


def test_depth_of_aliases() -> None:
    """Nesting through aliases counts towards the limit of depth."""
    chain = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 60))
    assert refusal(chain).endswith("nested deeper than 50")


def test_stream_keeps_places_and_merges() -> None:
    """Values keep their places, even through an alias and a merge key."""
    stream = read_stream("a: &a {x: 1}\nb: {<<: *a, y: 2}\n---\nc: ~\n", "f")
    first, second = stream.documents
    assert isinstance(first, Map)
    assert dict(first["b"]) == {"y": "2", "x": "1"}
    assert (str(first["b"]["x"].at), str(first["b"]["y"].at)) == ("f:1:11", "f:2:16")
    assert dict(second) == {"c": None}


def test_command_writes_a_document_and_a_report(folder: Path) -> None:
    """Without options, the document is on stdout and warnings are on stderr."""
    result = run(str(FILES / "full"), "-o", "a.yaml", "--report", "r.txt")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "wrote a.yaml\nwrote r.txt\n"
    assert loading.load(folder / "a.yaml").name == "a"
    assert "  PASSWORD: " in (folder / "r.txt").read_text()
    warning_run = run("-", stdin="services: {a: {image: '$X'}}")
    assert loading.from_yaml(warning_run.stdout).nodes.keys() == {"a"}
    assert warning_run.stderr.startswith("warning: -:1:")


def test_folder_without_a_compose_file(folder: Path) -> None:
    """A folder without a Compose file is refused, and the error names its files."""
    (folder / "stack.yml").write_text("services: {a: {image: x}}")
    assert run(".").stderr == (
        "error: .: no compose.yaml or docker-compose.yaml in this folder: "
        "name the files to merge, such as stack.yml\n"
    )


def test_overlay_keeps_customizations(folder: Path) -> None:
    """An overlay is merged into the result, so that a second import keeps it."""
    (folder / "mine.yaml").write_text("title: Mine\nnodes: {a: {label: First, technology: nginx}, b: null}\n")
    result = run("-", "--overlay", "mine.yaml", stdin="services: {a: {image: x, links: [b]}, b: {image: y}}")
    arch = loading.from_yaml(result.stdout)
    assert (arch.title, arch.nodes["a"].label, [*arch.nodes], [*arch.edges]) == ("Mine", "First", ["a"], [])

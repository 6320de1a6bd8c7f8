"""Test the catalog: every node class of `diagrams`, found without importing it."""

from __future__ import annotations

import importlib
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from mlarch import catalog
from mlarch.catalog import technology_table
from mlarch.catalog.class_index import dump, parse, signature
from mlarch.catalog.class_scanner import scan
from mlarch.catalog.installed_classes import OWN_SOURCE, SHIPPED, diagrams_root, load_index
from mlarch.catalog.providers import PROVIDERS, ProviderId
from mlarch.errors import UnknownNameError

PACKAGE = diagrams_root() / "diagrams"

# Classes whose icon file is missing from the release of `diagrams`.
NOT_SHIPPED = {"gis.cplusplus.Mapnik"}

USUAL_ROLES = [
    *("virtual-machine", "instance-group", "load-balancer", "dns", "cdn", "api-gateway", "kubernetes"),
    *("container-registry", "serverless-function", "object-store", "block-store", "relational-database"),
    *("document-store", "key-value-store", "cache", "queue", "stream", "workflow-orchestrator"),
    *("model-endpoint", "ci", "repository", "secrets", "identity", "logging", "monitoring"),
    *("error-reporting", "data-warehouse", "etl"),
]


def test_the_shipped_index_is_up_to_date() -> None:
    """The shipped index equals a fresh scan; if not, run scripts/make_catalog.py."""
    assert SHIPPED.read_text("utf-8") == dump(scan(PACKAGE, OWN_SOURCE))


def test_the_shipped_index_is_used_without_a_scan() -> None:
    """The shipped index fits the installed `diagrams`, so no source is scanned."""
    shipped = parse(SHIPPED.read_text("utf-8"))
    assert shipped.signature == signature(PACKAGE)
    assert load_index() == shipped


def test_a_scan_finds_what_an_import_finds() -> None:
    """The scanned classes, aliases and icon files are those of the modules."""
    node = importlib.import_module("diagrams").Node
    for name, scanned in load_index().modules.items():
        members = vars(importlib.import_module(f"diagrams.{name}"))
        classes = {
            key: value
            for key, value in members.items()
            if isinstance(value, type) and issubclass(value, node) and value._icon and key[0] != "_"
        }
        icons = {key: f"{c._icon_dir}/{c._icon}" for key, c in classes.items() if c.__name__ == key}
        assert {key: f"{scanned.folder}/{icon}" for key, icon in scanned.icons.items()} == icons
        assert scanned.aliases == {k: c.__name__ for k, c in classes.items() if c.__name__ != k}


def test_every_class_converts_back_to_its_path() -> None:
    """`path_of` is the inverse of `node_class` for every technology."""
    paths = list(catalog.technologies())
    assert len(paths) > 2500
    assert [catalog.path_of(catalog.node_class(path)) for path in paths] == paths


def test_a_subclass_counts_as_its_base_unless_it_brings_an_icon() -> None:
    """A subclass is the technology of its base, unless it has an icon of its own."""
    nginx = catalog.node_class("nginx")
    assert catalog.path_of(type("Proxy", (nginx,), {})) == "onprem.network.Nginx"
    assert catalog.path_of(type("Proxy", (nginx,), {"_icon": "mine.png"})) == ""
    assert catalog.path_of(importlib.import_module("diagrams.custom").Custom) == ""
    assert catalog.path_of(importlib.import_module("diagrams").Node) == ""


def test_another_version_of_diagrams_is_scanned(tmp_path: Path) -> None:
    """The classes of a `diagrams` that the index does not describe are found."""
    package = tmp_path / "diagrams" / "gcp"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text("raise ImportError('must not be imported')")
    (package / "__init__.py").write_text("class _GCP:\n    _icon_dir = 'resources/gcp'\n")
    (package / "compute.py").write_text(
        "from . import _GCP\n\n\nclass Quantum(_GCP):\n    _icon = 'q.png'\n\n\nQ = Quantum\n"
    )
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from mlarch import catalog\n"
        "print(catalog.resolve('q'), catalog.get('quantum').icon, catalog.resolve('uwsgi'))\n"
        "print('redis' in catalog.aliases(), len(catalog.technologies()) < 200)"
    )
    assert _python(code) == ("gcp.compute.Quantum resources/gcp/q.png mlarch.nodes.UWSGI\nFalse True\n")


def test_the_catalog_imports_no_drawing_library() -> None:
    """Names, roles and icons need no other library."""
    code = (
        "import sys\n"
        "from mlarch import catalog\n"
        "assert catalog.icon(catalog.resolve('nginx')) and catalog.role_of('k8s.compute.Pod') == 'pod'\n"
        "print([m for m in ('diagrams', 'graphviz', 'pygraphviz', 'pyvips', 'yaml') if m in sys.modules])"
    )
    assert _python(code) == "[]\n"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("nginx", "onprem.network.Nginx"),
        ("PostgreSQL", "onprem.database.Postgresql"),
        ("uwsgi", "mlarch.nodes.UWSGI"),
        ("mlarch.nodes.UWSGI", "mlarch.nodes.UWSGI"),
        ("gcp.compute.GCE", "gcp.compute.ComputeEngine"),
        ("diagrams.gcp.compute.ComputeEngine", "gcp.compute.ComputeEngine"),
        ("gcp.compute.computeengine", "gcp.compute.ComputeEngine"),
        ("compute-engine", "gcp.compute.ComputeEngine"),
        ("Cloud SQL", "gcp.database.SQL"),
        ("sagemaker-training-job", "aws.ml.SagemakerTrainingJob"),
        ("onnx", "mlarch.nodes.ONNXRuntime"),
        ("users", "onprem.client.Users"),
        ("kubernetes", "k8s.K8S"),
        ("deployment", "k8s.compute.Deploy"),
        ("aws.general.OfficeBuilding", "aws.general.GenericOfficeBuilding"),
    ],
)
def test_a_technology_has_many_names(name: str, path: str) -> None:
    """Paths, aliases, class names and labels resolve to one canonical path."""
    assert catalog.resolve(name) == path


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("redsi", "unknown technology 'redsi'. Did you mean 'redis'?"),
        ("qqqqqq", "unknown technology 'qqqqqq'."),
        (
            "BlockchainDeveloperr",
            "unknown technology 'BlockchainDeveloperr'. Did you mean 'BlockchainDeveloper'?",
        ),
        (
            "gcp.compute.ComputeEngin",
            "unknown technology 'gcp.compute.ComputeEngin'. Did you mean 'gcp.compute.ComputeEngine'?",
        ),
        ("custom.Custom", "unknown technology 'custom.Custom'."),
        ("", "unknown technology ''."),
        (
            "auto-scaling",
            "technology 'auto-scaling' is ambiguous: write 'alibabacloud.compute.AutoScaling', "
            "'aws.management.AutoScaling' or 'aws.compute.ApplicationAutoScaling'",
        ),
        (
            "support",
            "technology 'support' is ambiguous: write 'aws.enablement.Support', 'azure.general.Support' or "
            "'gcp.management.Support'",
        ),
    ],
)
def test_an_unknown_name_gets_a_suggestion(name: str, message: str) -> None:
    """The message suggests the nearest name, or lists the choices of an ambiguous one."""
    with pytest.raises(UnknownNameError) as error:
        catalog.resolve(name)
    assert str(error.value) == message


def test_every_technology_can_be_written_and_read_back() -> None:
    """The alias of every technology resolves to that technology."""
    for path in catalog.technologies():
        assert catalog.resolve(catalog.alias_of(path)) == path


def test_aliases_are_lower_case_and_unambiguous() -> None:
    """Aliases that differ only in hyphens mean one technology."""
    aliases = [alias for row in technology_table.load_table().rows.values() for alias in row.aliases]
    assert len(aliases) >= 150
    assert aliases == [alias.lower() for alias in aliases]
    folded = Counter(alias.replace("-", "") for alias in aliases)
    clashes = [name for name, count in folded.items() if count > 1]
    same = {catalog.resolve(alias) for alias in aliases if alias.replace("-", "") in clashes}
    assert len(same) == len(clashes)
    assert dict(catalog.aliases()) == {alias: catalog.resolve(alias) for alias in aliases}


def test_the_table_lists_existing_technologies() -> None:
    """Each row is an existing node class, listed once, and each role is used."""
    lines = [line for line in technology_table.PATH.read_text("utf-8").splitlines() if " | " in line]
    paths = [line.split(" | ")[0] for line in lines if not line.startswith("#")]
    assert [path for path in paths if path not in catalog.technologies()] == []
    assert len(paths) == len(set(paths))
    rows = technology_table.load_table().rows.values()
    assert {row.role for row in rows} - {""} == set(catalog.ROLES)
    assert all(meaning.endswith(".") for meaning in catalog.ROLES.values())


@pytest.mark.parametrize("role", USUAL_ROLES)
def test_the_usual_roles_have_a_technology_on_many_platforms(role: str) -> None:
    """At least three providers have a technology of each usual role."""
    providers = {t.provider for t in catalog.technologies().values() if t.role == role}
    clouds = providers & {*PROVIDERS}
    others = {"oss"} if providers - clouds else set()
    assert len(clouds | others) >= 3


def test_provider_ids_are_typed() -> None:
    """`ProviderId` lists the ids of the table of providers."""
    assert get_args(ProviderId) == tuple(PROVIDERS)


def test_an_icon_is_the_bytes_of_its_file() -> None:
    """Icons of `diagrams` are PNG, ours are SVG, and a missing one is None."""
    nginx, uwsgi = catalog.icon("onprem.network.Nginx"), catalog.icon("mlarch.nodes.UWSGI")
    assert nginx is not None and nginx.media_type == "image/png"
    assert nginx.data == (PACKAGE.parent / "resources/onprem/network/nginx.png").read_bytes()
    assert uwsgi is not None and uwsgi.media_type == "image/svg+xml"
    assert ElementTree.fromstring(uwsgi.data).tag == "{http://www.w3.org/2000/svg}svg"
    assert catalog.icon("generic.blank.Blank") is None
    assert catalog.icon("") is None


def test_every_technology_but_the_blank_one_has_an_icon() -> None:
    """Each icon exists, except for those that `diagrams` forgot to ship."""
    without = {t.path for t in catalog.technologies().values() if catalog.icon(t.path) is None}
    assert without == {"generic.blank.Blank", *NOT_SHIPPED}


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("gcp.compute.ComputeEngine", "Compute Engine"),
        ("gcp.database.SQL", "Cloud SQL"),
        ("aws.storage.SimpleStorageServiceS3", "S3"),
        ("onprem.ci.Zuulci", "ZuulCI"),
        ("aws.management.CloudformationChangeSet", "Cloudformation Change Set"),
        ("aws.compute.EC2Ami", "EC2 Ami"),
        ("mlarch.nodes.UWSGI", "uWSGI"),
    ],
)
def test_labels_are_readable(path: str, label: str) -> None:
    """Labels come from the table, an alias in `diagrams`, or the class name."""
    assert catalog.get(path).label == label


def test_a_technology_has_a_provider_and_category() -> None:
    """Both come from the path, except for our own classes of a cloud's products."""
    engine, registry = catalog.get("gce"), catalog.get("artifact-registry")
    assert (engine.provider, engine.category, engine.name) == ("gcp", "compute", "ComputeEngine")
    assert (registry.provider, registry.role) == ("gcp", "container-registry")
    assert catalog.get("k8s").category == ""
    assert (catalog.get("uwsgi").provider, catalog.role_of("no.such.Thing")) == ("mlarch", "")


def _python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_icons_are_found_by_any_name() -> None:
    """An alias gives the same icon as the dotted path."""
    assert catalog.icon("nginx") == catalog.icon("onprem.network.Nginx") is not None
    assert catalog.icon("no such thing") is None

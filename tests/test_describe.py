"""The description in words: what it says, that it leaves nothing out, and that no text can forge a line."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from mlarch import get
from mlarch.model import Architecture, ClusterData, EdgeData, Node, description
from tools import HOSTILE, drawn_architectures, hostile


def test_a_description_says_what_a_picture_shows() -> None:
    """Title, summary, groups with their parts, the flow in steps, and the rest of the connections."""
    arch = Architecture(
        name="shop",
        title="A shop",
        summary="Sells",
        nodes=[
            Node(id="users", label="Users", role="user"),
            Node(
                id="web", label="Web", technology="onprem.network.Nginx", role="reverse-proxy", cluster="eu"
            ),
            Node(id="app", label="App", cluster="eu", replicas=3, status="planned", description="Flask"),
            Node(id="mail", label="Mail", status="external"),
        ],
        clusters=[
            ClusterData(id="cloud", label="Cloud", kind="provider"),
            ClusterData(id="eu", label="Europe", kind="region", cluster="cloud"),
            ClusterData(id="us", label="America", cluster="cloud"),
        ],
        edges=[
            EdgeData(source="users", target="web", label="HTTPS"),
            EdgeData(source="web", target="app", kind="call", arrow="both"),
            EdgeData(source="app", target="mail", kind="event", status="planned", label="receipt."),
            EdgeData(source="us", target="eu", kind="data", arrow="back"),
            EdgeData(source="web", target="mail", arrow="none"),
        ],
        flows={"buy": ("users", "web", "app")},
    )
    assert description.to_text(arch) == (
        "A shop\n"
        "\n"
        "Sells\n"
        "\n"
        "4 parts, 3 groups, 5 connections.\n"
        "\n"
        "At the top: Users; Mail (outside our control); the group Cloud.\n"
        "Cloud (provider): the group Europe; the group America.\n"
        "Europe (region): Web (Nginx, reverse proxy); App (Flask, 3 of them, planned).\n"
        "America: empty.\n"
        "\n"
        "Flow 'buy':\n"
        "1. Request from Users to Web: HTTPS.\n"
        "2. Call from Web to App and back.\n"
        "\n"
        "Other connections:\n"
        "- Event from App to Mail (planned): receipt.\n"
        "- Data from Europe to America.\n"
        "- Connection between Web and Mail.\n"
    )
    assert description.to_paragraph(arch) == (
        "Sells. Parts: Users, Web, App, Mail. Flow: Users, then Web, then App."
    )


def test_things_of_one_name_are_told_apart() -> None:
    """Where several have one label, what describes them is said too, or else their id."""
    nodes = [
        Node(id="a", label="Web", description="first"), Node(id="b", label="Web"), Node(id="c"),
        *(Node(id=id, label="Twin", description="the same") for id in ("x", "y")),
    ]  # fmt: skip
    arch = Architecture(
        name="x", nodes=nodes, edges=[EdgeData(source=a, target=b) for a, b in ("ab", "bc", "xy")]
    )
    assert description.to_text(arch).splitlines()[-3:] == [
        "- Request from Web (first) to Web (b).",
        "- Request from Web (b) to c.",
        "- Request from Twin (x) to Twin (y).",
    ]


def test_a_decision_is_described_as_questions() -> None:
    """An edge from a question says what its answer leads to."""
    said = description.to_text(get("sql-vs-nosql"))
    assert "- Workload, if 'transactions': Relational.\n" in said


def test_nothing_is_nothing() -> None:
    """An empty architecture has a description as well."""
    assert description.to_text(Architecture(name="x")) == "x\n\nNothing in it.\n"
    assert description.to_paragraph(Architecture(name="x")) == ""


def test_every_part_and_connection_is_described() -> None:
    """No entry has a node, cluster, edge or step that its description leaves out."""
    for arch in drawn_architectures().values():
        said = description.to_text(arch)
        items = (*arch.nodes.values(), *arch.clusters.values())
        assert all(item.label in said for item in items)
        steps = sum(len(path) - 1 for path in arch.flows.values())
        told = {key for name in arch.flows for key in arch.flow_edges(name)}
        lines = re.findall(r"^(?:- |\d+\. )", said, re.MULTILINE)
        assert len(lines) == steps + len(arch.edges.keys() - told)


@pytest.mark.parametrize("label", HOSTILE)
def test_no_text_forges_a_line(label: str) -> None:
    """Whatever is said, there are the lines that would be there anyway, and a paragraph is one line."""
    harmless, said = description.to_text(hostile("plain")), description.to_text(hostile(label))
    assert said.count("\n") == harmless.count("\n")
    assert len(description.to_paragraph(hostile(label)).splitlines()) == 1
    assert not [character for character in said if character < " " and character != "\n"]


def test_many_parts_are_counted_in_short() -> None:
    """A paragraph names thirty parts and counts the rest."""
    arch = Architecture(name="x", nodes=[Node(id=f"n{number}") for number in range(40)])
    assert description.to_paragraph(arch).endswith("n28, n29 and 10 more.")


def test_the_picture_carries_its_description() -> None:
    """The description of the SVG is the paragraph."""
    arch = get("docker")
    root = ElementTree.fromstring(arch.to_svg())
    assert root.findtext("{http://www.w3.org/2000/svg}desc") == description.to_paragraph(arch)

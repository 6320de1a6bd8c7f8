"""Convert a decision to an architecture, to draw it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlarch.model import Architecture, EdgeData, Node, TagStyle, default_label, edge_key

if TYPE_CHECKING:
    from mlarch.model.decision.tree import Decision, Leaf, Question

__all__ = ["EXTENSION", "answer_keys", "to_architecture"]

EXTENSION = "extension"
"""The tag of questions, answers and leaves that mlarch adds to those of the source."""

_EXTENSION_STYLE = TagStyle(color="#9333ea", style="dashed", legend="our extension")
_MOST_PRODUCTS = 3


def to_architecture(decision: Decision, *, provider: str = "oss") -> Architecture:
    """Return a decision as an architecture.

    Questions and leaves are nodes, answers are edges. The description of a leaf lists its products
    of `provider`.
    """
    nodes = [_question_node(question) for question in decision.questions]
    nodes += [_leaf_node(leaf, provider) for leaf in decision.leaves]
    edges = [edge for question in decision.questions for edge in _answer_edges(question)]
    tags = {tag for node in nodes for tag in node.tags} | {tag for edge in edges for tag in edge.tags}
    return Architecture(
        name=decision.name,
        title=decision.title,
        summary=decision.summary,
        source=decision.source,
        credit=decision.credit,
        notes=decision.notes,
        tags=decision.tags,
        direction=decision.direction,
        styles={EXTENSION: _EXTENSION_STYLE} if EXTENSION in tags else {},
        nodes={node.id: node for node in nodes},
        edges={edge.id: edge for edge in edges},
    )


def answer_keys(question: Question) -> dict[str, str]:
    """Return the key of the edge that draws each answer to a question, by its text."""
    counts: Counter[str] = Counter()
    keys = {}
    for answer in question.answers:
        counts[answer.to] += 1
        keys[answer.text] = edge_key(question.id, answer.to, counts[answer.to])
    return keys


def _question_node(question: Question) -> Node:
    return Node(
        id=question.id,
        label=default_label(question.topic),
        technology="mlarch.nodes.Question",
        role="question",
        description=question.text,
        tags=_tags(question.extension),
    )


def _leaf_node(leaf: Leaf, provider: str) -> Node:
    products = [product.name for product in leaf.products.get(provider, ()) if product.status != "ended"]
    return Node(
        id=leaf.id,
        label=leaf.label,
        technology=leaf.technology or "mlarch.nodes.Answer",
        role="answer",
        description=", ".join(products[:_MOST_PRODUCTS]) or ("none" if leaf.products else ""),
        tags=_tags(leaf.extension),
    )


def _answer_edges(question: Question) -> Iterator[EdgeData]:
    keys = answer_keys(question)
    for answer in question.answers:
        yield EdgeData(
            id=keys[answer.text],
            source=question.id,
            target=answer.to,
            label=answer.text,
            kind="depends",
            description=answer.note,
            style="" if answer.extension else "solid",
            tags=_tags(answer.extension),
        )


def _tags(extension: bool) -> tuple[str, ...]:
    return (EXTENSION,) if extension else ()

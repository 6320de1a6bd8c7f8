"""Hold a decision as a tree of questions, checked when it is made, and draw it as an architecture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from mlarch.errors import ModelError, did_you_mean
from mlarch.frozen import FrozenMap
from mlarch.model import PROVIDERS, Architecture, Edge, Node, TagStyle, default_label, is_id

__all__ = [
    "EXTENSION",
    "PRODUCT_STATUSES",
    "Answer",
    "Decision",
    "Leaf",
    "Product",
    "Question",
    "to_architecture",
]

PRODUCT_STATUSES = ("original", "renamed", "ended", "extension")
"""As the source names it; renamed since; the source's has ended; added by us."""

EXTENSION = "extension"
"""The tag of what is not in the source but ours."""


@dataclass(frozen=True, kw_only=True)
class Product:
    """A product under one leaf.

    `status` compares it with the source: see `PRODUCT_STATUSES`. `note` says why it differs;
    `checked` is the date on which that was so.
    """

    name: str
    status: str = "original"
    note: str = ""
    checked: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer and where it leads: the id of a question or of a leaf."""

    text: str
    to: str
    note: str = ""
    extension: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question; several in one tree may have one `topic`, which is what people answer by.

    Where no topic is given it is the id. `answers` accepts a mapping of text to id as well.
    """

    id: str
    text: str
    answers: tuple[Answer, ...]
    topic: str = ""
    extension: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "topic", self.topic or self.id)
        object.__setattr__(self, "answers", tuple(_answers(self.answers)))


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """An outcome: why it, and products for it by provider ("aws", "azure", "gcp", "oss").

    A provider with no products has none to offer; `note` says more and `checked` is the date.
    """

    id: str
    label: str
    reason: str
    technology: str = ""
    products: Mapping[str, tuple[Product, ...]] = FrozenMap()
    note: str = ""
    checked: str = ""
    extension: bool = False

    def __post_init__(self) -> None:
        products = {provider: tuple(some) for provider, some in self.products.items()}
        object.__setattr__(self, "products", FrozenMap(products))


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A tree of questions, the first of which is asked first, and the leaves they lead to.

    Raises:
        ModelError: with every answer that leads nowhere, question without answers, circle and
            question or leaf that no answer leads to, at once.
    """

    name: str
    title: str
    questions: tuple[Question, ...]
    leaves: tuple[Leaf, ...]
    summary: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "questions", tuple(self.questions))
        object.__setattr__(self, "leaves", tuple(self.leaves))
        problems = tuple(_problems(self))
        if problems:
            raise ModelError(problems)

    def question(self, id: str) -> Question:
        """Return the question of that id; KeyError where there is none."""
        return _one(self.questions, id)

    def leaf(self, id: str) -> Leaf:
        """Return the leaf of that id; KeyError where there is none."""
        return _one(self.leaves, id)

    def path(self, leaf: str) -> tuple[tuple[str, str], ...]:
        """Return the (question id, answer) pairs that lead to a leaf; KeyError where none do.

        >>> tea = Leaf(id="tea", label="Tea", reason="warm")
        >>> asked = Question(id="drink", text="What?", answers={"warm": "tea"})
        >>> Decision(name="d", title="D", questions=[asked], leaves=[tea]).path("tea")
        (('drink', 'warm'),)
        """
        steps: list[tuple[str, str]] = []
        while leaf != self.questions[0].id:
            before = next(((q, a) for q in self.questions for a in q.answers if a.to == leaf), None)
            if before is None:
                raise KeyError(leaf)
            steps.append((before[0].id, before[1].text))
            leaf = before[0].id
        return tuple(reversed(steps))


def to_architecture(decision: Decision, *, provider: str = "oss") -> Architecture:
    """Return a decision as a drawing: questions and leaves are nodes, answers the edges between them.

    The second line of a leaf lists its products of `provider`; what is our extension has the tag
    "extension" and is drawn dashed.
    """
    nodes = [_question_node(question) for question in decision.questions]
    nodes += [_leaf_node(leaf, provider) for leaf in decision.leaves]
    edges = [_edge(question, answer) for question in decision.questions for answer in question.answers]
    tags = {tag for node in nodes for tag in node.tags} | {tag for edge in edges for tag in edge.tags}
    style = TagStyle(color="#9333ea", style="dashed", legend="our extension")
    return Architecture(
        name=decision.name,
        title=decision.title,
        summary=decision.summary,
        direction="LR",
        styles={EXTENSION: style} if EXTENSION in tags else {},
        nodes={node.id: node for node in nodes},
        edges={edge.id: edge for edge in edges},
    )


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
    names = [product.name for product in leaf.products.get(provider, ()) if product.status != "ended"]
    return Node(
        id=leaf.id,
        label=leaf.label,
        technology=leaf.technology or "mlarch.nodes.Answer",
        role="answer",
        description=", ".join(names[:3]) or "none",
        tags=_tags(leaf.extension),
    )


def _edge(question: Question, answer: Answer) -> Edge:
    return Edge(
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


def _answers(given: Iterable[Answer] | Mapping[str, str]) -> Iterator[Answer]:
    if isinstance(given, Mapping):
        return (Answer(text=text, to=to) for text, to in given.items())
    return iter(given)


Item = TypeVar("Item", Question, Leaf)


def _one(items: tuple[Item, ...], id: str) -> Item:
    for item in items:
        if item.id == id:
            return item
    raise KeyError(id)


def _problems(decision: Decision) -> Iterator[str]:
    """Yield everything that is wrong with a decision."""
    where = f"decision '{decision.name}'"
    if not decision.questions:
        yield f"{where}: has no question"
        return
    yield from _id_problems(where, decision)
    for question in decision.questions:
        yield from _question_problems(f"{where}, question '{question.id}'", question, decision)
    for leaf in decision.leaves:
        yield from _leaf_problems(f"{where}, leaf '{leaf.id}'", leaf)
    yield from _circles(where, decision)
    reached = _reached(decision)
    named = [("question", question.id) for question in decision.questions]
    named += [("leaf", leaf.id) for leaf in decision.leaves]
    yield from (f"{where}, {what} '{id}': no answer leads to it" for what, id in named if id not in reached)


def _ids(decision: Decision) -> list[str]:
    return [question.id for question in decision.questions] + [leaf.id for leaf in decision.leaves]


def _id_problems(where: str, decision: Decision) -> Iterator[str]:
    ids = _ids(decision)
    for id in dict.fromkeys(ids):
        if ids.count(id) > 1:
            yield f"{where}: id '{id}' is used twice"
        if not is_id(id):
            yield f"{where}: id '{id}' is not letters, digits and '. _ - /'"


def _question_problems(where: str, question: Question, decision: Decision) -> Iterator[str]:
    known = _ids(decision)
    if not question.answers:
        yield f"{where}: has no answers"
    texts = [answer.text for answer in question.answers]
    for text in dict.fromkeys(texts):
        if texts.count(text) > 1:
            yield f"{where}: answer '{text}' is given twice"
    for answer in question.answers:
        if answer.to not in known:
            hint = did_you_mean(answer.to, known)
            yield f"{where}: answer '{answer.text}' leads to unknown '{answer.to}'.{hint}"


def _leaf_problems(where: str, leaf: Leaf) -> Iterator[str]:
    for provider, products in leaf.products.items():
        if provider not in PROVIDERS:
            hint = did_you_mean(provider, PROVIDERS)
            yield f"{where}: provider '{provider}' is not one of {', '.join(PROVIDERS)}.{hint}"
        for product in products:
            if product.status not in PRODUCT_STATUSES:
                listed = ", ".join(PRODUCT_STATUSES)
                yield f"{where}: status '{product.status}' of '{product.name}' is not one of {listed}"


def _circles(where: str, decision: Decision) -> Iterator[str]:
    following = {question.id: [answer.to for answer in question.answers] for question in decision.questions}
    done: set[str] = set()
    for question in decision.questions:
        circle = _circle(question.id, following, (), done)
        if circle:
            yield f"{where}: questions in a circle: {' -> '.join(circle)}"


def _circle(
    id: str, following: Mapping[str, list[str]], path: tuple[str, ...], done: set[str]
) -> tuple[str, ...]:
    if id in path:
        return (*path[path.index(id) :], id)
    if id in done:
        return ()
    done.add(id)
    for other in following.get(id, ()):
        circle = _circle(other, following, (*path, id), done)
        if circle:
            return circle
    return ()


def _reached(decision: Decision) -> set[str]:
    following = {question.id: [answer.to for answer in question.answers] for question in decision.questions}
    reached: set[str] = set()
    waiting = [decision.questions[0].id]
    while waiting:
        id = waiting.pop()
        if id not in reached:
            reached.add(id)
            waiting += following.get(id, ())
    return reached

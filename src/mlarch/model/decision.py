"""Hold a decision as a tree of questions, checked when it is made, and draw it as an architecture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from mlarch.catalog.providers import PROVIDERS
from mlarch.errors import ModelError, did_you_mean
from mlarch.model import Architecture, EdgeData, Node, TagStyle, default_label, edge_key, is_id
from mlarch.model.frozen import FrozenMap

__all__ = [
    "EXTENSION",
    "PRODUCT_STATUSES",
    "Answer",
    "Decision",
    "Leaf",
    "Product",
    "Question",
    "answer_keys",
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

    A provider with no products has none to offer; `note` says more and `checked` is the date. `entry`
    is the name of the architecture that draws it; `runner_up` is the id of the leaf that is nearest,
    the first that another answer to the last question leads to where it is empty.
    """

    id: str
    label: str
    reason: str
    technology: str = ""
    products: Mapping[str, tuple[Product, ...]] = FrozenMap()
    note: str = ""
    checked: str = ""
    extension: bool = False
    entry: str = ""
    runner_up: str = ""

    def __post_init__(self) -> None:
        products = {provider: tuple(some) for provider, some in self.products.items()}
        object.__setattr__(self, "products", FrozenMap(products))


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A tree of questions, the first of which is asked first, and the leaves they lead to.

    Several answers may lead to one question or leaf, but no way asks by one topic twice.

    Raises:
        ModelError: with every answer that leads nowhere, question without answers, circle and
            question or leaf that no answer leads to, at once; `paths` are those of a document.
    """

    name: str
    title: str
    questions: tuple[Question, ...]
    leaves: tuple[Leaf, ...]
    summary: str = ""
    source: str = ""
    credit: str = ""
    notes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    direction: str = "LR"

    def __post_init__(self) -> None:
        object.__setattr__(self, "questions", tuple(self.questions))
        object.__setattr__(self, "leaves", tuple(self.leaves))
        object.__setattr__(self, "notes", tuple(self.notes))
        object.__setattr__(self, "tags", tuple(self.tags))
        problems = tuple(_problems(self))
        if problems:
            raise ModelError(
                [problem.message for problem in problems], paths=[problem.path for problem in problems]
            )

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
    edges = [edge for question in decision.questions for edge in _edges(question)]
    tags = {tag for node in nodes for tag in node.tags} | {tag for edge in edges for tag in edge.tags}
    style = TagStyle(color="#9333ea", style="dashed", legend="our extension")
    return Architecture(
        name=decision.name,
        title=decision.title,
        summary=decision.summary,
        source=decision.source,
        credit=decision.credit,
        notes=decision.notes,
        tags=decision.tags,
        direction=decision.direction,
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
        description=", ".join(names[:3]) or ("none" if leaf.products else ""),
        tags=_tags(leaf.extension),
    )


def answer_keys(question: Question) -> dict[str, str]:
    """Return the key of the edge that draws each answer to a question, by its text."""
    seen: Counter[str] = Counter()
    keys = {}
    for answer in question.answers:
        seen[answer.to] += 1
        keys[answer.text] = edge_key(question.id, answer.to, seen[answer.to])
    return keys


def _edges(question: Question) -> Iterator[EdgeData]:
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


class _Problem(NamedTuple):
    """Something wrong with a decision, and where it would stand in a document."""

    message: str
    path: tuple[str | int, ...] = ()


def _problems(decision: Decision) -> Iterator[_Problem]:
    """Yield everything that is wrong with a decision."""
    where = f"decision '{decision.name}'"
    if not decision.questions:
        yield _Problem(f"{where}: has no question", ("questions",))
        return
    yield from _id_problems(where, decision)
    for question in decision.questions:
        yield from _question_problems(f"{where}, question '{question.id}'", question, decision)
    for leaf in decision.leaves:
        yield from _leaf_problems(f"{where}, leaf '{leaf.id}'", leaf, decision)
    circles = list(_circles(where, decision))
    yield from circles or _repeated_topics(where, decision)
    reached = _reached(decision)
    named = [("question", question.id) for question in decision.questions]
    named += [("leaf", leaf.id) for leaf in decision.leaves]
    for what, id in named:
        if id not in reached:
            section = "questions" if what == "question" else "leaves"
            yield _Problem(f"{where}, {what} '{id}': no answer leads to it", (section, id))


def _ids(decision: Decision) -> list[str]:
    return [question.id for question in decision.questions] + [leaf.id for leaf in decision.leaves]


def _id_problems(where: str, decision: Decision) -> Iterator[_Problem]:
    counts = Counter(_ids(decision))
    questions = {question.id for question in decision.questions}
    leaves = {leaf.id for leaf in decision.leaves}
    for id, count in counts.items():
        path = ("leaves" if id in leaves else "questions", id)
        if count > 1:
            yield _Problem(f"{where}: id '{id}' is used twice", path)
        if not is_id(id):
            path = ("questions" if id in questions else "leaves", id)
            yield _Problem(f"{where}: id '{id}' is not letters, digits and '. _ - /'", path)


def _question_problems(where: str, question: Question, decision: Decision) -> Iterator[_Problem]:
    known, path = _ids(decision), ("questions", question.id, "answers")
    if not question.answers:
        yield _Problem(f"{where}: has no answers", path)
    for text, count in Counter(answer.text for answer in question.answers).items():
        if count > 1:
            yield _Problem(f"{where}: answer '{text}' is given twice", path)
    for answer in question.answers:
        if answer.to not in known:
            hint = did_you_mean(answer.to, known)
            message = f"{where}: answer '{answer.text}' leads to unknown '{answer.to}'.{hint}"
            yield _Problem(message, (*path, answer.text, "to"))


def _leaf_problems(where: str, leaf: Leaf, decision: Decision) -> Iterator[_Problem]:
    path = ("leaves", leaf.id)
    for provider, products in leaf.products.items():
        if provider not in PROVIDERS:
            hint = did_you_mean(provider, PROVIDERS)
            message = f"{where}: provider '{provider}' is not one of {', '.join(PROVIDERS)}.{hint}"
            yield _Problem(message, (*path, "products", provider))
        for number, product in enumerate(products):
            if product.status not in PRODUCT_STATUSES:
                listed = ", ".join(PRODUCT_STATUSES)
                message = f"{where}: status '{product.status}' of '{product.name}' is not one of {listed}"
                yield _Problem(message, (*path, "products", provider, number, "status"))
    others = [other.id for other in decision.leaves if other.id != leaf.id]
    if leaf.runner_up and leaf.runner_up not in others:
        hint = did_you_mean(leaf.runner_up, others)
        message = f"{where}: runner-up '{leaf.runner_up}' is no other leaf.{hint}"
        yield _Problem(message, (*path, "runner_up"))


def _circles(where: str, decision: Decision) -> Iterator[_Problem]:
    following = _following(decision)
    done: set[str] = set()
    for question in decision.questions:
        circle = _circle(question.id, following, done)
        if circle:
            message = f"{where}: questions in a circle: {' -> '.join(circle)}"
            yield _Problem(message, ("questions", circle[-2]))


def _following(decision: Decision) -> dict[str, list[str]]:
    """Return what the answers to each question lead to."""
    return {question.id: [answer.to for answer in question.answers] for question in decision.questions}


def _circle(start: str, following: Mapping[str, list[str]], done: set[str]) -> tuple[str, ...]:
    """Return the first circle on a walk from a question over those that are not done yet."""
    if start in done:
        return ()
    way, waiting = [start], [iter(following[start])]
    while way:
        id = next(waiting[-1], None)
        if id is None:
            done.add(way.pop())
            waiting.pop()
        elif id in way:
            done.update(way)
            return (*way[way.index(id) :], id)
        elif id in following and id not in done:
            way.append(id)
            waiting.append(iter(following[id]))
    return ()


def _repeated_topics(where: str, decision: Decision) -> Iterator[_Problem]:
    """Yield the questions that a topic is asked by again: no way knows which answer is meant."""
    following = _following(decision)
    topics = {question.id: question.topic for question in decision.questions}
    before: dict[str, dict[str, str]] = {id: {} for id in topics}
    for id in _in_order(following):
        for other in following[id]:
            if other in before:
                before[other].update({**before[id], topics[id]: id})
    for id, topic in topics.items():
        if topic in before[id]:
            earlier = before[id][topic]
            message = (
                f"{where}, question '{id}': asks by the topic '{topic}' again after question '{earlier}'"
            )
            yield _Problem(message, ("questions", id))


def _in_order(following: Mapping[str, list[str]]) -> list[str]:
    """Return questions so that each stands before those its answers lead to; there is no circle."""
    missing = Counter(id for others in following.values() for id in set(others) if id in following)
    ready = [id for id in following if not missing[id]]
    order: list[str] = []
    while ready:
        id = ready.pop()
        order.append(id)
        for other in dict.fromkeys(other for other in following[id] if other in following):
            missing[other] -= 1
            if not missing[other]:
                ready.append(other)
    return order


def _reached(decision: Decision) -> set[str]:
    following = _following(decision)
    reached: set[str] = set()
    waiting = [decision.questions[0].id]
    while waiting:
        id = waiting.pop()
        if id not in reached:
            reached.add(id)
            waiting += following.get(id, ())
    return reached

"""Define a decision and its parts: questions, answers, leaves and products."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from mlarch.model.conversion import convert_fields
from mlarch.model.decision.rules import contradictions
from mlarch.model.frozen import FrozenMap
from mlarch.model.problems import raise_all
from mlarch.model.vocabulary import Direction

__all__ = ["Answer", "Decision", "Leaf", "Product", "Question"]

Item = TypeVar("Item", "Question", "Leaf")


@dataclass(frozen=True, kw_only=True)
class Product:
    """A product of one leaf.

    `status` is one of `PRODUCT_STATUSES`. `note` is the reason if the product differs from the
    source, and `checked` the date of that fact.
    """

    name: str
    status: str = "original"
    note: str = ""
    checked: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer; `to` is the id of the question or leaf that it leads to."""

    text: str
    to: str
    note: str = ""
    extension: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question with its answers.

    `answers` may be a mapping of text to target id. `topic` is the name that people answer by, the
    id by default. Several questions of one tree may have the same topic.
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
    """An outcome: the reason for it, and its products by provider id.

    A provider with an empty tuple has no product. `checked` is the date of `note`. `entry` is the
    name of the architecture that shows the outcome. `runner_up` is the id of the second-best leaf;
    if it is empty, `DecisionPath.runner_up` finds one.
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
        products = {provider: tuple(offered) for provider, offered in self.products.items()}
        object.__setattr__(self, "products", FrozenMap(products))


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A tree of questions, which starts at the first one, and its leaves.

    Several answers may lead to one question or leaf, but no path may ask about one topic twice.

    Raises:
        ModelError: with every contradiction at once: an answer that leads nowhere, a question
            without answers, a circle, a question or leaf that no answer leads to.
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
    direction: Direction = "LR"

    def __post_init__(self) -> None:
        convert_fields(self, questions=tuple, leaves=tuple, notes=tuple, tags=tuple)
        raise_all(contradictions(self))

    def question(self, id: str) -> Question:
        """Return the question of an id.

        Raises:
            KeyError: if there is no such question.
        """
        return _by_id(self.questions, id)

    def leaf(self, id: str) -> Leaf:
        """Return the leaf of an id.

        Raises:
            KeyError: if there is no such leaf.
        """
        return _by_id(self.leaves, id)

    def path(self, leaf: str) -> tuple[tuple[str, str], ...]:
        """Return the (question id, answer) pairs that lead to the leaf of an id.

        Raises:
            KeyError: if there is no such leaf.

        >>> tea = Leaf(id="tea", label="Tea", reason="warm")
        >>> drink = Question(id="drink", text="What?", answers={"warm": "tea"})
        >>> Decision(name="d", title="D", questions=[drink], leaves=[tea]).path("tea")
        (('drink', 'warm'),)
        """
        steps: list[tuple[str, str]] = []
        while leaf != self.questions[0].id:
            previous = next(((q, a) for q in self.questions for a in q.answers if a.to == leaf), None)
            if previous is None:
                raise KeyError(leaf)
            question, answer = previous
            steps.append((question.id, answer.text))
            leaf = question.id
        return tuple(reversed(steps))


def _answers(answers: Iterable[Answer] | Mapping[str, str]) -> Iterator[Answer]:
    if isinstance(answers, Mapping):
        return (Answer(text=text, to=to) for text, to in answers.items())
    return iter(answers)


def _by_id(items: tuple[Item, ...], id: str) -> Item:
    for item in items:
        if item.id == id:
            return item
    raise KeyError(id)

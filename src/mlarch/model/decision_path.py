"""Walk a decision by answers: to the leaf they lead to, or to the question that is still open."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlarch.catalog.providers import PROVIDERS
from mlarch.errors import ParameterError, UnknownNameError, did_you_mean
from mlarch.model import Architecture
from mlarch.model.decision import Answer, Decision, Leaf, Product, Question, answer_keys, to_architecture

__all__ = [
    "RunnerUp",
    "Step",
    "Walk",
    "drawn",
    "read_answers",
    "walk",
    "ways",
]


@dataclass(frozen=True)
class Step:
    """A question and the answer that was given to it."""

    question: Question
    answer: Answer

    def __str__(self) -> str:
        return f"{self.question.topic}={self.answer.text}"


@dataclass(frozen=True)
class RunnerUp:
    """The leaf that is nearest to one, and the other answers that lead there."""

    leaf: Leaf
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Walk:
    """How far answers lead: to `leaf`, or to `question`, which is open; the other one is None."""

    decision: Decision
    steps: tuple[Step, ...]
    question: Question | None
    leaf: Leaf | None

    @property
    def answers(self) -> dict[str, str]:
        """Return the answers given on the way, by topic."""
        return {step.question.topic: step.answer.text for step in self.steps}

    def runner_up(self) -> RunnerUp | None:
        """Return the runner-up of the leaf: the one it names, else the next by the last question.

        None where the question is open or there is no other leaf.
        """
        if self.leaf is None:
            return None
        wanted = {self.leaf.runner_up} if self.leaf.runner_up else _leaf_ids(self.decision) - {self.leaf.id}
        for step in reversed(self.steps):
            others = [answer for answer in step.question.answers if answer != step.answer]
            found = _nearest(self.decision, step.question, others, wanted)
            if found:
                return RunnerUp(self.decision.leaf(found[-1].answer.to), found)
        return None

    def to_mapping(self, provider: str = "") -> dict[str, Any]:
        """Return the outcome as what JSON can say; of one provider's products where one is given."""
        runner_up = self.runner_up()
        steps = [_step_mapping(step) for step in self.steps]
        mapping: dict[str, Any] = {
            "decision": self.decision.name,
            "title": self.decision.title,
            "path": steps,
        }
        mapping["leaf"] = _leaf_mapping(self.leaf, provider) if self.leaf else None
        mapping["runner_up"] = None if runner_up is None else _runner_up_mapping(runner_up, provider)
        return mapping

    def lines(self, provider: str = "") -> Iterator[str]:
        """Yield the lines of the outcome for people."""
        yield from (str(step) for step in self.steps)
        if self.leaf is None:
            return
        yield from ("", self.leaf.label, self.leaf.reason)
        yield from filter(None, (self.leaf.note,))
        yield from _product_lines(self.leaf, provider)
        if self.leaf.entry:
            yield f"Drawn in {self.leaf.entry}: mlarch show {self.leaf.entry}"
        runner_up = self.runner_up()
        if runner_up is not None:
            by = ", ".join(map(str, runner_up.steps))
            yield from ("", f"Runner-up: {runner_up.leaf.label}, by {by}", runner_up.leaf.reason)


def walk(decision: Decision, answers: Mapping[str, str]) -> Walk:
    """Return how far answers lead; each is given by a question's topic, or by its id.

    Raises:
        UnknownNameError, ParameterError: for questions that do not exist, answers that are not allowed
            and answers that contradict each other, all at once.
    """
    _refuse_unknown(decision, answers)
    question, leaf, steps = decision.questions[0], None, list[Step]()
    while leaf is None:
        given = answers.get(question.id, answers.get(question.topic))
        if given is None:
            break
        steps.append(Step(question, _answer(question, given, steps)))
        to = steps[-1].answer.to
        if to in _leaf_ids(decision):
            leaf = decision.leaf(to)
        else:
            question = decision.question(to)
    _refuse_unasked(decision, answers, steps, None if leaf else question)
    return Walk(decision, tuple(steps), None if leaf else question, leaf)


def ways(decision: Decision) -> Iterator[Walk]:
    """Yield the walk to a leaf by every combination of answers that are asked for.

    Their number can grow with the power of the questions.
    """
    waiting = deque([walk(decision, {})])
    while waiting:
        so_far = waiting.popleft()
        if so_far.question is None:
            yield so_far
            continue
        for answer in so_far.question.answers:
            waiting.append(walk(decision, {**so_far.answers, so_far.question.topic: answer.text}))


def read_answers(texts: Iterable[str]) -> dict[str, str]:
    """Return the answers of `question=answer` texts.

    Raises:
        ParameterError: where a text is not of that form, or a question is answered in two ways.
    """
    answers: dict[str, str] = {}
    problems = []
    for text in texts:
        name, equals, answer = (part.strip() for part in text.partition("="))
        if not (name and equals and answer):
            problems.append(f"--answer {text}: not of the form 'question=answer'")
        elif answers.setdefault(name, answer) != answer:
            problems.append(f"question '{name}' is answered twice: '{answers[name]}' and '{answer}'")
    if problems:
        raise ParameterError(problems)
    return answers


def drawn(taken: Walk, provider: str = "") -> tuple[Architecture, tuple[str, ...]]:
    """Return the drawing of a decision, and the keys of the edges that were taken, in order."""
    arch = to_architecture(taken.decision, provider=provider or "oss")
    return arch, tuple(answer_keys(step.question)[step.answer.text] for step in taken.steps)


# Refusing.


def _refuse_unknown(decision: Decision, answers: Mapping[str, str]) -> None:
    known = {name for question in decision.questions for name in (question.topic, question.id)}
    unknown = [
        f"'{decision.name}' has no question '{name}'.{did_you_mean(name, sorted(known)) or _listed(decision)}"
        for name in answers
        if name not in known
    ]
    if unknown:
        raise UnknownNameError(unknown)


def _listed(decision: Decision) -> str:
    topics = dict.fromkeys(question.topic for question in decision.questions)
    return f" There are {', '.join(topics)}."


def _answer(question: Question, given: str, before: Iterable[Step]) -> Answer:
    for answer in question.answers:
        if answer.text == given:
            return answer
    texts = [answer.text for answer in question.answers]
    so_far = f" after {', '.join(map(str, before))}" if before else ""
    raise ParameterError(
        f"question '{question.topic}' is answered by {', '.join(texts)}{so_far}, not '{given}'."
        f"{did_you_mean(given, texts)}"
    )


def _refuse_unasked(
    decision: Decision, answers: Mapping[str, str], steps: Iterable[Step], question: Question | None
) -> None:
    """Raise for answers to what is not asked on this way, and for two answers to one question."""
    asked = {name for step in steps for name in (step.question.id, step.question.topic)}
    ahead = {name for other in _ahead(decision, question) for name in (other.id, other.topic)}
    way = ", ".join(map(str, steps))
    problems = [
        f"question '{name}' is not asked after {way}: the answers contradict each other"
        for name in answers
        if name not in asked | ahead
    ]
    for step in steps:
        by_topic = answers.get(step.question.topic, step.answer.text)
        if by_topic != step.answer.text:
            said = f"'{step.answer.text}' and '{by_topic}'"
            problems.append(f"question '{step.question.topic}' is answered twice: {said}")
    if problems:
        raise ParameterError(problems)


def _ahead(decision: Decision, question: Question | None) -> list[Question]:
    """Return a question and all that its answers can still lead to."""
    by_id = {other.id: other for other in decision.questions}
    found: dict[str, Question] = {}
    waiting = [question] if question else []
    while waiting:
        one = waiting.pop()
        if one.id not in found:
            found[one.id] = one
            waiting += [by_id[answer.to] for answer in one.answers if answer.to in by_id]
    return list(found.values())


def _leaf_ids(decision: Decision) -> set[str]:
    return {leaf.id for leaf in decision.leaves}


def _nearest(
    decision: Decision, question: Question, answers: Iterable[Answer], wanted: set[str]
) -> tuple[Step, ...]:
    """Return the fewest steps by these answers to one of the leaves, none where there are none."""
    by_id = {other.id: other for other in decision.questions}
    waiting: deque[tuple[Step, ...]] = deque((Step(question, answer),) for answer in answers)
    seen: set[str] = set()
    while waiting:
        way = waiting.popleft()
        to = way[-1].answer.to
        if to in wanted:
            return way
        if to in by_id and to not in seen:
            seen.add(to)
            waiting += [(*way, Step(by_id[to], answer)) for answer in by_id[to].answers]
    return ()


# Telling.


def _product_lines(leaf: Leaf, provider: str) -> Iterator[str]:
    shown = {name: leaf.products[name] for name in PROVIDERS if name in leaf.products}
    if provider:
        shown = {provider: leaf.products.get(provider, ())}
    width = max((len(PROVIDERS[name].name) for name in shown), default=0)
    for name, products in shown.items():
        said = ", ".join(map(_product, products)) or "none"
        yield f"  {PROVIDERS[name].name:{width}}  {said}"


def _product(product: Product) -> str:
    """Return a product with what is to be known of it.

    >>> _product(Product(name="QLDB", status="ended", note="ended 2025-07-31"))
    'QLDB (ended 2025-07-31)'
    >>> _product(Product(name="Valkey", status="extension", note="a fork of Redis"))
    'Valkey (extension: a fork of Redis)'
    """
    if product.status == "original":
        return f"{product.name} ({product.note})" if product.note else product.name
    if not product.note:
        return f"{product.name} ({product.status})"
    said = product.note if product.note.startswith(product.status) else f"{product.status}: {product.note}"
    return f"{product.name} ({said})"


def _step_mapping(step: Step) -> dict[str, str]:
    return {
        "question": step.question.id,
        "topic": step.question.topic,
        "text": step.question.text,
        "answer": step.answer.text,
    }


def _leaf_mapping(leaf: Leaf, provider: str) -> dict[str, Any]:
    wanted = [provider] if provider else [name for name in PROVIDERS if name in leaf.products]
    products = {name: [vars(product) for product in leaf.products.get(name, ())] for name in wanted}
    keys = ("id", "label", "reason", "note", "technology", "entry", "checked", "extension")
    return {**{key: getattr(leaf, key) for key in keys}, "products": products}


def _runner_up_mapping(runner_up: RunnerUp, provider: str) -> dict[str, Any]:
    leaf = _leaf_mapping(runner_up.leaf, provider)
    return {"leaf": leaf, "answers": {step.question.topic: step.answer.text for step in runner_up.steps}}

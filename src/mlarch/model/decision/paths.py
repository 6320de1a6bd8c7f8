"""Follow answers through a decision, to a leaf or to the next open question."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlarch.catalog.providers import PROVIDERS
from mlarch.errors import ParameterError, UnknownNameError, did_you_mean
from mlarch.model import Architecture
from mlarch.model.decision.drawing import answer_keys, to_architecture
from mlarch.model.decision.tree import Answer, Decision, Leaf, Product, Question

__all__ = ["DecisionPath", "PathStep", "RunnerUp", "all_paths", "follow", "parse_answers", "with_path_edges"]


@dataclass(frozen=True)
class PathStep:
    """A question and the answer to it."""

    question: Question
    answer: Answer

    def __str__(self) -> str:
        return f"{self.question.topic}={self.answer.text}"


@dataclass(frozen=True)
class RunnerUp:
    """The second-best leaf, and the steps that lead there instead."""

    leaf: Leaf
    steps: tuple[PathStep, ...]


@dataclass(frozen=True)
class DecisionPath:
    """The path of some answers.

    It ends at `leaf` or at the open `question`; the other one is None."""

    decision: Decision
    steps: tuple[PathStep, ...]
    question: Question | None
    leaf: Leaf | None

    @property
    def answers(self) -> dict[str, str]:
        """The answers along the path, by topic."""
        return {step.question.topic: step.answer.text for step in self.steps}

    def runner_up(self) -> RunnerUp | None:
        """Return the leaf's own runner-up, or the nearest other leaf if it names none.

        The nearest leaf is the first one reached by changing the last answer, else the one before, and
        so on. The result is None if a question is open or there is no other leaf.
        """
        if self.leaf is None:
            return None
        wanted = {self.leaf.runner_up} if self.leaf.runner_up else _leaf_ids(self.decision) - {self.leaf.id}
        for step in reversed(self.steps):
            alternatives = [answer for answer in step.question.answers if answer != step.answer]
            steps = _shortest_path(self.decision, step.question, alternatives, wanted)
            if steps:
                return RunnerUp(self.decision.leaf(steps[-1].answer.to), steps)
        return None

    def to_mapping(self, provider: str = "") -> dict[str, Any]:
        """Return the path and its outcome as JSON data; `provider` limits the products."""
        runner_up = self.runner_up()
        return {
            "decision": self.decision.name,
            "title": self.decision.title,
            "path": [_step_mapping(step) for step in self.steps],
            "leaf": _leaf_mapping(self.leaf, provider) if self.leaf else None,
            "runner_up": _runner_up_mapping(runner_up, provider) if runner_up else None,
        }

    def lines(self, provider: str = "") -> Iterator[str]:
        """Yield the path and its outcome as lines of text; `provider` limits the products."""
        yield from map(str, self.steps)
        if self.leaf is None:
            return
        yield from ("", self.leaf.label, self.leaf.reason)
        if self.leaf.note:
            yield self.leaf.note
        yield from _product_lines(self.leaf, provider)
        if self.leaf.entry:
            yield f"Drawn in {self.leaf.entry}: mlarch show {self.leaf.entry}"
        runner_up = self.runner_up()
        if runner_up is not None:
            steps = ", ".join(map(str, runner_up.steps))
            yield from ("", f"Runner-up: {runner_up.leaf.label}, by {steps}", runner_up.leaf.reason)


def follow(decision: Decision, answers: Mapping[str, str]) -> DecisionPath:
    """Return the path of answers, given by the topic or the id of each question.

    Raises:
        UnknownNameError: for questions that do not exist.
        ParameterError: for answers that do not exist or contradict each other.
    """
    _check_questions(decision, answers)
    question, leaf, steps = decision.questions[0], None, list[PathStep]()
    while leaf is None:
        text = answers.get(question.id, answers.get(question.topic))
        if text is None:
            break
        steps.append(PathStep(question, _find_answer(question, text, steps)))
        target = steps[-1].answer.to
        if target in _leaf_ids(decision):
            leaf = decision.leaf(target)
        else:
            question = decision.question(target)
    open_question = None if leaf else question
    _check_consistency(decision, answers, steps, open_question)
    return DecisionPath(decision, tuple(steps), open_question, leaf)


def all_paths(decision: Decision) -> Iterator[DecisionPath]:
    """Yield every path to a leaf; there can be exponentially many."""
    pending = deque([follow(decision, {})])
    while pending:
        path = pending.popleft()
        if path.question is None:
            yield path
            continue
        for answer in path.question.answers:
            pending.append(follow(decision, {**path.answers, path.question.topic: answer.text}))


def parse_answers(texts: Iterable[str]) -> dict[str, str]:
    """Return the answers of texts of the form `question=answer`.

    Raises:
        ParameterError: if a text has another form, or a question has two answers.
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


def with_path_edges(path: DecisionPath, provider: str = "") -> tuple[Architecture, tuple[str, ...]]:
    """Return the drawing of a decision, and the keys of the edges along a path."""
    arch = to_architecture(path.decision, provider=provider or "oss")
    return arch, tuple(answer_keys(step.question)[step.answer.text] for step in path.steps)


# Checks of answers.


def _check_questions(decision: Decision, answers: Mapping[str, str]) -> None:
    known = {name for question in decision.questions for name in (question.topic, question.id)}
    topics = dict.fromkeys(question.topic for question in decision.questions)
    all_topics = f" There are {', '.join(topics)}."
    unknown = [
        f"'{decision.name}' has no question '{name}'.{did_you_mean(name, sorted(known)) or all_topics}"
        for name in answers
        if name not in known
    ]
    if unknown:
        raise UnknownNameError(unknown)


def _find_answer(question: Question, text: str, steps: Sequence[PathStep]) -> Answer:
    for answer in question.answers:
        if answer.text == text:
            return answer
    allowed = [answer.text for answer in question.answers]
    after = f" after {', '.join(map(str, steps))}" if steps else ""
    raise ParameterError(
        f"question '{question.topic}' is answered by {', '.join(allowed)}{after}, not '{text}'."
        f"{did_you_mean(text, allowed)}"
    )


def _check_consistency(
    decision: Decision, answers: Mapping[str, str], steps: Sequence[PathStep], question: Question | None
) -> None:
    """Raise for answers off this path, and for two answers to one question."""
    on_path = {name for step in steps for name in (step.question.id, step.question.topic)}
    ahead = {name for later in _reachable(decision, question) for name in (later.id, later.topic)}
    path = ", ".join(map(str, steps))
    problems = [
        f"question '{name}' is not asked after {path}: the answers contradict each other"
        for name in answers
        if name not in on_path | ahead
    ]
    for step in steps:
        by_topic = answers.get(step.question.topic, step.answer.text)
        if by_topic != step.answer.text:
            both = f"'{step.answer.text}' and '{by_topic}'"
            problems.append(f"question '{step.question.topic}' is answered twice: {both}")
    if problems:
        raise ParameterError(problems)


def _reachable(decision: Decision, start: Question | None) -> list[Question]:
    """Return a question and all later questions that its answers can lead to."""
    by_id = {question.id: question for question in decision.questions}
    reached: dict[str, Question] = {}
    pending = [start] if start else []
    while pending:
        question = pending.pop()
        if question.id not in reached:
            reached[question.id] = question
            pending += [by_id[answer.to] for answer in question.answers if answer.to in by_id]
    return list(reached.values())


def _leaf_ids(decision: Decision) -> set[str]:
    return {leaf.id for leaf in decision.leaves}


def _shortest_path(
    decision: Decision, question: Question, answers: Iterable[Answer], leaves: set[str]
) -> tuple[PathStep, ...]:
    """Return the fewest steps from these answers to a leaf, () if there are none."""
    by_id = {other.id: other for other in decision.questions}
    pending: deque[tuple[PathStep, ...]] = deque((PathStep(question, answer),) for answer in answers)
    seen: set[str] = set()
    while pending:
        steps = pending.popleft()
        target = steps[-1].answer.to
        if target in leaves:
            return steps
        if target in by_id and target not in seen:
            seen.add(target)
            pending += [(*steps, PathStep(by_id[target], answer)) for answer in by_id[target].answers]
    return ()


# Output.


def _product_lines(leaf: Leaf, provider: str) -> Iterator[str]:
    providers = [provider] if provider else [id for id in PROVIDERS if id in leaf.products]
    width = max((len(PROVIDERS[id].name) for id in providers), default=0)
    for id in providers:
        products = ", ".join(map(_product_text, leaf.products.get(id, ()))) or "none"
        yield f"  {PROVIDERS[id].name:{width}}  {products}"


def _product_text(product: Product) -> str:
    """Return the name of a product with its status and note.

    >>> _product_text(Product(name="QLDB", status="ended", note="ended 2025-07-31"))
    'QLDB (ended 2025-07-31)'
    >>> _product_text(Product(name="Valkey", status="extension", note="a fork of Redis"))
    'Valkey (extension: a fork of Redis)'
    """
    status = "" if product.status == "original" else product.status
    if status and product.note.startswith(status):
        status = ""
    remark = ": ".join(filter(None, (status, product.note)))
    return f"{product.name} ({remark})" if remark else product.name


def _step_mapping(step: PathStep) -> dict[str, str]:
    return {
        "question": step.question.id,
        "topic": step.question.topic,
        "text": step.question.text,
        "answer": step.answer.text,
    }


def _leaf_mapping(leaf: Leaf, provider: str) -> dict[str, Any]:
    providers = [provider] if provider else [id for id in PROVIDERS if id in leaf.products]
    products = {id: [vars(product) for product in leaf.products.get(id, ())] for id in providers}
    keys = ("id", "label", "reason", "note", "technology", "entry", "checked", "extension")
    return {**{key: getattr(leaf, key) for key in keys}, "products": products}


def _runner_up_mapping(runner_up: RunnerUp, provider: str) -> dict[str, Any]:
    leaf = _leaf_mapping(runner_up.leaf, provider)
    return {"leaf": leaf, "answers": {step.question.topic: step.answer.text for step in runner_up.steps}}

"""Find the contradictions in a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from mlarch.catalog.providers import PROVIDERS
from mlarch.model.problems import Problem
from mlarch.model.vocabulary import PRODUCT_STATUSES, is_id

if TYPE_CHECKING:
    from mlarch.model.decision.tree import Decision, Leaf, Question

__all__ = ["contradictions"]

Targets = Mapping[str, list[str]]  # the questions and leaves that the answers to each question lead to


def contradictions(decision: Decision) -> Iterator[Problem]:
    """Yield every contradiction in a decision."""
    subject = f"decision '{decision.name}'"
    if not decision.questions:
        yield Problem(f"{subject}: has no question", ("questions",))
        return
    targets = {question.id: [answer.to for answer in question.answers] for question in decision.questions}
    ids = [*(question.id for question in decision.questions), *(leaf.id for leaf in decision.leaves)]
    yield from _id_problems(subject, ids, decision)
    for question in decision.questions:
        yield from _question_problems(f"{subject}, question '{question.id}'", question, ids)
    for leaf in decision.leaves:
        yield from _leaf_problems(f"{subject}, leaf '{leaf.id}'", leaf, decision)
    circles = list(_circle_problems(subject, targets))
    yield from circles or _topic_problems(subject, decision.questions, targets)
    yield from _unreachable(subject, decision, targets)


def _id_problems(subject: str, ids: Iterable[str], decision: Decision) -> Iterator[Problem]:
    questions = {question.id for question in decision.questions}
    leaves = {leaf.id for leaf in decision.leaves}
    for id, count in Counter(ids).items():
        if count > 1:
            path = ("leaves" if id in leaves else "questions", id)
            yield Problem(f"{subject}: id '{id}' is used twice", path)
        if not is_id(id):
            path = ("questions" if id in questions else "leaves", id)
            yield Problem(f"{subject}: id '{id}' is not letters, digits and '. _ - /'", path)


def _question_problems(subject: str, question: Question, ids: list[str]) -> Iterator[Problem]:
    path = ("questions", question.id, "answers")
    if not question.answers:
        yield Problem(f"{subject}: has no answers", path)
    for text, count in Counter(answer.text for answer in question.answers).items():
        if count > 1:
            yield Problem(f"{subject}: answer '{text}' is given twice", path)
    for answer in question.answers:
        if answer.to not in ids:
            message = f"{subject}: answer '{answer.text}' leads to unknown '{answer.to}'."
            yield Problem(message, (*path, answer.text, "to"), answer.to, ids)


def _leaf_problems(subject: str, leaf: Leaf, decision: Decision) -> Iterator[Problem]:
    path = ("leaves", leaf.id)
    for provider, products in leaf.products.items():
        if provider not in PROVIDERS:
            message = f"{subject}: provider '{provider}' is not one of {', '.join(PROVIDERS)}."
            yield Problem(message, (*path, "products", provider), provider, PROVIDERS)
        for number, product in enumerate(products):
            if product.status not in PRODUCT_STATUSES:
                allowed = ", ".join(PRODUCT_STATUSES)
                message = f"{subject}: status '{product.status}' of '{product.name}' is not one of {allowed}"
                yield Problem(message, (*path, "products", provider, number, "status"))
    others = [other.id for other in decision.leaves if other.id != leaf.id]
    if leaf.runner_up and leaf.runner_up not in others:
        message = f"{subject}: runner-up '{leaf.runner_up}' is no other leaf."
        yield Problem(message, (*path, "runner_up"), leaf.runner_up, others)


def _circle_problems(subject: str, targets: Targets) -> Iterator[Problem]:
    done: set[str] = set()
    for question in targets:
        circle = _circle(question, targets, done)
        if circle:
            message = f"{subject}: questions in a circle: {' -> '.join(circle)}"
            yield Problem(message, ("questions", circle[-2]))


def _circle(start: str, targets: Targets, done: set[str]) -> tuple[str, ...]:
    """Return the first circle that is reached from a question, or ().

    Questions in `done` are skipped; those visited are added to it.
    """
    if start in done:
        return ()
    path, pending = [start], [iter(targets[start])]
    while path:
        id = next(pending[-1], None)
        if id is None:
            done.add(path.pop())
            pending.pop()
        elif id in path:
            done.update(path)
            return (*path[path.index(id) :], id)
        elif id in targets and id not in done:
            path.append(id)
            pending.append(iter(targets[id]))
    return ()


def _topic_problems(subject: str, questions: Iterable[Question], targets: Targets) -> Iterator[Problem]:
    """Yield each question whose topic an earlier question on its path has."""
    topics = {question.id: question.topic for question in questions}
    earlier: dict[str, dict[str, str]] = {id: {} for id in topics}
    for id in _topological_order(targets):
        for target in targets[id]:
            if target in earlier:
                earlier[target].update({**earlier[id], topics[id]: id})
    for id, topic in topics.items():
        if topic in earlier[id]:
            first = earlier[id][topic]
            message = (
                f"{subject}, question '{id}': asks by the topic '{topic}' again after question '{first}'"
            )
            yield Problem(message, ("questions", id))


def _topological_order(targets: Targets) -> list[str]:
    """Return the questions so that each comes before those its answers lead to."""
    pending = Counter(id for ids in targets.values() for id in set(ids) if id in targets)
    ready = [id for id in targets if not pending[id]]
    order: list[str] = []
    while ready:
        id = ready.pop()
        order.append(id)
        for target in dict.fromkeys(target for target in targets[id] if target in targets):
            pending[target] -= 1
            if not pending[target]:
                ready.append(target)
    return order


def _unreachable(subject: str, decision: Decision, targets: Targets) -> Iterator[Problem]:
    reached: set[str] = set()
    waiting = [decision.questions[0].id]
    while waiting:
        id = waiting.pop()
        if id not in reached:
            reached.add(id)
            waiting += targets.get(id, ())
    for what, section, items in (
        ("question", "questions", decision.questions),
        ("leaf", "leaves", decision.leaves),
    ):
        for item in items:
            if item.id not in reached:
                yield Problem(f"{subject}, {what} '{item.id}': no answer leads to it", (section, item.id))

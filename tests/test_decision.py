"""Test decisions: their checks, and their conversion to an architecture."""

from __future__ import annotations

import pytest

from mlarch.errors import ModelError
from mlarch.model.decision import Answer, Decision, Leaf, Product, Question, to_architecture


def leaf(id: str, **fields: object) -> Leaf:
    return Leaf(id=id, label=id.title(), reason="because", **fields)


def problems(questions: list[Question], leaves: list[Leaf]) -> tuple[str, ...]:
    with pytest.raises(ModelError) as caught:
        Decision(name="drinks", title="Drinks", questions=questions, leaves=leaves)
    return caught.value.problems


def test_all_problems_are_reported_at_once() -> None:
    """One error lists empty questions, unknown targets and unreachable leaves."""
    questions = [
        Question(id="warm", text="Warm?", answers={"yes": "tea", "no": "tee"}),
        Question(id="empty", text="Empty?", answers={}),
    ]
    assert problems(questions, [leaf("tea"), leaf("juice")]) == (
        "decision 'drinks', question 'warm': answer 'no' leads to unknown 'tee'. Did you mean 'tea'?",
        "decision 'drinks', question 'empty': has no answers",
        "decision 'drinks', question 'empty': no answer leads to it",
        "decision 'drinks', leaf 'juice': no answer leads to it",
    )


def test_questions_in_a_circle_are_an_error() -> None:
    """A question that leads back to itself is reported with the circle."""
    questions = [
        Question(id="a", text="A?", answers={"on": "b", "off": "tea"}),
        Question(id="b", text="B?", answers={"back": "a"}),
    ]
    assert problems(questions, [leaf("tea")]) == ("decision 'drinks': questions in a circle: a -> b -> a",)


def test_a_question_that_leads_to_itself_is_a_circle() -> None:
    """A question whose answer leads to itself is reported too."""
    questions = [Question(id="a", text="A?", answers={"again": "a", "off": "tea"})]
    assert problems(questions, [leaf("tea")]) == ("decision 'drinks': questions in a circle: a -> a",)


def test_two_paths_to_one_leaf_are_not_a_circle() -> None:
    """A leaf may be the outcome of several answers."""
    question = Question(id="a", text="A?", answers={"yes": "tea", "no": "tea"})
    decision = Decision(name="d", title="D", questions=[question], leaves=[leaf("tea")])
    assert decision.path("tea") == (("a", "yes"),)


def test_ids_answers_and_products_are_checked() -> None:
    """A repeated id or answer, an unknown provider and an unknown status are reported."""
    answers = (Answer(text="yes", to="tea"), Answer(text="yes", to="tea"))
    tea = leaf("tea", products={"gpc": [Product(name="Tea", status="gone")]})
    assert problems([Question(id="tea", text="Tea?", answers=answers)], [tea]) == (
        "decision 'drinks': id 'tea' is used twice",
        "decision 'drinks', question 'tea': answer 'yes' is given twice",
        "decision 'drinks', leaf 'tea': provider 'gpc' is not one of gcp, aws, azure, oss. Did you "
        "mean 'gcp'?",
        "decision 'drinks', leaf 'tea': status 'gone' of 'Tea' is not one of original, renamed, "
        "ended, extension",
        "decision 'drinks': questions in a circle: tea -> tea",
    )


def test_an_invalid_id_is_an_error() -> None:
    """Ids become ids of nodes, so the same characters are allowed."""
    question = Question(id="a", text="A?", answers={"yes": "green tea"})
    assert problems([question], [leaf("green tea")]) == (
        "decision 'drinks': id 'green tea' is not letters, digits and '. _ - /'",
    )


def test_a_decision_without_questions_is_an_error() -> None:
    """A decision needs at least one question."""
    assert problems([], [leaf("tea")]) == ("decision 'drinks': has no question",)


def test_a_decision_converts_to_an_architecture() -> None:
    """Questions and leaves become nodes, answers become edges."""
    products = {"oss": [Product(name="Ceph"), Product(name="MinIO", status="ended")]}
    question = Question(id="data", text="Data?", answers=[Answer(text="blob", to="blob", extension=True)])
    decision = Decision(name="d", title="D", questions=[question], leaves=[leaf("blob", products=products)])
    arch = to_architecture(decision)
    assert list(arch.nodes) == ["data", "blob"]
    assert arch.nodes["blob"].description == "Ceph"
    assert arch.edges["data -> blob"].label == "blob"
    assert arch.edges["data -> blob"].tags == ("extension",)
    assert arch.styles["extension"].legend == "our extension"
    assert to_architecture(decision, provider="aws").nodes["blob"].description == "none"


def test_a_decision_is_a_value() -> None:
    """Decisions made from lists and from tuples are equal and have the same hash."""
    question = Question(id="a", text="A?", answers={"yes": "tea"})
    from_lists = Decision(name="d", title="D", questions=[question], leaves=[leaf("tea")])
    from_tuples = Decision(name="d", title="D", questions=(question,), leaves=(leaf("tea"),))
    assert from_lists == from_tuples
    assert hash(from_lists) == hash(from_tuples)


def test_questions_and_leaves_are_found_by_id() -> None:
    """An unknown id is a KeyError."""
    question = Question(id="a", text="A?", answers={"yes": "tea"})
    decision = Decision(name="d", title="D", questions=[question], leaves=[leaf("tea")])
    assert decision.question("a") is question
    assert decision.leaf("tea").label == "Tea"
    with pytest.raises(KeyError):
        decision.leaf("a")
    with pytest.raises(KeyError):
        decision.path("coffee")

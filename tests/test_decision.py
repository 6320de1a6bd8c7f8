"""Prove that a decision refuses what cannot be walked, and draws what can."""

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


def test_all_problems_are_named_at_once() -> None:
    """One error lists the question without answers, the unknown target and the leaf nobody reaches."""
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


def test_questions_in_a_circle_are_refused() -> None:
    """A question that leads back to itself over another is named with its way."""
    questions = [
        Question(id="a", text="A?", answers={"on": "b", "off": "tea"}),
        Question(id="b", text="B?", answers={"back": "a"}),
    ]
    assert problems(questions, [leaf("tea")]) == ("decision 'drinks': questions in a circle: a -> b -> a",)


def test_a_question_that_leads_to_itself_is_a_circle() -> None:
    """The shortest circle is found as well."""
    questions = [Question(id="a", text="A?", answers={"again": "a", "off": "tea"})]
    assert problems(questions, [leaf("tea")]) == ("decision 'drinks': questions in a circle: a -> a",)


def test_two_ways_to_one_leaf_are_no_circle() -> None:
    """A leaf may be the outcome of several answers."""
    asked = Question(id="a", text="A?", answers={"yes": "tea", "no": "tea"})
    decision = Decision(name="d", title="D", questions=[asked], leaves=[leaf("tea")])
    assert decision.path("tea") == (("a", "yes"),)


def test_ids_answers_and_products_are_checked() -> None:
    """A repeated id, a repeated answer, an unknown provider and an unknown status are each named."""
    answers = (Answer(text="yes", to="tea"), Answer(text="yes", to="tea"))
    poor = leaf("tea", products={"gpc": [Product(name="Tea", status="gone")]})
    assert problems([Question(id="tea", text="Tea?", answers=answers)], [poor]) == (
        "decision 'drinks': id 'tea' is used twice",
        "decision 'drinks', question 'tea': answer 'yes' is given twice",
        "decision 'drinks', leaf 'tea': provider 'gpc' is not one of gcp, aws, azure, oss. Did you "
        "mean 'gcp'?",
        "decision 'drinks', leaf 'tea': status 'gone' of 'Tea' is not one of original, renamed, "
        "ended, extension",
        "decision 'drinks': questions in a circle: tea -> tea",
    )


def test_an_id_that_cannot_be_written_in_a_document_is_refused() -> None:
    """Ids become ids of nodes, so they follow the same rule."""
    asked = Question(id="a", text="A?", answers={"yes": "green tea"})
    assert problems([asked], [leaf("green tea")]) == (
        "decision 'drinks': id 'green tea' is not letters, digits and '. _ - /'",
    )


def test_a_decision_without_questions_is_refused() -> None:
    """There must be something to ask first."""
    assert problems([], [leaf("tea")]) == ("decision 'drinks': has no question",)


def test_drawing_a_decision() -> None:
    """Questions and leaves become nodes, answers edges; an ended product is not offered."""
    products = {"oss": [Product(name="Ceph"), Product(name="MinIO", status="ended")]}
    asked = Question(id="data", text="Data?", answers=[Answer(text="blob", to="blob", extension=True)])
    decision = Decision(name="d", title="D", questions=[asked], leaves=[leaf("blob", products=products)])
    arch = to_architecture(decision)
    assert list(arch.nodes) == ["data", "blob"]
    assert arch.nodes["blob"].description == "Ceph"
    assert arch.edges["data -> blob"].label == "blob"
    assert arch.edges["data -> blob"].tags == ("extension",)
    assert arch.styles["extension"].legend == "our extension"
    assert to_architecture(decision, provider="aws").nodes["blob"].description == "none"


def test_a_decision_is_a_value() -> None:
    """Equal data make equal, hashable decisions, whatever sequence they were given in."""
    asked = Question(id="a", text="A?", answers={"yes": "tea"})
    one = Decision(name="d", title="D", questions=[asked], leaves=[leaf("tea")])
    two = Decision(name="d", title="D", questions=(asked,), leaves=(leaf("tea"),))
    assert one == two
    assert hash(one) == hash(two)


def test_questions_and_leaves_are_found_by_id() -> None:
    """What is not there is a KeyError, not another one's data."""
    asked = Question(id="a", text="A?", answers={"yes": "tea"})
    decision = Decision(name="d", title="D", questions=[asked], leaves=[leaf("tea")])
    assert decision.question("a") is asked
    assert decision.leaf("tea").label == "Tea"
    with pytest.raises(KeyError):
        decision.leaf("a")
    with pytest.raises(KeyError):
        decision.path("coffee")

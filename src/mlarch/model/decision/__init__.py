"""Model a decision: a tree of questions whose answers lead to leaves."""

from mlarch.model.decision.drawing import EXTENSION, answer_keys, to_architecture
from mlarch.model.decision.tree import Answer, Decision, Leaf, Product, Question
from mlarch.model.vocabulary import PRODUCT_STATUSES

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

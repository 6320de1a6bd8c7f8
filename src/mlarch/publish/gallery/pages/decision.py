"""Make the page of a decision: its questions and its tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from mlarch.catalog.providers import PROVIDERS
from mlarch.model import Architecture
from mlarch.model.decision import Decision, answer_keys
from mlarch.project import entry_loading
from mlarch.project.entry import Entry
from mlarch.publish.gallery import downloads
from mlarch.publish.gallery.details import item_details
from mlarch.publish.gallery.entries import GalleryEntries
from mlarch.publish.gallery.inline_pictures import draw_inline
from mlarch.publish.gallery.pages import Page
from mlarch.publish.gallery.paths import icon_path, page_path, root_from, stylesheet_path
from mlarch.publish.gallery.rendering import Renderer

__all__ = ["decision_data", "decision_page"]


def decision_page(entry: Entry, arch: Architecture, entries: GalleryEntries, renderer: Renderer) -> Page:
    """Return the page of a decision.

    Raises:
        LayoutError: if the layout engine fails.
    """
    path = page_path(entry)
    picture = draw_inline(arch, root_from(path) + icon_path(""))
    html = renderer.page(
        "decision.html",
        path,
        entry=entry,
        stylesheet=stylesheet_path(entry),
        arch=arch,
        markup=Markup(picture.svg),
        decision=decision_data(entry_loading.entry_decision(entry), entries.page_paths),
        providers={id: provider.name for id, provider in PROVIDERS.items()},
        details={"": item_details(arch, {})},
        downloads=[*downloads.offers(entry)],
    )
    return Page(html, {"": picture})


def decision_data(decision: Decision, page_paths: Mapping[str, str]) -> dict[str, Any]:
    """Return a decision as a JSON value for `decision.js`."""
    questions = {
        question.id: {
            "text": question.text,
            "topic": question.topic,
            "answers": [
                [answer.text, answer.to, answer.note, answer_keys(question)[answer.text]]
                for answer in question.answers
            ],
        }
        for question in decision.questions
    }
    leaves = {
        leaf.id: {
            "label": leaf.label,
            "reason": leaf.reason,
            "note": leaf.note,
            "entry": [leaf.entry, page_paths[leaf.entry]] if leaf.entry in page_paths else [],
            "products": {
                provider: [[product.name, product.status, product.note] for product in products]
                for provider, products in leaf.products.items()
            },
        }
        for leaf in decision.leaves
    }
    return {"first": decision.questions[0].id, "questions": questions, "leaves": leaves}

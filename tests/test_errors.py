"""Errors, frozen data and colors."""

from __future__ import annotations

import copy
import pickle

import pytest

from mlarch import errors
from mlarch.errors import MlarchError, ModelError, did_you_mean
from mlarch.model.colors import NAMES, is_color, to_hex
from mlarch.model.frozen import FrozenMap, freeze, thaw


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    """The docstring of the module lists every error class and no other."""
    drawn = {line.split()[1] for line in errors.__doc__.splitlines() if line.startswith(("    ├", "    └"))}
    raised = {name for name in errors.__all__ if name.endswith("Error")} - {"MlarchError"}
    assert drawn == raised
    assert all(issubclass(getattr(errors, name), MlarchError) for name in raised)


def test_an_error_prints_one_line_for_each_problem() -> None:
    """`str` joins the problems, `problems` keeps them apart."""
    error = MlarchError(["one", "two"])
    assert str(error) == "one\ntwo"
    assert error.problems == ("one", "two")
    assert MlarchError("one").problems == ("one",)


def test_errors_survive_pickling() -> None:
    """An error from a worker process is complete, with the paths of its problems."""
    error = pickle.loads(pickle.dumps(ModelError(["one"], paths=[("nodes", "web")])))
    assert (str(error), error.problems, error.paths) == ("one", ("one",), (("nodes", "web"),))


def test_a_model_error_has_a_path_for_each_problem() -> None:
    """Problems without a known place have an empty path."""
    assert ModelError(["one", "two"]).paths == ((), ())


@pytest.mark.parametrize(
    ("name", "candidates", "hint"),
    [
        ("redsi", ["redis", "nginx"], " Did you mean 'redis'?"),
        ("REDIS", ["Redis"], " Did you mean 'Redis'?"),
        ("web", ["web-1", "web-2"], " Did you mean 'web-2' or 'web-1'?"),
        ("quux", ["redis"], ""),
        ("", ["redis"], ""),
        ("redis", [], ""),
    ],
)
def test_suggestions(name: str, candidates: list[str], hint: str) -> None:
    """A suggestion has the nearest names in any case, and is empty if there are none."""
    assert did_you_mean(name, candidates) == hint


def test_suggestions_are_few() -> None:
    """At most three names are suggested."""
    assert did_you_mean("web", [f"web{n}" for n in range(9)]).count("'") == 6


def test_a_frozen_map_cannot_change() -> None:
    """Items and attributes of a frozen map can be neither set nor deleted."""
    frozen = FrozenMap(a=1)
    with pytest.raises(TypeError):
        frozen["a"] = 2  # type: ignore[index]
    with pytest.raises(TypeError):
        del frozen["a"]  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        frozen._data = {}
    with pytest.raises(AttributeError):
        del frozen._data  # type: ignore[attr-defined]
    assert frozen == {"a": 1}


def test_a_frozen_map_does_not_follow_its_source() -> None:
    """Changing the source of a frozen map changes nothing in the map."""
    source = {"a": 1}
    frozen = FrozenMap(source)
    source["a"] = 2
    assert frozen["a"] == 1


def test_frozen_maps_are_equal_in_order_and_hash_alike() -> None:
    """Order counts between frozen maps, not against other mappings; equal ones hash alike."""
    one, same, other = FrozenMap(a=1, b=2), FrozenMap({"a": 1, "b": 2}), FrozenMap(b=2, a=1)
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one == {"b": 2, "a": 1}
    assert one != [("a", 1), ("b", 2)]


def test_frozen_maps_copy_and_pickle() -> None:
    """Copies and pickles of a frozen map are equal to it, in order."""
    frozen = FrozenMap(b=(1, FrozenMap(x=None)), a="text")
    for again in (copy.copy(frozen), copy.deepcopy(frozen), pickle.loads(pickle.dumps(frozen))):
        assert again == frozen
        assert list(again) == ["b", "a"]


def test_freezing_reaches_all_the_way_down_and_thawing_back() -> None:
    """Frozen data is hashable, and thawed data is equal to its source."""
    data = {"a": [1, {"b": [2, 3]}], "c": None}
    assert hash(freeze(data)) == hash(freeze(data))
    assert thaw(freeze(data)) == data
    assert type(thaw(freeze(data))["a"][1]) is dict


@pytest.mark.parametrize("text", ["red", "Red", "#0af", "#00AAFF", "rebeccapurple"])
def test_colors(text: str) -> None:
    """CSS names in any case and short and long hexadecimal colors are colors with a long form."""
    assert is_color(text)
    assert to_hex(text) == to_hex(text).lower()
    assert len(to_hex(text)) == 7


@pytest.mark.parametrize(
    "text", ["", "redd", "#12", "#12345", "#gggggg", "url(x)", "red;", "#0af\n", "rgb(0,0,0)"]
)
def test_other_texts_are_no_colors(text: str) -> None:
    """No text that could end a style rule is a color."""
    assert not is_color(text)


def test_every_css_name_is_known() -> None:
    """The table holds the 148 named colors of CSS, each in long hexadecimal."""
    assert len(NAMES) == 148
    assert all(is_color(value) and len(value) == 7 for value in NAMES.values())

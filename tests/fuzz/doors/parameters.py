"""Parameters of entries: Python values, and `name=value` as `--set` reads it."""

from __future__ import annotations

from hypothesis import strategies as st

from fuzz.case import Case, drawn
from fuzz.markup import examine
from fuzz.strange import TAGS, texts, values
from mlarch import get
from mlarch.errors import MlarchError
from mlarch.project import registry
from mlarch.project.targets import TargetContext, read_parameters, resolve

__all__ = ["CASES", "enter"]

ENTRIES = tuple(entry for entry in registry.zoo() if entry.kind != "family")
_known = {parameter.name for entry in ENTRIES for parameter in entry.parameters}
_names = st.sampled_from((*sorted(_known), "products", "self", "args", "__class__", "")) | texts
_values = st.sampled_from(
    (0, 1, 2, 3, 7, -1, "2", "[2, 3]", 2.0, True, None, [1, 2], [3], 10**9, 10**30)
) | values(())
_targets = st.sampled_from((*(entry.name for entry in ENTRIES), "gcp-scaling", "base.yaml")) | texts
_given = st.dictionaries(_names, _values, max_size=3)
_said = st.lists(
    st.builds("{}={}".format, _names, st.sampled_from(("3", "[2, 3]", "{}", "x", *TAGS)) | texts) | texts,
    max_size=3,
)
CASES = st.builds(
    lambda target, parameters, format: Case({}, (target, parameters), format), _targets, _given | _said, drawn
)


def enter(case: Case) -> None:
    """Build an entry with parameters, both ways, and draw it."""
    target, parameters = case.arguments
    if isinstance(parameters, list):
        if target.endswith((".py", ".yaml", ".yml", ".json")) or target == "-":
            target = "base.yaml"
        architectures = resolve(target, TargetContext(read_parameters(parameters)))
    else:
        own = next((entry for entry in ENTRIES if entry.name == target), None)
        known = {parameter.name for parameter in own.parameters} if own else set()
        try:
            architectures = (get(target, **parameters),)
        except MlarchError:
            architectures = (
                get(target, **{name: value for name, value in parameters.items() if name in known}),
            )
    for arch in architectures[:2]:
        if case.format and len(arch.nodes) < 60:
            examine(arch, case.format)

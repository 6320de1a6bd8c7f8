"""List the rules in the order in which they run.

To add a rule, write a module that defines `RULE`, and add it to `_MODULES`.
"""

from __future__ import annotations

from collections.abc import Mapping

from mlarch.analysis.lint import (
    ml01_no_reverse_proxy,
    ml02_development_server,
    ml03_single_instance,
    ml04_no_load_balancer,
    ml05_state_in_autoscaled_group,
    ml06_exposed_store,
    ml07_unmatched_queue,
    ml08_model_without_store,
    ml09_no_telemetry,
    ml10_no_alerting,
    ml11_no_feedback,
    ml12_unconnected_node,
)
from mlarch.analysis.lint.rule import Rule
from mlarch.model.frozen import FrozenMap

__all__ = ["RULES"]

_MODULES = (
    ml01_no_reverse_proxy,
    ml02_development_server,
    ml03_single_instance,
    ml04_no_load_balancer,
    ml05_state_in_autoscaled_group,
    ml06_exposed_store,
    ml07_unmatched_queue,
    ml08_model_without_store,
    ml09_no_telemetry,
    ml10_no_alerting,
    ml11_no_feedback,
    ml12_unconnected_node,
)

RULES: Mapping[str, Rule] = FrozenMap((module.RULE.code, module.RULE) for module in _MODULES)
"""Every rule by its code."""

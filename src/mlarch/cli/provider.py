"""Retarget what a command works on to another provider, and say what could not be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from mlarch.cli.arguments import Command, warn
from mlarch.cli.translation import FINDINGS

if TYPE_CHECKING:
    from mlarch.analysis.retarget import Retargeted
    from mlarch.model import Architecture

__all__ = ["provider_options", "retargeted", "say_left"]


def provider_options(function: Command) -> Command:
    """Take a provider as `provider`, and as `strict` whether what it lacks is a finding."""
    for option in (
        click.option("--strict", is_flag=True, help="Exit 1 where a part has no equivalent with --provider."),
        click.option("--provider", default="", metavar="P", help="Retarget to gcp, aws, azure or oss."),
    ):
        function = option(function)
    return function


def retargeted(architectures: Iterable[Architecture], provider: str, strict: bool) -> list[Retargeted]:
    """Return architectures on another provider, with a report each; none where no provider is given."""
    if not provider:
        if strict:
            raise click.UsageError("'--strict' needs '--provider'.")
        return []
    from mlarch.analysis.retarget import retarget

    return [retarget(arch, provider) for arch in architectures]


def say_left(problems: Iterable[str], strict: bool) -> int:
    """Print what stays as it is, and return the exit code: whether that is a finding."""
    problems = list(problems)
    for problem in problems:
        warn(problem)
    return FINDINGS if strict and problems else 0

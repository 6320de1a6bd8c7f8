"""Show what mlarch logs: each warning once, when a command ends."""

from __future__ import annotations

import logging

import click

__all__ = ["show_log"]


class _Collected(logging.Handler):
    """Warnings in the order in which each came first; the layout engine repeats itself."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.messages[record.getMessage()] = None


def show_log(context: click.Context) -> None:
    """Print what is logged until the command ends to stderr."""
    log, collected = logging.getLogger("mlarch"), _Collected()
    log.addHandler(collected)

    def say() -> None:
        log.removeHandler(collected)
        for message in collected.messages:
            click.echo(f"warning: {message}", err=True)

    context.call_on_close(say)

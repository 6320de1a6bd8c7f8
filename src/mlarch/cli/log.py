"""Show what mlarch logs: each message once, when a command ends."""

from __future__ import annotations

import logging

import click

__all__ = ["show_log"]


class _Collected(logging.Handler):
    """Messages in the order in which each came first; the layout engine repeats itself."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.messages: dict[str, str] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.messages[record.getMessage()] = "note" if record.levelno == logging.INFO else "warning"


def show_log(context: click.Context) -> None:
    """Print what is logged until the command ends to stderr."""
    log, collected = logging.getLogger("mlarch"), _Collected()
    log.addHandler(collected)
    level = log.level
    log.setLevel(logging.INFO)

    def say() -> None:
        log.removeHandler(collected)
        log.setLevel(level)
        for message, kind in collected.messages.items():
            click.echo(f"{kind}: {message}", err=True)

    context.call_on_close(say)

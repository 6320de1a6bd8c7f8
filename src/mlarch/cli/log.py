"""Print log messages when a command ends, each once."""

from __future__ import annotations

import logging

import click

__all__ = ["show_log"]


class _Collector(logging.Handler):
    """Collect messages in order of first appearance, since the layout engine repeats itself."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.messages: dict[str, str] = {}

    def emit(self, record: logging.LogRecord) -> None:
        self.messages[record.getMessage()] = "note" if record.levelno == logging.INFO else "warning"


def show_log(context: click.Context) -> None:
    """Print the log messages of a command on stderr when it ends."""
    log, collector = logging.getLogger("mlarch"), _Collector()
    log.addHandler(collector)
    level = log.level
    log.setLevel(logging.INFO)

    def print_messages() -> None:
        log.removeHandler(collector)
        log.setLevel(level)
        for message, kind in collector.messages.items():
            click.echo(f"{kind}: {message}", err=True)

    context.call_on_close(print_messages)

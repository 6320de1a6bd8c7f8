"""Declare the arguments and options that several commands share, and read their values."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mlarch.cli.completion import complete_name, complete_setting
from mlarch.cli.messages import FINDINGS, print_warning

if TYPE_CHECKING:
    from mlarch.analysis.retarget import Retargeted
    from mlarch.model import Architecture
    from mlarch.project.targets import TargetContext

__all__ = [
    "GeneratedHelp",
    "ScriptCommand",
    "list_directions",
    "list_formats",
    "list_providers",
    "list_severities",
    "list_themes",
    "picture_options",
    "provider_options",
    "report_unchanged",
    "retarget_all",
    "set_option",
    "standard_input",
    "step_options",
    "target_argument",
    "target_context",
    "targets_argument",
    "timeout_option",
    "to_picture_options",
    "view_all",
    "view_options",
]

Command = TypeVar("Command", bound=Callable[..., Any])


class GeneratedHelp(click.Option):
    """An option whose help lists allowed values.

    The table of values is imported only when help is printed, so that commands start fast.
    """

    def __init__(self, *args: Any, text: Callable[[], str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.text = text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = self.text()
        return super().get_help_record(ctx)


def list_themes() -> str:
    from mlarch.model import THEMES

    return ", ".join(THEMES)


def list_directions() -> str:
    from mlarch.model import DIRECTIONS

    return ", ".join(DIRECTIONS)


def list_formats() -> str:
    from mlarch.model.formats import FORMATS

    return ", ".join(FORMATS)


def list_providers() -> str:
    from mlarch.catalog.providers import PROVIDERS

    return ", ".join(PROVIDERS)


def list_severities() -> str:
    from mlarch.analysis.lint import SEVERITIES

    return ", ".join(SEVERITIES)


# Names and files.


def target_argument(function: Command) -> Command:
    """Add the argument `target`: one name or file."""
    return click.argument("target", metavar="NAME|FILE", shell_complete=complete_name)(function)


def targets_argument(function: Command) -> Command:
    """Add the argument `names`: names, files and `-`."""
    return click.argument(
        "names", metavar="NAME|FILE|SCRIPT.py|- ...", nargs=-1, required=True, shell_complete=complete_name
    )(function)


def standard_input() -> str:
    """Return the text on stdin."""
    from mlarch.errors import DocumentError

    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise DocumentError(f"-: not UTF-8 text: byte {error.start} is {byte:#04x}") from None


class ScriptCommand(click.Command):
    """A command that passes the words after `--` to the scripts it runs, as `arguments`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        at = args.index("--") if "--" in args else len(args)
        arguments = tuple(args[at + 1 :])
        rest = super().parse_args(ctx, args[:at])
        if arguments and not any(str(name).endswith(".py") for name in ctx.params.get("names", ())):
            raise click.UsageError("what follows '--' is for a script, and none is named.", ctx)
        ctx.params["arguments"] = arguments
        return rest


def set_option(function: Command) -> Command:
    """Add --set, which gives parameters of a builder as `settings`."""
    return click.option(
        "--set", "settings", metavar="K=V", multiple=True, shell_complete=complete_setting,
        help="Set a parameter; the value is read as YAML [repeatable].",
    )(function)  # fmt: skip


def timeout_option(function: Command) -> Command:
    """Add --timeout, the most seconds that a script may run."""
    seconds = click.FloatRange(0, 86_400, min_open=True)
    return click.option(
        "--timeout", type=seconds, metavar="SECONDS", help="Stop a script that runs longer [default: none]."
    )(function)


def target_context(
    settings: Iterable[str], arguments: Iterable[str] = (), timeout: float | None = None
) -> TargetContext:
    """Return the context in which the command line resolves names and files."""
    from mlarch.project.targets import TargetContext, read_parameters

    return TargetContext(
        read_parameters(settings), standard_input, print_warning, tuple(arguments), timeout or 0.0
    )


# Pictures.

_PICTURE_OPTIONS = (
    click.option(
        "--theme", metavar="T", cls=GeneratedHelp, text=lambda: f"Theme: {list_themes()} [default: light]."
    ),
    click.option(
        "--direction", metavar="D", cls=GeneratedHelp,
        text=lambda: f"Direction of the main flow: {list_directions()} [default: the architecture's].",
    ),
    click.option(
        "--flow", metavar="NAME|none",
        help="Flow whose steps are numbered, or none [default: the first flow].",
    ),
    click.option("--width", type=float, metavar="N", help="Width of the picture in CSS pixels."),
    click.option(
        "--fit", metavar="PAGE", cls=GeneratedHelp,
        text=lambda: f"Page to fit, with direction, size and margins: {_list_pages()}.",
    ),
    click.option("--transparent", is_flag=True, help="Leave out the background."),
    click.option("--no-title", is_flag=True, help="Leave out title, summary and credit line."),
    click.option("--notes", is_flag=True, help="Print the notes below the legend."),
    click.option(
        "--text", metavar="T", help="text, or paths: outlines for slide programs [default: text]."
    ),
)  # fmt: skip


def _list_pages() -> str:
    from mlarch.layout.options import FITS

    return ", ".join(FITS)


def picture_options(function: Command) -> Command:
    """Add the options of a picture; pass their values through `to_picture_options`."""
    for option in reversed(_PICTURE_OPTIONS):
        function = option(function)
    return function


def to_picture_options(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that differ from the default, under the names of `mlarch.Options`.

    >>> to_picture_options({"theme": None, "width": 900.0, "notes": False, "no_title": True})
    {'width': 900.0, 'title': False}
    """
    options = {name: value for name, value in values.items() if value is not None and value is not False}
    return {**options, "title": False} if options.pop("no_title", False) else options


def step_options(function: Command) -> Command:
    """Add the options for drawing several architectures together: `stable`, `trim`, `sheet`."""
    for option in (
        click.option("--sheet", is_flag=True, help="Draw all steps on one sheet."),
        click.option("--trim", is_flag=True, help="With --stable: cut each picture to its own size."),
        click.option("--stable", is_flag=True, help="Keep shared parts in the same place in every picture."),
    ):
        function = option(function)
    return function


# Views.

_VIEW_LISTS = ("only", "hide", "tag", "focus")
_VIEW_COUNTS = ("hops", "depth")


def view_options(function: Command) -> Command:
    """Add the options that select a part of an architecture; lists are repeatable or with commas."""
    for option in (
        click.option(
            "--depth", type=click.IntRange(0), metavar="N", help="Draw clusters below this depth as nodes."
        ),
        click.option(
            "--hops", type=click.IntRange(0), metavar="N",
            help="Number of edges to follow from --focus [default: 1].",
        ),
        click.option(
            "--focus", metavar="ID,...", multiple=True,
            help="Show these nodes and their neighbours (see --hops).",
        ),
        click.option("--tag", metavar="TAG,...", multiple=True, help="Show only parts with these tags."),
        click.option("--hide", metavar="ID,...", multiple=True, help="Hide these nodes and clusters."),
        click.option("--only", metavar="ID,...", multiple=True, help="Show only these nodes and clusters."),
    ):  # fmt: skip
        function = option(function)
    return function


def view_all(architectures: Iterable[Architecture], values: dict[str, Any]) -> tuple[Architecture, ...]:
    """Return the selected part of each architecture, or all of it if no view option is set.

    The view options are removed from `values`.
    """
    view: dict[str, Any] = {key: tuple(_words(values.pop(key))) for key in _VIEW_LISTS}
    view |= {key: values.pop(key) for key in _VIEW_COUNTS}
    view = {key: value for key, value in view.items() if value not in ((), None)}
    return tuple(arch.view(**view) if view else arch for arch in architectures)


def _words(texts: Iterable[str]) -> list[str]:
    return [word.strip() for text in texts for word in text.split(",") if word.strip()]


# Providers.


def provider_options(function: Command) -> Command:
    """Add --provider, and --strict, which makes a missing equivalent a finding."""
    for option in (
        click.option("--strict", is_flag=True, help="Exit 1 if a part has no equivalent with --provider."),
        click.option(
            "--provider", default="", metavar="P", cls=GeneratedHelp,
            text=lambda: f"Move to the products of a provider: {list_providers()}.",
        ),
    ):  # fmt: skip
        function = option(function)
    return function


def retarget_all(architectures: Iterable[Architecture], provider: str, strict: bool) -> list[Retargeted]:
    """Return architectures moved to a provider, each with its report; none without a provider."""
    if not provider:
        if strict:
            raise click.UsageError("'--strict' needs '--provider'.")
        return []
    from mlarch.analysis.retarget import retarget

    return [retarget(arch, provider) for arch in architectures]


def report_unchanged(problems: Iterable[str], strict: bool) -> int:
    """Print the parts without an equivalent, and return the exit code: 1 if `strict` and there are any."""
    problems = list(problems)
    for problem in problems:
        print_warning(problem)
    return FINDINGS if strict and problems else 0

"""Ask the questions of a decision, or walk it by answers that are given."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlarch.cli.arguments import standard_input, target_argument

if TYPE_CHECKING:
    from mlarch.model.decision import Decision, Question
    from mlarch.model.decision_path import Walk

__all__ = ["decide"]

_PICTURES = (".svg", ".png")


@click.command()
@target_argument
@click.option(
    "--answer", "answers", metavar="Q=A", multiple=True, help="Answer a question, instead of asking."
)
@click.option(
    "--provider", default="", metavar="P", help="Show the products of gcp, aws, azure or oss alone."
)
@click.option("--json", "as_json", is_flag=True, help="Print an object: path, leaf, products, runner-up.")
@click.option(
    "-o", "--output", metavar="FILE|-", help="Draw the tree, your way in it: .svg or .png; SVG on -."
)
@click.option("--theme", metavar="T", help="Of the picture: light, dark, auto or print.")
def decide(
    target: str,
    answers: tuple[str, ...],
    provider: str,
    as_json: bool,
    output: str | None,
    theme: str | None,
) -> None:
    """Ask until there is an answer: a leaf, why it, the products for it, and what came next.

    A question is answered by its number or its words; "b" goes back, "q" quits.
    """
    from mlarch.model import decision_path
    from mlarch.project import targets
    from mlarch.project.targets import Surroundings

    _check(provider, output)
    decision = targets.resolve_decision(target, Surroundings(read=standard_input))
    taken = decision_path.walk(decision, decision_path.read_answers(answers))
    if taken.leaf is None:
        taken = _asked(decision, taken)
    if output:
        _draw(taken, provider, output, theme)
    if output == "-":
        return
    if as_json:
        import json

        click.echo(json.dumps(taken.to_mapping(provider), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(taken.lines(provider)))


def _check(provider: str, output: str | None) -> None:
    from mlarch.catalog.providers import PROVIDERS
    from mlarch.errors import UnknownNameError, did_you_mean

    if provider and provider not in PROVIDERS:
        listed = ", ".join(PROVIDERS)
        raise UnknownNameError(
            f"unknown provider '{provider}': it is one of {listed}.{did_you_mean(provider, PROVIDERS)}"
        )
    if output and output != "-" and Path(output).suffix.lower() not in _PICTURES:
        raise click.UsageError(f"'-o {output}': the picture is .svg or .png.")


def _asked(decision: Decision, taken: Walk) -> Walk:
    """Return the walk to a leaf by what is answered on the terminal."""
    from mlarch.errors import ParameterError
    from mlarch.model import decision_path

    assert taken.question is not None
    if not sys.stdin.isatty():
        texts = ", ".join(answer.text for answer in taken.question.answers)
        raise ParameterError(
            f"question '{taken.question.topic}' is open: {taken.question.text} Answer it with "
            f"--answer {taken.question.topic}=..., one of {texts}"
        )
    given = taken.answers
    while taken.question is not None:
        reply = _reply(taken)
        if reply == "b":
            given.pop(taken.steps[-1].question.topic)
        else:
            given[taken.question.topic] = reply
        taken = decision_path.walk(decision, given)
    click.echo(err=True)
    return taken


def _reply(taken: Walk) -> str:
    """Return the words of an answer, or "b" where somebody goes back."""
    from mlarch.errors import ParameterError

    question = taken.question
    assert question is not None
    _put(question)
    while True:
        click.echo("Number, b for back, q to quit: ", nl=False, err=True)
        line = sys.stdin.readline()
        text = line.strip().lower()
        if not line:
            click.echo(err=True)
            raise ParameterError(f"the input ends at question '{question.topic}': nothing is decided")
        if text in ("q", "quit"):
            raise ParameterError(f"quit at question '{question.topic}': nothing is decided")
        if text in ("b", "back"):
            if taken.steps:
                return "b"
            click.echo("This is the first question.", err=True)
            continue
        found = _meant(question, text)
        if found:
            return found
        click.echo(f"Not an answer: {line.strip()!r}.", err=True)


def _put(question: Question) -> None:
    """Print a question with its numbered answers."""
    click.echo(f"\n{question.text}", err=True)
    width = max(len(answer.text) for answer in question.answers)
    for number, answer in enumerate(question.answers, start=1):
        click.echo(f"  {number}  {answer.text:{width}}  {answer.note}".rstrip(), err=True)


def _meant(question: Question, text: str) -> str:
    words = [answer.text for answer in question.answers]
    if text.isdecimal() and 1 <= int(text) <= len(words):
        return words[int(text) - 1]
    return next((word for word in words if word.lower() == text), "")


def _draw(taken: Walk, provider: str, output: str, theme: str | None) -> None:
    from mlarch.drawing import highlights, png
    from mlarch.exporters.saving import save
    from mlarch.model import decision_path

    svg = highlights.way_to_svg(*decision_path.drawn(taken, provider), theme=theme)
    if output == "-":
        click.echo(svg, nl=False)
        return
    data: Any = png.rasterise(svg) if Path(output).suffix.lower() == ".png" else svg
    save(output, data)
    click.echo(f"wrote {output}", err=True)

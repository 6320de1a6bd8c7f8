"""Ask the questions of a decision, or answer them from the command line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlarch.cli.options import (
    GeneratedHelp,
    list_providers,
    list_themes,
    standard_input,
    target_argument,
)

if TYPE_CHECKING:
    from mlarch.model.decision import Decision, Question
    from mlarch.model.decision.paths import DecisionPath

__all__ = ["decide"]

_PICTURES = (".svg", ".png")


@click.command()
@target_argument
@click.option(
    "--answer",
    "answers",
    metavar="Q=A",
    multiple=True,
    help="Answer a question instead of asking it [repeatable].",
)
@click.option(
    "--provider",
    default="",
    metavar="P",
    cls=GeneratedHelp,
    text=lambda: f"Show only the products of one provider: {list_providers()}.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object: path, leaf, products, runner-up.")
@click.option(
    "-o",
    "--output",
    metavar="FILE|-",
    help="Draw the tree with your path in it: a .svg or .png file, or - for SVG on stdout.",
)
@click.option(
    "--theme",
    metavar="T",
    cls=GeneratedHelp,
    text=lambda: f"Theme of the picture: {list_themes()} [default: light].",
)
def decide(
    target: str,
    answers: tuple[str, ...],
    provider: str,
    as_json: bool,
    output: str | None,
    theme: str | None,
) -> None:
    """Ask questions until they lead to a leaf, then print the reason, the products and the runner-up.

    Answer with the number or the words of an answer; "b" goes back, "q" quits.
    """
    from mlarch.model.decision import paths
    from mlarch.project import targets
    from mlarch.project.targets import TargetContext

    _check(provider, output)
    decision = targets.resolve_decision(target, TargetContext(read=standard_input))
    walk = paths.follow(decision, paths.parse_answers(answers))
    if walk.leaf is None:
        walk = _ask(decision, walk)
    if output:
        _draw(walk, provider, output, theme)
    if output == "-":
        return
    if as_json:
        import json

        click.echo(json.dumps(walk.to_mapping(provider), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(walk.lines(provider)))


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


def _ask(decision: Decision, walk: DecisionPath) -> DecisionPath:
    """Return the walk to a leaf, with the open questions answered on the terminal."""
    from mlarch.errors import ParameterError
    from mlarch.model.decision import paths

    assert walk.question is not None
    if not sys.stdin.isatty():
        texts = ", ".join(answer.text for answer in walk.question.answers)
        raise ParameterError(
            f"question '{walk.question.topic}' is open: {walk.question.text} Answer it with "
            f"--answer {walk.question.topic}=..., one of {texts}"
        )
    answers = walk.answers
    while walk.question is not None:
        reply = _reply(walk)
        if reply == "b":
            answers.pop(walk.steps[-1].question.topic)
        else:
            answers[walk.question.topic] = reply
        walk = paths.follow(decision, answers)
    click.echo(err=True)
    return walk


def _reply(walk: DecisionPath) -> str:
    """Return the text of the chosen answer, or "b" to go back."""
    from mlarch.errors import ParameterError

    question = walk.question
    assert question is not None
    _print_question(question)
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
            if walk.steps:
                return "b"
            click.echo("This is the first question.", err=True)
            continue
        answer = _match_answer(question, text)
        if answer:
            return answer
        click.echo(f"Not an answer: {line.strip()!r}.", err=True)


def _print_question(question: Question) -> None:
    """Print a question with its numbered answers."""
    click.echo(f"\n{question.text}", err=True)
    width = max(len(answer.text) for answer in question.answers)
    for number, answer in enumerate(question.answers, start=1):
        click.echo(f"  {number}  {answer.text:{width}}  {answer.note}".rstrip(), err=True)


def _match_answer(question: Question, text: str) -> str:
    """Return the answer with this number or text, or '' if there is none."""
    answers = [answer.text for answer in question.answers]
    if text.isdecimal() and 1 <= int(text) <= len(answers):
        return answers[int(text) - 1]
    return next((answer for answer in answers if answer.lower() == text), "")


def _draw(walk: DecisionPath, provider: str, output: str, theme: str | None) -> None:
    from mlarch.documents.saving import save
    from mlarch.drawing import highlighted_path, png
    from mlarch.model.decision import paths

    svg = highlighted_path.to_svg(*paths.with_path_edges(walk, provider), theme=theme)
    if output == "-":
        click.echo(svg, nl=False)
        return
    data: Any = png.rasterise(svg) if Path(output).suffix.lower() == ".png" else svg
    save(output, data)
    click.echo(f"wrote {output}", err=True)

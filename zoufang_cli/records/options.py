"""Typer options out of declared fields: one typed option per field, in the order of the declaration."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Annotated, Any, TypeVar, get_type_hints

import typer

from zoufang_cli.records.rules import Field

Function = TypeVar("Function", bound=Callable[..., Any])


def options(*fields: Field, required: bool = False) -> Callable[[Function], Function]:
    """Give a command one option per field in place of its parameter `typed`.

    The function gets `typed`: the key of each field to the texts typed for it, None where its option was not given.
    With `required`, help marks what a new record cannot do without.
    """

    def decorate(function: Function) -> Function:
        hints = get_type_hints(function, include_extras=True)
        parameters: list[inspect.Parameter] = []
        for parameter in inspect.signature(function).parameters.values():
            if parameter.name == "typed":
                parameters += [_parameter(field, required) for field in fields]
            else:
                parameters.append(
                    parameter.replace(annotation=hints[parameter.name], kind=inspect.Parameter.KEYWORD_ONLY)
                )

        @wraps(function)
        def command(**values: Any) -> Any:
            typed = {field.key: _texts(values.pop(_name(field))) for field in fields}
            return function(typed=typed, **values)

        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return command  # type: ignore[return-value]

    return decorate


def _name(field: Field) -> str:
    """Return the name of the parameter: keys may be words of Python (`from`)."""
    return f"field_{field.key}"


def _parameter(field: Field, required: bool) -> inspect.Parameter:
    marks = [mark for mark, holds in (("必填", required and field.required), ("可重复", field.many)) if holds]
    help = field.help + (f"（{'，'.join(marks)}）" if marks else "")
    option = typer.Option(field.flag, metavar=field.kind.metavar or field.term, help=help)
    hint = Annotated[list[str] | None if field.many else str | None, option]  # type: ignore[valid-type]
    return inspect.Parameter(_name(field), inspect.Parameter.KEYWORD_ONLY, default=None, annotation=hint)


def _texts(option_value: str | Sequence[str] | None) -> list[str] | None:
    """Return the texts of an option, None where it was not given (Typer gives an empty list for a repeated one)."""
    if option_value is None:
        return None
    return [option_value] if isinstance(option_value, str) else list(option_value)

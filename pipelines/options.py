"""Options that several commands share, so that each means the same everywhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipelines.outcome import Exit, Stop, tell
from submissions.places import Places
from warehouse.calendar import Quarter, not_runnable

if TYPE_CHECKING:
    from submissions.installation import Installation

F = TypeVar("F", bound=Callable[..., Any])


def quarter_option(function: F) -> F:
    """``--quarter Q``: the quarter to work on."""
    return click.option(
        "--quarter", "quarter", required=True, metavar="Q", help="Quarter, such as 2017-18-Q4 (January to March 2018)."
    )(function)


def authority_option(function: F) -> F:
    """``--authority A``, repeatable."""
    return click.option(
        "--authority",
        "authorities",
        multiple=True,
        metavar="A",
        help="Council's folder name; may be repeated. Without it, every council with a submission.",
    )(function)


def place_options(function: F) -> F:
    """``--raw``, ``--warehouse`` and ``--output``."""
    for name, text in (
        ("output", "Folder for the workbooks (default: output)."),
        ("warehouse", "The warehouse file (default: warehouse/store/warehouse.duckdb)."),
        ("raw", "Folder of the submissions (default: raw)."),
    ):
        function = click.option(f"--{name}", type=click.Path(path_type=Path), metavar="PATH", help=text)(function)
    return function


def places(raw: Path | None, warehouse: Path | None, output: Path | None) -> Places:
    """The places the options, or else the environment, name; a working file with an older name is taken over.

    Raises:
        Stop: With code 5 when that cannot be done.
    """
    found = Places.from_environment(os.environ, raw=raw, warehouse=warehouse, output=output)
    if not found.warehouse.exists() and found.warehouse.parent.is_dir():
        from warehouse.connection import WarehouseError  # noqa: PLC0415 - duckdb is loaded when it is needed
        from warehouse.takeover import take_over  # noqa: PLC0415

        try:
            said = take_over(found.warehouse)
        except WarehouseError as error:
            raise Stop(Exit.INTERNAL, str(error)) from None
        if said:
            tell(said)
    return found


def installation() -> Installation:
    """The installation's settings.

    Raises:
        Stop: With code 4 and every problem of ``scorecards.toml``.
    """
    from submissions.council import ConfigurationError  # noqa: PLC0415
    from submissions.installation import read_installation  # noqa: PLC0415 - pydantic is loaded when settings are needed

    try:
        return read_installation(os.environ, Path.cwd())
    except ConfigurationError as error:
        raise Stop(Exit.CONFIGURATION, "\n".join(error.problems)) from None


def parse_quarter(label: str, option: str = "--quarter") -> Quarter:
    """The quarter a user named.

    Args:
        label: What was typed.
        option: The option it was typed for.

    Raises:
        Stop: With code 4 when it is not a quarter, or has not begun.
    """
    from datetime import date  # noqa: PLC0415 - the one place that asks what day it is

    try:
        quarter = Quarter.parse(label)
    except ValueError as error:
        raise Stop(Exit.CONFIGURATION, f"{option}: {error}") from None
    refusal = not_runnable(quarter, date.today())
    if refusal is not None:
        raise Stop(Exit.CONFIGURATION, f"{option}: {refusal}")
    return quarter

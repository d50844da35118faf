"""What the commands that decide about a quarter share: their options, and how a refusal ends them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipelines.options import installation
from pipelines.outcome import Exit, Stop, tell, telling_progress
from submissions.places import Places

if TYPE_CHECKING:
    from warehouse.builds import Store

F = TypeVar("F", bound=Callable[..., Any])


def one_authority_option(function: F) -> F:
    """``--authority A``: the one council decided about."""
    return click.option("--authority", required=True, metavar="A", help="Council's folder name.")(function)


def decider_options(function: F) -> F:
    """``--by`` and ``--role``: who decides."""
    function = click.option("--role", required=True, metavar="ROLE", help="In which role; the cover shows it.")(
        function
    )
    return click.option(
        "--by", required=True, metavar="NAME", help="Who decides; in the audit trail, in no panel file."
    )(function)


def existing_store(where: Places) -> Store:
    """The warehouse and the output folder.

    Raises:
        Stop: When there is no warehouse yet.
    """
    from warehouse.builds import Store  # noqa: PLC0415 - duckdb is loaded when it is needed

    if not where.warehouse.is_file():
        raise Stop(Exit.CONFIGURATION, f"There is no warehouse at {where.warehouse}. 'scorecards run' makes it.")
    keep = installation().retention.analyst_copies
    return Store(where.warehouse, where.output, raw=where.raw, keep_copies=keep)


@contextmanager
def refusals() -> Iterator[None]:
    """End the command with code 3 where a rule forbids it, and with 5 where the warehouse cannot be used.

    Raises:
        Stop: As said.
    """
    from governance.approval import RuleError  # noqa: PLC0415
    from warehouse.accounts import UnfitError  # noqa: PLC0415
    from warehouse.connection import WarehouseError  # noqa: PLC0415
    from warehouse.states import LockedError  # noqa: PLC0415

    try:
        with telling_progress():
            yield
    except UnfitError as error:
        raise Stop(Exit.CONFIGURATION, str(error)) from None
    except (RuleError, LockedError) as error:
        raise Stop(Exit.BLOCKED, str(error)) from None
    except WarehouseError as error:
        raise Stop(Exit.INTERNAL, str(error)) from None


def show_decision(where: Places, decision: str, authority: str, quarter: str, version: str, role: str) -> None:
    """Show an approval or a publication in Dagster's grid of councils by quarters, where its history is kept.

    The audit trail is the record; what cannot be shown is told, and the decision stands.

    Args:
        where: The places, Dagster's among them.
        decision: ``approval`` or ``publication``, the external asset that stands for it.
        authority: Slug of the council.
        quarter: Label of the quarter.
        version: Version decided about.
        role: In which role it was decided.
    """
    home = where.dagster_home.resolve()
    if not (home / "dagster.yaml").is_file():
        return
    try:
        from assets.telling import decided  # noqa: PLC0415 - with Dagster over a second to load
        from automation.event_log import opened  # noqa: PLC0415

        with opened(home) as instance:
            decided(instance, decision, authority, quarter, {"version": version, "role": role})
    except Exception as error:
        tell(f"The {decision} is recorded, but could not be shown in Dagster ({type(error).__name__}).")

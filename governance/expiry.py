"""Restricted files past their time: removed by the end of their quarter, with one entry in the audit trail."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from warehouse.accounts import actor
from warehouse.audit import Event, append, new_event_id
from warehouse.builds import Store
from warehouse.calendar import Quarter, add_months
from warehouse.connection import connect

_RESTRICTED = "restricted"


@dataclass(frozen=True)
class Expired:
    """One quarter of one council whose restricted files are past their time.

    Attributes:
        folder: Where they are.
        authority: Slug of the council.
        quarter: Label of the quarter.
        files: How many files there are.
        is_locked: The quarter is approved or published, so that no run could make its files again.
    """

    folder: Path
    authority: str
    quarter: str
    files: int
    is_locked: bool = False


def cutoff(today: date, months: int) -> date:
    """Files of quarters that ended before this day have been kept for so many months."""
    return add_months(today, -months)


def last_day_to_expire(today: date) -> date:
    """The day after the last quarter that has ended: files of the quarter in progress, or of one to come, never expire."""
    return date.fromordinal(Quarter.containing(today).shift(-1).ends.toordinal() + 1)


def find_expired(output: Path, before: date, locked: Collection[tuple[str, str]] = ()) -> tuple[Expired, ...]:
    """Folders of restricted files whose quarter ended before a day; the analysts' copies are none of them.

    Args:
        output: The output folder.
        before: The day; a quarter that ends on it stays.
        locked: (authority, quarter) of those that are locked.
    """
    found = []
    for folder in sorted((output / _RESTRICTED).glob("*/*")):
        try:
            quarter = Quarter.parse(folder.name)
        except ValueError:
            continue
        if folder.is_dir() and quarter.ends < before:
            files = sum(path.is_file() for path in folder.rglob("*"))
            is_locked = (folder.parent.name, quarter.label) in locked
            found.append(Expired(folder, folder.parent.name, quarter.label, files, is_locked))
    return tuple(found)


def expire(store: Store, expired: tuple[Expired, ...], before: date) -> None:
    """Record what expires in one event, then remove it; a command killed in between is run again.

    Args:
        store: The warehouse, which exists, and the output folder.
        expired: What :func:`find_expired` found.
        before: The day it was found with.
    """
    who = actor()
    with connect(store.warehouse) as connection:
        connection.execute("BEGIN TRANSACTION")
        append(
            connection,
            Event(
                "expire",
                done_by=who.name,
                event_id=new_event_id(),
                details={
                    **who.details,
                    "before": before.isoformat(),
                    "files": sum(one.files for one in expired),
                    "files_by_quarter": {f"{one.authority}/{one.quarter}": one.files for one in expired},
                },
            ),
        )
        connection.execute("COMMIT")
    for one in expired:
        for path in one.folder.rglob("*"):
            if path.is_file():
                path.chmod(0o600)
        shutil.rmtree(one.folder)

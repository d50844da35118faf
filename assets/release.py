"""Release: the build enters the warehouse in one transaction, and its files are put in place."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version

from assets.stage import QuarterRun
from warehouse.builds import Store
from warehouse.promote import RunRecord, promote


def code_version() -> str:
    """Version of the installed pipeline."""
    return version("corporate-parenting-scorecards")


def outcome(quarter_run: QuarterRun) -> str:
    """What came of the run, in a sentence without any person's data."""
    done = quarter_run.with_results
    words = f"{len(done)} of {len(done) + len(quarter_run.set_aside)} councils have results"
    return words + "".join(f"; {s.authority} set aside: {s.reason}" for s in quarter_run.set_aside)


def release(quarter_run: QuarterRun, store: Store, started_at: datetime, ended_at: datetime) -> tuple[str, ...]:
    """Promote the build, then put its files in place; returns them relative to the output folder.

    Raises:
        WarehouseError: When the warehouse is in use, or another run has loaded other files meanwhile.
    """
    folder = quarter_run.folder
    files = folder.staged_files()
    record = RunRecord(
        run_id=quarter_run.run_id,
        started_at=started_at,
        ended_at=ended_at,
        quarter=quarter_run.quarter.label,
        input_hashes=quarter_run.content,
        code_version=code_version(),
        outcome=outcome(quarter_run),
        outputs=files,
    )
    promote(store.warehouse, folder.database, record)
    folder.place_output()
    return files

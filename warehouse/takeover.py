"""The working file under its older name: taken over once, with a copy kept.

The first release called the working file ``scorecards.duckdb``, in which DuckDB cannot tell the database from the schema
of that name. Whoever opens the installation next finds it as ``warehouse.duckdb``; the older file stays beside it, moved
to ``kept/``, until an erasure or somebody takes it away.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from filelock import FileLock, Timeout

from warehouse.connection import WarehouseBusyError, WarehouseError, connect, why

#: How the working file is called, and how the first release called it.
NAME = "warehouse.duckdb"
EARLIER_NAME = "scorecards.duckdb"
#: Folder beside the working file with whole copies of it, as it was before something changed its layout or name.
KEPT = "kept"


def take_over(warehouse: Path) -> str | None:
    """Bring a working file with the older name under the new one, and keep the older file.

    Args:
        warehouse: Where the working file should be.

    Returns:
        What was done, in a sentence; ``None`` where there was nothing to do.

    Raises:
        WarehouseBusyError: When another program is at work on the older file.
        WarehouseError: When it cannot be copied; nothing is changed then.
    """
    earlier = warehouse.with_name(EARLIER_NAME)
    if warehouse.name != NAME or warehouse.is_file() or not earlier.is_file():
        return None
    try:
        with FileLock(warehouse.parent / "writer.lock", timeout=0):
            return _copied(earlier, warehouse)
    except Timeout:
        raise WarehouseBusyError(
            f"An older version of the program is at work on {earlier}, which is to be renamed {NAME}. Nothing was changed. "
            "Run the same command again when it has ended."
        ) from None
    except OSError as error:
        raise WarehouseError(
            f"{earlier} could not be taken over as {NAME} ({why(error)}). Nothing was changed. See that there is room for it a "
            "second time and that the folder may be written to, then run the same command again."
        ) from None


def whole_copies(warehouse: Path) -> list[Path]:
    """Copies of the working file kept beside it, with the older file if it is still there, oldest first."""
    folder, earlier = warehouse.parent / KEPT, warehouse.with_name(EARLIER_NAME)
    found = [*folder.glob("*.duckdb"), *folder.glob(".*.part")] if folder.is_dir() else []
    if warehouse.name == NAME and earlier.is_file():
        found.append(earlier)
    return sorted(found, key=lambda path: path.stat().st_mtime)


def _copied(earlier: Path, warehouse: Path) -> str:
    with connect(earlier) as connection:
        connection.execute("CHECKPOINT")  # so that all of it is in the one file
    kept = warehouse.parent / KEPT / EARLIER_NAME
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    beside = warehouse.with_name(f".{NAME}.part")
    shutil.copyfile(earlier, beside)
    beside.chmod(0o600)
    beside.replace(warehouse)
    earlier.replace(kept)
    return (
        f"The working file {earlier.name} is now {warehouse}, so that its tables can be named. The file as it was is kept as "
        f"{kept}; delete it when you have seen that all is well."
    )

"""Dagster's history in SQLite with its files kept open.

Dagster's own storage opens a file anew for every statement: with the checks of fifty extracts that was a third of the time
of a small council's run. What is stored, and where, is the same; either storage reads what the other wrote.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dagster import DagsterInstance
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData

#: Files kept open at once: the index and the runs under way; a page that lists many runs opens the others in turn.
_MOST_OPEN = 8
#: Seconds a writer waits for another.
_PATIENCE = 30


def opened(home: Path) -> DagsterInstance:
    """Dagster's records in a folder; its ``dagster.yaml`` asks for the folder by the environment."""
    os.environ["DAGSTER_HOME"] = str(home.resolve())
    return DagsterInstance.get()


class KeptOpenEventLog(SqliteEventLogStorage):
    """The events of runs, one SQLite file a run and one index, each opened once."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._open: OrderedDict[str, sa.Engine] = OrderedDict()
        super().__init__(base_dir, inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        with self._db_lock:
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.begin() as connection:
                yield connection

    def _engine(self, shard: str) -> sa.Engine:
        if shard in self._open:
            self._open.move_to_end(shard)
            return self._open[shard]
        engine = sa.create_engine(
            self.conn_string_for_shard(shard), pool_size=1, max_overflow=4, connect_args={"timeout": _PATIENCE}
        )
        # With its log written ahead a file stays whole without waiting for the disk at every event; what a loss of power may
        # take is the newest lines of Dagster's history, never a figure: those are DuckDB's.
        sa.event.listen(engine, "connect", _without_waiting)
        self._open[shard] = engine
        if len(self._open) > _MOST_OPEN:
            self._open.popitem(last=False)[1].dispose()
        return engine

    @cached_property
    def supports_asset_checks(self) -> bool:
        """Whether the files are of an edition that keeps checks; Dagster asks at every event."""
        return bool(super().supports_asset_checks)

    def dispose(self) -> None:
        """Close the files."""
        self._close()
        super().dispose()

    def wipe(self) -> None:
        """Remove all history."""
        self._close()
        super().wipe()

    def _close(self) -> None:
        with self._db_lock:
            while self._open:
                self._open.popitem()[1].dispose()


class KeptOpenStorage(DagsterSqliteStorage):
    """Dagster's storage in a folder, as it makes it itself, but for the events: see :class:`KeptOpenEventLog`."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = KeptOpenEventLog(str(Path(base_dir) / "history" / "runs"))

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> KeptOpenStorage:
        """Make the storage that a ``dagster.yaml`` asks for."""
        return cls.from_local(inst_data=inst_data, **config_value)


def _without_waiting(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")

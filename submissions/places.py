"""Where submissions, warehouse, outputs and Dagster's own records are. Light: imports nothing slow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_INSTANCE = """\
# Made by scorecards on first use. Dagster keeps its run history in this folder.
telemetry:
  enabled: false
nux:
  enabled: false
# Runs that the service starts: two at once at most. One that does not start in ten minutes, or has not ended after four
# hours, is taken for failed, so that a killed one does not hold up the others.
concurrency:
  runs:
    max_concurrent_runs: 2
run_monitoring:
  enabled: true
  start_timeout_seconds: 600
  max_runtime_seconds: 14400
# What a step prints is kept nowhere: a library's words may hold a record's, and ours are in the log of events.
compute_logs:
  module: dagster.core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
# Dagster's own storage in this folder, with its files kept open.
storage:
  custom:
    module: automation.event_log
    class: KeptOpenStorage
    config:
      base_dir:
        env: DAGSTER_HOME
"""


@dataclass(frozen=True)
class Places:
    """The folders of one installation.

    Attributes:
        raw: Submissions.
        warehouse: The working DuckDB file.
        output: Workbooks.
        dagster_home: Dagster's run history; beside the warehouse unless ``DAGSTER_HOME`` says otherwise.
    """

    raw: Path
    warehouse: Path
    output: Path
    dagster_home: Path

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str],
        *,
        raw: Path | None = None,
        warehouse: Path | None = None,
        output: Path | None = None,
    ) -> Places:
        """The options given, else ``SCORECARDS_RAW``, ``_WAREHOUSE`` and ``_OUTPUT``, else the usual folders here."""
        file = warehouse or Path(environment.get("SCORECARDS_WAREHOUSE", "warehouse/store/warehouse.duckdb"))
        home = environment.get("DAGSTER_HOME")
        return cls(
            raw or Path(environment.get("SCORECARDS_RAW", "raw")),
            file,
            output or Path(environment.get("SCORECARDS_OUTPUT", "output")),
            Path(home) if home else file.parent / "dagster",
        )

    def environment(self) -> dict[str, str]:
        """The same places for a child process, as absolute paths."""
        return {
            "SCORECARDS_RAW": str(self.raw.resolve()),
            "SCORECARDS_WAREHOUSE": str(self.warehouse.resolve()),
            "SCORECARDS_OUTPUT": str(self.output.resolve()),
            "DAGSTER_HOME": str(self.dagster_home.resolve()),
        }

    def prepare_dagster_home(self) -> Path:
        """Make Dagster's folder with its settings, unless there are settings already."""
        home = self.dagster_home.resolve()
        home.mkdir(parents=True, exist_ok=True)
        config = home / "dagster.yaml"
        if not config.exists():
            config.write_text(_INSTANCE, encoding="utf-8")
        return home

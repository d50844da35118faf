"""What a run is told: where things are, and which councils it is for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import dagster as dg

from warehouse.builds import Store


class Settings(dg.ConfigurableResource):  # type: ignore[type-arg]  # dagster leaves the value type open
    """Folders and choice of councils; in the web UI they are set in the launchpad.

    Attributes:
        raw: Folder of the submissions.
        warehouse: The working file.
        output: Folder for the workbooks.
        authorities: Slugs to run; empty for every council with a submission.
        command: How the run was started, for the record.
        today: Day the run counts as made on (YYYY-MM-DD), to go through past quarters as they came; the day itself when
            empty.
    """

    raw: str = "raw"
    warehouse: str = "warehouse/store/warehouse.duckdb"
    output: str = "output"
    authorities: list[str] = []  # noqa: RUF012 - pydantic copies a default, and dagster reads it for the launchpad
    command: str = ""
    today: str = ""

    @property
    def raw_folder(self) -> Path:
        """Folder of the submissions."""
        return Path(self.raw)

    @property
    def run_date(self) -> date:
        """The day the run counts as made on; never a day to come, on which a quarter could seem to be over."""
        return min(date.fromisoformat(self.today), date.today()) if self.today else date.today()

    @property
    def store(self) -> Store:
        """The warehouse and where its builds and outputs go."""
        return Store(Path(self.warehouse), Path(self.output))

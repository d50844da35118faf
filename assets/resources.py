"""What a run is told: where things are, and which councils it is for."""

from __future__ import annotations

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
    """

    raw: str = "raw"
    warehouse: str = "warehouse/store/scorecards.duckdb"
    output: str = "output"
    authorities: list[str] = []  # noqa: RUF012 - pydantic copies a default, and dagster reads it for the launchpad

    @property
    def raw_folder(self) -> Path:
        """Folder of the submissions."""
        return Path(self.raw)

    @property
    def store(self) -> Store:
        """The warehouse and where its builds and outputs go."""
        return Store(Path(self.warehouse), Path(self.output))

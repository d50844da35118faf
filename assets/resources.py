"""What a run is told: where things are, and which councils it is for.

Where things are belongs to the installation: the environment of the service, or the command line that runs in its own
process. What is launched from the web page or through GraphQL may choose councils and nothing else, so that nobody can
point a run of this installation at other folders, another warehouse or another day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from warehouse.builds import Store


@dataclass(frozen=True)
class Settings:
    """Folders, and choice of councils.

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
    authorities: tuple[str, ...] = ()
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
        """The warehouse and where its builds and outputs go, with the raw root that belongs to them."""
        return Store(Path(self.warehouse), Path(self.output), raw=self.raw_folder)


def launched(installed: Settings) -> dg.ResourceDefinition:
    """The settings as a run launched by somebody gets them: the installation's, for the councils that were named.

    Args:
        installed: Of this installation. Launch configuration cannot reach them: Dagster refuses any key but
            ``authorities``.
    """

    @dg.resource(
        config_schema={
            "authorities": dg.Field(
                [str],
                is_required=False,
                default_value=[],
                description="Folder names of the councils to run; empty for every council with a submission.",
            )
        },
        description="Folders of this installation, and choice of councils.",
    )
    def settings(context: dg.InitResourceContext) -> Settings:
        config: Mapping[str, Any] = context.resource_config
        return replace(installed, authorities=tuple(config["authorities"]))

    return settings

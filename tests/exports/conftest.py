"""Workbooks that many tests read and none changes, written once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from exports.panel import write_panel_workbooks
from tests.exports.fixture import AUTHORITY, QUARTER, database


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Path]]:
    """Both workbooks of the made-up council, by its size."""

    @cache
    def written(size: str) -> list[Path]:
        return write_panel_workbooks(database(size), AUTHORITY, QUARTER.label, tmp_path_factory.mktemp(size))

    return written

from __future__ import annotations

from pathlib import Path

import pytest

from tests.submissions.folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty folder of a submission."""
    return Folder(tmp_path)

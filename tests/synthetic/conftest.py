"""Small invented councils, written once for all tests of the generator."""

from pathlib import Path

import pytest

import synthetic

QUARTERS = ("2017-18-Q2", "2017-18-Q3", "2017-18-Q4")


@pytest.fixture(scope="session")
def careful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three submissions of a council that makes no mistakes."""
    out = tmp_path_factory.mktemp("careful")
    synthetic.write_council(out, children=60, quarters=3, seed=11, faults=False)
    return out


@pytest.fixture(scope="session")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One submission of a council with the usual faults, large enough to hold every kind."""
    out = tmp_path_factory.mktemp("ordinary")
    synthetic.write_council(out, children=310, quarters=1, seed=synthetic.DEMO_SEED)
    return out

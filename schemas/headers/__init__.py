"""Headings: how a council's column names are read.

``aliases.csv`` holds the headings the data contract accepts beside its own column names (``*`` stands for every extract that
has the column). It is data: adding a heading needs no Python. The tables of other makes are in ``submissions/sources``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_IGNORED = re.compile(r"[\s_\-]+")


def normalise(heading: str) -> str:
    """A heading without case, spaces, underscores and hyphens: ``Person ID`` and ``person_id`` become one."""
    return _IGNORED.sub("", heading).casefold()


@cache
def aliases(extract: str) -> Mapping[str, str]:
    """Accepted headings of an extract beside its own column names: normalised heading to contract column."""
    with (_HERE / "aliases.csv").open(encoding="utf-8", newline="") as file:
        return {
            normalise(row["heading"]): row["column"] for row in csv.DictReader(file) if row["extract"] in ("*", extract)
        }

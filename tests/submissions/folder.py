"""A submission's folder for tests: real files are written, and the folder is checked as a run would."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from submissions.council import Council
from submissions.discover import Submission
from submissions.validate import CheckedSubmission, check_submission
from warehouse.calendar import Quarter

RUN_DATE = date(2018, 5, 1)

CHILDREN = "person_id,date_of_birth,sex,ethnicity"
EPISODES = (
    "person_id,episode_start,reason_new_episode,legal_status,category_of_need,placement_type,"
    "placement_provider,episode_end,reason_episode_ceased,reason_placement_change"
)


class Folder:
    """The folder of ``demo-council`` for 2017-18-Q4."""

    def __init__(self, path: Path, *, headers: dict[str, dict[str, str]] | None = None) -> None:
        self.path = path
        self.headers = headers or {}

    def csv(self, name: str, *lines: str, encoding: str = "utf-8", newline: str = "\r\n") -> Folder:
        return self.raw(f"{name}.csv", "".join(line + newline for line in lines).encode(encoding))

    def raw(self, name: str, content: bytes) -> Folder:
        (self.path / name).write_bytes(content)
        return self

    def xlsx(self, name: str, *rows: Sequence[Any]) -> Folder:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(list(row))
        book.save(self.path / f"{name}.xlsx")
        return self

    def child(self, *extra: str) -> Folder:
        """The children extract with A1, born on 14 May 2005, and further rows."""
        return self.csv("children", CHILDREN, "A1,2005-05-14,F,WBRI", *extra)

    def sound(self) -> Folder:
        """One child with one open episode, free of any finding."""
        return self.child().csv("care_episodes", EPISODES, "A1,2016-02-03,S,C2,N1,U6,PR1,,,")

    def check(self, run_date: date = RUN_DATE) -> CheckedSubmission:
        council = Council(name="Demo (synthetic)", ons_code="E06000019", headers=self.headers)
        return check_submission(Submission("demo-council", Quarter.parse("2017-18-Q4"), self.path, council), run_date)


#: What is said of a whole delivery: rightly of a folder that holds a row or two. tests/submissions/test_sources.py is about them.
SMALL = frozenset(
    {
        "none_loaded",
        "too_many_set_aside",
        "nobody_looked_after",
        "identifiers_do_not_match",
        "due_dates_derived",
        "column_blank",
    }
)


def findings(checked: CheckedSubmission, extract: str | None = None) -> list[tuple[str, int | None, str | None]]:
    """Rule, row and column of each finding, but for what is said of a delivery for being as small as a test's."""
    found = checked.findings[~checked.findings["rule"].isin(SMALL)]
    if extract is not None:
        found = found[found["extract"] == extract]
    return [
        (rule, None if pd.isna(row) else int(row), column if isinstance(column, str) else None)
        for rule, row, column in zip(found["rule"], found["source_row"], found["column_name"], strict=True)
    ]


def severities(checked: CheckedSubmission, rule: str) -> list[str]:
    """Severity of each finding of a rule."""
    return checked.findings.loc[checked.findings["rule"] == rule, "severity"].tolist()


def counts(checked: CheckedSubmission, file: str) -> tuple[int, int, int]:
    """Rows read, loaded and quarantined of a file."""
    row = checked.row_counts[checked.row_counts["source_file"] == file]
    assert len(row) == 1, f"{file} has {len(row)} rows in row_counts"
    return tuple(int(row[name].iloc[0]) for name in ("rows_read", "rows_loaded", "rows_quarantined"))  # type: ignore[return-value]


def values(checked: CheckedSubmission, extract: str, column: str) -> list[Any]:
    """The loaded values of a column, ``None`` where missing."""
    cells = checked.clean[extract][column]
    return [None if missing else value for value, missing in zip(cells, cells.isna(), strict=True)]

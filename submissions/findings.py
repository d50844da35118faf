"""Findings: one row a problem, said in one sentence with a remedy and never with the value of a cell."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from submissions.rules import RULES, Severity

#: What stands in ``extract`` or ``source_file`` of a finding about a submission as a whole.
NOWHERE = "(none)"

FINDING_COLUMNS = (
    "finding_id",
    "authority",
    "submission_quarter",
    "extract",
    "source_file",
    "source_row",
    "person_id",
    "column_name",
    "rule",
    "severity",
    "message",
    "remedy",
)

_SEVERITY_ORDER = {severity: place for place, severity in enumerate(Severity)}


@dataclass
class FindingLog:
    """Collects the findings of one submission."""

    authority: str
    submission_quarter: str
    _frames: list[pd.DataFrame] = field(default_factory=list)

    def add(
        self,
        rule: str,
        extract: str = NOWHERE,
        source_file: str = NOWHERE,
        *,
        rows: pd.DataFrame | None = None,
        column: str | None = None,
        heading: str | None = None,
        severity: Severity | None = None,
        detail: str = "",
        allowed: str = "",
        key: str = "",
    ) -> None:
        """Record one finding, or one for each of several rows.

        Args:
            rule: Code of the rule.
            extract: Extract the finding is about.
            source_file: Name of the file.
            rows: One row a finding, with ``source_row``, ``person_id`` and ``key``; ``None`` for a finding about
                the file as a whole.
            column: Contract name of the column.
            heading: The heading the column has in the file.
            severity: Needed where the rule leaves it to the column's mark.
            detail: Fills ``{detail}`` of the message; never a cell's value.
            allowed: Fills ``{allowed}`` of the remedy.
            key: What names the record in a finding about the file as a whole.
        """
        about = RULES[rule]
        severity = about.severity or severity
        if severity is None:
            raise ValueError(f"The rule '{rule}' needs a severity.")
        if rows is None:
            rows = pd.DataFrame({"source_row": [pd.NA], "person_id": [None], "key": [key]})
        if rows.empty:
            return
        where = "" if source_file == NOWHERE else source_file
        place = f", column '{heading or column}'" if column or heading else ""
        what = about.message.format(detail=detail, allowed=allowed)
        numbers = rows["source_row"].tolist()
        self._frames.append(
            pd.DataFrame(
                {
                    "extract": extract,
                    "source_file": source_file,
                    "source_row": pd.array(numbers, dtype="Int64"),
                    "person_id": rows["person_id"].to_numpy(dtype=object),
                    "column_name": column,
                    "rule": rule,
                    "severity": str(severity),
                    "message": [
                        f"{where}{'' if number is pd.NA else f', row {number}'}{place}: {what}.".lstrip(", :")
                        for number in numbers
                    ],
                    "remedy": about.remedy.format(detail=detail, allowed=allowed),
                    "key": rows["key"].to_numpy(dtype=object),
                }
            )
        )

    def frame(self, extracts: tuple[str, ...]) -> pd.DataFrame:
        """All findings, gravest first; a column that is mostly invalid comes before everything else.

        Args:
            extracts: Extract names in the order they are shown in.
        """
        if not self._frames:
            return _typed(pd.DataFrame(columns=list(FINDING_COLUMNS), dtype=object))
        found = pd.concat([frame.astype({"column_name": object}) for frame in self._frames], ignore_index=True)
        found.insert(0, "authority", self.authority)
        found.insert(1, "submission_quarter", self.submission_quarter)
        found["finding_id"] = finding_ids(found)
        order = pd.DataFrame(
            {
                "first": found["rule"].ne("column_mostly_invalid"),
                "severity": found["severity"].map(_SEVERITY_ORDER),
                "extract": found["extract"].map({name: place for place, name in enumerate(extracts)}).fillna(-1),
                "source_file": found["source_file"],
                "source_row": found["source_row"].fillna(0),
            }
        ).sort_values(["first", "severity", "extract", "source_file", "source_row"], kind="stable")
        return _typed(found.loc[order.index, list(FINDING_COLUMNS)].reset_index(drop=True))


def finding_ids(found: pd.DataFrame) -> list[str]:
    """Ids that stay the same between runs and quarters: neither the quarter nor the row number enters them.

    Args:
        found: Columns ``authority``, ``extract``, ``rule``, ``column_name`` and ``key`` (what names the record).

    Returns:
        The first 16 hexadecimal digits of a SHA-256, in the order of the rows. Findings alike in all five are told
        apart by counting them.
    """
    same = ["authority", "extract", "rule", "column_name", "key"]
    named = found[same].astype(object).where(found[same].notna(), "")
    occurrence = named.groupby(same, sort=False).cumcount()
    parts = [named[name].astype(str) for name in same]
    return [
        hashlib.sha256("|".join(part).encode()).hexdigest()[:16]
        for part in zip(*parts, occurrence.astype(str), strict=True)
    ]


def _typed(found: pd.DataFrame) -> pd.DataFrame:
    """The findings with fixed types, so an empty frame loads like a full one."""
    texts = [name for name in FINDING_COLUMNS if name != "source_row"]
    found = found.replace({None: np.nan}) if found.empty else found
    return found.astype({**dict.fromkeys(texts, "str"), "source_row": "Int64"})

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
    "source_sheet",
    "source_part",
    "source_row",
    "person_id",
    "column_name",
    "rule",
    "severity",
    "message",
    "remedy",
)

_WITHIN = ("source_sheet", "source_part")
#: Rows of one fault in one column that are told one by one; more are told together, with their count.
MOST_TOLD_SINGLY = 2_000

#: Where a record stands: extract, file, worksheet, part of the row, row.
Place = tuple[str, str, str, str, int]

_SEVERITY_ORDER = {severity: place for place, severity in enumerate(Severity)}


@dataclass
class FindingLog:
    """Collects the findings of one submission."""

    authority: str
    submission_quarter: str
    #: Rows of one fault in one column that are told one by one.
    most_singly: int = MOST_TOLD_SINGLY
    _frames: list[pd.DataFrame] = field(default_factory=list)
    _together: list[tuple[int, list[Place]]] = field(default_factory=list)
    #: Where each record told of together with others stands, to the findings that tell of it; known after :meth:`frame`.
    together: dict[Place, list[str]] = field(default_factory=dict)

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
        sheet: str = "",
        as_one: bool = False,
    ) -> None:
        """Record one finding, or one for each of several rows.

        Args:
            rule: Code of the rule.
            extract: Extract the finding is about.
            source_file: Name of the file.
            rows: One row a finding, as :meth:`submissions.table.Table.about` gives them; ``None`` for a finding about the
                file as a whole.
            column: Contract name of the column.
            heading: The heading the column has in the file.
            severity: Needed where the rule leaves it to the column's mark.
            detail: Fills ``{detail}`` of the message; never a cell's value.
            allowed: Fills ``{allowed}`` of the remedy.
            key: What names the record in a finding about the file as a whole.
            sheet: Name of the worksheet, in a finding about it as a whole.
            as_one: Tell all the rows in one finding with their count; what is set aside still names it.
        """
        about = RULES[rule]
        severity = about.severity or severity
        if severity is None:
            raise ValueError(f"The rule '{rule}' needs a severity.")
        if rows is None:
            rows = pd.DataFrame({"source_row": [pd.NA], "person_id": [None], "key": [key]})
        if rows.empty:
            return
        many = ""
        if (as_one or len(rows) > self.most_singly) and rows["source_row"].notna().all():
            sheets, parts = (rows[name].tolist() if name in rows else [""] * len(rows) for name in _WITHIN)
            places = [
                (extract, source_file, of_sheet, part, int(row))
                for of_sheet, part, row in zip(sheets, parts, rows["source_row"], strict=True)
            ]
            self._together.append((len(self._frames), places))
            many = f" ({len(rows):,} {'row' if len(rows) == 1 else 'rows'})"
            rows = pd.DataFrame(
                {"source_row": [pd.NA], "person_id": [None], "key": [f"{source_file}/{key}"], "source_sheet": sheets[:1],
                 "source_part": parts[:1]}
            )  # fmt: skip
        rows = rows.assign(**{name: rows.get(name, "") for name in _WITHIN})
        if sheet:
            rows["source_sheet"] = sheet
        where = "" if source_file == NOWHERE else source_file
        named = rows["source_sheet"].iloc[0]
        where += f", sheet '{named}'" if named and where else ""
        place = f", column '{heading or column}'" if column or heading else ""
        what = about.message.format(detail=detail, allowed=allowed)
        numbers = rows["source_row"].tolist()
        self._frames.append(
            pd.DataFrame(
                {
                    "extract": extract,
                    "source_file": source_file,
                    "source_sheet": rows["source_sheet"].to_numpy(dtype=object),
                    "source_part": rows["source_part"].to_numpy(dtype=object),
                    "source_row": pd.array(numbers, dtype="Int64"),
                    "person_id": rows["person_id"].to_numpy(dtype=object),
                    "column_name": column,
                    "rule": rule,
                    "severity": str(severity),
                    "message": [
                        f"{where}{'' if number is pd.NA else f', row {number}'}{place}: {what}{many}.".lstrip(", :")
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
        firsts = np.cumsum([0, *(len(frame) for frame in self._frames)]).tolist()
        for number, places in self._together:
            for place in places:
                self.together.setdefault(place, []).append(str(found["finding_id"].iloc[firsts[number]]))
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

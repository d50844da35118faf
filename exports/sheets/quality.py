"""The sheets of the data-quality workbook."""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports.content import Column, Content, Number, TableSheet
from exports.words import EXTRACT_WORDS

#: Issues listed one by one; the CSV beside the workbook has them all.
MOST_LISTED = 3_000
MOST_FIRST = 20
#: Measures whose change is written out in a cell.
MOST_MEASURES = 2
_COUNT = "#,##0"

SEVERITY_WORDS = {
    "reject_file": "File not used",
    "reject_row": "Row set aside",
    "warn": "Row used; please check",
    "info": "For information",
}
_SEVERITY_RULE = {
    **SEVERITY_WORDS,
    "info": "Nothing is set aside; told only",
    "": "Row set aside, or checked, as the field demands",
}
_WOULD = "Would the result change"
_WOULD_WORDS = (
    "Would the result change: this quarter's figure of each measure the panel sees, in its first period, if this issue "
    "alone were put right, found by counting again. Groups, earlier quarters and figures for managers alone may move too.",
)
_NO_PERSON = "it is about a file, not a person"


def to_fix_first(found: pd.DataFrame) -> TableSheet | None:
    """The issues that may move most rated measures, each standing for those that would go with it."""
    chosen = found[(found["status"] != "Accepted") & (found["leader"] == found["finding_id"]) & (found["tier"] < 2)]
    if chosen.empty:
        return None
    rows = tuple(
        (
            str(row["finding_id"]),
            SEVERITY_WORDS[row["severity"]],
            str(row["message"]),
            str(row["remedy"]),
            _text(row["person_id"]),
            _text(row["value_now"]),
            _shortened(str(row["would_change"])),
            Number(int(row["effect"]), _COUNT),
            Number(int(row["follow"]), _COUNT),
        )
        for row in chosen.head(MOST_FIRST).to_dict("records")
    )
    return TableSheet(
        name="To fix first",
        answers="the issues that could change most figures",
        heading="To fix first: the issues that could change most figures",
        table_name="to_fix_first",
        columns=(
            Column("Issue", 13),
            Column("Severity", 12),
            Column("What is wrong", 29, indented=True),
            Column("How to put it right", 36.5, indented=True),
            Column("Case number", 13, indented=True, blank_means=_NO_PERSON),
            Column("Value now", 14, indented=True, blank_means="no single cell is wrong, or it is empty"),
            Column(_WOULD, 28, indented=True),
            Column("Rated measures it may move", 12, numeric=True),
            Column("Issues that go with it", 11, numeric=True),
        ),
        rows=rows,
        how_to_read=(
            "Files that are not used come first, then rows set aside, then rows to check. Within each, what would change a "
            "figure comes before what nobody can tell.",
            *_WOULD_WORDS,
            "Rated measures it may move: those named, or, where nobody can tell, all that hold this person now. A row set "
            "aside that says who is counted may move those the person could join.",
            "Issues that go with it would go once this one is put right. Accepted issues, and those that change nothing, are "
            "left out.",
        ),
    )


def issues(found: pd.DataFrame, csv_name: str) -> TableSheet | None:
    """Every issue with its remedy, in the order of severity, effect and age; narrow enough to be read in print."""
    if found.empty:
        return None
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            str(row["finding_id"]),
            SEVERITY_WORDS[row["severity"]],
            str(row["status"]),
            str(row["message"]),
            str(row["remedy"]),
            _text(row["person_id"]),
            _text(row["value_now"]),
            _shortened(str(row["would_change"])),
        )
        for row in found.head(MOST_LISTED).to_dict("records")
    )
    return TableSheet(
        name="Issues",
        answers="every issue, how to put it right, and whether the result would change",
        heading="Issues: every issue, and how to put it right",
        table_name="issues",
        columns=(
            Column("Issue", 13),
            Column("Severity", 12),
            Column("Status", 11),
            Column("What is wrong", 33, indented=True),
            Column("How to put it right", 36.5, indented=True),
            Column("Case number", 13, indented=True, blank_means=_NO_PERSON),
            Column("Value now", 16, blank_means="no single cell is wrong, or it is empty", indented=True),
            Column(_WOULD, 34.5, indented=True),
        ),
        rows=rows,
        how_to_read=(
            "Within each severity, what would change a figure comes first, most rated measures before fewer, and then the "
            "oldest.",
            *_WOULD_WORDS,
            "Value now is cut to 40 characters. The sheet Issue details has rule, field, position, what is allowed, team, "
            f"measures and first sight of each; {csv_name} beside this workbook has everything in one list.",
            "New: not seen before. Open: seen the time before. Returned: seen earlier, gone the time before, and back.",
            *_left_out(found),
        ),
        is_working_list=True,
    )


def issue_details(found: pd.DataFrame, csv_name: str) -> TableSheet | None:
    """The rest of what is known about each issue, in the same order."""
    if found.empty:
        return None
    rows: tuple[tuple[Content, ...], ...] = tuple(
        (
            str(row["finding_id"]),
            str(row["rule"]),
            ", ".join(filter(None, (_extract(row["extract"]), _text(row["column_name"])))),
            Number(int(row["source_row"]), "0") if pd.notna(row["source_row"]) else None,
            _text(row["allowed"]),
            _text(row["team"]),
            _text(row["measures"]) or "None",
            Number(int(row["reach"]), _COUNT),
            str(row["first_seen"]),
        )
        for row in found.head(MOST_LISTED).to_dict("records")
    )
    return TableSheet(
        name="Issue details",
        answers="where each issue stands, which measures rest on it, and since when",
        heading="Issue details: where each stands, and what rests on it",
        table_name="issue_details",
        columns=(
            Column("Issue", 13),
            Column("Rule", 33),
            Column("Extract and field", 28, indented=True),
            Column("Position", 10, numeric=True, blank_means="the whole file"),
            Column("Allowed or expected", 22, blank_means="no single field is wrong", indented=True),
            Column("Team", 19, blank_means="no person, or no team, is known", indented=True),
            Column("Measures it could change", 20, indented=True),
            Column("Rated measures reached", 12, numeric=True),
            Column("First seen", 12, indented=True),
        ),
        rows=rows,
        how_to_read=(
            "Rows follow the order of Issues. Position is the row of the file, its headings being row 1.",
            "Measures it could change rest on the field or the record. Rated measures reached: those whose base holds this "
            "person now. For a row set aside that would say who is counted, and a person in no base: those the person "
            "could join.",
            f"{csv_name} beside this workbook has everything in one list.",
            *_left_out(found),
        ),
        is_working_list=True,
    )


def _left_out(found: pd.DataFrame) -> tuple[str, ...]:
    more = len(found) - MOST_LISTED
    return (f"The first {MOST_LISTED:,} are listed; the other {more:,} are in that list.",) if more > 0 else ()


def _shortened(words: str) -> str:
    """What would change, as far as it is shown in a cell: the first measures, and how many more."""
    told = words.split(". ")
    if (more := len(told) - MOST_MEASURES) <= 0:
        return words
    return f"{'. '.join(told[:MOST_MEASURES])}. And {more} more measure{'' if more == 1 else 's'}"


def by_rule(found: pd.DataFrame, gone: pd.DataFrame, rules: pd.DataFrame) -> TableSheet | None:
    """One row a rule and severity that was broken now or the time before."""
    if found.empty and gone.empty:
        return None
    titles = dict(zip(rules["rule"], rules["title"], strict=True))
    oldest: dict[Any, Any] = found.groupby(["severity", "rule"])["first_seen"].min().to_dict()
    cleared: dict[Any, Any] = gone[gone["outcome"] == "No longer found"].groupby(["severity", "rule"]).size().to_dict()
    counts: dict[Any, dict[Any, Any]] = {}
    if len(found):
        counts = pd.crosstab([found["severity"], found["rule"]], found["status"]).to_dict("index")
    grades = list(SEVERITY_WORDS)
    keys: list[tuple[str, str]] = sorted(
        {*counts, *cleared}, key=lambda key: (grades.index(key[0]), -sum(counts.get(key, {}).values()), key[1])
    )
    return TableSheet(
        name="By rule",
        answers="which rules are broken, and how often",
        heading="By rule: which rules are broken, and how often",
        table_name="by_rule",
        columns=(
            Column("Rule", 33),
            Column("What it checks", 40),
            Column("Severity", 18),
            Column("New", 8, numeric=True),
            Column("Open", 8, numeric=True),
            Column("Returned", 11, numeric=True),
            Column("Accepted", 11, numeric=True),
            Column("Fixed", 9, numeric=True),
            Column("Oldest first seen", 28, indented=True, blank_means="none is left"),
        ),
        rows=tuple(
            (
                rule,
                titles.get(rule, rule),
                SEVERITY_WORDS[severity],
                *(
                    Number(int(counts.get((severity, rule), {}).get(status, 0)), _COUNT)
                    for status in ("New", "Open", "Returned", "Accepted")
                ),
                Number(int(cleared.get((severity, rule), 0)), _COUNT),
                oldest.get((severity, rule)),
            )
            for severity, rule in keys
        ),
        how_to_read=("Each row is one rule with one severity; the most frequent come first within each severity.",),
    )


def by_team(found: pd.DataFrame) -> TableSheet | None:
    """One row a team with open issues."""
    mine = found[(found["team"] != "") & (found["status"] != "Accepted")]
    if mine.empty:
        return None
    tally = pd.crosstab(mine["team"], mine["severity"])
    return TableSheet(
        name="By team",
        answers="how many issues each team has",
        heading="By team: how many issues each team has",
        table_name="by_team",
        columns=(
            Column("Team", 44),
            Column("Rows set aside", 18, numeric=True),
            Column("Rows to check", 18, numeric=True),
            Column("That reach a rated measure", 22, numeric=True),
        ),
        rows=tuple(
            (
                str(team),
                Number(int(tally.loc[team].get("reject_row", 0)), _COUNT),
                Number(int(tally.loc[team].get("warn", 0)), _COUNT),
                Number(int((mine["team"].eq(team) & mine["reach"].gt(0)).sum()), _COUNT),
            )
            for team in sorted(tally.index)
        ),
        how_to_read=(
            "Team is the one responsible for the person. Accepted issues are left out. Issues about files, and about people "
            "who could not be loaded, belong to no team here.",
        ),
    )


def fixed(gone: pd.DataFrame) -> TableSheet | None:
    """One row an issue of the delivery before that is not found now."""
    if gone.empty:
        return None
    left_out = len(gone) - MOST_LISTED
    note = (f"The first {MOST_LISTED:,} are listed; {left_out:,} more are left out.",) if left_out > 0 else ()
    return TableSheet(
        name="Fixed",
        answers="what was found the time before and is not found now",
        heading="Fixed: what was found the time before and is not found now",
        table_name="fixed",
        columns=(
            Column("Issue", 22),
            Column("Severity", 14),
            Column("Rule", 33),
            Column("What was wrong", 42),
            Column("Case number", 14, blank_means=_NO_PERSON),
            Column("Outcome", 30),
        ),
        rows=tuple(
            (
                str(row["finding_id"]),
                SEVERITY_WORDS[row["severity"]],
                str(row["rule"]),
                str(row["message"]),
                _text(row["person_id"]),
                str(row["outcome"]),
            )
            for row in gone.head(MOST_LISTED).to_dict("records")
        ),
        how_to_read=("Rows are those of the delivery before. Not checked means that nobody can tell yet.", *note),
    )


def accepted(entries: pd.DataFrame) -> TableSheet | None:
    """One row an issue the council has accepted."""
    if entries.empty:
        return None
    return TableSheet(
        name="Accepted",
        answers="issues that stay as they are, why, and until when",
        heading="Accepted: issues that stay as they are, and why",
        table_name="accepted",
        columns=(
            Column("Issue", 22),
            Column("Reason", 54),
            Column("Accepted by", 26),
            Column("Until", 20, blank_means="it has no end"),
            Column("Standing", 36),
        ),
        rows=tuple(
            (
                str(row["finding_id"]),
                str(row["reason"]),
                str(row["accepted_by"]),
                row["until"] if pd.notna(row["until"]) else None,
                str(row["standing"]),
            )
            for row in entries.to_dict("records")
        ),
        how_to_read=("Accepted issues still stand in Issues; they are left out of To fix first.",),
    )


def extracts(files: pd.DataFrame) -> TableSheet | None:
    """One row a file: what became of its rows, and which columns it lacks."""
    if files.empty:
        return None
    return TableSheet(
        name="Extracts",
        answers="every file, what became of its rows, and its columns",
        heading="Extracts: every file, its rows and its columns",
        table_name="extracts",
        columns=(
            Column("Extract", 25),
            Column("File", 28),
            Column("Rows read", 11, numeric=True),
            Column("Rows used", 11, numeric=True),
            Column("Rows set aside", 11, numeric=True),
            Column("Required columns missing", 24, indented=True, blank_means="none is missing"),
            Column("Columns absent or empty", 30, blank_means="every column holds something"),
            Column("Columns not asked for", 12, numeric=True),
        ),
        rows=tuple(
            (
                str(row["extract"]),
                str(row["source_file"]),
                Number(int(row["rows_read"]), _COUNT),
                Number(int(row["rows_loaded"]), _COUNT),
                Number(int(row["rows_quarantined"]), _COUNT),
                _text(row["missing"]),
                _text(row["empty"]),
                Number(int(row["extra"]), _COUNT),
            )
            for row in files.to_dict("records")
        ),
        how_to_read=("Rows read are rows used plus rows set aside. Columns not asked for are named on Issues.",),
    )


def rules(every: pd.DataFrame) -> TableSheet:
    """One row a rule the extracts are checked against."""
    return TableSheet(
        name="Rules",
        answers="every rule the extracts are checked against",
        heading="Rules: every rule the extracts are checked against",
        table_name="rules",
        columns=(
            Column("Rule", 33),
            Column("What it checks", 44),
            Column("What a breach does", 30),
            Column("How to put it right", 56, blank_means="the issue itself says"),
        ),
        rows=tuple(
            (
                str(row["rule"]),
                str(row["title"]),
                _SEVERITY_RULE[str(row["severity"])],
                None if "{" in row["remedy"] else str(row["remedy"]),
            )
            for row in every.to_dict("records")
        ),
        how_to_read=("A rule may be broken in any extract that has the field it speaks of.",),
    )


def _extract(name: str) -> str:
    return name if name in EXTRACT_WORDS else "The submission as a whole"


def _text(value: Any) -> str | None:
    return str(value) if value is not None and pd.notna(value) and str(value).strip() else None

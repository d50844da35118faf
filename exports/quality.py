"""The data-quality workbook of one submission: what is wrong, what it could change, and what became of it. Restricted.

It names records so that the case system's administrator can open them; the same issues stand in a CSV file beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

import pandas as pd

from exports.content import Line, Link, Masthead, TableSheet, TextSheet
from exports.layout import Book
from exports.normalise import workbook_bytes
from exports.restricted import csv_bytes, describe
from exports.restricted_versions import file_name, write_versioned
from exports.sheets import quality as sheets
from exports.versions import Version
from exports.words import QUALITY_EDITION, RESTRICTED_MARKING
from warehouse.calendar import Quarter

TITLE = "Data quality"
#: In characters: the cover is long, and fills the page from side to side.
_COVER_WIDTH = 140
_CSV_COLUMNS = {
    "finding_id": "issue",
    "status": "status",
    "severity": "severity",
    "rule": "rule",
    "message": "what_is_wrong",
    "remedy": "how_to_put_it_right",
    "extract": "extract",
    "source_file": "file",
    "source_row": "row",
    "person_id": "case_number",
    "team": "team",
    "column_name": "field",
    "value_now": "value_now",
    "allowed": "allowed_or_expected",
    "measures": "measures_it_could_change",
    "would_change": "would_the_result_change",
    "effect": "rated_measures_it_may_move",
    "reach": "rated_measures_reached",
    "first_seen": "first_seen",
}


@dataclass(frozen=True)
class QualityReport:
    """What the workbook says.

    Attributes:
        council: Name of the council.
        quarter: Label of the submission's quarter.
        state: Of the quarter: ``PREVIEW`` or ``DRAFT``.
        is_check: Whether the extracts were checked and no figures worked out.
        delivery: Number of this delivery.
        previous: The delivery before it, in words; empty for a first one.
        issues: One row an issue, in the order to be read: the columns of ``quality.findings`` with ``value_now``,
            ``allowed``, ``team``, ``measures`` (in words), ``could_change`` (how many), ``reach`` (rated measures it
            reaches), ``would_change`` (from what to what, in words), ``outlook`` (Yes, No or Not known), ``effect`` (rated
            measures that may move), ``leader`` and ``follow`` (the issue that must be put right first, and how many wait for this
            one), ``first_seen`` and ``status`` (New, Open, Returned or Accepted).
        fixed: One row an issue of the delivery before that is not found now, with its ``outcome``.
        accepted: One row an accepted issue: ``finding_id``, ``reason``, ``accepted_by``, ``until``, ``standing``.
        accepted_problems: Rows of ``accepted.csv`` that could not be used.
        extracts: One row a file: rows, ``missing`` columns, ``empty`` ones, and how many ``extra``.
        rules: Every rule: ``rule``, ``title``, ``severity``, ``remedy``.
    """

    council: str
    quarter: str
    state: str
    is_check: bool
    delivery: int
    previous: str
    issues: pd.DataFrame
    fixed: pd.DataFrame
    accepted: pd.DataFrame
    accepted_problems: tuple[str, ...]
    extracts: pd.DataFrame
    rules: pd.DataFrame


def write_quality_workbook(report: QualityReport, folder: Path, placed: Path | None = None) -> list[Path]:
    """Write the workbook, and every issue as CSV, under versioned names.

    The same report gives the same bytes and no new version (:mod:`exports.restricted_versions`). What was only checked
    has names of its own, so that it never takes the place of a run's report.

    Args:
        report: What to say.
        folder: ``<output>/restricted/<authority>/<quarter>``.
        placed: The folder the files will be moved to later; ``folder`` itself without it.

    Returns:
        The newest workbook and CSV.

    Raises:
        RestrictedPathError: When the folder is not under the restricted root; nothing is written then.
    """
    quarter = Quarter.parse(report.quarter)
    stem = f"data-quality{'-check' if report.is_check else ''}_{quarter.label}_restricted"
    listed = csv_bytes(report.issues[list(_CSV_COLUMNS)].rename(columns=_CSV_COLUMNS))

    def make(version: Version) -> dict[str, bytes]:
        list_name = file_name(stem, version, report.state, "csv")
        workbook = _book(report, quarter, version, list_name).workbook
        produced = datetime.combine(quarter.ends, time())
        return {
            file_name(stem, version, report.state, "xlsx"): workbook_bytes(workbook, produced),
            list_name: listed,
        }

    title = f"{TITLE}, checked only" if report.is_check else TITLE
    return write_versioned(folder, stem, make, title=title, quarter=quarter.label, state=report.state, placed=placed)


def _book(report: QualityReport, quarter: Quarter, version: Version, list_name: str) -> Book:
    built: list[tuple[str, TableSheet | None, str]] = [
        ("To fix first", sheets.to_fix_first(report.issues), "nothing that is open could change a rated figure"),
        ("Issues", sheets.issues(report.issues, list_name), "nothing is wrong"),
        ("Issue details", sheets.issue_details(report.issues, list_name), "nothing is wrong"),
        ("By rule", sheets.by_rule(report.issues, report.fixed, report.rules), "nothing is wrong"),
        ("By team", sheets.by_team(report.issues), "no issue concerns a person with a team"),
        ("Fixed", sheets.fixed(report.fixed), "nothing found the time before has gone"),
        ("Accepted", sheets.accepted(report.accepted), "nothing is accepted"),
        ("Extracts", sheets.extracts(report.extracts), "no file could be recognised"),
        ("Rules", sheets.rules(report.rules), ""),
    ]
    tables = [sheet for _, sheet, _ in built if sheet is not None]
    missing = [f"{name} ({why})" for name, sheet, why in built if sheet is None]
    left_out = [f"Left out: {', '.join(missing)}."] if missing else []
    book = Book(
        Masthead(TITLE, report.council, quarter.words, QUALITY_EDITION, report.state, RESTRICTED_MARKING, str(version))
    )
    book.add_text(_cover(report, quarter, book.masthead, tables, left_out))
    for sheet in tables:
        book.add_table(sheet)
    describe(book, quarter.label, ["data quality", "corporate parenting"])
    return book


def _cover(
    report: QualityReport, quarter: Quarter, masthead: Masthead, tables: list[TableSheet], left_out: list[str]
) -> TextSheet:
    counts, issues = report.extracts, report.issues
    read, used, aside = (int(counts[name].sum()) for name in ("rows_read", "rows_loaded", "rows_quarantined"))
    status = issues["status"].value_counts()
    lines = [
        Line(TITLE, "title"),
        Line(RESTRICTED_MARKING),
        Line(report.council),
        Line(quarter.words),
        Line(masthead.standing),
        Line("For those who look after the case system. It names records, so that each can be opened and corrected."),
        Line(
            f"Delivery {report.delivery} of this quarter: {read:,} rows read, {used:,} used and {aside:,} set aside. "
            "Rows set aside count in no figure until they are put right."
        ),
        Line("How many, and since the last run", "heading"),
        Line(
            ". ".join(
                f"{words}: {int((issues['severity'] == severity).sum()):,}"
                for severity, words in sheets.SEVERITY_WORDS.items()
            )
            + "."
        ),
        *(Line(words) for words in _since(report, status)),
        *(Line(f"Accepted list: {words}") for words in report.accepted_problems),
        Line("What to do first", "heading"),
        Line(
            "Start with To fix first. Correct the record in the case system and deliver the extract again. An issue "
            "keeps its identifier."
        ),
        Line(
            "An issue that cannot be put right may be accepted: write identifier, reason, who accepts it and until when "
            "in accepted.csv."
        ),
        *(Line(words) for words in _effect(report)),
        Line("Contents", "heading"),
        *(Line(Link(f"{sheet.name}: {sheet.answers}", sheet.name)) for sheet in tables),
        *(Line(words) for words in left_out),
        Line("Help", "heading"),
        Line("To ask about an issue, contact the council's children's services performance team."),
    ]
    return TextSheet(name="Cover", answers="what this report is", lines=tuple(lines), width=_COVER_WIDTH)


def _effect(report: QualityReport) -> list[str]:
    if report.is_check:
        return [
            "The extracts were checked and no figures worked out, so nothing is said of what a figure would become."
        ]
    tally = report.issues["outlook"].value_counts()
    return [
        f"If each were put right by itself, {int(tally.get('Yes', 0)):,} would or may change a figure that the panel sees "
        f"and {int(tally.get('No', 0)):,} would not. Of {int(tally.get('Not known', 0)):,} nobody can tell before the fix.",
        "Where the right value is one of a few, the issue says from what to what: each was tried and the figures counted "
        "again.",
    ]


def _since(report: QualityReport, status: pd.Series[int]) -> list[str]:
    if not report.previous:
        return ["There is no earlier delivery to compare with: every issue is new."]
    gone = report.fixed["outcome"].str.startswith("No longer").sum() if len(report.fixed) else 0
    unchecked = len(report.fixed) - int(gone)
    words = [
        f"Compared with {report.previous}: {int(status.get('New', 0)):,} new, {int(status.get('Open', 0)):,} still "
        f"open, {int(status.get('Returned', 0)):,} returned and {int(gone):,} fixed. "
        f"Accepted with a reason: {int(status.get('Accepted', 0)):,}."
    ]
    if unchecked:
        words.append(f"Not checked this time, because their extract had no usable file: {unchecked:,}.")
    return words

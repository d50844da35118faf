"""The managers' edition: the exact figures behind the panel's two workbooks, and the lists behind the figures.

Restricted. A person appears by case number and age band alone; the files are written under the restricted root
only, and say so on every sheet and page, in their names and in their properties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd

from exports import exact
from exports.content import Line, Link, Masthead, TableSheet, TextSheet
from exports.layout import Book
from exports.normalise import workbook_bytes
from exports.panel import EDITIONS, Edition
from exports.published import Panel
from exports.restricted import csv_bytes, describe, refuse_wrong_place
from exports.restricted_versions import file_name, write_versioned
from exports.sheets import managers as sheets
from exports.sheets.definitions import definitions
from exports.sheets.managers_revisions import revisions
from exports.sheets.managers_why import why
from exports.sheets.marks import NoteRegister
from exports.sheets.notes import notes
from exports.sheets.targets import targets
from exports.sheets.trends import trends
from exports.versions import Version
from exports.words import MANAGERS_EDITION, RESTRICTED_MARKING

#: (measure, reason code) -> what a manager reads.
Reasons = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class _Lists:
    """The long lists of one workbook, whole; the sheets may show the first part of them."""

    exceptions: pd.DataFrame
    worklist: pd.DataFrame
    coming: pd.DataFrame
    breakdowns: pd.DataFrame
    hidden: pd.DataFrame
    revisions: pd.DataFrame

    @property
    def named(self) -> dict[str, pd.DataFrame]:
        """Part of the file name -> list, for those that may be too long for a sheet."""
        return {"exceptions": self.exceptions, "due-and-overdue": self.worklist, "hidden": self.hidden}


def write_managers_workbooks(
    con: duckdb.DuckDBPyConnection,
    authority: str,
    quarter: str,
    folder: Path,
    *,
    reasons: Reasons,
    responsible: pd.DataFrame,
    placed: Path | None = None,
) -> list[Path]:
    """Write both workbooks under versioned names, and as CSV whatever list is too long for one.

    The same tables give the same bytes and no new version (:mod:`exports.restricted_versions`).

    Args:
        con: A connection on the build's database (or the warehouse), for reading.
        authority: Slug of the council.
        quarter: Such as ``2017-18-Q4``.
        folder: ``<output>/restricted/<authority>/<quarter>``.
        reasons: Words for the reasons of exceptions, from the declarations.
        responsible: Who holds each case: ``scorecard``, ``person_id``, ``team``, ``worker_id``.
        placed: The folder the files will be moved to later; ``folder`` itself without it.

    Returns:
        The newest workbooks, children in our care first, each followed by its CSV files.

    Raises:
        RestrictedPathError: When the folder is not under the restricted root; nothing is written then.
        PublishedError: When the council has no results for the quarter.
    """
    makers = []
    for edition in EDITIONS:
        stem = f"{edition.stem}_{quarter}_managers_restricted"
        refuse_wrong_place(folder, stem)
        panel = exact.read_exact(con, authority, quarter, edition.scorecard)
        lists = _Lists(
            exact.read_exceptions(con, authority, quarter, edition.scorecard, responsible),
            exact.read_worklist(con, authority, quarter, edition.scorecard),
            exact.read_coming(con, authority, quarter, edition.scorecard),
            exact.read_breakdowns(con, authority, quarter, edition.scorecard),
            exact.read_hidden(con, authority, quarter, edition.scorecard),
            exact.read_revisions(con, authority, quarter, edition.scorecard),
        )
        makers.append(
            (edition.title, panel.authority.state, stem, partial(_files, panel, edition, lists, reasons, stem))
        )
    return [
        path
        for title, state, stem, make in makers
        for path in write_versioned(
            folder, stem, make, title=f"{title}, managers' edition", quarter=quarter, state=state, placed=placed
        )
    ]


def _files(
    panel: Panel, edition: Edition, lists: _Lists, reasons: Reasons, stem: str, version: Version
) -> dict[str, bytes]:
    """The workbook and the lists too long for it, as one version of them."""
    state = panel.authority.state
    names = {part: file_name(stem, version, state, "csv", part) for part in lists.named}
    book = _book(panel, edition, lists, reasons, names, version)
    # A workbook says what its data are, not when somebody ran the pipeline, so its clock is the quarter's last day.
    produced = datetime.combine(panel.quarter.ends, time())
    return {file_name(stem, version, state, "xlsx"): workbook_bytes(book.workbook, produced)} | {
        names[part]: csv_bytes(frame) for part, frame in lists.named.items() if len(frame) > sheets.MOST_LISTED
    }


def _book(
    panel: Panel, edition: Edition, lists: _Lists, reasons: Reasons, names: Mapping[str, str], version: Version
) -> Book:
    register = NoteRegister()
    built: list[tuple[str, TableSheet | None, str]] = [
        ("Scorecard", sheets.scorecard(panel, register), ""),
        ("Targets", targets(panel, register), "no measure has a target"),
        ("Revisions", revisions(lists.revisions, panel), "no figure has changed since it was reported"),
        ("Trends", trends(panel, register), "there are no earlier quarters to compare with"),
        ("Breakdowns", sheets.breakdowns(lists.breakdowns, panel), "no rated measure has anybody to count"),
        ("Why", why(lists.exceptions, reasons, panel), "nothing is late or missing"),
        (
            "Exceptions",
            sheets.exceptions(lists.exceptions, reasons, panel, names["exceptions"]),
            "nothing is late or missing",
        ),
        (
            "Due and overdue",
            sheets.due_and_overdue(lists.worklist, panel, names["due-and-overdue"]),
            "nothing is overdue or due within four weeks",
        ),
        ("What is coming", sheets.coming(lists.coming, panel), "no measure has exceptions to look ahead to"),
        ("Hidden in panel", sheets.hidden(lists.hidden, panel, names["hidden"]), "nothing is hidden"),
        ("Definitions", definitions(panel, register), "no measure has figures"),
    ]
    tables = [sheet for _, sheet, _ in built if sheet is not None]
    tables.append(notes(tables, register, is_exact=True))
    left_out = [f"Left out: {name} ({why})." for name, sheet, why in built if sheet is None]
    book = Book(
        Masthead(
            title=edition.title,
            council=panel.authority.name,
            quarter_words=panel.authority.quarter_words,
            edition=MANAGERS_EDITION,
            state=panel.authority.state,
            marking=RESTRICTED_MARKING,
            version=str(version),
        )
    )
    book.add_text(_cover(panel, book.masthead, tables, left_out, len(lists.exceptions)))
    for sheet in tables:
        book.add_table(sheet)
    describe(book, panel.quarter.label, ["corporate parenting", "scorecard", edition.title.lower(), "managers"])
    return book


def _cover(
    panel: Panel, masthead: Masthead, tables: list[TableSheet], left_out: list[str], exceptions: int
) -> TextSheet:
    counts = {rating: sum(row.rating == rating for row in panel.rated) for rating in ("Green", "Amber", "Red")}
    unrated = len(panel.rated) - sum(counts.values())
    lines = [
        Line(masthead.title, "title"),
        Line(RESTRICTED_MARKING),
        Line(panel.authority.name),
        Line(panel.authority.quarter_words),
        Line(masthead.standing),
        Line(
            "This workbook holds exact figures and the people behind them. Keep it in the restricted store. Do not "
            "send it by e-mail, copy from it into a panel paper, or show it in a public meeting."
        ),
        Line(
            "A person appears by case number and age band alone. Look anything else up in the case system, where your "
            "access is recorded."
        ),
        Line("What it says", "heading"),
        Line(
            f"Of {len(panel.rated)} measures with a target: {counts['Green']} green, {counts['Amber']} amber, "
            f"{counts['Red']} red and {unrated} not rated."
        ),
        Line(f"Things that are late or missing, one by one: {exceptions:,}."),
        Line("Contents", "heading"),
        *(Line(Link(f"{sheet.name}: {sheet.answers}", sheet.name)) for sheet in tables),
        *(Line(words) for words in left_out),
        Line("Help", "heading"),
        Line("To ask about a figure, contact the council's children's services performance team."),
    ]
    return TextSheet(name="Cover", answers="what this is", lines=tuple(lines))

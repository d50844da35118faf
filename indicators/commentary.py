"""What the service says to the panel about its figures: which of its words may be published, and which may not.

A row that breaks a rule is left out whole, named by its row number and indicator, and counts as missing; it never stops
a run. No message quotes the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd

from indicators.number_words import says_a_number
from schemas.commentary import LONGEST, TEXTS, when
from schemas.commentary import MONTH_PATTERN as _MONTH
from warehouse.calendar import Quarter

#: More words than this in one cell are allowed and remarked on: a panel has minutes.
MOST_WORDS = 60

#: Our own references and spans of years carry digits that tell nothing of a person or a figure.
_REFERENCE = re.compile(r"\b(?:LAC|CL|SUF)-\d+(?:-[A-Z]+)*\b", re.IGNORECASE)
_YEARS = re.compile(r"\b((?:19|20)\d\d)\s?[-/\u2013]\s?((?:19|20)\d\d|\d\d)(?:-Q[1-4])?(?![-/\d])")
_THOUSANDS = re.compile(r"\b\d{1,3}(?:,\d{3})+\b")
_TOKEN = re.compile(r"[\w/\-]+")
_FULL_DATE = re.compile(
    r"\b\d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?(?:\d{4}|\d{2})\b|\b\d{4}[./\-]\d{1,2}[./\-]\d{1,2}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\.?,?\s+\d{{2,4}}\b|\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b(?:GIR\s?0AA|[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[A-Z]{2})\b", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
#: Control characters, and marks that are invisible or turn the direction of the text around them.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]"
)
#: Numbers in words, unless they say how long: "six months" is no figure of anybody's.
_NUMBER_WORD = re.compile(
    r"\b(?:(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen)\b"
    r"(?!(?:[ -]and[ -]a[ -]half)?[ -](?:working |calendar )?(?:hour|day|week|month|quarter|year)s?\b)"
    r"|(?:twice|half|thirds?|percent|per cent|one (?:child|young|person|boy|girl|of|in)"
    r"|single (?:child|young|person|boy|girl))\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Remark:
    """One thing about one row of the commentary.

    Attributes:
        authority: Whose row it is.
        source_row: Row of the file, as in ``clean.commentary``.
        indicator_id: The indicator it speaks of.
        column_name: The text concerned.
        what: What is wrong, without quoting it.
        remedy: What to do.
        refuses: Whether the row was left out for it.
    """

    authority: str
    source_row: int
    indicator_id: str
    column_name: str
    what: str
    remedy: str
    refuses: bool = True

    def __str__(self) -> str:
        return f"commentary row {self.source_row} ({self.indicator_id}), {self.column_name}: {self.what}"


@dataclass(frozen=True)
class Judged:
    """The outcome for all rows.

    Attributes:
        accepted: One row per authority and indicator that may be published, keyed as ``published.commentary``.
        remarks: Every refusal and warning, in order of file and row.
    """

    accepted: pd.DataFrame
    remarks: tuple[Remark, ...]

    @property
    def refused(self) -> tuple[Remark, ...]:
        """The remarks that left a row out."""
        return tuple(remark for remark in self.remarks if remark.refuses)


def hidden_indicators(frames: Mapping[str, pd.DataFrame]) -> frozenset[tuple[str, str]]:
    """Authority and indicator of every measure of which some published figure is hidden.

    Args:
        frames: Published tables by full name; those with ``shorthand`` are looked at. An earlier quarter counts, and so
            does a category: a number in words could give back any of them.
    """
    found: set[tuple[str, str]] = set()
    for frame in frames.values():
        for name in ("shorthand", "compared_shorthand"):
            if name in frame.columns and "indicator_id" in frame.columns:
                rows = frame.loc[frame[name].eq("c"), ["authority", "indicator_id"]]
                found.update(rows.itertuples(index=False, name=None))
    return frozenset(found)


def judge_commentary(
    rows: pd.DataFrame, on_scorecard: frozenset[tuple[str, str]], hidden: frozenset[tuple[str, str]]
) -> Judged:
    """Decide which rows may be published.

    Args:
        rows: ``clean.commentary``.
        on_scorecard: Authority and indicator of every measure published on a scorecard.
        hidden: As :func:`hidden_indicators` gives them.
    """
    accepted: list[dict[str, object]] = []
    remarks: list[Remark] = []
    seen: set[tuple[str, str]] = set()
    for row in rows.sort_values(["authority", "source_row"], kind="stable").to_dict("records"):
        authority, indicator = str(row["authority"]), str(row["indicator_id"]).strip().upper()
        texts = {name: _said(row[name]) for name in TEXTS}
        # What is no reference of ours might be anything, so it is not repeated.
        named = indicator if _REFERENCE.fullmatch(indicator) else "no indicator of ours"
        remark = partial(Remark, authority, int(row["source_row"]), named)
        if (authority, indicator) not in on_scorecard:
            faults = [
                remark("indicator_id", "the indicator is not on the scorecard", "Use a reference of the scorecard.")
            ]
        else:
            others = frozenset(one for council, one in hidden if council == authority)
            faults = [
                remark(name, what, remedy)
                for name, text in texts.items()
                if text is not None
                for what, remedy in _faults(name, text, indicator, others)
            ]
            deadline = when(texts["by_when"] or "")
            if deadline is not None and deadline < Quarter.parse(str(row["submission_quarter"])).starts:
                faults.append(remark("by_when", "the date lies before the quarter", "Say by when it will be done."))
            if (authority, indicator) in seen:
                faults.append(remark("indicator_id", "an earlier row speaks of the same measure", "Keep one of them."))
        remarks += faults
        if faults:
            continue
        remarks += [
            remark(name, f"more than {MOST_WORDS} words", "Shorten it: a panel has minutes.", refuses=False)
            for name, text in texts.items()
            if text is not None and len(text.split()) > MOST_WORDS
        ]
        if any(texts.values()):
            seen.add((authority, indicator))
            keys = {"authority": authority, "submission_quarter": row["submission_quarter"], "indicator_id": indicator}
            accepted.append({**keys, **texts})
    columns = ["authority", "submission_quarter", "indicator_id", *TEXTS]
    return Judged(pd.DataFrame(accepted, columns=columns, dtype="object"), tuple(remarks))


def _unmarked(text: str) -> str:
    """Text without our references and without financial years such as ``2017-18``."""
    return _YEARS.sub(
        lambda span: " " if int(span[2][-2:]) == (int(span[1]) + 1) % 100 else span[0], _REFERENCE.sub(" ", text)
    )


def _said(value: object) -> str | None:
    """The text of a cell, or nothing when there is none."""
    text = value.strip() if isinstance(value, str) else ""
    return text or None


def _faults(column: str, text: str, indicator: str, hidden: frozenset[str]) -> list[tuple[str, str]]:
    """Everything that keeps a text from the panel: what is wrong, and what to do."""
    found: list[tuple[str, str]] = []
    if _CONTROL.search(text):
        found.append(("it has a control or invisible character", "Type the text again, or paste it as plain text."))
    if len(text) > LONGEST:
        found.append((f"it has more than {LONGEST:,} characters", "Shorten it."))
    if not re.search(r"[^\W\d_]", text) and not (column == "by_when" and re.search(r"\d", text)):
        found.append(("there are no words in it", "Write it in words."))
    dated = column == "by_when" and when(text) is not None
    plain = _THOUSANDS.sub(" ", _unmarked(text))
    if _EMAIL.search(plain):
        found.append(("it has an e-mail address", "Name the role instead."))
    if _POSTCODE.search(plain):
        found.append(("it has something like a postcode", "Take it out."))
    if not dated:
        if _FULL_DATE.search(plain):
            found.append(("it has a full date, which could be a date of birth", "Write the month and year."))
        elif any(sum(c.isdigit() for c in token) >= 5 for token in _TOKEN.findall(plain)):
            found.append(("it has a number like a case number", "Take it out."))
        mentioned = {one.upper() for one in _REFERENCE.findall(text)} & hidden
        # An action may speak of "three days"; a finding or a reason with "three" in it speaks of the figure.
        worded = column in ("what_it_shows", "why") and (_NUMBER_WORD.search(text) or says_a_number(text))
        counted = worded or any(c.isnumeric() for c in _unmarked(text))
        if counted and not (column == "by_when" and _is_month(text)):
            if indicator in hidden:
                found.append(
                    ("it has a number, and figures of this measure are hidden to protect children", "Say it without.")
                )
            elif mentioned:
                found.append(
                    ("it has a number and speaks of a measure whose figures are hidden", "Say it without the number.")
                )
    return found


_LEADING = r"(?:by |end of |the |in )*"
_MONTH_AND_YEAR = re.compile(
    rf"{_LEADING}(?:(?:{_MONTH}|spring|summer|autumn|winter)\s+)?\d{{4}}\.?|{_LEADING}{_YEARS.pattern}\.?",
    re.IGNORECASE,
)


def _is_month(text: str) -> bool:
    """Whether a text is a month and year, a year, or a quarter of one, and nothing else."""
    return _MONTH_AND_YEAR.fullmatch(text) is not None

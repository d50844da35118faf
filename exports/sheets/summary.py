"""Summary: the five to eight measures a panel should notice, chosen by rule, and what it is asked to do about each."""

from __future__ import annotations

from collections.abc import Iterable

from exports.content import Column, Content, Number, TableSheet
from exports.figures import status
from exports.published import Panel, ScorecardRow
from exports.sheets.commentary import plain, what_it_shows
from exports.sheets.marks import NoteRegister
from exports.styles import COUNT_FORMAT
from exports.text import broken, parts, sentences
from exports.words import NOT_RATED, RATINGS, measure_words
from indicators.units import unit_of
from schemas.commentary import BETTER, WORSE

NAME = "Summary"
FEWEST, MOST = 5, 8
ASK = "Ask why, and what will change"
#: Words of an action that the summary repeats; the Commentary sheet has them all.
_MOST_WORDS = 60
#: Lines they may take: a word may be of any length.
_MOST_LINES = 14
_ASKED = Column("What we ask of the panel", 56, indented=True)
_MORE = "The Commentary sheet says more."
#: How a tested change begins that may be chance.
UNCLEAR = "No clear change"
_REASONS = ("Red", "Clearly worse", "Clearly better", "Red last quarter")


def status_counts(panel: Panel) -> str:
    """How many rated measures have each status, and how many are hidden, as one sentence."""
    counts = dict.fromkeys((*RATINGS, NOT_RATED), 0)
    for row in panel.rated:
        if row.shorthand != "c":
            counts[row.rating if row.rating in RATINGS else NOT_RATED] += 1
    hidden = sum(row.shorthand == "c" for row in panel.rated)
    listed = ", ".join(f"{counts[name]} {name.lower()}" for name in (*RATINGS, NOT_RATED))
    return f"Of {len(panel.rated)} measures on the Scorecard: {listed} and {hidden} hidden."


def reasons(panel: Panel, row: ScorecardRow) -> tuple[str, ...]:
    """Why a measure should be noticed, the most pressing first; a figure that is not shown has none."""
    if not row.is_shown:
        return ()
    change = row.tested_change or ""
    before = panel.trend.get((row.indicator_id, row.time_window), {}).get(panel.quarter.shift(-1).label)
    was_red = before is not None and before.rating == "Red" and before.shorthand in (None, "r")
    applies = (row.rating == "Red", change.startswith(WORSE), change.startswith(BETTER), was_red)
    return tuple(reason for reason, true in zip(_REASONS, applies, strict=True) if true)


def chosen(panel: Panel) -> tuple[ScorecardRow, ...]:
    """The measures to notice, in the order they are shown.

    Reds come first, the furthest from target leading, then clear worsenings, clear improvements and measures red last
    quarter. Up to eight are taken; the best improvement keeps its place when there are more. Measures that miss their
    target fill up to eight, and others up to five, the largest gaps first.
    """
    groups: dict[str, list[ScorecardRow]] = {reason: [] for reason in _REASONS}
    for row in sorted((row for row in panel.rated if row.is_shown), key=shortfall, reverse=True):
        found = reasons(panel, row)
        if found:
            groups[found[0]].append(row)
    red, worse, better, was_red = groups.values()
    improved = [row for row in (*red, *better) if (row.tested_change or "").startswith(BETTER)]
    kept = [] if any(row in improved for row in red[:MOST]) else (better or improved)[:1]
    must = _first([*red, *was_red], MOST - len(kept))
    picked = _first([*must, *kept, *worse, *better], MOST)
    rest = [row for row in panel.rated if row.is_shown and row not in picked]
    missed = sorted((row for row in rest if shortfall(row) > 0), key=shortfall, reverse=True)
    picked = _first([*picked, *missed], MOST)
    met = sorted((row for row in rest if shortfall(row) <= 0), key=shortfall)
    picked = _first([*picked, *met], max(FEWEST, len(picked)))
    order = {id(row): place for place, row in enumerate([*red, *worse, *better, *was_red, *missed, *met])}
    return tuple(sorted(picked, key=lambda row: order[id(row)]))


def _first(rows: Iterable[ScorecardRow], most: int) -> list[ScorecardRow]:
    return list(dict.fromkeys(rows))[: max(0, most)]


def shortfall(row: ScorecardRow) -> float:
    """How far a shown figure misses its target, as a share of the target, so that units can be set side by side."""
    goal = row.target_low if row.target_low is not None else row.target_high
    return -(row.gap or 0.0) / max(abs(goal or 0.0), 1.0)


def summary(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each measure to notice."""
    picked = chosen(panel)
    if not picked:
        return None
    unsaid = sum(row.rating == "Red" and row.is_shown for row in panel.rated) - sum(r.rating == "Red" for r in picked)
    more = (f"Further red measures, on the Scorecard: {unsaid}.",) if unsaid > 0 else ()
    return TableSheet(
        name=NAME,
        answers="what to notice, and what we ask of the panel",
        heading="Summary: what to notice, and what we ask of the panel",
        table_name="summary",
        columns=(
            Column("Order", 7, numeric=True),
            Column("What to notice", 66, indented=True),
            Column("Measure", 14.5, indented=True),
            Column("Status", 18),
            _ASKED,
        ),
        rows=tuple(_row(panel, row, place) for place, row in enumerate(picked, 1)),
        how_to_read=(
            status_counts(panel),
            "Chosen by rule: red measures, clear changes, measures red last quarter, then the largest gaps.",
            *more,
            *_mostly_unclear(panel),
        ),
    )


def _mostly_unclear(panel: Panel) -> list[str]:
    """One plain sentence where most changes that could be tested are no clear ones, as they are in small groups."""
    clear = (BETTER, WORSE)
    tested = [row.tested_change or "" for row in panel.rated if (row.tested_change or "").startswith((*clear, UNCLEAR))]
    unclear = sum(change.startswith(UNCLEAR) for change in tested)
    if panel.scorecard != "care_leaver" or 2 * unclear <= len(tested):
        return []
    return [
        f"The groups are small, so {unclear} of the {len(tested)} changes that could be tested are no clear change."
    ]


def _row(panel: Panel, row: ScorecardRow, place: int) -> tuple[Content, ...]:
    why = reasons(panel, row)
    # The status stands in its own column, so "Red" need not be said twice.
    opening = ", ".join(reason.lower() for reason in why if reason != "Red")
    opening = opening.replace("red last quarter", "red last quarter too") if "Red" in why else opening
    name = row.label if unit_of(row.unit).display.after else measure_words(row.label, row.unit)
    begins = f"{opening[:1].upper()}{opening[1:]}: " if opening else ""
    return (
        Number(place, COUNT_FORMAT),
        f"{begins}{name}, {what_it_shows(row)}",
        row.indicator_id,
        status(row),
        ask(panel, row),
    )


def ask(panel: Panel, row: ScorecardRow) -> str:
    """What the panel is asked: the start of the service's action, or to ask why where nobody has said one."""
    said = panel.commentary.get(row.indicator_id)
    if said is None or not said.action:
        return ASK
    text, *further = parts(broken(plain(said.action), _ASKED.room), _ASKED.room, _MOST_LINES)
    if len(text.split()) <= _MOST_WORDS and not further:
        return text
    kept: list[str] = []
    for sentence in sentences(text):
        if len(" ".join([*kept, sentence]).split()) > _MOST_WORDS:
            break
        kept.append(sentence)
    shortened = " ".join(kept) or " ".join(text.split()[:_MOST_WORDS]) + " (and so on)."
    return f"{shortened} {_MORE}"

"""Summary: what goes well, what needs attention, what officers will do, what the panel is asked, and last quarter's actions."""

from __future__ import annotations

from exports import changes
from exports.content import Column, Content, Heading, Shorthand, Status, TableSheet
from exports.figures import aimed_at, people_and_percent, status
from exports.published import ActionRow, Panel, ScorecardRow
from exports.sheet import Sheet
from exports.sheets.commentary import plain
from exports.sheets.marks import NoteRegister
from exports.text import broken, lines_needed, sentences
from exports.words import HIDDEN_NOW, NOT_RATED, PERIOD_IN_BRIEF, RATINGS, measure_words
from indicators.units import unit_of
from schemas.commentary import BETTER, WORSE

NAME = "Summary"
GOING_WELL, NEEDS_ATTENTION = "Going well", "Needs attention"
LAST_ACTIONS = "What became of last quarter's actions"
#: Most lines of each block: the page is one, and no block crowds out another.
MOST_WELL, MOST_ATTENTION, MOST_ACTIONS = 4, 6, 4
ASK = "Ask why, and what will change."
WELCOME = "Ask what made the difference, and whether it will last."
#: Words of an action that the summary repeats; the Commentary sheet has them all.
_MOST_WORDS = 40
_MOST_LINES = 5
_MORE, _GOES_ON = "The Commentary sheet says more.", "(and so on)."
_ROOM = Column("What officers will do", 46, indented=True)
_COLUMNS = (
    Column("What the figures say", 62),
    Column("Status", 17, indented=True),
    _ROOM,
    Column("What we ask of the panel", 38, indented=True),
)


def status_counts(panel: Panel) -> str:
    """How many rated measures have each status, and how many are hidden, as one sentence."""
    counts = dict.fromkeys((*RATINGS, NOT_RATED), 0)
    hidden = 0
    for row in panel.rated:
        if row.shorthand == "c" and row.rating not in RATINGS:
            hidden += 1
        else:
            counts[row.rating if row.rating in RATINGS else NOT_RATED] += 1
    listed = ", ".join(f"{counts[name]} {name.lower()}" for name in (*RATINGS, NOT_RATED))
    return f"Of {len(panel.rated)} measures on the Scorecard: {listed} and {hidden} hidden."


def is_better(panel: Panel, row: ScorecardRow) -> bool:
    """Whether a shown figure clearly improved: against last quarter, against last year, or as a run."""
    return row.is_shown and (changes.movement(panel, row).is_better or (row.tested_change or "").startswith(BETTER))


def is_worse(panel: Panel, row: ScorecardRow) -> bool:
    """Whether a shown figure clearly worsened."""
    return row.is_shown and (changes.movement(panel, row).is_worse or (row.tested_change or "").startswith(WORSE))


def needing_attention(panel: Panel) -> tuple[ScorecardRow, ...]:
    """Red measures, the furthest from target first, then clearly worse ones, then those red last quarter and hidden now."""
    order = sorted(panel.rated, key=lambda row: (row.rating != "Red", -shortfall(row)))
    hidden = tuple(row for row in panel.rated if panel.was_red_and_is_hidden(row))
    found = [row for row in order if row.rating == "Red" or is_worse(panel, row)]
    return tuple(dict.fromkeys((*found, *hidden)))


def going_well(panel: Panel) -> tuple[ScorecardRow, ...]:
    """Clearly better measures, met or not, then those furthest beyond their target; never one that clearly worsened."""
    better = [row for row in panel.rated if is_better(panel, row) and not is_worse(panel, row)]
    met = sorted((row for row in panel.rated if row.is_shown and row.rating == "Green"), key=shortfall)
    return tuple(dict.fromkeys((*better, *(row for row in met if not is_worse(panel, row)))))


def shortfall(row: ScorecardRow) -> float:
    """How far a shown figure misses its target, as a share of the target, so that units can be set side by side."""
    goal = row.target_low if row.target_low is not None else row.target_high
    return -(row.gap or 0.0) / max(abs(goal or 0.0), 1.0)


def summary(panel: Panel, notes: NoteRegister) -> TableSheet | None:
    """One row for each measure to notice, and for each action of last quarter."""
    attention, well = needing_attention(panel), going_well(panel)
    if not attention and not well:
        return None
    rows: list[tuple[Content, ...]] = [_heading(_counted(NEEDS_ATTENTION, len(attention), MOST_ATTENTION))]
    rows += [_row(panel, row, notes, ASK) for row in attention[:MOST_ATTENTION]]
    if not attention:
        rows.append(("No measure is red or clearly worse.", *[Shorthand("z")] * 3))
    rows.append(_heading(_counted(GOING_WELL, len(well), MOST_WELL)))
    rows += [_row(panel, row, notes, WELCOME) for row in well[:MOST_WELL]]
    if not well:
        rows.append(("No measure met its target or clearly improved.", *[Shorthand("z")] * 3))
    if panel.actions:
        rows.append(_heading(_counted(LAST_ACTIONS, len(panel.actions), MOST_ACTIONS)))
        rows += [_action(panel, action) for action in panel.actions[:MOST_ACTIONS]]
    return TableSheet(
        name=NAME,
        answers="what goes well, what needs attention, and what we ask of the panel",
        heading="Summary: what goes well, what needs attention, and what we ask",
        table_name="summary",
        columns=_COLUMNS,
        rows=tuple(rows),
        how_to_read=(status_counts(panel),),
        is_on_one_page=True,
    )


def _counted(words: str, found: int, most: int) -> str:
    return f"{words}: the first {most} of {found}" if found > most else words


def _heading(words: str) -> tuple[Content, ...]:
    return (Heading(words), *[None] * (len(_COLUMNS) - 1))


def _row(panel: Panel, row: ScorecardRow, notes: NoteRegister, ask: str) -> tuple[Content, ...]:
    said = panel.commentary.get(row.indicator_id)
    return (
        sentence(panel, row, notes),
        status(row, panel),
        _brief(said.action) if said is not None and said.action else "Not yet said",
        _brief(said.ask) if said is not None and said.ask else ask,
    )


def sentence(panel: Panel, row: ScorecardRow, notes: NoteRegister) -> str:
    """One measure in a sentence with its number, target and what clearly changed."""
    name = named(row)
    marks = notes.records(row)
    if not row.is_shown:
        words = f"{name}: the number is hidden to protect children"
        return f"{words}. {HIDDEN_NOW}." if panel.was_red_and_is_hidden(row) else f"{words}."
    target = f"; target {aimed_at(row)}" if row.target_type is not None else ""
    moved = changes.in_a_sentence(panel, row)
    return " ".join(filter(None, (f"{name}: {people_and_percent(row)}{target}.", moved, marks)))


def named(row: ScorecardRow) -> str:
    """The measure inside a sentence, with its period."""
    # A percentage carries its own sign here, so its name needs none.
    name = row.label if unit_of(row.unit).display.after else measure_words(row.label, row.unit)
    period = PERIOD_IN_BRIEF.get(row.time_window, "")
    return f"{name}, {period}" if period else name


def _action(panel: Panel, action: ActionRow) -> tuple[Content, ...]:
    """An action of last quarter, its measure then and now, and what officers say of it."""
    row = panel.headline_row(action.indicator_id)
    name = named(row) if row is not None else action.indicator_id
    said = panel.commentary.get(action.indicator_id)
    now = status(row, panel) if row is not None and row.is_rated else Status(NOT_RATED, NOT_RATED)
    by = f", by {action.by_when}" if action.by_when else ""
    promised = _brief(action.action)
    return (
        f"{name}. Promised: {promised}{by}",
        now,
        _brief(said.progress)
        if said is not None and said.progress
        else f"Not yet said. Lead: {action.lead or 'nobody named'}",
        "Ask whether it was done, and what it changed.",
    )


def _brief(text: str) -> str:
    """The beginning of somebody's words, whole sentences where there are any, and where the rest is."""
    words = broken(plain(text), _ROOM.room)
    if _is_brief(words):
        return words
    kept: list[str] = []
    for part in sentences(words):
        if not _is_brief(" ".join([*kept, part]), _MORE):
            break
        kept.append(part)
    if kept:
        return " ".join([*kept, _MORE])
    begun = words.split()[:_MOST_WORDS]
    while len(begun) > 1 and not _is_brief(" ".join(begun), _GOES_ON, _MORE):
        begun.pop()
    return " ".join([*begun, _GOES_ON, _MORE])


def _is_brief(words: str, *ending: str) -> bool:
    """Whether words are few enough, and with what follows them take few enough lines."""
    return len(words.split()) <= _MOST_WORDS and lines_needed(" ".join([words, *ending]), _ROOM.room) <= _MOST_LINES


SHEET = Sheet(NAME, 20, summary, absent="no figure that has a target can be shown", is_printed=True)

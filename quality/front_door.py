"""What ``scorecards check`` says of one submission: what was read as what, what would come of it, and what to see to first."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.registry import all_indicators
from schemas.extracts import EXTRACTS
from submissions.rules import RULES
from submissions.validate import CheckedSubmission

#: Measures named one by one; of more the number is told.
_MANY = 12


def told(checked: CheckedSubmission) -> Iterator[str]:
    """Lines about what was read, what is missing and what was ignored; no line holds a value of a record."""
    counts = checked.row_counts
    mains = counts[~counts["is_supplement"]]
    yield (
        f"{checked.authority}: {int(mains['rows_read'].sum()):,} rows read = {int(mains['rows_loaded'].sum()):,} loaded "
        f"+ {int(mains['rows_quarantined'].sum()):,} set aside, from {counts['source_file'].nunique()} files"
    )
    yield from _first(checked)
    yield from _read(checked)
    yield from _not_supplied(checked)
    yield from _ignored(checked)


def _first(checked: CheckedSubmission) -> Iterator[str]:
    """The one thing to put right first."""
    for reason in checked.no_results:
        yield f"  FIRST: {checked.authority} would have no results: {reason}"
    if checked.no_results:
        return
    grave = checked.findings[checked.findings["severity"].eq("reject_file")]
    if len(grave):
        yield f"  FIRST: {grave['message'].iloc[0]} {grave['remedy'].iloc[0]}"
        return
    for alert in checked.column_alerts.itertuples():
        yield f"  FIRST: {alert.extract}.{alert.column_name}: {alert.share:.0%} of its filled cells could not be used"


def _read(checked: CheckedSubmission) -> Iterator[str]:
    counts = checked.row_counts
    for one in checked.recognised:
        place = f"{one.file}{f', sheet {one.sheet}' if one.sheet else ''}"
        yield f"  {place}: recognised as {one.words}, {one.rows_read:,} rows"
        own = counts[counts["source_file"].eq(one.file) & counts["source_sheet"].eq(one.sheet)]
        for name in one.extracts:
            row = own[own["extract"].eq(name)].iloc[0]
            fills = " (fills columns of records read elsewhere)" if row["is_supplement"] else ""
            yield (
                f"    {name}: {row['rows_read']:,} read, {row['rows_loaded']:,} loaded, {row['rows_quarantined']:,} set aside"
                f"{fills}"
            )


def _not_supplied(checked: CheckedSubmission) -> Iterator[str]:
    whole = checked.availability[checked.availability["column_name"].isna()].set_index("extract")
    for name in EXTRACTS:
        state = whole.loc[name]
        if state["state"] == "available":
            continue
        ids = [i.id for i in all_indicators() if name in i.sources]
        more = f" and {len(ids) - _MANY} more" if len(ids) > _MANY else ""
        brings = f"would bring {', '.join(ids[:_MANY])}{more}" if ids else "no measure of this release rests on it"
        said = "not supplied" if state["state"] == "absent" else f"not usable ({state['reason']})"
        yield f"  {name}: {said}; {brings}"


def _ignored(checked: CheckedSubmission) -> Iterator[str]:
    for one in checked.ignored:
        place = f"{one.file}{f', sheet {one.sheet}' if one.sheet else ''}"
        yield f"  Ignored: {place}: {RULES[one.rule].message.format(detail=one.detail)}."

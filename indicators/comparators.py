"""What England and the statistical neighbours published, beside our own figures and never instead of a definition.

The figures stand in ``comparators.csv``, kept by hand: one row is one published figure, with its period, its definition,
its age group and the page it came from. A figure is comparable only when definition, age group and period all fit; the
reason when they do not is printed in its place. A quarter is set beside the latest figure already published for a
period that had ended by the quarter's last day, so an old quarter keeps the comparator of its day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from indicators.units import all_units
from schemas.comparison import NOT_COMPARABLE, SOURCE
from warehouse.calendar import Quarter

COMPARATORS_FILE = Path(__file__).parent / "comparators.csv"

ENGLAND, NEIGHBOURS = "England", "Statistical neighbours"

#: Columns of the file. ``period`` is what a reader sees; ``period_end`` (ISO date) is what sorts it. ``council`` is the
#: ONS code of the council a figure is of, or whose neighbours it averages; blank for England.
COLUMNS = (
    "indicator_id", "area", "council", "period", "period_end", "definition_version", "age_group", "value", "unit",
    "comparable", "why_not", "source", "section",
)  # fmt: skip

#: A national figure covers a year or a 31 March; beside part of a year it would mislead.
PART_YEAR = "an annual figure beside part of a year"

#: Scorecard columns this module fills.
SCORECARD_COLUMNS = (
    "england_value", "england_period", "england_comparable", "england_note",
    "neighbours_value", "neighbours_period", "neighbours_comparable",
)  # fmt: skip


def read_comparators(path: Path = COMPARATORS_FILE) -> pd.DataFrame:
    """Read and check the comparator file.

    Returns:
        Columns :data:`COLUMNS`, with ``period_end`` a date, ``value`` a float and ``comparable`` a boolean.

    Raises:
        ValueError: Naming every line that lacks a source, a reason for not being comparable, or a council.
    """
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    if tuple(frame.columns) != COLUMNS:
        raise ValueError(f"{path.name}: the columns must be {', '.join(COLUMNS)}.")
    problems = [
        f"line {line + 2}: {problem}"
        for problem, rows in (
            ("write yes or no under comparable", ~frame["comparable"].isin(["yes", "no"])),
            ("say why it is not comparable", frame["comparable"].eq("no") & frame["why_not"].eq("")),
            ("name the source", frame["source"].eq("") | frame["section"].eq("")),
            ("name the council", frame["area"].ne(ENGLAND) & frame["council"].eq("")),
            (f"write the unit as one of {', '.join(all_units())}", ~frame["unit"].isin(list(all_units()))),
        )
        for line in np.flatnonzero(rows)
    ]
    if problems:
        raise ValueError(f"{path.name}: " + "; ".join(problems) + ".")
    return frame.assign(
        period_end=pd.to_datetime(frame["period_end"], format="%Y-%m-%d"),
        value=frame["value"].astype(float),
        comparable=frame["comparable"].eq("yes"),
    )


def with_own(comparators: pd.DataFrame, own: Mapping[str, tuple[str, Mapping[str, Sequence[Any]]]]) -> pd.DataFrame:
    """The published figures with those a council gives itself, which stand before the file's for that council alone.

    Args:
        comparators: As :func:`read_comparators` gives them.
        own: Authority -> its ONS code, and indicator -> figures with ``area``, ``value``, ``period``, ``ends``, ``source``.
    """
    rows = [
        {
            "indicator_id": indicator,
            "area": one.area,
            "council": code,
            "period": one.period,
            "period_end": pd.Timestamp(one.ends),
            "definition_version": "",
            "age_group": "",
            "value": float(one.value),
            "unit": "",
            "comparable": True,
            "why_not": "",
            "source": one.source,
            "section": "given by the council",
        }
        for code, figures in own.values()
        for indicator, listed in figures.items()
        for one in listed
    ]
    if not rows:
        return comparators
    given = pd.DataFrame(rows, columns=list(COLUMNS))
    # England's and the region's figure given by a council is for that council; the file's England is for everybody.
    return pd.concat([comparators, given.astype({"period_end": comparators["period_end"].dtype})], ignore_index=True)


def compare(figures: pd.DataFrame, comparators: pd.DataFrame, ons_codes: Mapping[str, str]) -> pd.DataFrame:
    """The England and neighbours' figure beside each of ours.

    Args:
        figures: Columns ``authority``, ``indicator_id``, ``quarter``, ``time_window``.
        comparators: As :func:`read_comparators` gives them.
        ons_codes: Authority -> ONS code; neighbours are those of the council itself.

    Returns:
        Columns :data:`SCORECARD_COLUMNS`, with the index of ``figures``.
    """
    council = figures["authority"].map(dict(ons_codes)).fillna("?")
    national = comparators[comparators["area"].eq(ENGLAND)]
    england = _latest(figures.assign(council=""), national[national["council"].eq("")])
    told = _latest(figures.assign(council=council), national[national["council"].ne("")])
    england = told.where(told["value"].notna(), england)
    neighbours = _latest(figures.assign(council=council), comparators[comparators["area"].eq(NEIGHBOURS)])
    part_year = _is_part_year(figures)
    frame = pd.DataFrame(index=figures.index)
    for name, found in (("england", england), ("neighbours", neighbours)):
        fits = found["comparable"].fillna(False).astype(bool) & ~part_year
        frame[f"{name}_value"] = found["value"]
        frame[f"{name}_period"] = found["period"]
        frame[f"{name}_comparable"] = fits.astype("boolean").mask(found["value"].isna())
    why_not = found_reason(england, part_year)
    source = england["source"] + ', "' + england["section"] + '"'
    frame["england_note"] = source.where(why_not.eq(""), NOT_COMPARABLE + why_not + SOURCE + source)
    frame.loc[england["value"].isna(), "england_note"] = None
    return frame[list(SCORECARD_COLUMNS)]


def found_reason(found: pd.DataFrame, part_year: pd.Series) -> pd.Series:
    """Why a comparator does not fit its figure; empty where it does."""
    reason = found["why_not"].fillna("").where(~found["comparable"].fillna(True).astype(bool), "")
    return reason.mask(reason.eq("") & part_year, PART_YEAR)


def _is_part_year(figures: pd.DataFrame) -> pd.Series:
    """Rows that cover less than a year: a quarter, or a year to date before its last quarter."""
    last = figures["quarter"].str.endswith("Q4")
    return figures["time_window"].eq("quarter") | (figures["time_window"].eq("ytd") & ~last)


def _latest(figures: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """The published figure to set beside each of ours: the latest period ended, comparable ones first."""
    ends = {label: pd.Timestamp(Quarter.parse(str(label)).ends) for label in figures["quarter"].unique()}
    keys = figures[["indicator_id", "council"]].assign(
        ends=figures["quarter"].map(ends).astype("datetime64[us]"), position=np.arange(len(figures))
    )
    wanted = ["value", "period", "comparable", "why_not", "source", "section"]
    choices = [
        pd.merge_asof(
            keys.sort_values("ends"),
            rows.assign(ends=rows["period_end"].astype("datetime64[us]")).sort_values("ends")[
                ["indicator_id", "council", "ends", *wanted]
            ],
            on="ends",
            by=["indicator_id", "council"],
        ).sort_values("position")
        for rows in (published[published["comparable"]], published[~published["comparable"]])
    ]
    best, second = (choice.set_axis(figures.index)[wanted].astype({"comparable": "boolean"}) for choice in choices)
    return best.where(best["value"].notna(), second)

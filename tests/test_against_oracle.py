"""The project's figures of the first release against the oracle's, on random councils: every figure and row of evidence.

Those of the second release have an oracle of their own: ``test_against_second_oracle``.

The data are synthetic, so that a difference can be shown with its persons.
"""

from collections import Counter
from functools import cache
from typing import Any, NamedTuple

import pandas as pd
import pytest

from indicators.registry import all_indicators
from tests.oracle import Result, figures
from tests.oracle.figures import INDICATORS
from tests.support.engine import compute
from tests.support.random_council import RandomCouncil, random_council

SEEDS = range(12)
ORACLES = {indicator.indicator_id for indicator in INDICATORS}
SHOWN = 25  # differences printed before "and n more"
KEY = ["indicator_id", "time_window", "breakdown", "category"]

FigureKey = tuple[str, str, str, str]
EvidenceKey = tuple[str, str]
EvidenceRow = tuple[str | None, bool, float | None]


class Figure(NamedTuple):
    """What two computations must agree on; numbers to nine decimals, missing as None."""

    numerator: float | None
    denominator: float | None
    value: float | None
    unknown: int
    status: str


@cache
def made(seed: int) -> RandomCouncil:
    return random_council(seed)


@cache
def expected(seed: int) -> list[Result]:
    council = made(seed)
    return figures(council.extracts, council.quarter, council.ons_code, council.population)


@cache
def computed(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The project's result and evidence for the one quarter."""
    council = made(seed)
    found = compute(
        council.extracts,
        council.quarter,
        ons_code=council.ons_code,
        population=council.population,
        quarters_back=0,
        declared=[i for i in all_indicators() if i.id in ORACLES],
    )
    result = found.result[found.result["quarter"] == council.quarter]
    evidence = found.evidence[found.evidence["quarter"] == council.quarter]
    return result, evidence


def number(value: Any) -> float | None:
    return None if pd.isna(value) else round(float(value), 9)


def figure_of(row: Any) -> Figure:
    return Figure(number(row.numerator), number(row.denominator), number(row.value), int(row.unknown), str(row.status))


def listed(heading: str, lines: list[str]) -> str:
    more = [f"... and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "\n".join([heading, *lines[:SHOWN], *more])


@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_agrees(seed: int) -> None:
    result, _ = computed(seed)
    assert not result.duplicated(KEY).any(), f"{made(seed).quarter}: a figure is given twice"
    ours: dict[FigureKey, Figure] = {
        (row.indicator_id, row.time_window, row.breakdown, row.category): figure_of(row) for row in result.itertuples()
    }
    theirs: dict[FigureKey, Figure] = {row.key: figure_of(row) for row in expected(seed)}
    # headlines first: a category is wrong whenever its headline is
    differing = sorted((k for k in ours.keys() | theirs.keys() if ours.get(k) != theirs.get(k)), key=_headline_first)
    lines = [f"{' '.join(k)}: project {_shown(ours.get(k))} oracle {_shown(theirs.get(k))}" for k in differing]
    assert not lines, listed(f"seed {seed}, {made(seed).quarter}: {len(lines)} figures differ", lines)


def _headline_first(key: FigureKey) -> tuple[bool, FigureKey]:
    return key[2] != "all", key


def _shown(figure: Figure | None) -> str:
    if figure is None:
        return "nothing"
    unknown = f" unknown {figure.unknown}" if figure.unknown else ""
    return f"{figure.numerator}/{figure.denominator} = {figure.value} {figure.status}{unknown}"


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_of_evidence_agrees(seed: int) -> None:
    _, evidence = computed(seed)
    ours: dict[EvidenceKey, Counter[EvidenceRow]] = {}
    for row in evidence.itertuples():
        person = None if pd.isna(row.person_id) else str(row.person_id)
        rows = ours.setdefault((row.indicator_id, row.time_window), Counter())
        rows[person, bool(row.in_numerator), number(row.value)] += 1
    theirs: dict[EvidenceKey, Counter[EvidenceRow]] = {}
    without_population = set()
    for result in expected(seed):
        if result.breakdown == "all":
            key = (result.indicator_id, result.time_window)
            theirs[key] = Counter((r.person_id, r.in_numerator, number(r.value)) for r in result.evidence)
            if result.status == "not_available" and result.evidence:
                without_population.add(key)  # a rate that lacks only its population: section 5 is silent on rows
    lines = []
    for key in sorted((ours.keys() | theirs.keys()) - without_population):
        mine, other = ours.get(key, Counter()), theirs.get(key, Counter())
        if mine != other:
            lines.append(f"{' '.join(key)}: project only {_rows(mine - other)}; oracle only {_rows(other - mine)}")
    assert not lines, listed(f"seed {seed}, {made(seed).quarter}: evidence differs", lines)


def _rows(rows: Counter[EvidenceRow]) -> str:
    """Person, in or out of the numerator, amount, how often: ``0012+``, ``0013-``, ``0014+12.0 x2``."""
    shown = []
    for (person, met, value), count in sorted(rows.items(), key=str)[:12]:
        times = f" x{count}" if count > 1 else ""
        shown.append(f"{person}{'+' if met else '-'}{'' if value is None else value}{times}")
    more = f" and {len(rows) - 12} more" if len(rows) > 12 else ""
    return ", ".join(shown) + more if shown else "none"

"""How long twenty quarters of history take, and how the work grows with quarters, children and councils.

Run from the project's folder: ``python -m benchmarks.history``. It makes a synthetic council, reads and judges its files
once, and computes on the clean rows: a short and a long history of one council, half as many children, and many
councils at once (the same rows under other slugs). It prints seconds, seconds a quarter and the shares of core,
evidence and results; nothing passes or fails.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from indicators.calculate import calculate
from indicators.coming import write_coming
from indicators.registry import all_indicators
from indicators.worklist import write_worklist
from submissions.discover import discover
from submissions.validate import check_submission
from synthetic import DEMO_SEED, write_council
from warehouse import build
from warehouse.calendar import Quarter
from warehouse.connection import connect

_QUARTER = Quarter.parse("2017-18-Q4")
_SLUG = "benchmark-demo"


@dataclass(frozen=True)
class Submitted:
    """One council's clean rows."""

    facts: build.SubmissionFacts
    clean: Mapping[str, pd.DataFrame]

    def under(self, slug: str) -> Submitted:
        """The same rows under another council's slug."""
        facts = build.SubmissionFacts(**{**vars(self.facts), "authority": slug})
        return Submitted(facts, {name: frame.assign(authority=slug) for name, frame in self.clean.items()})


@dataclass(frozen=True)
class Timing:
    """Seconds of each step, and how much came of it."""

    load: float
    core: float
    evidence: float
    results: float
    coming: float
    evidence_rows: int
    result_rows: int

    @property
    def total(self) -> float:
        """Seconds of every step together."""
        return self.load + self.core + self.evidence + self.results + self.coming


def submitted(children: int, folder: Path) -> Submitted:
    """Make a synthetic council and read its one submission.

    Args:
        children: Children looked after on the last day.
        folder: Where to write; made when missing.
    """
    write_council(folder, children=children, quarters=1, seed=DEMO_SEED, authority=_SLUG, last_quarter=_QUARTER.label)
    submission = next(iter(discover(folder, _QUARTER, None).submissions))
    checked = check_submission(submission, date(2018, 4, 16))
    facts = build.SubmissionFacts(
        checked.authority,
        checked.submission_quarter,
        submission.council.name,
        submission.council.ons_code,
        checked.content_hash,
        submission.council.population_0_17,
        checked.available,
    )
    return Submitted(facts, checked.clean)


def timed(councils: list[Submitted], quarters: int, database: Path) -> Timing:
    """Build and compute so many quarters for the councils together, in a database file as a run does."""
    declared = all_indicators()
    with connect(database) as connection:
        moments = [time.perf_counter()]
        build.create(connection, _QUARTER, quarters - 1)
        for council in councils:
            build.load_submission(connection, council.facts)
            build.load_clean(connection, council.clean)
        moments.append(time.perf_counter())
        build.build_core(connection)
        moments.append(time.perf_counter())
        calculate(connection)
        moments.append(time.perf_counter())
        write_coming(connection, declared, {})
        write_worklist(connection, declared)
        moments.append(time.perf_counter())
        rows = (
            build.count_rows(connection, "indicators.evidence"),
            build.count_rows(connection, "indicators.result"),
        )
    load, core, evidence, results, coming = (after - before for before, after in pairwise(moments))
    return Timing(load, core, evidence, results, coming, *rows)


def _line(words: str, timing: Timing, quarters: int) -> str:
    shares = " : ".join(f"{step / timing.core:.1f}" for step in (timing.core, timing.evidence, timing.results))
    return (
        f"{words:<44} {timing.total:>7.1f} s {timing.total / quarters:>7.2f} s/quarter   {shares:<18} "
        f"{timing.coming:>5.1f} s   {timing.evidence_rows:>10,} {timing.result_rows:>10,}"
    )


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--children", type=int, default=700)
    options.add_argument("--quarters", type=int, default=20)
    options.add_argument("--councils", type=int, default=20)
    chosen = options.parse_args()
    quarters = chosen.quarters
    with TemporaryDirectory() as held:
        folder = Path(held)
        whole = submitted(chosen.children, folder / "whole")
        half = submitted(max(1, chosen.children // 2), folder / "half")
        print(
            f"{'':<44} {'total':>9} {'':>17}   {'core:evid.:results':<18} {'coming':>7}   {'evidence':>10} "
            f"{'results':>10}"
        )
        few = max(1, quarters // 4)
        timings: dict[str, Timing] = {}
        for words, councils, span in (
            (f"{chosen.children // 2} children, {quarters} quarters", [half], quarters),
            (f"{chosen.children} children, {few} quarters", [whole], few),
            (f"{chosen.children} children, {quarters} quarters", [whole], quarters),
            (f"{chosen.children} children, 9 quarters", [whole], 9),
            (
                f"{chosen.councils} councils of {chosen.children}, 9 quarters",
                [whole.under(f"council-{n:03d}") for n in range(chosen.councils)],
                9,
            ),
        ):
            database = folder / f"{len(timings)}.duckdb"
            timings[words] = timed(councils, span, database)
            print(_line(words, timings[words], span), flush=True)
            database.unlink()
        smaller, short, long, one, many = timings.values()
        print(f"\n{chosen.children} children: {long.total / quarters:.2f} seconds a quarter over {quarters} quarters.")
        print(f"Twice the children take {long.total / smaller.total:.2f} times as long.")
        print(f"{quarters / few:.0f} times the quarters take {long.total / short.total:.2f} times as long.")
        print(
            f"{chosen.councils} councils take {many.total / one.total:.1f} times as long as one: "
            f"{many.total / chosen.councils:.2f} seconds a council against {one.total:.2f} alone."
        )


if __name__ == "__main__":
    main()

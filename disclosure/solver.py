"""HiGHS, the kept solver: the smallest value of a sum of numbers under relations, exactly and with its proof.

One thread, a fixed seed and fixed order: the same input gives the same answer in every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: What counts as no difference between two whole numbers.
NEAR = 1e-6

_SEED = 1
_PRIMAL = 4


class SolverError(Exception):
    """The solver gave no answer to a question that has one: a fault of the pipeline."""


def _quiet(seconds: float) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", _SEED)
    solver.setOptionValue("time_limit", seconds)
    return solver


@dataclass(frozen=True)
class Answer:
    """The least a sum can be.

    Attributes:
        least: Its value; minus infinity where there is none.
        values: Of each column, where the least is reached.
        duals: How far each column's bound holds the sum up (zero for none).
    """

    least: float
    values: Floats
    duals: Floats

    @property
    def is_whole(self) -> bool:
        """Whether every value is a whole number."""
        return bool(np.all(np.abs(self.values - np.round(self.values)) < NEAR))


class Model:
    """Columns with bounds, and rows whose terms add up to nought or to nought at least."""

    def __init__(
        self, lower: Floats, upper: Floats, row: Ints, column: Ints, factor: Floats, at_least: Flags, *, whole: bool = False,
        presolve: bool = False,
    ) -> None:  # fmt: skip
        self.size = lower.size
        order = np.lexsort((row, column))
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.size, at_least.size
        lp.col_cost_ = np.zeros(self.size)
        lp.col_lower_, lp.col_upper_ = lower, upper
        lp.row_lower_ = np.zeros(at_least.size)
        lp.row_upper_ = np.where(at_least, highspy.kHighsInf, 0.0)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=self.size))]).astype(
            np.int32
        )
        lp.a_matrix_.index_ = row[order].astype(np.int32)
        lp.a_matrix_.value_ = factor[order]
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * self.size
        self._whole = whole
        self._solver = _quiet(10.0 if whole else 60.0)
        if not (whole or presolve):
            # Each question differs little from the one before, whose answer is where the search starts: it stays feasible
            # when the aim changes, so the primal simplex takes a quarter of the steps the dual one does.
            self._solver.setOptionValue("presolve", "off")
            self._solver.setOptionValue("simplex_strategy", _PRIMAL)
        self._solver.passModel(lp)
        self._aim = np.empty(0, dtype=np.int64)

    def bound(self, column: int, lower: float, upper: float) -> None:
        """Change the bounds of a column."""
        self._solver.changeColBounds(column, lower, upper)

    def least(self, columns: Sequence[int] | Ints, factors: Sequence[float] | Floats) -> Answer:
        """The least value of a sum of columns.

        Raises:
            SolverError: When the relations contradict each other, or the time is up.
        """
        for column in self._aim.tolist():
            self._solver.changeColCost(column, 0.0)
        for column, factor in zip(columns, factors, strict=True):
            self._solver.changeColCost(int(column), float(factor))
        self._aim = np.array(columns, dtype=np.int64)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Answer(-np.inf, np.zeros(self.size), np.zeros(self.size))
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"No answer from the solver: {self._solver.modelStatusToString(status)}.")
        found = self._solver.getSolution()
        duals = np.zeros(self.size) if self._whole else np.array(found.col_dual)
        return Answer(self._solver.getInfo().objective_function_value, np.array(found.col_value), duals)


@dataclass(frozen=True)
class Choice:
    """What to choose.

    Attributes:
        chosen: Which are.
        cost: What they cost.
        bound: Proven: nothing that fulfils the demands costs less.
    """

    chosen: Flags
    cost: float
    bound: float


class Master:
    """Chooses the cheapest yes or no for each of some things under demands that are added as they are found."""

    def __init__(self, cost: Floats, forced: Flags, seconds: float = 20.0) -> None:
        self.cost = cost
        self._solver = _quiet(seconds)
        self._solver.setOptionValue("mip_rel_gap", 0.0)
        for price, is_forced in zip(cost, forced, strict=True):
            self._solver.addVar(1.0 if is_forced else 0.0, 1.0)
            place = self._solver.getNumCol() - 1
            self._solver.changeColCost(place, float(price))
            self._solver.changeColIntegrality(place, highspy.HighsVarType.kInteger)

    def demand(self, columns: Sequence[int], factors: Sequence[float], least: float) -> None:
        """The sum of the factors of what is chosen is at least so much."""
        self._solver.addRow(
            float(least),
            highspy.kHighsInf,
            len(columns),
            np.array(columns, dtype=np.int32),
            np.array(factors, dtype=float),
        )

    def choose(self) -> Choice:
        """The cheapest choice.

        Raises:
            SolverError: When the demands contradict each other.
        """
        self._solver.run()
        found = np.array(self._solver.getSolution().col_value)
        if found.size == 0 or self._solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            raise SolverError("No choice fulfils the demands.")
        chosen = found > 0.5
        return Choice(chosen, float(self.cost[chosen].sum()), float(self._solver.getInfo().mip_dual_bound))

"""Rules that hold between cells of one row, shared by the extracts' models.

Each takes a typed frame and gives one boolean a row: ``True`` where the row keeps the rule. A blank never
breaks a comparison.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pandera.pandas as pa

#: Prefix of a check between cells that finds fault with one of them: the mark of that column says what comes of it.
BLAMES = "out_of_range/"


class Spell(pa.DataFrameModel):
    """Rows that last from a start to an end, named in ``about(span=...)``; equal is allowed."""

    # Named by its method: pandera forgets the name given to an inherited check after its first heir.
    @pa.dataframe_check
    @classmethod
    def end_before_start(cls, frame: pd.DataFrame) -> pd.Series:
        """False where the end lies before the start."""
        about = cls.Config.metadata
        assert about is not None, "a spell names its start and end"
        start, end = about["span"]
        return not_before(frame, end, start)


def not_before(frame: pd.DataFrame, later: str, earlier: str) -> pd.Series:
    """The later column is not before the earlier one (equal is allowed).

    Where either value has no time of day, their dates are compared.
    """
    return ~before(frame[later], frame[earlier], _timed(frame, later) & _timed(frame, earlier))


def before(first: pd.Series, second: pd.Series, timed: pd.Series) -> pd.Series:
    """Whether ``first`` lies before ``second``; to the second where ``timed``, otherwise by date."""
    by_date: pd.Series = first.dt.normalize() < second.dt.normalize()
    return by_date.where(~timed, first < second)


def filled_when(frame: pd.DataFrame, column: str, when: str, codes: Sequence[str]) -> pd.Series:
    """The column is filled on every row whose ``when`` is one of the codes."""
    return frame[column].notna() | ~frame[when].isin(codes)


def _timed(frame: pd.DataFrame, column: str) -> pd.Series:
    """Whether the value has a time of day; a date column never has one."""
    flag = f"{column}_has_time"
    if flag in frame:
        return frame[flag].astype(bool)
    return pd.Series(False, index=frame.index)

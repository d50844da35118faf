"""The one place where a figure is rounded for showing: half up, never banker's rounding."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

#: Decimal places every percentage, rate and mean is shown and judged at.
DISPLAY_PLACES = 1


def round_half_up(value: float | int | Fraction | Decimal | None, places: int = DISPLAY_PLACES) -> float | None:
    """Round away from zero at the half, so 12.5 becomes 13 and 112/158 becomes 70.9.

    A ``float`` is read through its shortest decimal text (0.125 is meant as 0.125, whatever its bits say); a
    ``Fraction`` is exact. ``None`` and NaN give ``None``.

    Args:
        value: The exact figure.
        places: Decimal places to keep.

    Returns:
        The rounded figure, or ``None`` where there is no figure.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, Fraction):
        # Exact decimal where one exists; otherwise far more digits than any rounding needs.
        exact = Decimal(value.numerator) / Decimal(value.denominator)
    elif isinstance(value, Decimal):
        exact = value
    else:
        exact = Decimal(repr(float(value)))
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return float(rounded) + 0.0  # the sum turns -0.0 into 0.0

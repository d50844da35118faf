"""The ``benchmarks`` extract."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.api.pandas.model_config import BaseConfig

from schemas import fields as f


class Benchmarks(pa.DataFrameModel):
    """One row the figure of another area or group for one indicator and period; holds no person."""

    class Config(BaseConfig):
        """What is said of the extract as a whole."""

        metadata = f.about(
            place=34,
            key=("indicator_id", "area", "period"),
            words="Figures to compare with",
            serves="Gaps to other children and to the rates of others.",
        )

    indicator_id: f.Text = f.identifier("*", "The indicator, such as LAC-02.")
    area: f.Text = f.code("*", "BENCHMARK_AREA", "Whose figure it is.")
    period: f.Text = f.period("*", "financial_year", "Financial year, or academic year for LAC-99, such as 2015-16.")
    value: f.Decimal = f.decimal("*", "The figure, in the indicator's unit.")
    source: f.Text = f.text("", "Where it was published.")

"""A new figure on an existing cohort takes one declaration and nothing else: it is then in everything a run makes."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import openpyxl
import pytest

import indicators.themes
from assets.resources import Settings
from docs.generate import page
from indicators.registry import all_blocks, all_indicators
from pipelines.definitions import JOB, defs
from synthetic import write_council
from warehouse.connection import connect

QUARTER, COUNCIL, NEW = "2017-18-Q4", "testshire-demo", "LAC-999"
THEME = '''
"""A theme with one figure, as somebody would add it."""

from indicators.definition import Cohort, Direction, Exceptions, Indicator, Reason, Source, Target
from indicators.units.percentage import Percentage
from warehouse.calendar import Window

ORDER = 21

INDICATORS = (
    Indicator(
        id="LAC-999",
        title="Not placed with foster carers",
        label="Living elsewhere than with foster carers",
        theme="Homes",
        cohort=Cohort("looked_after_on_the_day"),
        measure=Percentage(met="placement_type NOT LIKE 'U%'"),
        windows=(Window.AS_AT,),
        numerator_words="Current placement type outside U1 to U6",
        denominator_words="Children looked after on the last day of the quarter",
        better=Direction.LOWER,
        is_rated=True,
        target=Target(at_most=90, floor=95, source="A test"),
        exceptions=Exceptions(
            "+",
            (Reason("NOT_FOSTERED", "Not with foster carers", "TRUE"),),
            last_event="Last move",
            last_event_date="placement_start",
        ),
        source=Source("A regulation made for this test"),
    ),
)
'''


@dataclass(frozen=True)
class Done:
    """What a run made once the declaration was there."""

    materialized: dict[str, Any]
    warehouse: Path
    output: Path
    dictionary: str
    before: tuple[str, ...]

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with connect(self.warehouse, read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    folder = tmp_path_factory.mktemp("one")
    before = tuple(i.id for i in all_indicators())
    themes = folder / "themes"
    themes.mkdir()
    (themes / "added_for_the_test.py").write_text(THEME, encoding="utf-8")
    write_council(folder / "raw", children=30, quarters=1, seed=7, authority=COUNCIL, last_quarter=QUARTER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indicators.themes, "__path__", [*indicators.themes.__path__, str(themes)])
        all_blocks.cache_clear()
        all_indicators.cache_clear()
        try:
            settings = Settings(
                raw=str(folder / "raw"), warehouse=str(folder / "w" / "s.duckdb"), output=str(folder / "output")
            )
            result = defs.resolve_job_def(JOB).execute_in_process(
                partition_key=QUARTER, instance=dg.DagsterInstance.ephemeral(), resources={"settings": settings}
            )
            assert result.success
            found = [e.step_materialization_data.materialization for e in result.get_asset_materialization_events()]
            yield Done(
                {m.asset_key.to_user_string(): {name: v.value for name, v in m.metadata.items()} for m in found},
                folder / "w" / "s.duckdb",
                folder / "output",
                page("indicators.md"),
                before,
            )
        finally:
            sys.modules.pop("indicators.themes.added_for_the_test", None)
            all_blocks.cache_clear()
            all_indicators.cache_clear()


def test_the_dagster_run_computes_one_figure_more(done):
    assert NEW not in done.before
    assert done.materialized["evidence"]["indicators"] == len(done.before) + 1


def test_it_has_results_for_every_quarter_and_breakdown(done):
    quarters, breakdowns = done.ask(
        f"SELECT count(DISTINCT quarter), count(DISTINCT breakdown) FROM indicators.result WHERE indicator_id = '{NEW}'"
    )[0]
    others = done.ask("SELECT count(DISTINCT breakdown) FROM indicators.result WHERE indicator_id = 'LAC-30'")[0][0]
    assert (quarters, breakdowns) == (9, others)
    base = done.ask(
        "SELECT r.denominator, l.numerator FROM indicators.result AS r JOIN indicators.result AS l USING (quarter) "
        f"WHERE r.indicator_id = '{NEW}' AND l.indicator_id = 'LAC-01' AND r.breakdown = 'all' AND l.breakdown = 'all'"
    )
    assert len(base) == 9
    assert all(denominator == looked_after > 0 for denominator, looked_after in base)


def test_it_is_on_the_scorecard_rated(done):
    rows = done.ask(
        f"SELECT title, theme, target_high, rating FROM scorecards.lac_scorecard WHERE indicator_id = '{NEW}'"
    )
    assert rows == [("Not placed with foster carers", "Homes", 90.0, "Green")]
    assert done.ask(f"SELECT count(*) FROM published.lac_scorecard WHERE indicator_id = '{NEW}'") == [(1,)]


def test_it_is_in_what_is_coming_and_its_misses_say_their_last_event(done):
    assert done.ask(f"SELECT count(*) FROM indicators.coming WHERE indicator_id = '{NEW}'") == [(1,)]
    missed = done.ask(
        "SELECT DISTINCT miss_reason, last_event FROM indicators.evidence "
        f"WHERE indicator_id = '{NEW}' AND in_numerator"
    )
    assert missed == [("NOT_FOSTERED", "Last move")]


def test_it_has_its_section_in_the_dictionary(done):
    section = done.dictionary.split(f"### {NEW} Not placed with foster carers")[1].split("### ")[0]
    assert "Living elsewhere than with foster carers" in section
    assert "A regulation made for this test" in section
    assert "not with foster carers (`NOT_FOSTERED`)" in section


def test_it_is_in_the_panels_workbook(done):
    path = next((done.output / "panel" / COUNCIL / QUARTER).glob("children-in-our-care*.xlsx"))
    cells: dict[str, set[object]] = {}
    for sheet in openpyxl.load_workbook(path, read_only=True).worksheets:
        cells[sheet.title] = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"Not placed with foster carers", "Living elsewhere than with foster carers"} <= cells["Definitions"]
    # The scorecard may put a note's number behind it.
    assert [cell for cell in cells["Scorecard"] if str(cell).startswith("Living elsewhere than with foster carers")]

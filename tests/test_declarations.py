"""Every declaration is bound against the tables it reads; a wrong one says who it is, what it wrote and what there is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import pytest

from indicators.definition import Cohort, Exceptions, Reason
from indicators.engine.binding import bind
from indicators.engine.order import levels
from indicators.engine.periods import make_period
from indicators.needs import Need
from indicators.registry import all_blocks, indicator
from indicators.units.count import Count
from indicators.units.growth import Growth
from indicators.units.percentage import Percentage
from indicators.units.shape import DeclarationError
from warehouse import build
from warehouse.calendar import Quarter
from warehouse.connection import connect


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    """A build without a council."""
    with connect() as connection:
        build.create(connection, Quarter.parse("2017-18-Q4"), 0)
        make_period(connection)
        yield connection


def test_every_condition_fits_its_cohort(empty):
    bind(empty, all_blocks())
    assert sum(len(level) for level in levels(all_blocks())) == len(all_blocks())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"measure": Percentage("is_sen_by_dentist")},
            r"LAC-47: measure \(met\): 'is_sen_by_dentist'.*is_seen_by_dentist",
        ),
        ({"unknown": "score > 'x' +"}, "LAC-47: unknown"),
        (
            {"exceptions": Exceptions("-", (Reason("A", "A", "agee > 3"), Reason("B", "B")))},
            "LAC-47: exceptions.reasons A",
        ),
    ],
)
def test_a_wrong_condition_is_named_with_what_there_is(empty, change, said):
    with pytest.raises(DeclarationError, match=said):
        bind(empty, [replace(indicator("LAC-47"), **change)])


def test_a_cohort_without_a_key_says_so(empty):
    @dataclass(frozen=True)
    class Keyless(Cohort):
        @property
        def sql(self) -> str:  # type: ignore[override]
            return "SELECT authority, submission_quarter, quarter, time_window, 'x' AS row_id FROM period"

    with pytest.raises(DeclarationError, match=r"keyless\.sql: gives no person_id"):
        bind(empty, [replace(indicator("LAC-01"), cohort=Keyless("keyless"))])


def test_what_is_made_of_nothing_or_of_itself_is_refused():
    growth = replace(indicator("LAC-01"), id="LAC-90", cohort=None, measure=Growth("LAC-91"))
    with pytest.raises(DeclarationError, match="LAC-90: measure: made of LAC-91, which nobody has declared"):
        list(levels([growth]))
    with pytest.raises(DeclarationError, match="LAC-90, LAC-91: measure: made of one another"):
        list(levels([growth, replace(growth, id="LAC-91", measure=Growth("LAC-90"))]))
    with pytest.raises(DeclarationError, match="LAC-01: cohort: Count counts the rows of a cohort"):
        replace(indicator("LAC-01"), cohort=None, measure=Count())


def test_needs_name_extract_column_and_code():
    assert Need.read("children.uasc").words == "column uasc of children"
    assert Need.read("health_checks.check_type=PASSPORT") == Need("health_checks", "check_type", "PASSPORT")
    with pytest.raises(DeclarationError, match="'health checks' is no need"):
        Need.read("health checks")

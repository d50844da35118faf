"""The random rows of the second release are what validation lets through, and reach every code of every column."""

from collections import defaultdict

import pytest

from schemas.extracts import EXTRACTS
from tests.support.engine import _frame
from tests.support.random_council import random_council
from tests.support.random_second import SECOND, whole_council

SEEDS = range(6)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_is_one_that_validation_lets_through(seed: int) -> None:
    council = whole_council(seed)
    people = {child["person_id"] for child in council.extracts["children"]}
    for name, rows in council.extracts.items():
        extract = EXTRACTS[name]
        keys = [tuple(row.get(column) for column in extract.key) for row in rows]
        assert len(keys) == len(set(keys)), name
        assert {row.get("person_id") for row in rows} <= people | {None}, name
        if name in SECOND and rows:
            typed = _frame("one", name, rows, council.quarter)[list(extract.column_names)].convert_dtypes()
            _valid(name, typed)


def _valid(name: str, typed: object) -> None:
    """By the model itself, blanks of a ring column left aside."""
    schema = EXTRACTS[name].model.to_schema()
    for column in EXTRACTS[name].columns:
        schema.columns[column.name].nullable = column.mark != "*"
        schema.columns[column.name].dtype = None
    schema.validate(typed)


def test_every_code_comes_up_and_every_optional_cell_is_blank_sometimes() -> None:
    seen: defaultdict[tuple[str, str], set[object]] = defaultdict(set)
    for seed in SEEDS:
        for name, rows in whole_council(seed).extracts.items():
            for row in rows:
                for column, cell in row.items():
                    seen[name, column].add(cell)
    for name in SECOND:
        for column in EXTRACTS[name].columns:
            found = seen[name, column.name]
            assert column.mark != "" or None in found, (name, column.name)
            assert len(found) > 1 or len(column.accepted_codes) == 1, (name, column.name)
            if column.kind == "code" and len(column.accepted_codes) <= 6:
                assert found >= set(column.accepted_codes), (name, column.name)


def test_care_histories_are_those_of_the_first_release() -> None:
    first, second = random_council(3), whole_council(3)
    assert [r["person_id"] for r in first.extracts["children"]] == [r["person_id"] for r in second.extracts["children"]]
    columns = ("person_id", "episode_start", "episode_end", "placement_type")
    histories = [
        [tuple(row[column] for column in columns) for row in council.extracts["care_episodes"]]
        for council in (first, second)
    ]
    assert histories[0] == histories[1]
    assert whole_council(3) == second

"""Every worked example, asked of the engine and, independently, of the oracle.

All examples of a document in one quarter are the people of one council, and all councils of a quarter are computed together:
a rule that mixes people or councils up shows here too. An example that states a whole council's figure is a council of its own.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd
import pytest

from indicators.registry import all_indicators, indicator
from tests import oracle
from tests.oracle.second.table import ENTRIES, MADE_OF_OTHERS
from tests.support import engine
from tests.worked_examples.reading import EVERY_WINDOW, Document, Example, Expected, extracts_of, read_all

ONS_CODE = "E06000019"
POPULATION = {2016: 36100, 2017: 36200}
DOCUMENTS = read_all()
WINDOWS = {document.indicators[0]: document.windows for document in DOCUMENTS if not document.shared}


@dataclass(frozen=True)
class Counted:
    """One evidence row: of which person, whether in the numerator, its amounts, its category and its due date."""

    person_id: str | None
    in_numerator: bool
    value: float | None
    due: object = None
    base: float | None = None
    category: str | None = None


@dataclass(frozen=True)
class Figure:
    """One result."""

    numerator: float | None
    denominator: float | None
    value: float | None
    unknown: int
    status: str


@dataclass(frozen=True)
class Figures:
    """Evidence by indicator and window; results by indicator, window, breakdown and category."""

    evidence: dict[tuple[str, str], list[Counted]]
    results: dict[tuple[str, str, str, str], Figure]

    def of_person(self, indicator_id: str, window: str, person_id: str) -> list[Counted]:
        """The rows of one person."""
        return [row for row in self.evidence.get((indicator_id, window), []) if row.person_id == person_id]


def _council(document: Document, example: Example | None) -> str:
    """Slug of the council of a document's people, or of one example that states a whole council's figure."""
    slug = re.sub(r"[^a-z0-9]+", "-", document.key.lower()).strip("-")
    return slug if example is None else f"{slug}-{example.number}"


@cache
def _engine(quarter: str) -> dict[str, engine.Figures]:
    """Every council of a quarter, computed in the same statements: what mixes councils up shows here too."""
    councils: dict[str, engine.Held] = {}
    wanted: dict[str, tuple[str, ...]] = {}
    for document in DOCUMENTS:
        together = tuple(_group(document.key, quarter))
        alone = [e for e in document.examples if e.quarter == quarter and e.own_council]
        for name, examples in [
            *([(_council(document, None), together)] if together else []),
            *((_council(document, example), (example,)) for example in alone),
        ]:
            councils[name] = engine.Held(extracts_of(examples), examples[0].population)
            wanted[name] = document.indicators
    return engine.compute_councils(councils, quarter, wanted, ons_code=ONS_CODE)


def _from_engine(examples: tuple[Example, ...]) -> Figures:
    first = examples[0]
    figures = _engine(first.quarter)[_council(first.document, first if first.own_council else None)]
    evidence: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    for row in figures.evidence.itertuples():
        counted = Counted(
            row.person_id, bool(row.in_numerator), _number(row.value), row.due_date, _number(row.base), row.category
        )
        evidence[row.indicator_id, row.time_window].append(counted)
    results = {
        (row.indicator_id, row.time_window, row.breakdown, row.category): Figure(
            _number(row.numerator), _number(row.denominator), _number(row.value), _whole(row.unknown), row.status
        )
        for row in figures.result.itertuples()
    }
    return Figures(dict(evidence), results)


def _from_oracle(examples: tuple[Example, ...]) -> Figures:
    first = examples[0]
    population = POPULATION if first.population is None else first.population
    evidence: dict[tuple[str, str], list[Counted]] = {}
    results = {}
    for result in oracle.figures(extracts_of(examples), first.quarter, ONS_CODE, population):
        figure = Figure(result.numerator, result.denominator, result.value, _whole(result.unknown), result.status)
        results[result.indicator_id, result.time_window, result.breakdown, result.category] = figure
        if result.breakdown == "all":
            evidence[result.indicator_id, result.time_window] = [
                Counted(row.person_id, row.in_numerator, row.value) for row in result.evidence
            ]
    second = set(first.document.indicators) - {i.indicator_id for i in oracle.INDICATORS}
    for figure in (
        oracle.second_figures(extracts_of(examples), first.quarter, ONS_CODE, population, second) if second else ()
    ):
        numbers = Figure(figure.numerator, figure.denominator, figure.value, _whole(figure.unknown), figure.status)
        results[figure.key] = numbers
        if figure.breakdown == "all":
            evidence[figure.indicator_id, figure.time_window] = [
                Counted(i.person_id, i.met, i.value, None, i.base, i.category) for i in figure.items
            ]
    return Figures(evidence, results)


SOURCES = {"engine": _from_engine, "oracle": _from_oracle}


@cache
def _together(source: str, document_key: str, quarter: str) -> Figures:
    """One council of all the persons of a document's examples in one quarter."""
    return SOURCES[source](tuple(_group(document_key, quarter)))


@cache
def _alone(source: str, document_key: str, number: int) -> Figures:
    """One council of the people of one example."""
    document = next(d for d in DOCUMENTS if d.key == document_key)
    return SOURCES[source]((document.examples[number - 1],))


def _group(document_key: str, quarter: str) -> Iterable[Example]:
    document = next(d for d in DOCUMENTS if d.key == document_key)
    return [e for e in document.examples if e.quarter == quarter and not e.own_council]


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _whole(value: object) -> int:
    return 0 if value is None or pd.isna(value) else int(value)


def _windows(indicator_id: str, answers: dict[str, Expected]) -> dict[str, Expected]:
    if EVERY_WINDOW in answers:
        return dict.fromkeys(WINDOWS[indicator_id], answers[EVERY_WINDOW])
    return answers


def _own_councils() -> Iterable[object]:
    for document in DOCUMENTS:
        for example in document.examples:
            if example.own_council:
                yield pytest.param(example, id=f"{'+'.join(document.indicators)}: {example.case}")


def _groups() -> Iterable[object]:
    for document in DOCUMENTS:
        for quarter in sorted({e.quarter for e in document.examples if not e.own_council}):
            for indicator_id in document.indicators:
                yield pytest.param(document, quarter, indicator_id, id=f"{document.key} {quarter} {indicator_id}")


def _disagreements(source: str, figures: Figures, example: Example, indicator_id: str) -> Iterator[str]:
    """What the evidence says otherwise of a person than the example does, by window."""
    for window, expected in _windows(indicator_id, example.answers[indicator_id]).items():
        rows = figures.of_person(indicator_id, window, example.person_id())
        if len(rows) != expected.rows:
            yield f"{window}: {len(rows)} rows of evidence, not {expected.rows}"
        if expected.met is not None:
            if sum(row.in_numerator for row in rows) != expected.met:
                yield f"{window}: {expected.met} in the numerator is right, not {rows}"
        elif expected.value is None and not expected.met_either_way and not all(row.in_numerator for row in rows):
            yield f"{window}: counted, yet not in the numerator"
        if expected.value is not None and sum(row.value or 0 for row in rows) != pytest.approx(expected.value):
            yield f"{window}: an amount of {expected.value} is right, not {rows}"
        if expected.base is not None and sum(row.base or 0 for row in rows) != pytest.approx(expected.base):
            yield f"{window}: {expected.base} to set it against is right, not {rows}"
        if expected.category is not None and any(row.category != expected.category for row in rows):
            yield f"{window}: category {expected.category} is right, not {rows}"
        if example.due is not None and source == "engine":
            yield from _wrong_dues(rows, example.due, required=not indicator(indicator_id).measure.HAS_MISSES)


def _wrong_dues(rows: list[Counted], due: date, *, required: bool) -> Iterator[str]:
    """A due date is shown where something was missed; where it is shown it is the one worked out by hand."""
    for row in rows:
        shown = None if pd.isna(row.due) else pd.Timestamp(row.due).date()
        if shown != due and (required or not row.in_numerator or shown is not None):
            yield f"due {due} is right, not {shown}"


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(("document", "quarter", "indicator_id"), list(_groups()))
def test_every_person_counts_as_the_example_says(
    source: str, document: Document, quarter: str, indicator_id: str
) -> None:
    figures = _together(source, document.key, quarter)
    wrong = {
        f"{indicator_id}: {example.case}": found
        for example in _group(document.key, quarter)
        if (found := list(_disagreements(source, figures, example, indicator_id)))
    }
    assert not wrong, "\n".join(f"{case}: {'; '.join(found)}" for case, found in wrong.items())


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(("document", "quarter", "indicator_id"), list(_groups()))
def test_results_are_the_sum_of_the_examples(source: str, document: Document, quarter: str, indicator_id: str) -> None:
    """Numerator, denominator and unknown of the council, and every breakdown, add up to its people."""
    examples = list(_group(document.key, quarter))
    figures = _together(source, document.key, quarter)
    measure = indicator(indicator_id).measure
    for window in WINDOWS[indicator_id]:
        found = figures.results[indicator_id, window, "all", "all"]
        expected = [_windows(indicator_id, e.answers[indicator_id])[window] for e in examples]
        rows = sum(e.rows for e in expected)
        if measure.HAS_MISSES:
            assert found.denominator == rows
            if not any(e.met_either_way for e in expected):
                assert found.numerator == sum(e.met or 0 for e in expected)
                assert found.unknown == sum(_is_unknown(e, indicator_id, window) for e in examples), (
                    f"{window}: unknown"
                )
            assert found.status == ("ok" if rows else "not_applicable")
        elif measure.formula().numerator == "amount":
            assert found.numerator == pytest.approx(sum(e.value or 0 for e in expected))
        elif measure.formula().numerator == "things":
            assert found.numerator == rows
        else:
            assert found.denominator == rows
        _assert_breakdowns_add_up(figures, indicator_id, window)


def _is_unknown(example: Example, indicator_id: str, window: str) -> bool:
    """An unknown person is unknown in the windows that count them; one left out of all windows, in all of them."""
    answers = _windows(indicator_id, example.answers[indicator_id])
    left_out_everywhere = not any(e.rows for e in answers.values())
    return indicator_id in example.unknown and (left_out_everywhere or answers[window].rows > 0)


def _assert_breakdowns_add_up(figures: Figures, indicator_id: str, window: str) -> None:
    headline = figures.results[indicator_id, window, "all", "all"]
    parts: dict[str, list[Figure]] = defaultdict(list)
    for (found_id, found_window, breakdown, _), figure in figures.results.items():
        if (found_id, found_window) == (indicator_id, window) and breakdown != "all":
            parts[breakdown].append(figure)
    declared = indicator(indicator_id)
    assert set(parts) == set(declared.categories)
    for breakdown, categories in parts.items():
        if declared.measure.unit.is_share or declared.measure.unit.counts_in_numerator:
            assert sum(c.numerator or 0 for c in categories) == headline.numerator, breakdown
            assert sum(c.unknown for c in categories) == headline.unknown, breakdown
        if declared.measure.unit.is_share:
            assert sum(c.denominator or 0 for c in categories) == (headline.denominator or 0), breakdown


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("example", list(_own_councils()))
def test_a_council_shows_what_the_example_says(source: str, example: Example) -> None:
    figures = _alone(source, example.document.key, example.number)
    for indicator_id in example.document.indicators:
        for window, expected in example.results.items():
            found = figures.results[indicator_id, window, "all", "all"]
            for name, figure in expected.items():
                shown = getattr(found, name)
                assert shown == (figure if figure is None or isinstance(figure, str) else pytest.approx(figure)), name
        for window, breakdowns in example.breakdowns.items():
            for breakdown, categories in breakdowns.items():
                shown = {
                    category: int(figure.numerator or 0)
                    for (i, w, b, category), figure in figures.results.items()
                    if (i, w, b) == (indicator_id, window, breakdown)
                }
                assert {k: v for k, v in shown.items() if v or k in categories} == categories, breakdown


EXAMPLED = {d.indicators[0] for d in DOCUMENTS if len(d.indicators) == 1}
#: The forecast's worked example is the contract's own (test_forecast.py).
ELSEWHERE = {"SUF-18", "SUF-19"}


def test_what_has_no_examples_yet_is_compared_on_random_councils() -> None:
    """A first-release indicator, and any new one, has examples; the second release's may still stand on the oracle alone."""
    without = {i.id for i in all_indicators()} - EXAMPLED - ELSEWHERE
    assert sorted(without - {entry.id for entry in ENTRIES} - MADE_OF_OTHERS) == []


@pytest.mark.parametrize("indicator_id", [i.id for i in all_indicators() if i.id in EXAMPLED])
def test_every_indicator_has_its_examples(indicator_id: str) -> None:
    declared = indicator(indicator_id)
    own = [d for d in DOCUMENTS if d.indicators == (indicator_id,)]
    assert len(own) == 1, "every indicator has one document of its own"
    examples = [(e, a) for e in own[0].examples for a in e.answers.get(indicator_id, {}).values()]
    answers = [answer for _, answer in examples]
    whole = [result for e in own[0].examples for result in e.results.values()]
    counted = [a for a in answers if a.rows and (a.met or not declared.measure.HAS_MISSES)]
    if not answers:  # what it counts is nobody, or is made of other figures: it is told by whole councils
        assert any(r.get("value") or r.get("numerator") for r in whole), "a council with a figure"
        assert any(not r.get("value") for r in whole), "a council without"
    else:
        assert counted, "an example that counts"
        assert any(a.rows == 0 for a in answers), "an example that does not count"
    if declared.measure.HAS_MISSES and answers:
        assert any(a.rows and a.met is not None and a.met < a.rows for a in answers), "an example counted, not met"
    assert any(e.boundary for e in own[0].examples), "a boundary"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.key)
def test_boundaries_stand_in_pairs_that_differ(document: Document) -> None:
    """Each boundary has two sides with different answers: a boundary without effect tests nothing."""
    sides: dict[str, dict[str, str]] = defaultdict(dict)
    for example in document.examples:
        if example.boundary:
            name, _, side = example.boundary.partition(" / ")
            assert side, f"{example.boundary}: name the side after ' / '"
            assert side not in sides[name], f"{example.boundary}: written twice"
            sides[name][side] = repr((example.answers, example.results, example.due, sorted(example.unknown)))
    for name, answers in sides.items():
        assert len(set(answers.values())) > 1, f"{name}: both sides have the same answer"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.key)
def test_examples_speak_of_every_window(document: Document) -> None:
    for example in document.examples:
        for indicator_id, answers in example.answers.items():
            assert set(_windows(indicator_id, dict(answers))) == set(WINDOWS[indicator_id]), example.case
            assert set(WINDOWS[indicator_id]) == _declared_windows(indicator_id)


def _declared_windows(indicator_id: str) -> set[str]:
    first = {window for i in oracle.INDICATORS if i.indicator_id == indicator_id for window in i.windows}
    return first | {window for entry in oracle.ENTRIES if entry.id == indicator_id for window in entry.windows}

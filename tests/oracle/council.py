"""One council at one quarter, with its extracts read into records and looked up by person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol, TypeVar

from tests.oracle import records
from tests.oracle.care import CareHistory, care_history
from tests.oracle.dates import Quarter, Window, age_on, birthday, parse_quarter

Extracts = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class EvidenceRow:
    """One thing counted: a person, a period of care, a record, or an adviser (person_id None)."""

    person_id: str | None
    in_numerator: bool
    value: float | None = None


@dataclass
class Answer:
    """The evidence of one indicator in one window, and the persons behind its ``unknown``."""

    rows: list[EvidenceRow] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def add(self, person_id: str | None, in_numerator: bool = True, value: float | None = None) -> None:
        """Put one row in evidence."""
        self.rows.append(EvidenceRow(person_id, in_numerator, value))


class _Personal(Protocol):
    @property
    def person_id(self) -> str: ...


P = TypeVar("P", bound=_Personal)


class ByPerson(dict[str, list[P]]):
    """Records of one extract grouped by person, in file order; a person without records has an empty list."""

    def __init__(self, rows: Iterable[P]) -> None:
        grouped: defaultdict[str, list[P]] = defaultdict(list)
        for row in rows:
            grouped[row.person_id].append(row)
        super().__init__(grouped)

    def __missing__(self, person_id: str) -> list[P]:
        return []

    @property
    def rows(self) -> list[P]:
        """Every record of the extract."""
        return [row for rows in self.values() for row in rows]


@dataclass
class Council:
    """The data of one council read for one quarter; every rule below looks things up here."""

    extracts: Extracts
    quarter: Quarter
    ons_code: str
    population: Mapping[int, int]

    @property
    def last_day(self) -> date:
        """D of the contract."""
        return self.quarter.last

    @property
    def r12(self) -> Window:
        """The twelve months that end on D."""
        return self.quarter.windows["r12"]

    @cached_property
    def children(self) -> dict[str, records.Child]:
        """Everyone in ``children``."""
        return {child.person_id: child for child in map(records.read_child, self.extracts["children"])}

    @cached_property
    def care(self) -> dict[str, CareHistory]:
        """The care history of everyone in ``children``, empty for those never looked after."""
        episodes = ByPerson(map(records.read_episode, self.extracts["care_episodes"]))
        return {person_id: care_history(episodes[person_id]) for person_id in self.children}

    @cached_property
    def looked_after_on_last_day(self) -> list[str]:
        """The base that most rows share: persons looked after on D."""
        return [p for p, history in self.care.items() if history.looked_after_on(self.last_day)]

    @cached_property
    def continuously_12_months(self) -> list[str]:
        """Persons continuously looked after for twelve months on D."""
        return [p for p, history in self.care.items() if history.continuously_12_months_on(self.last_day)]

    def age(self, person_id: str) -> int:
        """Completed years on D."""
        return age_on(self.children[person_id].date_of_birth, self.last_day)

    def birthday(self, person_id: str, age: int) -> date:
        """The day the person turns, or turned, an age."""
        return birthday(self.children[person_id].date_of_birth, age)

    def _rows(self, extract: str) -> Sequence[Mapping[str, Any]]:
        return self.extracts.get(extract, ())

    @cached_property
    def health_assessments(self) -> ByPerson[records.HealthAssessment]:
        """``health_assessments`` by person."""
        return ByPerson(map(records.read_health_assessment, self._rows("health_assessments")))

    @cached_property
    def health_checks(self) -> ByPerson[records.HealthCheck]:
        """``health_checks`` by person."""
        return ByPerson(map(records.read_health_check, self._rows("health_checks")))

    @cached_property
    def sdqs(self) -> ByPerson[records.Sdq]:
        """``sdqs`` by person."""
        return ByPerson(records.read_sdq(row, n) for n, row in enumerate(self._rows("sdqs")))

    @cached_property
    def missing_episodes(self) -> ByPerson[records.MissingEpisode]:
        """``missing_episodes`` by person."""
        return ByPerson(map(records.read_missing_episode, self._rows("missing_episodes")))

    @cached_property
    def reviews(self) -> ByPerson[records.Review]:
        """``reviews`` by person."""
        return ByPerson(map(records.read_review, self._rows("reviews")))

    @cached_property
    def roster(self) -> ByPerson[records.RosterSpell]:
        """``care_leaver_roster`` by person."""
        return ByPerson(map(records.read_roster_spell, self._rows("care_leaver_roster")))

    @cached_property
    def plan_events(self) -> ByPerson[records.PlanEvent]:
        """``pathway_plans`` by person."""
        return ByPerson(map(records.read_plan_event, self._rows("pathway_plans")))

    @cached_property
    def contacts(self) -> ByPerson[records.Contact]:
        """``care_leaver_contacts`` by person."""
        rows = self._rows("care_leaver_contacts")
        return ByPerson(records.read_contact(row, n) for n, row in enumerate(rows))

    @cached_property
    def activities(self) -> ByPerson[records.Activity]:
        """``eet_status`` by person."""
        return ByPerson(map(records.read_activity, self._rows("eet_status")))

    @cached_property
    def accommodation(self) -> ByPerson[records.Accommodation]:
        """``accommodation`` by person."""
        return ByPerson(map(records.read_accommodation, self._rows("accommodation")))

    @cached_property
    def allocations(self) -> ByPerson[records.Allocation]:
        """``worker_allocations`` by person."""
        return ByPerson(map(records.read_allocation, self._rows("worker_allocations")))


def read_council(extracts: Extracts, quarter: str, ons_code: str, population: Mapping[int, int]) -> Council:
    """A council at a quarter label such as ``2017-18-Q4``."""
    return Council(extracts, parse_quarter(quarter), ons_code, population)

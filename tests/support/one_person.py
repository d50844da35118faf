"""Ask the oracle about one invented person at a time, in as few words as a hand-worked case needs."""

from datetime import date, datetime
from typing import Any

from tests.oracle.council import Answer, Council, read_council
from tests.oracle.figures import INDICATORS

Row = dict[str, Any]

Q4 = "2017-18-Q4"  # S = 1 January 2018, D = 31 March 2018, FY = 1 April 2017; r12 begins on 1 April 2017
CODE = "E06000019"
POPULATION = {2016: 36_100, 2017: 36_200}


def day(text: str) -> date:
    """``2018-03-31``."""
    return date.fromisoformat(text)


def moment(text: str) -> date | datetime:
    """``2018-03-31`` has no time of day, ``2018-03-31 10:00`` has one."""
    return datetime.fromisoformat(text) if ":" in text else date.fromisoformat(text)


def episode(start: str, end: str | None = None, reason: str = "S", kind: str = "U4", **more: Any) -> Row:
    """One episode of care: a foster placement under a care order unless told otherwise."""
    return {
        "episode_start": day(start),
        "episode_end": None if end is None else day(end),
        "reason_new_episode": reason,
        "placement_type": kind,
        "legal_status": "C2",
        **more,
    }


def chain(*steps: tuple[str, str, str] | tuple[str, str, str, Row], end: str | None = None) -> list[Row]:
    """Episodes that join: each step is (start, reason, placement type[, more]) and ends where the next starts."""
    ends = [step[0] for step in steps[1:]] + [end]
    return [
        episode(step[0], finish, step[1], step[2], **(step[3] if len(step) == 4 else {}))
        for step, finish in zip(steps, ends, strict=True)
    ]


def one_person(quarter: str = Q4, born: str = "2008-06-15", child: Row | None = None, **extracts: list[Row]) -> Council:
    """A council of one person, P; every extract is there, with no rows unless given."""
    return council({"P": {"children": [{"date_of_birth": day(born), **(child or {})}], **extracts}}, quarter)


def council(people: dict[str, dict[str, list[Row]]], quarter: str = Q4) -> Council:
    """A council of several people, each with their own extracts."""
    needed = {"children", "care_episodes"} | {name for i in INDICATORS for name in i.needs}
    extracts: dict[str, list[Row]] = {name: [] for name in needed}
    for person_id, theirs in people.items():
        for name, rows in theirs.items():
            extracts[name] += [{"person_id": person_id, **row} for row in rows]
    return read_council(extracts, quarter, CODE, POPULATION)


def ask(council: Council, indicator_id: str, window: str | None = None) -> Answer:
    """The evidence of one indicator, in its first window unless one is named."""
    indicator = next(i for i in INDICATORS if i.indicator_id == indicator_id)
    name = window or indicator.windows[0]
    assert name in indicator.windows
    return indicator.rule(council, council.quarter.windows[name])


def rows(council: Council, indicator_id: str, window: str | None = None) -> list[bool]:
    """Whether each thing counted is in the numerator: [] not counted, [True] met, [False] not met."""
    return [row.in_numerator for row in ask(council, indicator_id, window).rows]


def values(council: Council, indicator_id: str, window: str | None = None) -> list[float | None]:
    """The amount of each thing counted."""
    return [row.value for row in ask(council, indicator_id, window).rows]

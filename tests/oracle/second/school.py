"""5.6: virtual school and offending."""

import itertools
from collections import defaultdict
from datetime import date

from tests.oracle.council import Council
from tests.oracle.dates import Window, add_months, add_working_days
from tests.oracle.second import base as b
from tests.oracle.second.base import Outcome, Rec, Rule, r_to_11, year_number

CONVICTED = ("conviction", "youth_caution", "youth_conditional_caution")
PERCENTAGES = ("GLD", "PHON", "KS2", "KS2L4", "KS4", "BASICS")
POINTS = ("A8", "P8")


def _t_star(c: Council) -> tuple[str, date, date]:
    term = b.latest_term_over(c.last_day)
    return (term, *b.term_days(term))


def _row_of(c: Council, p: str, term: str) -> Rec | None:
    return next((r for r in b.by_person(c, "education_terms")[p] if r.term == term), None)


def moved_school(c: Council, w: Window) -> Outcome:
    """LAC-37."""
    two_years = add_months(c.last_day, -24)
    term, _, _ = _t_star(c)
    answer = Outcome()
    for p in b.base_la(c):
        row = _row_of(c, p, term)
        if b.open_poc(c, p).start > two_years or row is None or not r_to_11(row):
            continue
        own = sorted(b.by_person(c, "education_terms")[p], key=lambda r: r.term)
        moved = False
        for before, after in itertools.pairwise(own):
            last = b.term_days(after.term)[1]
            differs = None not in (before.school_id, after.school_id) and before.school_id != after.school_id
            if differs and after.phase_transfer is not True and two_years < last <= c.last_day:
                moved = True
        answer.add(p, moved)
    return answer


def _roll(c: Council) -> list[Rec]:
    term, _, last = _t_star(c)
    return [r for r in b.rows(c, "education_terms") if r.term == term and b.la(c, r.person_id, last)]


def roll(c: Council, w: Window) -> Outcome:
    """LAC-94."""
    answer = Outcome()
    for r in _roll(c):
        n = year_number(r.year_group)
        stage = "Early years" if n < 0 else "Primary" if n <= 6 else "Secondary" if n <= 11 else "Post-16"
        answer.add(r.person_id, category=stage)
    return answer


def alternative(c: Council, w: Window) -> Outcome:
    """LAC-94-AP."""
    answer = Outcome()
    for r in _roll(c):
        if r_to_11(r):
            answer.add(r.person_id, r.alternative_provision is True)
    return answer


def _plan_base(c: Council, first_year: int, last_year: int) -> list[str]:
    term, _, last = _t_star(c)
    found = []
    for p in b.base_la(c):
        row = _row_of(c, p, term)
        if row is None or not first_year <= year_number(row.year_group) <= last_year:
            continue
        if add_working_days(b.open_poc(c, p).start, 20) <= last:
            found.append(p)
    return found


def _plans(c: Council, p: str) -> list[Rec]:
    _, first, _ = _t_star(c)
    own = b.by_person(c, "education_terms")[p]
    return [r for r in own if r.pep_date is not None and first <= r.pep_date <= c.last_day]


def plan_up_to_date(first_year: int, last_year: int) -> Rule:
    """LAC-95 and LAC-95-16."""

    def rule(c: Council, w: Window) -> Outcome:
        return b.share(_plan_base(c, first_year, last_year), lambda p: bool(_plans(c, p)))

    return rule


def good_plans(c: Council, w: Window) -> Outcome:
    """LAC-95-Q."""
    answer = Outcome()
    for p in _plan_base(c, -1, 13):
        plans = _plans(c, p)
        if not plans:
            continue
        quality = max(plans, key=lambda r: (r.pep_date, r.term)).pep_quality
        if quality is None:
            answer.unknown.append(p)
        else:
            answer.add(p, quality == "good")
    return answer


def _attendance_rows(c: Council, first_year: int, last_year: int) -> dict[str, list[Rec]]:
    found: defaultdict[str, list[Rec]] = defaultdict(list)
    for r in b.ay_rows(c):
        in_years = first_year <= year_number(r.year_group) <= last_year
        if in_years and (r.sessions_possible or 0) > 0 and r.sessions_absent is not None:
            found[r.person_id].append(r)
    return found


def attendance(first_year: int, last_year: int) -> Rule:
    """LAC-96 and LAC-96-16."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for p, own in _attendance_rows(c, first_year, last_year).items():
            possible = float(sum(r.sessions_possible for r in own))
            absent = float(sum(r.sessions_absent for r in own))
            answer.add(p, value=possible - absent, base=possible)
        return answer

    return rule


def persistent_absence(c: Council, w: Window) -> Outcome:
    """LAC-97."""
    early = int(b.latest_term_over(c.last_day)[:4]) < 2015
    answer = Outcome()
    for p, own in _attendance_rows(c, 0, 11).items():
        possible, absent = sum(r.sessions_possible for r in own), sum(r.sessions_absent for r in own)
        answer.add(p, absent * 100 >= possible * 15 if early else absent * 10 >= possible)
    return answer


def _school_rows(c: Council) -> dict[str, list[Rec]]:
    found: defaultdict[str, list[Rec]] = defaultdict(list)
    for r in b.ay_rows(c):
        if r_to_11(r):
            found[r.person_id].append(r)
    return found


def suspended(c: Council, w: Window) -> Outcome:
    """LAC-98."""
    answer = Outcome()
    for p, own in _school_rows(c).items():
        filled = [r.suspensions for r in own if r.suspensions is not None]
        if filled:
            answer.add(p, sum(filled) >= 1)
    return answer


def excluded(c: Council, w: Window) -> Outcome:
    """LAC-98-X."""
    return b.count(p for p, own in _school_rows(c).items() if any(r.permanently_excluded is True for r in own))


def days_lost(c: Council, w: Window) -> Outcome:
    """LAC-98-D."""
    answer = Outcome()
    for p, own in _school_rows(c).items():
        answer.add(p, value=sum(r.sessions_suspended or 0 for r in own) / 2)
    return answer


def year_of_results(c: Council) -> str:
    """Y: the latest academic year whose 31 August is before D."""
    year = c.last_day.year
    if not date(year, 8, 31) < c.last_day:
        year -= 1
    return f"{year - 1}-{year % 100:02d}"


def _cohort(c: Council, *measures: str) -> list[Rec]:
    year = year_of_results(c)
    march = date(int(year[:4]) + 1, 3, 31)
    return [
        r
        for r in b.rows(c, "attainment")
        if r.academic_year == year and r.measure in measures and c.care[r.person_id].continuously_12_months_on(march)
    ]


def attained(measure: str) -> Rule:
    """LAC-99 percentages."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for r in _cohort(c, measure):
            answer.add(r.person_id, r.result == 1)
        return answer

    return rule


def scored(measure: str) -> Rule:
    """LAC-99-A8 and -P8."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for r in _cohort(c, measure):
            answer.add(r.person_id, value=float(r.result))
        return answer

    return rule


def schooled_elsewhere(c: Council, w: Window) -> Outcome:
    """LAC-99-OUT."""
    known: defaultdict[str, list[bool]] = defaultdict(list)
    for r in _cohort(c, "KS4", "A8"):
        known[r.person_id] += [] if r.in_area is None else [r.in_area]
    answer = Outcome()
    for p, values in known.items():
        if values:
            answer.add(p, not all(values))
        else:
            answer.unknown.append(p)
    return answer


def early_years(c: Council, w: Window) -> Outcome:
    """LAC-100."""
    term = b.term_holding(c.last_day)
    starts = [date(c.last_day.year - 1, 9, 1), *(date(c.last_day.year, m, 1) for m in (1, 4, 9))]
    latest = max(d for d in starts if d <= c.last_day)
    answer = Outcome()
    for p in b.base_la(c):
        if not 2 <= c.age(p) <= 4 or c.birthday(p, 2) >= latest:
            continue
        own = [r for r in b.by_person(c, "education_terms")[p] if r.term == term]
        if any(year_number(r.year_group) >= 0 for r in own):
            continue
        answer.add(p, any(r.year_group == "EY" and r.place_taken is True for r in own))
    return answer


def offer(c: Council, w: Window) -> Outcome:
    """LAC-101."""
    own: defaultdict[str, list[Rec]] = defaultdict(list)
    for r in b.ay_rows(c):
        if year_number(r.year_group) == 11:
            own[r.person_id].append(r)
    return b.share(own, lambda p: any(r.offer is True for r in own[p]))


def convicted(c: Council, w: Window) -> Outcome:
    """LAC-105."""
    people = [p for p in c.continuously_12_months if c.age(p) >= 10]

    def met(p: str) -> bool:
        return any(r.event_type in CONVICTED and r.start_date in c.r12 for r in b.by_person(c, "offending")[p])

    return b.share(people, met)


def youth_offending(c: Council, w: Window) -> Outcome:
    """LAC-105-YOT."""

    def open_spell(p: str) -> bool:
        return any(
            r.event_type == "yot" and b.is_open(r.start_date, r.end_date, c.last_day)
            for r in b.by_person(c, "offending")[p]
        )

    return b.count(p for p in b.base_la(c) if open_spell(p))

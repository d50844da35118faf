"""5.1: who comes, stays and leaves."""

from datetime import date, timedelta

from tests.oracle.breakdowns import ETHNIC_GROUPS, category_of
from tests.oracle.council import Council
from tests.oracle.dates import Window
from tests.oracle.placements import current_episode
from tests.oracle.second import base as b
from tests.oracle.second.base import Outcome, Rule

LEGAL = {
    "C2": "Full care order",
    "C1": "Interim care order",
    "E1": "Placement order",
    "D1": "Freed",
    "V2": "Voluntary",
    "L1": "Child protection",
    "L2": "Child protection",
    "L3": "Child protection",
    "J1": "Youth justice",
    "J2": "Youth justice",
    "J3": "Youth justice",
}
LEGAL_CATEGORIES = tuple(dict.fromkeys(LEGAL.values()))
LEAVING = {
    "E11": "Adopted",
    "E12": "Adopted",
    **dict.fromkeys(b.GUARDIANSHIP, "Special guardianship"),
    "E41": "Child arrangements",
    "E4A": "Returned home",
    "E4B": "Returned home",
    "E13": "Family without PR",
    "E5": "Independent",
    "E6": "Independent",
    "E17": "Stayed with carers",
    "E3": "Transferred",
    "E9": "Custody",
}
LEAVING_CATEGORIES = (*dict.fromkeys(LEAVING.values()), "Other")
AGE_CATEGORIES = ("under 1", "1-4", "5-9", "10-15", "16 and over")
LEAVING_AGES = ("under 1", "1-4", "5-9", "10-15", "16-17", "18 and over")
NEEDS = tuple(f"N{n}" for n in range(1, 9))
ETHNICITIES = tuple(ETHNIC_GROUPS)
NOT_KNOWN_ETHNICITY = (None, "REFU", "NOBT")


def looked_after(c: Council, w: Window) -> Outcome:
    """LAC-01."""
    return b.count(b.base_la(c))


def still_looked_after(c: Council, w: Window) -> Outcome:
    """LAC-09."""
    return b.share(any_time(c, w), lambda p: b.la(c, p, c.last_day))


def any_time(c: Council, w: Window) -> list[str]:
    """LAC-03."""
    return [p for p, history in c.care.items() if history.looked_after_during(w.first, w.last)]


def entries(c: Council, w: Window) -> Outcome:
    """LAC-10-IN."""
    answer = b.count(dict.fromkeys(p for p, _ in b.starts_in(c, w)))
    answer.other = len(b.base_la(c))
    return answer


def exits(c: Council, w: Window) -> Outcome:
    """LAC-10-OUT."""
    answer = b.count(b.last_ends(c, w))
    answer.other = len(b.base_la(c))
    return answer


def profile(breakdown: str) -> Rule:
    """LAC-11, LAC-12 and LAC-13: the categories of R1's breakdowns."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for p in b.base_la(c):
            answer.add(p, category=category_of(c, "LAC-11", breakdown, p))
        return answer

    return rule


def local_bands(c: Council, w: Window) -> Outcome:
    """LAC-11-L."""
    answer = Outcome()
    for p in b.base_la(c):
        age = c.age(p)
        band = "0-4" if age < 5 else "5-10" if age < 11 else "11-15" if age < 16 else "16 and over"
        answer.add(p, category=band)
    return answer


def boys_16(c: Council, w: Window) -> Outcome:
    """LAC-12-16."""
    people = [p for p in b.base_la(c) if c.age(p) >= 16]
    answer = b.share(people, lambda p: c.children[p].sex == "M")
    answer.unknown += [p for p in people if c.children[p].sex in (None, "U")]
    return answer


def ethnicity(*codes: str, other_than: bool = False) -> Rule:
    """LAC-13-NWB, -WOTH, -GRT."""

    def rule(c: Council, w: Window) -> Outcome:
        def met(p: str) -> bool:
            code = c.children[p].ethnicity
            if code in NOT_KNOWN_ETHNICITY:
                return False
            return (code in codes) is not other_than

        answer = b.share(b.base_la(c), met)
        answer.unknown += [p for p in b.base_la(c) if c.children[p].ethnicity in NOT_KNOWN_ETHNICITY]
        return answer

    return rule


def disabled(c: Council, w: Window) -> Outcome:
    """LAC-14."""
    answer = b.share(b.base_la(c), lambda p: category_of(c, "LAC-01", "disability", p) == "Yes")
    answer.unknown += [p for p in b.base_la(c) if category_of(c, "LAC-01", "disability", p) == b.NOT_RECORDED]
    return answer


def _need(c: Council, p: str) -> str | None:
    need: str | None = b.raw_episode(c, b.open_episode(c, p)).category_of_need
    return need


def disability_need(c: Council, w: Window) -> Outcome:
    """LAC-14-N2."""
    return b.share(b.base_la(c), lambda p: _need(c, p) == "N2")


def disability_need_external(c: Council, w: Window) -> Outcome:
    """LAC-14-RES."""
    people = []
    for p in b.base_la(c):
        episode = current_episode(c, p)
        if episode is None or episode.placement_type != "K2":
            continue
        if episode.placement_provider in ("PR2", "PR3", "PR4", "PR5"):
            people.append(p)
    return b.share(people, lambda p: _need(c, p) == "N2")


def unaccompanied_in_year(c: Council, w: Window) -> Outcome:
    """LAC-15-YEAR."""

    def met(p: str) -> bool:
        one = c.children[p]
        return one.uasc is True and (one.uasc_end_date is None or one.uasc_end_date > w.first)

    return b.share(any_time(c, w), met)


def legal_status(c: Council, w: Window) -> Outcome:
    """LAC-16."""
    answer = Outcome()
    for p in b.base_la(c):
        answer.add(p, category=LEGAL.get(b.open_episode(c, p).legal_status, b.NOT_RECORDED))
    return answer


def on_entry(what: str) -> Rule:
    """LAC-18 and its -AGE and -LS."""

    def rule(c: Council, w: Window) -> Outcome:
        answer, seen = Outcome(), set()
        for p, poc in b.starts_in(c, w):
            if p in seen:
                continue
            seen.add(p)
            first = poc.episodes[0]
            if what == "need":
                category = b.raw_episode(c, first).category_of_need or b.NOT_RECORDED
            elif what == "age":
                category = b.age_band_r1(b.age_at(c, p, poc.start))
            else:
                category = LEGAL.get(first.legal_status, b.NOT_RECORDED)
            answer.add(p, category=category)
        return answer

    return rule


def leaving_reason(c: Council, w: Window) -> Outcome:
    """LAC-19."""
    answer = Outcome()
    for p, poc in b.last_ends(c, w).items():
        reason = poc.reason_ceased
        answer.add(p, category=b.NOT_RECORDED if reason is None else LEAVING.get(reason, "Other"))
    return answer


def leaving_age(c: Council, w: Window) -> Outcome:
    """LAC-19-AGE."""
    answer = Outcome()
    for p, poc in b.last_ends(c, w).items():
        assert poc.end is not None
        age = b.age_at(c, p, poc.end)
        band = b.age_band_r1(age)
        if age >= 16:
            band = "16-17" if age < 18 else "18 and over"
        answer.add(p, category=band)
    return answer


def left_at_18(c: Council, w: Window) -> Outcome:
    """LAC-19-18."""
    ends = b.last_ends(c, w)
    return b.share(ends, lambda p: ends[p].end == c.birthday(p, 18))


def days_in_care(c: Council, w: Window) -> Outcome:
    """LAC-22 and LAC-22-MED."""
    answer = Outcome()
    for p, poc in b.last_ends(c, w).items():
        assert poc.end is not None
        answer.add(p, value=float((poc.end - poc.start).days), by={"care_plan": b.care_plan(c, p)})
    return answer


def entry_approved(c: Council, w: Window) -> Outcome:
    """LAC-23."""
    answer = Outcome()
    for p, poc in b.starts_in(c, w):
        approved = b.raw_episode(c, poc.episodes[0]).admission_approved_date
        answer.add(p, approved is not None and approved <= poc.start)
    return answer


def homeless_entry(c: Council, w: Window) -> Outcome:
    """LAC-24."""
    answer = Outcome()
    for p, poc in b.starts_in(c, w):
        earliest: date = poc.start - timedelta(days=28)
        presented = any(
            row.event_type == "homeless_presentation" and earliest <= row.start_date <= poc.start
            for row in b.by_person(c, "housing")[p]
        )
        if b.age_at(c, p, poc.start) >= 16 and presented:
            answer.add(p)
    return answer

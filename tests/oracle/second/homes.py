"""5.9: sufficiency, placements, money (forecast and plan figures apart)."""

from collections import defaultdict
from datetime import date

from tests.oracle.breakdowns import ETHNIC_GROUPS, category_of
from tests.oracle.council import Council
from tests.oracle.dates import ONE_DAY, Quarter, Window, parse_quarter
from tests.oracle.placements import current_episode, current_placement
from tests.oracle.second import base as b
from tests.oracle.second.base import Outcome, Rec, Rule
from tests.oracle.second.coming_and_going import any_time

EXTERNAL = ("PR2", "PR3", "PR4", "PR5")
MIX = (
    "Kinship foster",
    "Own foster",
    "Agency foster",
    "Placed for adoption",
    "Own home",
    "External home",
    "Secure",
    "Own supported",
    "External supported",
    "Independent",
    "With parents",
    "Residential school",
    "Other residential",
    "Other",
)
PLAIN = {
    **dict.fromkeys(("U1", "U2", "U3"), "Kinship foster"),
    **dict.fromkeys(b.ADOPTION_TYPES, "Placed for adoption"),
    "K1": "Secure",
    "P2": "Independent",
    "P3": "Independent",
    "P1": "With parents",
    "S1": "Residential school",
    **dict.fromkeys(("R1", "R2", "R3", "R4", "R5"), "Other residential"),
}
BY_PROVIDER = {
    **dict.fromkeys(("U4", "U5", "U6"), ("Own foster", "Agency foster")),
    "K2": ("Own home", "External home"),
    **dict.fromkeys(("K3", "H5"), ("Own supported", "External supported")),
}
CARER_TYPES = ("mainstream", "kinship", "temporary_reg24", "short_break", "specialist", "supported_lodgings")
PLACEMENT_COSTS = (
    "agency_residential",
    "own_residential",
    "secure",
    "ifa",
    "own_fostering",
    "kinship",
    "external_supported",
    "own_supported",
    "supported_lodgings",
    "safe_base",
    "residential_school",
    "staying_put",
    "student",
    "uasc",
    "other_placement",
)
ALLOWANCES = ("sgo_allowance", "cao_allowance", "adoption_allowance", "direct_payment")
SETTING_TYPES = (
    "childrens_home",
    "secure",
    "residential_school",
    "short_break_home",
    "edge_of_care",
    "fostering_service",
    "supported_accommodation",
    "parent_and_baby",
    "other",
)
VISITED_SETTINGS = ("childrens_home", "secure", "residential_school")


def mix(c: Council, p: str) -> str:
    """SUF-01's category of a child."""
    episode = current_episode(c, p)
    if episode is None:
        return b.NOT_RECORDED
    kind, provider = episode.placement_type, episode.placement_provider
    if kind in BY_PROVIDER:
        own, external = BY_PROVIDER[kind]
        return own if provider == "PR1" else external if provider in EXTERNAL else b.NOT_RECORDED
    if kind.startswith("Z"):
        return "Other"
    return PLAIN.get(kind, b.NOT_RECORDED)


def placement_mix(c: Council, w: Window) -> Outcome:
    """SUF-01."""
    answer = Outcome()
    for p in b.base_la(c):
        answer.add(p, category=mix(c, p))
    return answer


def share_of_type(*types: str) -> Rule:
    """SUF-01-FFA, SUF-08, SUF-05-D."""

    def rule(c: Council, w: Window) -> Outcome:
        return b.share(b.base_la(c), lambda p: b.current_type(c, p) in types)

    return rule


def in_house(*types: str) -> Rule:
    """SUF-04-ALL and SUF-06."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for p in b.base_la(c):
            episode = current_episode(c, p)
            if episode is not None and episode.placement_type in types:
                answer.add(p, episode.placement_provider == "PR1")
                if episode.placement_provider is None:
                    answer.unknown.append(p)
        return answer

    return rule


def outside(category: str) -> Rule:
    """SUF-04-OUT and SUF-06-OUT."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for p in b.base_la(c):
            if mix(c, p) != category:
                continue
            authority = b.open_episode(c, p).placement_authority
            if authority in (None, "CON"):
                answer.unknown.append(p)
            else:
                answer.add(p, authority != c.ons_code)
        return answer

    return rule


def supported_16_17(c: Council, w: Window) -> Outcome:
    """SUF-07."""
    return b.count(p for p in b.base_la(c) if c.age(p) in (16, 17) and b.current_type(c, p) in ("K3", "H5", "P2"))


def _open_households(c: Council, *, adopters: bool) -> dict[str, Rec]:
    """The open row of each household, the one that started last."""
    found: dict[str, Rec] = {}
    for r in sorted(b.rows(c, "carers"), key=lambda r: r.start_date):
        if (r.carer_type == "adopter") is adopters and b.is_open(r.start_date, r.end_date, c.last_day):
            found[r.household_id] = r
    return found


def households(c: Council, w: Window) -> Outcome:
    """SUF-09."""
    answer = Outcome()
    for r in _open_households(c, adopters=False).values():
        answer.add(None, category=r.carer_type)
    return answer


def carer_growth(what: str) -> Rule:
    """SUF-10 and its -IN and -OUT."""

    def rule(c: Council, w: Window) -> Outcome:
        own: defaultdict[str, list[Rec]] = defaultdict(list)
        for r in b.rows(c, "carers"):
            if r.carer_type != "adopter":
                own[r.household_id].append(r)
        answer = Outcome()
        for rows in own.values():
            approved = min(r.approved_date for r in rows)
            last = max(rows, key=lambda r: r.start_date)
            if what != "out" and approved in w:
                answer.add(None, value=1.0 if what == "net" else None)
            if what != "in" and last.end_date is not None and last.end_date in w:
                answer.add(None, value=-1.0 if what == "net" else None)
        return answer

    return rule


def vacancies(c: Council, w: Window) -> Outcome:
    """SUF-11."""
    answer = Outcome()
    for r in _open_households(c, adopters=False).values():
        answer.add(None, value=float(r.vacancies or 0), by={"carer_type": r.carer_type})
    return answer


def siblings(c: Council, w: Window) -> Outcome:
    """SUF-12."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for p in b.base_la(c):
        group = b.child(c, p).sibling_group
        if group is not None:
            groups[group].append(p)
    answer = Outcome()
    for people in groups.values():
        if len(people) < 2:
            continue
        homes = []
        for p in people:
            episode = current_episode(c, p)
            homes.append(None if episode is None else b.raw_episode(c, episode).placement_id)
        known = {h for h in homes if h is not None}
        if len(known) < 2 and None in homes:
            answer.unknown.append(None)
        else:
            answer.add(None, len(known) == 1)
    return answer


def _urn(c: Council, p: str) -> str | None:
    episode = current_episode(c, p)
    return None if episode is None else episode.urn


def _latest_inspection(c: Council, urn: str) -> Rec | None:
    found = [
        r
        for r in b.rows(c, "providers")
        if r.urn == urn and r.record_type == "inspection" and r.record_date <= c.last_day
    ]
    return max(found, key=lambda r: r.record_date) if found else None


def good_provision(c: Council, w: Window) -> Outcome:
    """SUF-13."""
    answer = Outcome()
    for p in b.base_la(c):
        urn = _urn(c, p)
        inspection = None if urn is None else _latest_inspection(c, urn)
        if inspection is None:
            answer.unknown.append(p)
        else:
            answer.add(p, inspection.grade in ("good", "outstanding"))
    return answer


def cost_state(c: Council, r: Rec, day: date) -> str | None:
    """Rule 24: what a placement row is on a day it is open."""
    if b.la(c, r.person_id, day):
        return "looked after"
    return "over 18" if b.age_at(c, r.person_id, day) >= 18 else None


def _on_the_day(c: Council, state: str) -> list[Rec]:
    return [
        r
        for r in b.rows(c, "placement_costs")
        if r.cost_category in PLACEMENT_COSTS
        and b.is_open(r.start_date, r.end_date, c.last_day)
        and cost_state(c, r, c.last_day) == state
    ]


def care_days_of_row(c: Council, r: Rec, w: Window) -> int:
    """The days of a window on which a placement row is a looked-after row."""
    if r.cost_category not in PLACEMENT_COSTS:
        return 0
    day, last, total = max(r.start_date, w.first), w.last, 0
    if r.end_date is not None:
        last = min(last, r.end_date - ONE_DAY)
    while day <= last:
        total += b.la(c, r.person_id, day)
        day += ONE_DAY
    return total


def weekly_cost(c: Council, w: Window) -> Outcome:
    """SUF-14."""
    answer = Outcome()
    if w.name == "as_at":
        for r in _on_the_day(c, "looked after"):
            answer.add(r.person_id, value=float(r.weekly_cost), base=1.0, by={"cost_category": r.cost_category})
        return answer
    for r in b.rows(c, "placement_costs"):
        days = care_days_of_row(c, r, w)
        if days:
            weeks = days / 7
            by = {"cost_category": r.cost_category}
            answer.add(r.person_id, value=r.weekly_cost * weeks, base=weeks, by=by)
    return answer


def total_cost(state: str) -> Rule:
    """SUF-15 and SUF-20-C."""

    def rule(c: Council, w: Window) -> Outcome:
        answer = Outcome()
        for r in _on_the_day(c, state):
            answer.add(r.person_id, value=float(r.weekly_cost), by={"cost_category": r.cost_category})
        return answer

    return rule


def over_18(c: Council, w: Window) -> Outcome:
    """SUF-20."""
    answer = Outcome()
    for r in _on_the_day(c, "over 18"):
        answer.add(r.person_id, category=r.cost_category)
    return answer


def _allowances(c: Council) -> list[Rec]:
    return [
        r
        for r in b.rows(c, "placement_costs")
        if r.cost_category in ALLOWANCES and b.is_open(r.start_date, r.end_date, c.last_day)
    ]


def packages(c: Council, w: Window) -> Outcome:
    """SUF-22."""
    answer = Outcome()
    for r in _allowances(c):
        answer.add(r.person_id, category=r.cost_category)
    return answer


def package_cost(c: Council, w: Window) -> Outcome:
    """SUF-22-C."""
    answer = Outcome()
    for r in _allowances(c):
        answer.add(r.person_id, value=float(r.weekly_cost))
    return answer


def care_days(c: Council, w: Window) -> Outcome:
    """SUF-17 and SUF-17-M."""
    answer = Outcome()
    for p in any_time(c, w):
        days = len(c.care[p].days_looked_after(w.first, w.last + ONE_DAY))
        by = {"age_band": category_of(c, "LAC-01", "age_band", p), "care_plan": b.care_plan(c, p)}
        answer.add(p, value=float(days), by=by)
    return answer


def _registrations(c: Council) -> dict[str, Rec]:
    found: dict[str, Rec] = {}
    for r in sorted(b.rows(c, "providers"), key=lambda r: r.record_date):
        if r.record_type == "registration" and b.is_open(r.record_date, r.end_date, c.last_day):
            found[r.urn] = r
    return found


def capacity(c: Council, w: Window) -> Outcome:
    """SUF-21."""
    answer = Outcome()
    for r in b.rows(c, "providers"):
        if r.record_type == "registration" and b.is_open(r.record_date, r.end_date, c.last_day) and r.in_house is True:
            answer.add(None, value=float(r.places or 0), by={"setting_type": r.setting_type})
    return answer


def days_in_placement(c: Council, w: Window) -> Outcome:
    """SUF-23."""
    answer = Outcome()
    for p in b.base_la(c):
        placement = current_placement(c.care[p], c.last_day)
        if placement is not None:
            days = (c.last_day - placement.start).days
            answer.add(p, value=float(days), by={"placement_mix": mix(c, p)})
    return answer


def settings_checked(kind: str) -> Rule:
    """SUF-24 and SUF-24-QA."""

    def rule(c: Council, w: Window) -> Outcome:
        used = {_urn(c, p) for p in b.base_la(c)}
        answer = Outcome()
        for urn, setting in _registrations(c).items():
            if urn not in used or (kind == "visit" and setting.setting_type not in VISITED_SETTINGS):
                continue
            dates = [
                r.record_date
                for r in b.rows(c, "providers")
                if r.urn == urn and r.record_type == kind and r.record_date <= c.last_day
            ]
            met = any(d in c.r12 for d in dates)
            inspection = _latest_inspection(c, urn)
            if kind == "visit" and inspection is not None and inspection.grade == "inadequate":
                met = met and any(d >= inspection.record_date for d in dates)
            answer.add(None, met)
        return answer

    return rule


def adopters_waiting(c: Council, w: Window) -> Outcome:
    """SUF-25."""
    day = c.last_day
    return b.count(
        None
        for r in _open_households(c, adopters=True).values()
        if r.approved_date <= day and (r.matched_date is None or r.matched_date > day)
    )


def adopters_approved(c: Council, w: Window) -> Outcome:
    """SUF-25-NEW."""
    found = {r.household_id for r in b.rows(c, "carers") if r.carer_type == "adopter" and r.approved_date in w}
    return b.count(None for _ in found)


def carers_ethnicity(c: Council, w: Window) -> Outcome:
    """SUF-26."""
    answer = Outcome()
    for r in _open_households(c, adopters=False).values():
        group = next((name for name, codes in ETHNIC_GROUPS.items() if r.ethnicity in codes), b.NOT_RECORDED)
        answer.add(None, category=group)
    return answer


def bespoke(c: Council, w: Window) -> Outcome:
    """SUF-27."""
    answer = Outcome()
    for r in _on_the_day(c, "looked after"):
        if r.cost_category in ("ifa", "agency_residential", "external_supported"):
            if r.bespoke_outcomes is None:
                answer.unknown.append(r.person_id)
            else:
                answer.add(r.person_id, r.bespoke_outcomes)
    return answer


# --- against plan ------------------------------------------------------------------------------------------------


def quarters_of(c: Council, w: Window) -> list[Quarter]:
    """The quarters a window is made of, as_at: that of D."""
    if w.name in ("as_at", "quarter"):
        return [c.quarter]
    year = c.quarter.label[:7]
    return [q for q in (parse_quarter(f"{year}-Q{n}") for n in range(1, 5)) if q.first <= w.last and q.last >= w.first]


def plan_of(c: Council, w: Window, category: str | None) -> dict[str, tuple[float, float, float]] | None:
    """Planned placements, days and cost by quarter; None when a quarter has no plan row at all."""
    found = {}
    for q in quarters_of(c, w):
        own = [r for r in b.rows(c, "placement_plan") if r.quarter == q.label]
        if not own:
            return None
        chosen = [r for r in own if category is None or r.cost_category == category]
        days = (min(w.last, q.last) - max(w.first, q.first)).days + 1
        placements = float(sum(r.planned_placements for r in chosen))
        cost = float(sum(r.planned_placements * days * r.planned_weekly_cost / 7 for r in chosen))
        found[q.label] = (placements, placements * days, cost)
    return found


def actual_of(c: Council, w: Window, what: str, category: str | None) -> float:
    """Actual placements, days or cost."""
    if what == "placements":
        own = [r for r in _on_the_day(c, "looked after") if category in (None, r.cost_category)]
        return float(len(own))
    rows = [r for r in b.rows(c, "placement_costs") if category in (None, r.cost_category)]
    if what == "days":
        return float(sum(care_days_of_row(c, r, w) for r in rows))
    return float(sum(r.weekly_cost * care_days_of_row(c, r, w) / 7 for r in rows))

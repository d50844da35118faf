"""From answers to figures: numerator, denominator, value, unknown and status of every row, breakdown and category."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from tests.oracle.breakdowns import categories, category_of
from tests.oracle.council import Council, Extracts, read_council
from tests.oracle.dates import ONE_DAY, Window, add_months, parse_quarter
from tests.oracle.figures import population_for
from tests.oracle.second import coming_and_going as cag
from tests.oracle.second import homes, leaving, permanence, school
from tests.oracle.second.base import NOT_RECORDED, Item, Outcome, rows
from tests.oracle.second.table import ENTRIES, Entry

OK, NOT_AVAILABLE, NOT_APPLICABLE = "ok", "not_available", "not_applicable"
R1_BROKEN_DOWN = ("LAC-", "SUF-", "CL-")
AREAS = {"E": "england_all_pupils", "N": "england_non_lac", "L": "local_non_lac"}
RATE_AREAS = {"E": "england", "N": "neighbours", "D": "deprivation"}
SAVINGS = {
    "F": ("ifa", "own_fostering"),
    "S": ("external_supported", "own_supported"),
    "R": ("agency_residential", "own_residential"),
}


@dataclass(frozen=True)
class Second:
    """One figure."""

    indicator_id: str
    time_window: str
    breakdown: str
    category: str
    numerator: float | None
    denominator: float | None
    value: float | None
    unknown: int
    status: str
    items: tuple[Item, ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What names a figure."""
        return self.indicator_id, self.time_window, self.breakdown, self.category


def window(c: Council, name: str) -> Window:
    """A window of the contract's notation, r36 included."""
    if name == "r36":
        return Window("r36", add_months(c.last_day, -36) + ONE_DAY, c.last_day)
    return c.quarter.windows[name]


def numbers(unit: str, answer: Outcome) -> tuple[float | None, float | None, float | None, str]:
    """Contract 2, section 4: numerator, denominator, value and status of one answer."""
    items = answer.items
    total = float(sum(i.value or 0.0 for i in items))
    if unit == "n":
        number = float(sum(1.0 if i.value is None else i.value for i in items))
        return number, None, number, OK
    if unit == "sum":
        return total, None, total, OK
    if unit == "med":
        if not items:
            return None, 0.0, None, NOT_APPLICABLE
        return None, float(len(items)), float(median(i.value or 0.0 for i in items)), OK
    if unit == "%":
        top, bottom, scale = float(sum(i.met for i in items)), float(len(items)), 100.0
    elif unit == "mean":
        top, bottom, scale = total, float(len(items)), 1.0
    elif unit in ("ratio", "quot"):
        top = total if any(i.value is not None for i in items) else float(len(items))
        bottom, scale = float(answer.other or 0.0), 100.0 if unit == "ratio" else 1.0
    else:
        top, bottom = total, float(sum(i.base or 0.0 for i in items))
        scale = 100.0 if unit == "%a" else 1.0
    if bottom == 0:
        return top, bottom, None, NOT_APPLICABLE
    return top, bottom, scale * top / bottom, OK


def second_figures(
    extracts: Extracts,
    quarter: str,
    ons_code: str,
    population: Mapping[int, int],
    wanted: Collection[str] | None = None,
) -> list[Second]:
    """Every figure of contract 2, section 5, but forecast, computed impact and what reads them.

    Args:
        extracts: Extract -> rows in contract column names.
        quarter: Such as ``2017-18-Q4``.
        ons_code: The council's own code.
        population: Year of the mid-year estimate to people aged 0 to 17.
        wanted: Only these indicators, where each is one whose rows are counted; all by default.
    """
    c = read_council(extracts, quarter, ons_code, population)
    found: list[Second] = []
    counted = {entry.id for entry in ENTRIES}
    is_made = wanted is None or not set(wanted) <= counted
    for entry in ENTRIES:
        if is_made or entry.id in (wanted or ()):
            for name in entry.windows:
                found += one(c, entry, window(c, name))
    if not is_made:
        return found
    found += growth(c)
    found += gaps(c, found)
    found += rate_gaps(c)
    found += savings(c)
    found += against_plan(c)
    return found


def one(c: Council, entry: Entry, w: Window) -> list[Second]:
    """The headline and every category of one row in one window."""
    if not all(name in c.extracts for name in entry.extracts):
        return _absent(entry, w)
    answer = entry.rule(c, w)
    found = [_figure(entry, w, ("all", "all"), answer)]
    if entry.unit == "dist":
        return _dist(entry, w, answer)
    for breakdown, names in _breakdowns(c, entry).items():
        for category in names:
            found.append(_figure(entry, w, (breakdown, category), _part(c, entry, answer, breakdown, category)))
    return found


def _has_r1_breakdowns(entry: Entry) -> bool:
    return entry.id.startswith(R1_BROKEN_DOWN) and entry.unit in ("n", "%") and entry.counts in "pcr"


def _breakdowns(c: Council, entry: Entry) -> dict[str, tuple[str, ...]]:
    named = {k: v for k, v in entry.named.items() if k != "care_plan" or "permanence" in c.extracts}
    return (categories(entry.id) if _has_r1_breakdowns(entry) else {}) | named


def _part(c: Council, entry: Entry, answer: Outcome, breakdown: str, category: str) -> Outcome:
    def belongs(person_id: str | None, by: Mapping[str, str]) -> bool:
        if breakdown in by:
            return by[breakdown] == category
        if person_id is None:
            return category == NOT_RECORDED
        return category_of(c, entry.id, breakdown, person_id) == category

    return replace(
        answer,
        items=[i for i in answer.items if belongs(i.person_id, i.by)],
        unknown=[] if breakdown in entry.named else [p for p in answer.unknown if belongs(p, {})],
    )


def _figure(entry: Entry, w: Window, name: tuple[str, str], answer: Outcome) -> Second:
    top, bottom, value, status = numbers(entry.unit, answer)
    items = tuple(answer.items)
    return Second(entry.id, w.name, *name, top, bottom, value, len(answer.unknown), status, items)


def _dist(entry: Entry, w: Window, answer: Outcome) -> list[Second]:
    total = float(len(answer.items))
    status = OK if total else NOT_APPLICABLE
    items = tuple(answer.items)
    found = [
        Second(
            entry.id, w.name, "all", "all", total, total, 100.0 if total else None, len(answer.unknown), status, items
        )
    ]
    for category in (*entry.categories, NOT_RECORDED):
        number = float(sum(i.category == category for i in items))
        value = 100.0 * number / total if total else None
        found.append(Second(entry.id, w.name, "profile", category, number, total, value, 0, status))
    return found


def _absent(entry: Entry, w: Window) -> list[Second]:
    return [Second(entry.id, w.name, "all", "all", None, None, None, 0, NOT_AVAILABLE)]


# --- figures made of others ------------------------------------------------------------------------------------------


def _year_before(c: Council) -> Council:
    year = int(c.quarter.label[:4]) - 1
    label = f"{year}-{(year + 1) % 100:02d}-{c.quarter.label[-2:]}"
    return Council(c.extracts, parse_quarter(label), c.ons_code, c.population)


def growth(c: Council) -> list[Second]:
    """LAC-08-G, LAC-115-G and CL-02-G."""
    before, found = _year_before(c), []
    for indicator, windows, needs, rule in (
        ("LAC-08-G", ("as_at",), (), cag.looked_after),
        ("LAC-115-G", ("ytd", "r12"), (), permanence.special_guardianship),
        ("CL-02-G", ("ytd", "r12"), ("care_leaver_contacts",), leaving.cohort_size(19, 20, 21)),
    ):
        for name in windows:
            if not all(n in c.extracts for n in needs):
                found.append(Second(indicator, name, "all", "all", None, None, None, 0, NOT_AVAILABLE))
                continue
            now = float(len(rule(c, window(c, name)).items))
            then = float(len(rule(before, window(before, name)).items))
            value = 100.0 * (now - then) / then if then else None
            found.append(Second(indicator, name, "all", "all", now, then, value, 0, OK if then else NOT_APPLICABLE))
    return found


def comparator(c: Council, indicator: str, area: str, period: str | None) -> float | None:
    """Rule 29."""
    own = [r for r in rows(c, "benchmarks") if r.indicator_id == indicator and r.area == area]
    if period is not None:
        own = [r for r in own if r.period == period]
    else:
        own = [r for r in own if date(int(r.period[:4]) + 1, 3, 31) <= c.last_day]
    return float(max(own, key=lambda r: r.period).value) if own else None


def gaps(c: Council, found: Iterable[Second]) -> list[Second]:
    """LAC-99-GAP-E, -N and -L: by measure, no ``all``."""
    local = {f.indicator_id: f for f in found if f.indicator_id.startswith("LAC-99-") and f.breakdown == "all"}
    made = []
    for suffix, area in AREAS.items():
        for measure in (*school.PERCENTAGES, *school.POINTS):
            ours = local[f"LAC-99-{measure}"]
            theirs = comparator(c, f"LAC-99-{measure}", area, school.year_of_results(c))
            status = ours.status
            if "benchmarks" not in c.extracts or theirs is None:
                status = NOT_AVAILABLE
            made.append(_gap(f"LAC-99-GAP-{suffix}", "as_at", ("measure", measure), ours.value, theirs, status))
    return made


def _gap(
    indicator: str, w: str, name: tuple[str, str], ours: float | None, theirs: float | None, status: str
) -> Second:
    if status != OK or ours is None or theirs is None:
        return Second(indicator, w, *name, None, None, None, 0, status)
    return Second(indicator, w, *name, ours, theirs, ours - theirs, 0, OK)


def rate_gaps(c: Council) -> list[Second]:
    """SUF-18-E, -N and -D."""
    people = population_for(c.population, c.last_day)
    made = []
    for suffix, area in RATE_AREAS.items():
        rate = comparator(c, "LAC-02", area, None) if "benchmarks" in c.extracts else None
        theirs = None if rate is None or people is None else rate * people / 10_000
        status = OK if theirs is not None else NOT_AVAILABLE
        ours = float(len(cag.looked_after(c, window(c, "as_at")).items))
        made.append(_gap(f"SUF-18-{suffix}", "as_at", ("all", "all"), ours, theirs, status))
    return made


def savings(c: Council) -> list[Second]:
    """SUF-16-F, -S and -R."""
    made = []
    for suffix, (external, own) in SAVINGS.items():
        for name in ("as_at", "quarter"):
            indicator = f"SUF-16-{suffix}"
            if "placement_costs" not in c.extracts:
                made.append(Second(indicator, name, "all", "all", None, None, None, 0, NOT_AVAILABLE))
                continue
            items = homes.weekly_cost(c, window(c, name)).items
            costs = [
                numbers("wmean", Outcome([i for i in items if i.by["cost_category"] == x]))[2] for x in (external, own)
            ]
            if None in costs or costs[0] == 0:
                made.append(Second(indicator, name, "all", "all", None, None, None, 0, NOT_APPLICABLE))
                continue
            dear, cheap = (x or 0.0 for x in costs)
            made.append(Second(indicator, name, "all", "all", dear - cheap, dear, 100 * (dear - cheap) / dear, 0, OK))
    return made


def against_plan(c: Council) -> list[Second]:
    """SUF-28, SUF-29 and SUF-30."""
    made = []
    for indicator, what, place, windows in (
        ("SUF-28", "placements", 0, ("as_at",)),
        ("SUF-29", "days", 1, ("quarter", "ytd")),
        ("SUF-30", "cost", 2, ("quarter", "ytd")),
    ):
        for name in windows:
            w = window(c, name)
            for category in (None, *homes.PLACEMENT_COSTS):
                label = ("all", "all") if category is None else ("cost_category", category)
                there = "placement_costs" in c.extracts and "placement_plan" in c.extracts
                plan = homes.plan_of(c, w, category) if there else None
                if plan is None:
                    made.append(Second(indicator, name, *label, None, None, None, 0, NOT_AVAILABLE))
                    continue
                actual = homes.actual_of(c, w, what, category)
                planned = float(sum(row[place] for row in plan.values()))
                made.append(Second(indicator, name, *label, actual, planned, actual - planned, 0, OK))
    return made

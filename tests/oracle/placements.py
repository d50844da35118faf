"""Placements and what hangs on them: LAC-17, LAC-30 to LAC-39 and the SUF rows (contract 3.9, 3.10)."""

from dataclasses import dataclass
from datetime import date

from tests.oracle.care import CareHistory, PeriodOfCare
from tests.oracle.council import Answer, Council
from tests.oracle.dates import Window, add_months
from tests.oracle.records import Episode

TEMPORARY = ("T0", "T1", "T2", "T3", "T4")
ADOPTION = ("A3", "A4", "A5", "A6")
KINSHIP_FOSTERING = ("U1", "U2", "U3")
UNRELATED_FOSTERING = ("U4", "U5", "U6")
CHILDRENS_HOMES = ("K1", "K2")
DISTANCE_NOT_KNOWN = 999.9
AUTHORITY_NOT_KNOWN = "CON"


@dataclass
class Placement:
    """Contract rule 3.9: one placement: its episodes and the temporary legs that interrupt it, in order."""

    rows: list[Episode]

    @property
    def start(self) -> date:
        """The start of its first episode."""
        return self.rows[0].start

    @property
    def end(self) -> date | None:
        """The end of its last episode or leg, None while open."""
        return self.rows[-1].end

    def current_episode(self, day: date) -> Episode:
        """Contract rule 3.10: its latest episode, legs aside, started by the day."""
        begun = [row for row in self.rows if not is_temporary(row) and row.start <= day]
        return begun[-1]


def is_temporary(episode: Episode) -> bool:
    """Contract rule 3.9: types T0 to T4 are legs."""
    return episode.placement_type in TEMPORARY


def placements_in(period: PeriodOfCare) -> list[Placement]:
    """Contract rule 3.9: walk a period of care and cut it into placements."""
    placements: list[Placement] = []
    last_proper: Episode | None = None
    row_before: Episode | None = None
    for episode in period.episodes:
        if is_temporary(episode):
            if placements:  # a leg that opens the period interrupts nothing
                placements[-1].rows.append(episode)
        else:
            if _starts_placement(episode, row_before, last_proper):
                placements.append(Placement([episode]))
            else:
                placements[-1].rows.append(episode)
            last_proper = episode
        row_before = episode
    return placements


def _starts_placement(episode: Episode, row_before: Episode | None, last_proper: Episode | None) -> bool:
    """Contract rule 3.9 for one episode that is not temporary."""
    if last_proper is None or row_before is None:
        return True
    if episode.reason_new_episode not in ("P", "B"):
        return False
    if row_before.reason_placement_change == "PLACE":
        return False
    if episode.placement_type in ("A3", "A5") and last_proper.placement_type in KINSHIP_FOSTERING + UNRELATED_FOSTERING:
        return False  # adoption by the foster carers the child lives with
    back_from_a_leg = is_temporary(row_before) and _where(episode) == _where(last_proper)
    return not back_from_a_leg


def _where(episode: Episode) -> tuple[str, str | None, str | None]:
    return episode.placement_type, episode.placement_provider, episode.urn


def placement_with(history: CareHistory, episode: Episode) -> Placement | None:
    """The placement an episode or leg is part of; None for a leg that opens its period of care."""
    for placement in placements_in(history.period_of(episode)):
        if episode in placement.rows:
            return placement
    return None


def current_placement(history: CareHistory, day: date) -> Placement | None:
    """The placement on a day: that of the episode which speaks for the person."""
    speaking = history.speaking_episode(day)
    return None if speaking is None else placement_with(history, speaking)


def current_episode(council: Council, person_id: str) -> Episode | None:
    """Contract rule 3.10: the episode that gives current type and provider on D."""
    placement = current_placement(council.care[person_id], council.last_day)
    return None if placement is None else placement.current_episode(council.last_day)


def _open_episode(council: Council, person_id: str) -> Episode:
    """Contract rule 3.10, last sentence: the episode open on D, a temporary one too."""
    speaking = council.care[person_id].speaking_episode(council.last_day)
    assert speaking is not None
    return speaking


def section_20(council: Council, window: Window) -> Answer:
    """LAC-17."""
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        answer.add(person_id, _open_episode(council, person_id).legal_status == "V2")
    return answer


def three_or_more_placements(council: Council, window: Window) -> Answer:
    """LAC-30. All the person's periods of care are searched, not only the one open on D."""
    first, last = council.r12.first, council.last_day
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        placements = [p for period in council.care[person_id].periods for p in placements_in(period)]
        in_year = [p for p in placements if p.start <= last and (p.end is None or p.end > first)]
        answer.add(person_id, len(in_year) >= 3)
    return answer


def long_term_stability(council: Council, window: Window) -> Answer:
    """LAC-32."""
    last = council.last_day
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        history = council.care[person_id]
        period = history.period_on(last)
        assert period is not None
        if council.age(person_id) < 16 and period.start <= add_months(last, -30):
            answer.add(person_id, _is_stable(history, period, last))
    return answer


def _is_stable(history: CareHistory, period: PeriodOfCare, last: date) -> bool:
    """The numerator of LAC-32."""
    two_years_ago = add_months(last, -24)
    current = current_placement(history, last)
    if current is None:
        return False
    if current.start <= two_years_ago:
        return True
    if current.current_episode(last).placement_type not in ADOPTION or current.rows[0].placement_type not in ADOPTION:
        return False
    placements = placements_in(period)
    position = [placement.start for placement in placements].index(current.start)
    if position == 0:
        return False
    before = placements[position - 1]
    return before.start <= two_years_ago and before.end == current.start


def more_than_20_miles(council: Council, window: Window) -> Answer:
    """LAC-38; contract rule 3.15 for the children left out."""
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        miles = _open_episode(council, person_id).distance_miles
        if miles is None or miles == DISTANCE_NOT_KNOWN:
            answer.unknown.append(person_id)
        else:
            answer.add(person_id, miles > 20)
    return answer


def outside_the_authority(council: Council, window: Window) -> Answer:
    """LAC-39; contract rule 3.15 for the children left out."""
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        authority = _open_episode(council, person_id).placement_authority
        if authority is None or authority == AUTHORITY_NOT_KNOWN:
            answer.unknown.append(person_id)
        else:
            answer.add(person_id, authority != council.ons_code)
    return answer


def _current_type(council: Council, person_id: str) -> str | None:
    episode = current_episode(council, person_id)
    return None if episode is None else episode.placement_type


def in_foster_care(council: Council, window: Window) -> Answer:
    """SUF-02."""
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        fostered = _current_type(council, person_id) in KINSHIP_FOSTERING + UNRELATED_FOSTERING
        answer.add(person_id, fostered)
    return answer


def kinship_share(council: Council, window: Window) -> Answer:
    """SUF-03, over the numerator of SUF-02."""
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        placed = _current_type(council, person_id)
        if placed in KINSHIP_FOSTERING + UNRELATED_FOSTERING:
            answer.add(person_id, placed in KINSHIP_FOSTERING)
    return answer


def in_house_share(council: Council, window: Window) -> Answer:
    """SUF-04. A blank provider stays in the base and is counted as unknown (contract rule 3.15)."""
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        episode = current_episode(council, person_id)
        if episode is not None and episode.placement_type in UNRELATED_FOSTERING:
            answer.add(person_id, episode.placement_provider == "PR1")
            if episode.placement_provider is None:
                answer.unknown.append(person_id)
    return answer


def in_residential_care(council: Council, window: Window) -> Answer:
    """SUF-05."""
    answer = Answer()
    for person_id in council.looked_after_on_last_day:
        answer.add(person_id, _current_type(council, person_id) in CHILDRENS_HOMES)
    return answer

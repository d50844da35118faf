"""Being looked after: short breaks, the days in care, periods of care (data contract 3.4 to 3.8, 3.12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.oracle.dates import add_months
from tests.oracle.records import Episode

SHORT_BREAKS = ("V3", "V4")


@dataclass(frozen=True)
class PeriodOfCare:
    """Contract rule 3.6: one unbroken chain of episodes, in order of start."""

    episodes: tuple[Episode, ...]

    @property
    def start(self) -> date:
        """The start of the first episode."""
        return self.episodes[0].start

    @property
    def end(self) -> date | None:
        """The end of the last episode, None while open."""
        return self.episodes[-1].end

    @property
    def reason_ceased(self) -> str | None:
        """The reason the last episode ceased."""
        return self.episodes[-1].reason_ceased


@dataclass(frozen=True)
class CareHistory:
    """All the care of one person that counts, short breaks already taken out."""

    episodes: tuple[Episode, ...]
    periods: tuple[PeriodOfCare, ...]

    def speaking_episode(self, day: date) -> Episode | None:
        """Contract rule 3.5: of the episodes open on the day, the one with the later start."""
        open_then = [episode for episode in self.episodes if episode.open_on(day)]
        return max(open_then, key=lambda episode: episode.start) if open_then else None

    def looked_after_on(self, day: date) -> bool:
        """Contract rule 3.5."""
        return any(episode.open_on(day) for episode in self.episodes)

    def looked_after_during(self, first: date, last: date) -> bool:
        """Contract rule 3.7, both ends inclusive, as written: end after the first day, start by the last."""
        return any(e.start <= last and (e.end is None or e.end > first) for e in self.episodes)

    def period_of(self, episode: Episode) -> PeriodOfCare:
        """The period of care an episode belongs to."""
        return next(period for period in self.periods if episode in period.episodes)

    def period_on(self, day: date) -> PeriodOfCare | None:
        """Contract rule 3.8, second sentence: the period of the episode that speaks for the person."""
        speaking = self.speaking_episode(day)
        return None if speaking is None else self.period_of(speaking)

    def continuously_12_months_on(self, day: date) -> bool:
        """Contract rule 3.8."""
        period = self.period_on(day)
        return period is not None and period.start <= add_months(day, -12)

    def days_looked_after(self, first: date, before: date) -> set[date]:
        """Contract rule 3.12: the days x with first <= x < before on which the person is looked after."""
        days: set[date] = set()
        for episode in self.episodes:
            starts = max(episode.start, first)
            ends = before if episode.end is None else min(episode.end, before)
            days |= {starts + timedelta(days=n) for n in range((ends - starts).days)}
        return days

    def episode_for_attributes(self, day: date) -> Episode | None:
        """Breakdowns: the episode open on the day, or else the one started last by then."""
        speaking = self.speaking_episode(day)
        if speaking is not None:
            return speaking
        begun = [episode for episode in self.episodes if episode.start <= day]
        return max(begun, key=lambda episode: episode.start) if begun else None


def care_history(rows: Iterable[Episode]) -> CareHistory:
    """Contract rules 3.4 and 3.6: drop short breaks, order by start, then chain into periods of care."""
    episodes = sorted((e for e in rows if e.legal_status not in SHORT_BREAKS), key=lambda e: e.start)
    chains: list[list[Episode]] = []
    for episode in episodes:
        joins = bool(chains) and chains[-1][-1].end == episode.start
        if joins and episode.reason_new_episode != "S":
            chains[-1].append(episode)
        else:
            chains.append([episode])
    return CareHistory(tuple(episodes), tuple(PeriodOfCare(tuple(chain)) for chain in chains))

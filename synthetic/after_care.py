"""Life after care: contacts, being in touch around birthdays, activity and accommodation of care leavers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from . import profile
from .chance import Chance, level
from .leaving_care import Spell
from .life import Life
from .people import Person
from .records import Cell

_APPRENTICESHIPS_APART = date(2021, 4, 1)
_IN = {"F1": 0.13, "P1": 0.01, "F2": 0.30, "P2": 0.08, "F3": 0.34, "P3": 0.14}
_PROVIDERS = {
    "1": ("University",), "2": ("Sixth form college", "College of further education"),
    "3": ("Café", "Care home", "Farm shop", "Supermarket", "Warehouse"), "4": ("Building firm", "Nursery"),
}  # fmt: skip
_SUITABLE = {"B": 0.15, "D": 0.16, "E": 0.10, "K": 0.05, "T": 0.06, "U": 0.37, "Z": 0.09, "C": 0.01, "Y": 0.01}
_UNSUITABLE = {"U": 0.20, "B": 0.12, "K": 0.08, "W": 0.10, "S": 0.17, "V": 0.05, "X": 0.28}
_WHY_UNSUITABLE = {
    "W": "Temporary only", "S": "Nowhere settled to live", "V": "Emergency only", "X": "In custody",
}  # fmt: skip
_METHODS = {"phone": 0.45, "text": 0.27, "video": 0.06, "email": 0.12, "letter": 0.06, "other": 0.04}


@dataclass(slots=True)
class _Standing:
    """Three leanings, each uniform from 0 to 1 and slow to change: contact, occupation, housing."""

    contact: float
    occupation: float
    housing: float

    def drift(self, chance: Chance) -> None:
        """A year later: each stays as it was, or is drawn afresh."""
        self.contact = chance.random() if chance.yes(0.2) else self.contact
        self.occupation = chance.random() if chance.yes(0.3) else self.occupation
        self.housing = chance.random() if chance.yes(0.35) else self.housing


def record(life: Life, spells: list[Spell]) -> None:
    """Put the contacts and positions of a person who left care, or is about to, on file.

    Args:
        life: The person.
        spells: The person's leaving-care categories, none for most children.
    """
    if not spells:
        return
    chance, person, horizon = life.chance, life.person, life.horizon
    standing = _Standing(person.engagement, chance.random(), chance.random())
    closes = spells[-1].end or horizon + timedelta(days=1)
    for age in range(17, 26):
        birthday = person.birthday(age)
        if birthday > horizon + timedelta(days=45) or (age > 21 and birthday >= closes):
            break
        if age > 17:
            standing.drift(chance)
        in_care = person.is_looked_after(birthday) or birthday < spells[0].start
        if in_care and not chance.yes(0.4):
            continue
        if not _around_birthday(life, birthday, standing, in_care=in_care):
            return
        halfway = birthday + timedelta(days=chance.whole(140, 220))
        if not in_care and halfway < closes:
            _position(life, halfway, standing)
    for spell in spells:
        if spell.eligibility in {"relevant", "former_relevant"}:
            _contacts(life, spell)


def _around_birthday(life: Life, birthday: date, standing: _Standing, *, in_care: bool) -> bool:
    """What is recorded near a birthday; false when nothing can follow, because the young person died."""
    chance = life.chance
    day = birthday + timedelta(days=chance.whole(-30, 24))
    if in_care:
        _position(life, day, standing)
        return True
    died, went_home = chance.yes(0.0015), chance.yes(0.03 if birthday <= life.person.eighteen else 0.006)
    if died or went_home:
        status, two_way = ("DIED", False) if died else ("RHOM", True)
    elif standing.contact >= 1 - level(profile.IN_TOUCH, day):
        status, two_way = "YES", True
    else:
        status = chance.pick({"NO": 0.62, "REFU": 0.2, "NREQ": 0.18})
        two_way = status != "NO"
    if life.since <= day <= life.horizon and (status != "NO" or chance.yes(0.8)):
        method = "visit" if status == "YES" and chance.yes(0.5) else chance.pick(_METHODS)
        life.put("care_leaver_contacts", day, contact_date=day, method=method, two_way=two_way, in_touch=status)
    if not (died or went_home):
        _position(life, day, standing)
    return not died


def _position(life: Life, day: date, standing: _Standing) -> None:
    """Activity and accommodation as known on a day: a code, a code for not known, or no row at all."""
    chance, person = life.chance, life.person
    if not life.since <= day <= life.horizon:
        return
    active, inactive = level(profile.IN_EDUCATION_OR_WORK, day), level(profile.NOT_IN_EDUCATION_OR_WORK, day)
    if person.age(day) < 19:  # at 17 and 18 more are still at school or college
        active, inactive = active + 0.14, inactive - 0.10
    if standing.contact >= 1 - active - inactive:
        is_active = standing.occupation < active / (active + inactive)
        cells = _activity(chance, person, day, is_active)
        life.put("eet_status", day, status_date=day, **cells)
    elif chance.yes(0.5):
        life.put("eet_status", day, status_date=day, activity_code="0")
    good, bad = level(profile.SUITABLE, day), level(profile.UNSUITABLE, day)
    if standing.contact >= 1 - good - bad:
        is_suitable = standing.housing < good / (good + bad)
        life.put("accommodation", day, status_date=day, **_home(chance, person, day, is_suitable))
    elif chance.yes(0.5):
        code = chance.pick({"R": 0.5, "0": 0.5})
        life.put("accommodation", day, status_date=day, accommodation_code=code)


def _activity(chance: Chance, person: Person, day: date, is_active: bool) -> dict[str, Cell]:
    if not is_active:
        caring = 0.24 if person.sex == "F" else 0.04
        return {"activity_code": chance.pick({"G5": 0.60, "G4": 0.20, "G6": caring})}
    code = chance.pick(_IN)
    if person.age(day) < 18 and code[1] == "1":
        code = "F2"
    if code[1] == "3" and day >= _APPRENTICESHIPS_APART:
        code = code[0] + ("4" if code[0] == "F" and chance.yes(0.25) else "5")
    places = _PROVIDERS["3" if code[1] == "5" else code[1]]
    place = places[chance.whole(0, len(places) - 1)]
    hours = chance.whole(16, 38) if code[0] == "F" else chance.whole(6, 15)
    return {"activity_code": code, "provider": place, "hours": hours if chance.yes(0.7) else None}


def _home(chance: Chance, person: Person, day: date, is_suitable: bool) -> dict[str, Cell]:
    letter = chance.pick(_SUITABLE if is_suitable else _UNSUITABLE)
    if person.age(day) < 18 and letter in {"T", "Z"}:
        letter = "E"
    judged = "1" if is_suitable else "2"
    # Councils write the judgement in the code, beside it, in both places, or leave it to the type of home.
    form = chance.pick({"in": 0.5, "beside": 0.25, "both": 0.15, "left": 0.10})
    speaks_for_itself = letter in "BCDEKTUZ" if is_suitable else letter in "SVWX"
    if form == "left" and not speaks_for_itself:
        form = "in"
    reason = None if is_suitable else _WHY_UNSUITABLE.get(letter, "Not safe for the young person")
    return {
        "accommodation_code": letter + judged if form in {"in", "both"} else letter,
        "suitability": judged if form in {"beside", "both"} else None,
        "unsuitable_reason": reason,
    }


def _contacts(life: Life, spell: Spell) -> None:
    """Visits about every two months and other contact between, thinner with those hard to reach."""
    chance = life.chance
    last = min(life.horizon, (spell.end or life.horizon + timedelta(days=1)) - timedelta(days=1))
    reach = 0.5 + 0.5 * life.person.engagement**0.5
    day = max(spell.start, life.since) + timedelta(days=chance.whole(0, 30))
    while day <= last:
        if chance.yes(0.72):
            method, two_way = "visit", chance.yes(reach)
        else:
            method, two_way = chance.pick(_METHODS), chance.yes(reach * 0.9)
        life.put("care_leaver_contacts", day, contact_date=day, method=method, two_way=two_way, in_touch=None)
        day += timedelta(days=max(3, chance.around(46 / (0.45 + 0.55 * reach), 17, 5)))

"""Taking part and being heard (data contract 2, section 5.5)."""

from __future__ import annotations

from indicators.definition import Basis, Book, Cohort, Counts, Direction, Source, Tier
from indicators.theme import Theme
from indicators.units.count import Count
from indicators.units.percentage import Percentage
from indicators.units.ratio import Ratio
from indicators.units.shape import FigureOf
from warehouse.calendar import Window

ORDER = 62

_TWO = (Window.QUARTER, Window.YEAR_TO_DATE)
_THREE = (*_TWO, Window.ROLLING_YEAR)
_VOICE = Theme(
    "Voice", is_published=False,
    source=Source("Children Act 1989, sections 22 to 26; Cheshire East corporate parenting strategy 2015 to 2017"),
    needs=("participation",), windows=(Window.ROLLING_YEAR,), better=Direction.HIGHER, basis=Basis.FLOW,
)  # fmt: skip
_NOW = _VOICE.but(windows=(Window.AS_AT,), basis=Basis.STOCK)
_COMPLAINTS = Theme(
    "Complaints and compliments", is_published=False,
    source=Source("Children Act 1989 Representations Procedure (England) Regulations 2006"),
    needs=("complaints",), windows=_THREE, counts=Counts.RECORDS, basis=Basis.FLOW,
)  # fmt: skip
_LOOKED_AFTER = Cohort("voice_of_looked_after", "Children looked after on the last day of the quarter")
_LEAVERS = Cohort("voice_of_care_leavers", "Young people on the leaving-care roster on the last day")
_SURVEY = Cohort("survey_answers")
_HELPED = Cohort("helped_the_council")
_IN_THE_WINDOW = Cohort("looked_after_in_the_window", "Children looked after at some time in the period")
_RECORDS = Cohort("complaints")
_RECEIVED = "event = 'received'"

INDICATORS = (
    _VOICE("LAC-87", "Chaired their own review", "Chaired their own review, aged 8 and over",
           Cohort("reviews_held", "Reviews held in the period"),
           Percentage("chaired_by_child", "age_then >= 8 AND chaired_by_child IS NOT NULL"), "Chaired by the child",
           denominator_words="Reviews held of children aged 8 or over, of which it is known who chaired", windows=_TWO,
           headline=Window.QUARTER, counts=Counts.RECORDS, needs=("reviews", "reviews.chaired_by_child"),
           unknown="age_then >= 8 AND chaired_by_child IS NULL",
           source=Source("Children Act 1989, section 26; IRO handbook (2010)")),
    _VOICE("LAC-90", "Took part in the children in care council", "Came to the children in care council", _LOOKED_AFTER,
           Percentage("council_meetings >= 1"), "At least one meeting in the year"),
    _VOICE("LAC-90-REG", "Took part in the children in care council regularly",
           "Come regularly to the children in care council", _LOOKED_AFTER, Count("council_meetings >= 3"),
           "At least three meetings in the year"),
    _VOICE("LAC-90-RESP", "Survey answers for every 100 children", "Survey answers for every 100 children", _SURVEY,
           Ratio("activity = 'survey_safe'", per=FigureOf("LAC-01", "as_at")), "Answers to the question whether they feel safe",
           denominator_words="Children looked after on the last day", counts=Counts.RECORDS),
    _VOICE("LAC-90-SAFE", "Feel safe", "Say that they feel safe", _SURVEY,
           Percentage("is_yes", "activity = 'survey_safe'"), "Answered yes", denominator_words="Answers to that question",
           counts=Counts.RECORDS),
    _VOICE("LAC-90-HEARD", "Feel heard", "Say that they are listened to", _SURVEY,
           Percentage("is_yes", "activity = 'survey_heard'"), "Answered yes", denominator_words="Answers to that question",
           counts=Counts.RECORDS),
    _VOICE("LAC-90-REC", "Helped recruit", "Helped to recruit staff", _HELPED, Count("is_recruitment"),
           "Took part in recruiting while looked after or on the roster", windows=(Window.YEAR_TO_DATE, Window.ROLLING_YEAR),
           needs=("participation", "care_leaver_roster")),
    _VOICE("LAC-90-DES", "Helped design services or train", "Helped to design services or to train", _HELPED,
           Count("NOT is_recruitment"), "Service design, panel or training while looked after or on the roster",
           windows=(Window.YEAR_TO_DATE, Window.ROLLING_YEAR), needs=("participation", "care_leaver_roster")),
    _VOICE("LAC-90-FORUM", "Took part in the care leavers' forum", "Came to the care leavers' forum", _LEAVERS,
           Count("is_at_forum"), "At least one forum in the year", needs=("participation", "care_leaver_roster"),
           own_book=Book.CARE_LEAVER),
    _VOICE("LAC-91-ADV", "Had an advocate", "Had an advocate", _IN_THE_WINDOW, Percentage("has_advocate"),
           "Advocacy on some day of the period", windows=(Window.QUARTER, Window.ROLLING_YEAR)),
    _VOICE("LAC-91-ADV-CL", "Care leavers who had an advocate", "Care leavers who had an advocate", _LEAVERS,
           Count("is_care_leaver AND has_advocate"), "Advocacy on some day of the period",
           windows=(Window.QUARTER, Window.ROLLING_YEAR), needs=("participation", "care_leaver_roster"),
           own_book=Book.CARE_LEAVER),
    _NOW("LAC-91-IV", "Has an independent visitor", "Have an independent visitor", _LOOKED_AFTER, Count("has_visitor"),
         "A visitor on the last day"),
    _NOW("LAC-91-IV-OUT", "Has an independent visitor, placed outside", "Have an independent visitor, living outside the area",
         _LOOKED_AFTER, Count("has_visitor AND is_placed_outside"), "A visitor on the last day, and placed outside the authority",
         needs=("participation", "care_episodes.placement_authority")),
    _COMPLAINTS("LAC-92", "Complaints", "Complaints", _RECORDS, Count(f"{_RECEIVED} AND kind = 'complaint'"),
                "Complaints received about services for looked-after children or care leavers"),
    _COMPLAINTS("LAC-92-CH", "Complaints from children", "Complaints from children", _RECORDS,
                Count(f"{_RECEIVED} AND kind = 'complaint' AND made_by = 'child'"), "Of them made by a child or young person"),
    _COMPLAINTS("LAC-92-CL", "Complaints about leaving care", "Complaints about leaving care", _RECORDS,
                Count(f"{_RECEIVED} AND kind = 'complaint' AND service = 'care_leavers'"), "Of them about leaving care"),
    _COMPLAINTS("LAC-92-P", "Compliments", "Compliments", _RECORDS, Count(f"{_RECEIVED} AND kind = 'compliment'"),
                "Compliments received about the same services"),
    _COMPLAINTS("LAC-92-PCL", "Compliments about leaving care", "Compliments about leaving care", _RECORDS,
                Count(f"{_RECEIVED} AND kind = 'compliment' AND service = 'care_leavers'"), "Of them about leaving care"),
    _COMPLAINTS("LAC-92-T", "Complaints answered in time", "Complaints answered in time", _RECORDS,
                Percentage("responded_date <= due_date", "event = 'due' AND kind = 'complaint'"),
                "Answered by the date it was due", denominator_words="Complaints whose answer was due in the period",
                windows=_TWO, headline=Window.QUARTER, better=Direction.HIGHER, tier=Tier.OUTCOME,
                needs=("complaints", "complaints.due_date")),
    _NOW("LAC-93", "In an independence programme, 12 and over", "In an independence programme, aged 12 and over",
         _LOOKED_AFTER, Percentage("is_in_programme", "age >= 12"), "In the programme on the last day",
         denominator_words="Children looked after aged 12 or over"),
    _VOICE("LAC-102", "Offered work experience, 14 and over", "Offered work experience, aged 14 and over", _LOOKED_AFTER,
           Percentage("is_offered_work_experience", "age >= 14"), "Offered in the year",
           denominator_words="Children looked after aged 14 or over"),
)  # fmt: skip

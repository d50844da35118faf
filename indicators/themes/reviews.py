"""Reviews of the child's case, and the child's part in them."""

from __future__ import annotations

from indicators.cohorts import REVIEWS_DUE, REVIEWS_HELD
from indicators.definition import Basis, Counts, Direction, Exceptions, Indicator, Reason, Source, Target, Tier
from indicators.units.percentage import Percentage
from warehouse.calendar import Window

ORDER = 60
_THEME = "Reviews"
_TWO = (Window.QUARTER, Window.YEAR_TO_DATE)
_SHORT_BREAKS = "Short breaks (legal status V3 and V4)"

INDICATORS = (
    Indicator(
        id="LAC-85",
        title="Reviews on time",
        label="Reviews held on time",
        theme=_THEME,
        cohort=REVIEWS_DUE,
        measure=Percentage(met="is_on_time"),
        windows=_TWO,
        headline=Window.QUARTER,
        needs=("reviews", "reviews.due_date"),
        numerator_words="Held on or before the due date",
        denominator_words="Reviews due in the period, the child looked after on the due date",
        left_out_words=f"{_SHORT_BREAKS}; reviews without a due date. Cancelled reviews stay in",
        unknown="is_held_without_date",
        counts=Counts.RECORDS,
        better=Direction.HIGHER,
        basis=Basis.FLOW,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(
            at_least=100,
            floor=90,
            source="All: Care Planning, Placement and Case Review (England) Regulations 2010, regulation 33",
        ),
        exceptions=Exceptions(
            "-",
            (
                Reason("CANCELLED", "Cancelled", "is_cancelled"),
                Reason("STILL_TO_BE_HELD", "Still to be held", "is_held_without_date AND due_date > known_on"),
                Reason("DATE_NOT_RECORDED", "Held, date not recorded", "is_held_without_date"),
                Reason("HELD_LATE", "Held after the due date", "TRUE"),
            ),
            due="due_date",
            done="held_date",
            last_event="Last review held",
            last_event_date="last_held_date",
            certain="is_cancelled OR held_date > due_date",
        ),
        source=Source(
            "Care Planning, Placement and Case Review (England) Regulations 2010, regulation 33: within 20 working days, "
            "then three months, then every six months"
        ),
    ),
    Indicator(
        id="LAC-86",
        title="Participation in reviews",
        label="Children who took part in their review",
        theme=_THEME,
        cohort=REVIEWS_HELD,
        measure=Percentage(
            met="participation_code IN ('PN1', 'PN2', 'PN3', 'PN5', 'PN6')",
            of="participation_code IN ('PN1', 'PN2', 'PN3', 'PN4', 'PN5', 'PN6', 'PN7')",
        ),
        windows=_TWO,
        headline=Window.QUARTER,
        needs=("reviews", "reviews.participation_code"),
        numerator_words="Attended and made views known, or views made known for the child (PN1, PN2, PN3, PN5, PN6)",
        denominator_words="Reviews held in the period with a participation code PN1 to PN7, the child looked after that day",
        left_out_words=f"{_SHORT_BREAKS}; children under four at the review (PN0); reviews without a code",
        counts=Counts.RECORDS,
        better=Direction.HIGHER,
        basis=Basis.FLOW,
        tier=Tier.PROCESS,
        is_rated=True,
        target=Target(at_least=100, floor=90, source="All: Children Act 1989, section 22(4)"),
        exceptions=Exceptions(
            "-",
            (
                Reason("ATTENDED_NO_VIEWS", "Attended, views not conveyed", "participation_code = 'PN4'"),
                Reason("NO_VIEWS", "Did not attend, views not conveyed", "TRUE"),
            ),
            last_event="Review held",
            last_event_date="held_date",
            certain="TRUE",
        ),
        source=Source("SSDA903 children looked after return, REVIEW_CODE; Children Act 1989, section 22(4)"),
    ),
)

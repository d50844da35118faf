"""Which published figures add up: everything an outsider could subtract.

The relations are written once, as data, in the words of the data contract (``LAC-70.n`` is the base of LAC-70,
``.x`` its number, ``.r`` the rest of the base); :mod:`disclosure.relations` turns them into relations between the
figures at hand.
"""

from __future__ import annotations

#: Two figures that are the same number, wherever both have the same window, breakdown and category.
SAME_NUMBER: tuple[tuple[str, str], ...] = (
    # Everybody looked after on the last day.
    *((f"{indicator}.n", "LAC-01.x") for indicator in ("LAC-15", "LAC-17", "LAC-30", "LAC-50", "SUF-02", "SUF-05")),
    ("LAC-02.x", "LAC-01.x"),
    ("LAC-05.x", "LAC-04.x"),
    ("LAC-07.x", "LAC-06.x"),
    ("LAC-20.n", "LAC-07.x"),
    # Continuously looked after for 12 months.
    *((f"{indicator}.n", "LAC-46.n") for indicator in ("LAC-47", "LAC-48", "LAC-51")),
    ("LAC-61.n", "LAC-60.x"),
    ("LAC-62.n", "LAC-60.x"),
    ("LAC-70.n", "LAC-03.x"),
    ("LAC-72.n", "LAC-70.x"),
    ("LAC-72.x", "LAC-71.x"),
    ("LAC-73.n", "LAC-70.x"),
    ("LAC-78.n", "LAC-77.n"),
    ("LAC-79.n", "LAC-77.n"),
    ("SUF-03.n", "SUF-02.x"),
    # Foster carers who are not relatives are the rest of the kinship share.
    ("SUF-04.n", "SUF-03.r"),
    # The birthday cohorts.
    *(
        (f"{indicator}.n", "CL-03.n")
        for indicator in ("CL-05", "CL-06", "CL-07", "CL-09", "CL-12", "CL-13", "CL-14", "CL-15", "CL-16", "CL-18")
    ),
    *(
        (f"{indicator}-Y.n", "CL-03-Y.n")
        for indicator in ("CL-05", "CL-06", "CL-07", "CL-12", "CL-13", "CL-14")
    ),
    # Everybody open who has left care.
    *(
        (f"CL-19-{answer}.n", "CL-19-EET.n")
        for answer in ("NEET", "UNK", "SUIT", "UNSUIT", "ACCUNK")
    ),
    ("CL-21-LAC.n", "CL-20-LAC.n"),
    ("CL-21-LEFT.n", "CL-20-LEFT.n"),
)  # fmt: skip

#: Parts that make a whole, wherever all have the same window, breakdown and category.
SUMS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("CL-12.x", "CL-13.x", "CL-14.x"), "CL-12.n"),
    (("CL-05.x", "CL-06.x", "CL-07.x"), "CL-05.n"),
    (("CL-12-Y.x", "CL-13-Y.x", "CL-14-Y.x"), "CL-12-Y.n"),
    (("CL-05-Y.x", "CL-06-Y.x", "CL-07-Y.x"), "CL-05-Y.n"),
    (("CL-19-EET.x", "CL-19-NEET.x", "CL-19-UNK.x"), "CL-19-EET.n"),
    (("CL-19-SUIT.x", "CL-19-UNSUIT.x", "CL-19-ACCUNK.x"), "CL-19-SUIT.n"),
)

#: Headline figures that are one or several categories of another, and perhaps a third figure besides: figure, third
#: figure, the other, breakdown, categories. What follows from two of these together is written out as well.
CATEGORY_SUMS: tuple[tuple[str, str | None, str, str, tuple[str, ...]], ...] = (
    ("LAC-15.x", None, "LAC-01.x", "uasc", ("Yes",)),
    ("LAC-17.x", None, "LAC-01.x", "legal_status_group", ("Voluntary",)),
    ("SUF-02.x", None, "LAC-01.x", "placement_group", ("Foster",)),
    ("CL-20-LEFT.n", None, "CL-01.x", "eligibility", ("relevant", "former_relevant")),
    ("CL-19-EET.n", None, "CL-01.x", "eligibility", ("relevant", "former_relevant", "qualifying")),
    ("CL-24.n", None, "CL-01.x", "eligibility", ("eligible", "relevant", "former_relevant")),
    ("CL-19-EET.n", "CL-20-LEFT.n", "CL-01.x", "eligibility", ("qualifying",)),
    ("CL-24.n", "CL-20-LEFT.n", "CL-01.x", "eligibility", ("eligible",)),
    ("CL-01.x", "CL-20-LEFT.n", "CL-01.x", "eligibility", ("eligible", "qualifying", "Not recorded")),
    ("CL-01.x", "CL-19-EET.n", "CL-01.x", "eligibility", ("eligible", "Not recorded")),
    ("CL-01.x", "CL-24.n", "CL-01.x", "eligibility", ("qualifying", "Not recorded")),
)

#: Figures that count events, so that quarters add up to a year to date and four quarters to a rolling year. Persons
#: counted once in each window need not add up.
ADDITIVE_OVER_TIME = frozenset(
    {"LAC-04", "LAC-21", "LAC-40", "LAC-52", "LAC-71", "LAC-74", "LAC-77", "LAC-78", "LAC-79", "LAC-85", "LAC-86"}
)

#: Where the first is hidden, so is the second: episodes with the children behind them; children coming with children
#: going (headlines only), whose difference is close to the published net change.
EPISODES_WITH_CHILDREN = (("LAC-70", "LAC-71"),)
COMING_WITH_GOING = (("LAC-04", "LAC-06"), ("LAC-06", "LAC-04"))

#: The net change of the number looked after is no count of anybody: it follows the two numbers it lies between.
NET_CHANGE, NET_CHANGE_OF = "LAC-08", "LAC-01"

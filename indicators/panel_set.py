"""Which measures a council's panel rates, under which headings: the default set, or the council's own.

A rule of the panel's pages: at most 18 rated measures a book, so that a Scorecard stays on one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

#: Most rated measures in one book.
MOST_RATED = 18

#: Theme of a declaration -> heading the panel reads it under, where it is another.
_HEADINGS = {
    "Children in our care": "Leaving and coming back",
    "Homes": "Where children live",
    "Kinds of home": "Where children live",
    "Emotional wellbeing": "Health and wellbeing",
    "Health": "Health and wellbeing",
    "Missing from care": "Safety",
    "Reviews": "Plans and taking part",
}


def heading_of(theme: str) -> str:
    """The heading measures of a theme stand under when the council has chosen no other."""
    return _HEADINGS.get(theme, theme)


def panel_set(
    definitions: pd.DataFrame, authorities: Iterable[str], chosen: Mapping[str, Sequence[Any]]
) -> pd.DataFrame:
    """The rated measures of each council with their heading and place.

    Args:
        definitions: ``indicators.definition``.
        authorities: Every council.
        chosen: Authority -> its groups, each with ``heading`` and ``measures``; the default set where there are none.

    Returns:
        ``authority``, ``indicator_id``, ``panel_heading``, ``panel_place``: measures of one heading follow one another, in the
        order of the first of them.
    """
    default = definitions[definitions["is_rated"]].sort_values("display_order")
    headings = default["theme"].map(heading_of)
    first = headings.drop_duplicates().tolist()
    default = default.assign(heading=headings, rank=headings.map({name: place for place, name in enumerate(first)}))
    standard = list(
        default.sort_values(["rank", "display_order"])[["indicator_id", "heading"]].itertuples(index=False, name=None)
    )
    rows: list[tuple[str, str, str, int]] = []
    for authority in authorities:
        own = [(name, group.heading) for group in chosen.get(authority, ()) for name in group.measures]
        rows += [(authority, name, heading, place) for place, (name, heading) in enumerate(own or standard, 1)]
    return pd.DataFrame(rows, columns=["authority", "indicator_id", "panel_heading", "panel_place"])


def setting_problems(council: Any, declared: Sequence[Any]) -> list[str]:
    """What is wrong with a council's choices, as far as only the declarations can tell: file, key, and what to do.

    Args:
        council: As ``council.toml`` gives it: ``targets``, ``scorecard``, ``comparators``.
        declared: The indicators.
    """
    known = {i.id: i for i in declared}
    groups = council.scorecard.rated
    named = [name for group in groups for name in group.measures]
    adopted = council.scorecard.adopted
    listed = {
        "[[targets.{}]]": council.targets,
        "[[scorecard.rated]], {}": named,
        "[scorecard.adopted], {}": [] if adopted is None or adopted.targets == "all" else adopted.targets,
        "[[comparators.{}]]": council.comparators,
    }
    problems = [
        f"{key.format(name)}: there is no such indicator. The identifiers are in docs/indicators.md, for example LAC-40."
        for key, names in listed.items()
        for name in sorted(set(names) - set(known))
    ]
    problems += [
        f"[[scorecard.rated]], {name}: it is named twice. Leave it under one heading."
        for name in sorted({name for name in named if named.count(name) > 1})
    ]
    chosen = [known[name] for name in named if name in known]
    problems += [
        f"[[scorecard.rated]], {i.id}: it describes, and has no direction that is good, so it cannot be rated. Take it out."
        for i in chosen
        if str(i.better) == "context"
    ]
    books = pd.Series([str(i.scorecard) for i in chosen], dtype="object").value_counts()
    problems += [
        f"[[scorecard.rated]]: {count} measures of one book; at most {MOST_RATED} fit its page. Take {count - MOST_RATED} out."
        for count in books
        if count > MOST_RATED
    ]
    for name, overrides in council.targets.items():
        if name in known:
            problems += _against(name, str(known[name].better), overrides)
    return problems


def _against(name: str, better: str, overrides: Sequence[Any]) -> list[str]:
    """Targets that aim the wrong way: a ceiling where more is better, a floor where less is, any where neither is."""
    if better == "context":
        return [f"[[targets.{name}]]: it describes, and has no direction that is good, so it has no target. Take it out."]
    wrong = {"higher": "at_most", "lower": "at_least"}.get(better)
    right = {"higher": "at_least", "lower": "at_most"}.get(better)
    return [
        f"[[targets.{name}]] from {one.from_year}: {wrong} aims against the measure, for which {better} is better. "
        f"Write {right}."
        for one in overrides
        if one.type == wrong
    ]

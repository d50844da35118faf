"""Words that say a number: text beside a hidden figure must not say it in other words."""

from __future__ import annotations

import re

_UP_TO_TEN = "one two three four five six seven eight nine ten"
_TEENS = "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_NUMBER = "|".join([*_UP_TO_TEN.split(), *_TEENS.split(), "twenty", "thirty", "a couple", "a handful", "a pair"])
_THING = r"(?:child|children|young|person|people|boys?|girls?|care leavers?|cases?|episodes?|reviews?|siblings?)"

_SAYS = re.compile(
    rf"""\b(?:
        only\s+(?:{_NUMBER})\b                                   # only one
      | all\s+but\s+(?:{_NUMBER}|a\s+few)\b                      # all but two
      | (?:a|one|two|three|four|nine)[ -](?:thirds?|quarters?|fifths?|tenths?)\s+of\b   # three quarters of
      | half\s+of\b | every\s+(?:single\s+)?one\b | (?:nobody|no\s+one|none\s+of|not\s+one)\b
      | both(?:\s+of)?\s+(?:the\s+|our\s+|these\s+|those\s+)?{_THING}\b | both\s+(?:were|are|have|had|of\s+(?:them|whom))\b
      | (?:{_NUMBER})\s+(?:of\s+(?:the|our|them|whom|these|those)|{_THING})\b
      | the\s+(?:one|two|three|four|five)\s+(?:who|that|whom)\b
      | a\s+single\s+{_THING}\b | another\s+{_THING}\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def says_a_number(text: str) -> bool:
    """Whether a text says how many of something there are, in words: "only one", "all but two", "three quarters of", "both"."""
    return _SAYS.search(text) is not None

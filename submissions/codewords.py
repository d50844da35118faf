"""Codes written with their words, or as their words: ``V2 - Single period``, ``b) Female``, ``White British``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

import pandas as pd

from schemas.codes import code_set

_AUTHORITIES = "PLACEMENT_LA_SPECIAL"
_AUTHORITY_CODE = re.compile(r"[EWSN][0-9]{8}")
#: A code, what parts it from its words, and the words.
_WITH_WORDS = re.compile(r"(?P<code>[^\s:)=–—-]+)\s*(?P<mark>[:)=]|\s[-–—]|[-–—]\s|\.\s)\s*(?P<words>\S.*)", re.DOTALL)
_WORDS_FIRST = re.compile(r"(?P<words>\S.*?)\s*[(\[](?P<code>[^()\[\]\s]+)[)\]]", re.DOTALL)
#: The place of an entry in a list of choices: "b) Female", "2. Female".
_LIST_MARK = re.compile(r"(?:[a-z]|[0-9]{1,2})[).]\s*(?P<words>\S.*)", re.IGNORECASE | re.DOTALL)
_SPACES = re.compile(r"\s+")


def read_codes(texts: pd.Series, name: str) -> pd.Series:
    """Distinct texts as codes in their one spelling; what is no code stays as it is, for the model to judge.

    Args:
        texts: Trimmed texts.
        name: Name of the code set.
    """
    return pd.Series([read_code(text, name) or text for text in texts.tolist()], index=texts.index, dtype="str")


def read_code_lists(texts: pd.Series, name: str) -> pd.Series:
    """Distinct lists of codes, each code once in its one spelling, separated by semicolons."""

    def one(text: str) -> str:
        members = (member.strip() for member in text.split(";"))
        return ";".join(dict.fromkeys(read_code(member, name) or member for member in members if member)) or ";"

    return pd.Series([one(text) for text in texts.tolist()], index=texts.index, dtype="str")


def read_code(text: str, name: str) -> str | None:
    """The one code a text can mean, ``None`` where it means none or might mean two.

    Args:
        text: Trimmed.
        name: Name of the code set.
    """
    if name == _AUTHORITIES:
        return _authority(text)
    readings, meanings = code_set(name).readings, _meanings(name)
    code = readings.get(text.lower()) or meanings.get(_plain(text))
    if code:
        return code
    for pattern in (_WITH_WORDS, _WORDS_FIRST):
        form = pattern.fullmatch(text)
        if form and form["code"].lower() in readings:
            code, said = readings[form["code"].lower()], meanings.get(_plain(form["words"]))
            # "A) Female" where A is another code: the words and the letter disagree, so nobody knows.
            return code if said in (None, code) else None
    form = _LIST_MARK.fullmatch(text)
    if form:
        return readings.get(form["words"].lower()) or meanings.get(_plain(form["words"]))
    return _code_before_meaning(text, readings, meanings)


def read_yes_no(text: str, words: Mapping[str, bool]) -> bool | None:
    """Yes or no, with its letter, its words or its place in a list: ``Y - Yes``, ``b) No``.

    Args:
        text: Trimmed.
        words: Accepted words in lower case.
    """
    lower = text.lower()
    if lower in words:
        return words[lower]
    form = _WITH_WORDS.fullmatch(lower)
    if form is None:
        return None
    letter, said = words.get(form["code"]), words.get(form["words"])
    is_place = form["mark"] == ")" or form["mark"].startswith(".")
    return said if letter is None and is_place else letter if said == letter else None


def _code_before_meaning(text: str, readings: Mapping[str, str], meanings: Mapping[str, str]) -> str | None:
    """``V2 Single period``: a code and nothing but its own meaning behind it."""
    first, _, rest = text.partition(" ")
    code = readings.get(first.lower())
    return code if code and meanings.get(_plain(rest)) == code else None


def _authority(text: str) -> str:
    upper = text.upper()
    form = _WITH_WORDS.fullmatch(upper) or _WORDS_FIRST.fullmatch(upper)
    known = code_set(_AUTHORITIES).codes
    if form and (_AUTHORITY_CODE.fullmatch(form["code"]) or form["code"] in known):
        return form["code"]
    return upper


@cache
def _meanings(name: str) -> Mapping[str, str]:
    """Meaning in plain letters to its code; a meaning that two codes share tells neither."""
    pairs = {(_plain(entry.meaning), entry.stands_for or entry.code) for entry in code_set(name).entries}
    several = Counter(meaning for meaning, _ in pairs)
    return {meaning: code for meaning, code in pairs if meaning and several[meaning] == 1}


def _plain(words: str) -> str:
    """Words without case, punctuation at their ends and needless spaces."""
    return _SPACES.sub(" ", words).strip(" .,:;'\"").casefold()

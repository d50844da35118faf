"""Making text safe to store, and measuring how much room it takes.

Widths come from ``arial_widths.csv``: advance widths in units of 1/2048 em, read from the horizontal
metrics of Liberation Sans, which was designed to have the same widths as Arial.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

_WIDTHS = Path(__file__).parent / "arial_widths.csv"
_UNITS_PER_EM = 2048
#: Pixels in a point, at the 96 dots per inch spreadsheets lay out in.
_PIXELS_PER_POINT = 96 / 72
#: A character with no entry is taken to be as wide as the em, so that room is never underestimated.
_UNKNOWN = _UNITS_PER_EM

#: What no cell may hold: control characters, lone surrogates, non-characters (none can be stored in XML),
#: and marks that are invisible or turn the direction of the text around them, so that a label reads as it
#: is stored.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
    "\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_SPACES = re.compile(r"[ \t\r\n\x85]+")
#: Longest text one cell takes in the file format.
LONGEST_CELL = 32_767


class TextError(ValueError):
    """Text that cannot be shown whole; the message says where and what to do, and never quotes the text."""


def clean_text(text: str, where: str) -> str:
    """Text as it may be stored: unsafe characters dropped, any run of spaces and line breaks made one space.

    Args:
        text: Any text, however hostile.
        where: What it is, for the message.

    Raises:
        TextError: When it is longer than a cell can hold.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        cleaned = text.strip()  # nothing to drop, which is true of nearly every cell
    else:
        cleaned = _SPACES.sub(" ", _UNSAFE.sub("", text)).strip()
    if len(cleaned) > LONGEST_CELL:
        raise TextError(f"{where}: the text has {len(cleaned)} characters. Shorten it to {LONGEST_CELL} or fewer.")
    return cleaned


@cache
def _widths() -> dict[str, tuple[int, int]]:
    with _WIDTHS.open(encoding="ascii", newline="") as file:
        return {
            chr(int(row["character"].removeprefix("U+"), 16)): (int(row["regular"]), int(row["bold"]))
            for row in csv.DictReader(file)
        }


def text_width(text: str, *, size: float = 12, bold: bool = False) -> float:
    """Width of a line of Arial in pixels at 96 dots per inch.

    Args:
        text: One line.
        size: In points.
        bold: Whether it is bold.
    """
    widths = _widths()
    units = sum(widths.get(character, (_UNKNOWN, _UNKNOWN))[bold] for character in text)
    return units / _UNITS_PER_EM * size * _PIXELS_PER_POINT


def pieces(text: str) -> list[str]:
    """The parts a line may be broken between: after each space and after a hyphen inside a word."""
    return re.findall(r"[^\s-]*-+(?=\S)|[^\s-]+\s*|-+\s*|\s+", text)


def wrap(text: str, width: float, *, size: float = 12, bold: bool = False) -> list[str]:
    """Break text into lines as a spreadsheet does: greedily, a word too long for the line being split.

    Args:
        text: The text.
        width: Room in pixels.
        size: In points.
        bold: Whether it is bold.
    """
    lines, line = [], ""
    for piece in pieces(text):
        if line and text_width((line + piece).rstrip(), size=size, bold=bold) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
        while text_width(line.rstrip(), size=size, bold=bold) > width and len(line.rstrip()) > 1:
            fits = next(
                (n for n in range(len(line) - 1, 1, -1) if text_width(line[:n], size=size, bold=bold) <= width),
                1,
            )
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line.rstrip()]


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, in order."""
    return [part for part in re.split(r"(?<=[.!?]) +", text) if part]


def broken(text: str, width: float, *, size: float = 12, bold: bool = False) -> str:
    """Text in which no word is wider than ``width`` pixels; a longer one, such as an address, is parted."""
    safe = clean_text(text, "Text")
    parted: list[str] = []
    for word in safe.split(" "):
        pieces_fit = all(text_width(piece.rstrip(), size=size, bold=bold) <= width for piece in pieces(word))
        parted += [word] if pieces_fit else _chopped(word, width, size=size, bold=bold)
    return " ".join(part for part in parted if part)


def _chopped(word: str, width: float, *, size: float, bold: bool) -> list[str]:
    """A word in pieces no wider than ``width``, in one pass however long it is."""
    found, begins, used = [], 0, 0.0
    for place, character in enumerate(word):
        wide = text_width(character, size=size, bold=bold)
        if used + wide > width and place > begins:
            found.append(word[begins:place])
            begins, used = place, 0.0
        used += wide
    return [*found, word[begins:]]


def parts(text: str, width: float, most: int) -> list[str]:
    """Text divided between words so that each part takes at most so many lines of ``width`` pixels.

    Args:
        text: Without a word wider than ``width`` (:func:`broken`).
        width: Room in pixels.
        most: Lines a part may take.
    """
    found: list[str] = []
    words = text.split(" ")
    while words:
        fits = len(words)
        if len(wrap(" ".join(words), width)) > most:
            below, above = 1, len(words)
            while above - below > 1:
                middle = (below + above) // 2
                if len(wrap(" ".join(words[:middle]), width)) <= most:
                    below = middle
                else:
                    above = middle
            fits = below
        found.append(" ".join(words[:fits]))
        words = words[fits:]
    return found

"""Making text safe to store, and measuring how much room it takes.

Widths come from ``arial_widths.csv``: advance widths in units of 1/2048 em, read from the horizontal
metrics of Liberation Sans, which was designed to have the same widths as Arial.
"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
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
_PIECE = re.compile(r"[^\s-]*-+(?=\S)|[^\s-]+\s*|-+\s*|\s+")
#: Longest text a cell shows; the file format stops at 32,767. What is stored elsewhere is never shortened.
LONGEST_CELL = 32_000
#: What ends a text that goes on elsewhere.
GOES_ON = " (shortened)"


def clean_text(text: str) -> str:
    """Text as it may be stored in a cell.

    Unsafe characters are dropped and any run of spaces and line breaks becomes one space; what is longer than
    :data:`LONGEST_CELL` is shortened and says so. Any text can be stored, however hostile.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        cleaned = text.strip()  # nothing to drop, which is true of nearly every cell
    else:
        cleaned = _SPACES.sub(" ", _UNSAFE.sub("", text)).strip()
    if len(cleaned) > LONGEST_CELL:
        cleaned = cleaned[: LONGEST_CELL - len(GOES_ON)].rstrip() + GOES_ON
    return cleaned


class _Widths(dict[str, int]):
    """Character -> its width in units of the em; one nobody measured is as wide as the em."""

    def __missing__(self, character: str) -> int:
        return _UNKNOWN


@cache
def _widths(bold: bool) -> _Widths:
    with _WIDTHS.open(encoding="ascii", newline="") as file:
        return _Widths(
            (chr(int(row["character"].removeprefix("U+"), 16)), int(row["bold" if bold else "regular"]))
            for row in csv.DictReader(file)
        )


def _units(text: str, bold: bool) -> int:
    """Width of a text in units of the em; letters have no kerning here, so it is as wide as its pieces together."""
    return sum(map(_widths(bold).__getitem__, text))


def _pixels_per_unit(size: float) -> float:
    return size * _PIXELS_PER_POINT / _UNITS_PER_EM


def text_width(text: str, *, size: float = 12, bold: bool = False) -> float:
    """Width of a line of Arial in pixels at 96 dots per inch.

    Args:
        text: One line.
        size: In points.
        bold: Whether it is bold.
    """
    return _units(text, bold) * _pixels_per_unit(size)


def pieces(text: str) -> list[str]:
    """The parts a line may be broken between: after each space and after a hyphen inside a word."""
    return _PIECE.findall(text)


def wrap(text: str, width: float, *, size: float = 12, bold: bool = False) -> list[str]:
    """Break text into lines as a spreadsheet does: greedily, a word too long for the line being split.

    One pass over the text, whatever its length.

    Args:
        text: The text.
        width: Room in pixels.
        size: In points.
        bold: Whether it is bold.
    """
    room = width / _pixels_per_unit(size)
    known = _KNOWN[bold]
    lines, line, used = [], "", 0  # used: units of the line with its trailing space
    for found in _PIECE.findall(text):
        piece = found
        measured = known.get(piece)
        if measured is None:
            measured = _measured(piece, bold)
        wide, whole = measured
        if line and used + wide > room:
            lines.append(line.rstrip())
            line, used = "", 0
        while used + wide > room and len(piece.rstrip()) > 1:  # only ever the first of its line
            head = _fitting(piece, room, bold)
            lines.append(head)
            piece = piece[len(head) :]
            wide, whole = wide - _units(head, bold), whole - _units(head, bold)
        line += piece
        used += whole
    return [*lines, line.rstrip()]


#: Words come back again and again: bold or not -> piece -> its width without and with the space after it.
_KNOWN: dict[bool, dict[str, tuple[int, int]]] = {False: {}, True: {}}
_MOST_KNOWN, _LONGEST_KNOWN = 65_536, 60


def _measured(piece: str, bold: bool) -> tuple[int, int]:
    """Width of a piece without and with the space after it, kept for the next time it is met."""
    measured = _units(piece.rstrip(), bold), _units(piece, bold)
    known = _KNOWN[bold]
    if len(piece) <= _LONGEST_KNOWN and len(known) < _MOST_KNOWN:
        known[piece] = measured
    return measured


def _fitting(word: str, room: float, bold: bool) -> str:
    """As much of the beginning of a word as fits the room, at least one character."""
    used, widths = 0, _widths(bold)
    for place, character in enumerate(word):
        used += widths[character]
        if used > room and place:
            return word[:place]
    return word[:1]


def lines_needed(text: str, width: float, bold: bool = False, size: float = 12) -> int:
    """Lines a text takes in so many pixels; long lists repeat the same words in row after row."""
    count = _kept_lines if len(text) <= _REPEATED else _counted_lines
    return count(text, width, bold, size)


def _counted_lines(text: str, width: float, bold: bool, size: float) -> int:
    if _units(text, bold) <= width / _pixels_per_unit(size):
        return 1
    return len(wrap(text, width, size=size, bold=bold))


_REPEATED = 1_000
_kept_lines = lru_cache(maxsize=32_768)(_counted_lines)


def shortened(text: str, width: float, most: int, *, size: float = 12) -> str:
    """Text in at most so many lines of ``width`` pixels; a longer one ends where it must and says so."""
    # Two lines that follow one another hold more than the room of one, so most texts need not be measured.
    if len(text) * size * _PIXELS_PER_POINT <= width * (most - 1) / 2:
        return text
    if lines_needed(text, width, size=size) <= most:
        return text
    kept = wrap(text, width, size=size)[:most]
    while kept and len(wrap(" ".join(kept) + GOES_ON, width, size=size)) > most:
        kept.pop()
    return (" ".join(kept) + GOES_ON).strip()


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, in order."""
    return [part for part in re.split(r"(?<=[.!?]) +", text) if part]


def broken(text: str, width: float, *, size: float = 12, bold: bool = False) -> str:
    """Text in which no word is wider than ``width`` pixels; a longer one, such as an address, is parted."""
    safe = clean_text(text)
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

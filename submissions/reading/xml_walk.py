"""Walking through XML as a stream: no document type, no entities, nothing fetched, bounded time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from submissions.reading.limits import Deadline
from submissions.reading.sheet import FileFaultError

_PIECE = 1 << 20


def walk(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
    deadline: Deadline,
) -> None:
    """Call back for every element and text of a document.

    Args:
        content: The document.
        start: Takes an element's name, without its prefix, and its attributes.
        end: Takes its name when it ends.
        text: Takes a piece of text.
        deadline: When to stop.

    Raises:
        FileFaultError: ``xml_entities`` for a document type, ``unreadable_file`` for XML that is damaged.
    """
    names: dict[str, str] = {}

    def plain(name: str) -> str:
        known = names.get(name)
        if known is None:
            known = names[name] = name.rpartition(":")[2]
        return known

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(plain(name), attributes)
    parser.EndElementHandler = lambda name: end(plain(name))
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        for place in range(0, len(content), _PIECE):
            parser.Parse(content[place : place + _PIECE], False)
            deadline.check()
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # ValueError, LookupError: an encoding nobody knows
        raise FileFaultError("unreadable_file", "its XML is damaged") from error


def _refuse(*_: Any) -> None:
    raise FileFaultError("xml_entities")

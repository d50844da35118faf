"""What a fault is: a way to spoil a row as it stands."""

from __future__ import annotations

from collections.abc import Callable

from .chance import Chance
from .people import Person
from .records import Cells, Entry

#: Gives the cells of the rows to write in a row's place, or ``None`` where the fault does not apply to it. The person is
#: ``None`` for rows of nobody.
Spoil = Callable[[Entry, Cells, Person | None, Chance], list[Cells] | None]

"""What a figure rests on: an extract, a column of it, or rows with one code in a column.

Written as text in a declaration: ``"health_checks"``, ``"children.uasc"``, ``"health_checks.check_type=PASSPORT"``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indicators.units.shape import DeclarationError

_WRITTEN = re.compile(r"(?P<extract>\w+)(?:\.(?P<column>\w+)(?:=(?P<code>\w+))?)?")


@dataclass(frozen=True)
class Need:
    """One thing a figure rests on.

    Attributes:
        extract: The extract.
        column: A column of it that must be in the file; blank where the extract will do.
        code: A code of which that column must hold at least one row; blank where the column will do.
    """

    extract: str
    column: str = ""
    code: str = ""

    @classmethod
    def read(cls, text: str) -> Need:
        """Read a need as a declaration writes it.

        Raises:
            DeclarationError: When it is not ``extract``, ``extract.column`` or ``extract.column=CODE``.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise DeclarationError(f"'{text}' is no need: write extract, extract.column or extract.column=CODE.")
        return cls(*(found[name] or "" for name in ("extract", "column", "code")))

    @property
    def text(self) -> str:
        """As a declaration writes it."""
        return self.extract + (f".{self.column}" if self.column else "") + (f"={self.code}" if self.code else "")

    @property
    def words(self) -> str:
        """What is said to be missing: ``health_checks``, ``column uasc of children``, ``PASSPORT in ...``."""
        if self.code:
            return f"code {self.code} in column {self.column} of {self.extract}"
        return f"column {self.column} of {self.extract}" if self.column else f"extract {self.extract}"

"""How much of a file is read before it is refused: hostile and broken files cost bounded memory and time."""

from __future__ import annotations

import time

from pydantic import BaseModel, ConfigDict, Field

from submissions.reading.sheet import FileFaultError

#: Bytes below which it does not matter how many times its packed size something unpacks to.
SMALL = 10_000_000


class Limits(BaseModel):
    """Past one of these a file is refused, and the limit is named.

    Attributes:
        megabytes: Size of a file, of a zip's or workbook's content once unpacked, in megabytes of 1,000,000 bytes.
        times_packed: How many times its packed size a zip or a workbook may unpack to.
        columns: Columns of a table.
        rows: Rows of a table.
        seconds: Seconds to read the structure of one sheet.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    megabytes: int = Field(default=512, ge=1)
    times_packed: int = Field(default=200, ge=1)
    columns: int = Field(default=2_000, ge=1)
    rows: int = Field(default=20_000_000, ge=1)
    seconds: int = Field(default=60, ge=1)

    @property
    def bytes(self) -> int:
        """The size limit in bytes."""
        return self.megabytes * 1_000_000

    def check_columns(self, columns: int) -> None:
        """Refuse a table that is too wide.

        Raises:
            FileFaultError: ``past_limit``.
        """
        if columns > self.columns:
            raise FileFaultError("past_limit", f"wider than {self.columns:,} columns")

    def check_rows(self, rows: int) -> None:
        """Refuse a table that is too long.

        Raises:
            FileFaultError: ``past_limit``.
        """
        if rows > self.rows:
            raise FileFaultError("past_limit", f"longer than {self.rows:,} rows")

    def check_size(self, unpacked: int, packed: int | None = None) -> None:
        """Refuse what is too large, or unpacks to too many times its packed size.

        Raises:
            FileFaultError: ``past_limit``.
        """
        if unpacked > self.bytes:
            raise FileFaultError("past_limit", f"larger than {self.megabytes:,} MB once unpacked")
        if packed is not None and unpacked > max(packed, 1) * self.times_packed and unpacked > SMALL:
            raise FileFaultError("past_limit", f"more than {self.times_packed:,} times as large unpacked as packed")


class Deadline:
    """How long the structure of one sheet may take to read."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._ends = time.monotonic() + seconds

    def check(self) -> None:
        """Refuse a sheet that takes too long.

        Raises:
            FileFaultError: ``past_limit``.
        """
        if time.monotonic() > self._ends:
            raise FileFaultError("past_limit", f"read for longer than {self._seconds:,} seconds")

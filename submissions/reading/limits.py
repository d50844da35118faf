"""How much of a file is read before it is refused: hostile and broken files cost bounded memory and time."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


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

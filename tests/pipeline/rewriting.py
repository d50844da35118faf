"""Changes one column of an extract on disk, whatever its encoding."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from schemas.headers import aliases, normalise


def rewrite_column(folder: Path, extract: str, column: str, change: Callable[[str], str]) -> None:
    """Apply a change to every cell of a CSV extract's column."""
    path = folder / f"{extract}.csv"
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    rows = list(csv.reader(io.StringIO(text)))
    known = {normalise(heading): name for heading, name in aliases(extract).items()}
    names = [known.get(normalise(heading), normalise(heading)) for heading in rows[0]]
    position = next(n for n, name in enumerate(names) if name in (column, normalise(column)))
    for row in rows[1:]:
        if len(row) > position:
            row[position] = change(row[position])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")

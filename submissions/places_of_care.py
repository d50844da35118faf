"""Where a placement is: miles from home and the authority, from the return's postcodes and a look-up file.

The look-up is a CSV beside ``council.toml`` that the council names under ``[postcodes]``; it holds no person. Distances are
straight lines between the two postcodes, as in the return.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from schemas.headers import normalise
from submissions.council import ConfigurationError
from submissions.discover import Submission
from submissions.findings import FindingLog
from submissions.own_tables import Postcodes
from submissions.reading.sheet import Cells
from submissions.table import Table

_METRES_PER_MILE = 1609.344


def place_postcodes(tables: Sequence[Table], submission: Submission, log: FindingLog) -> None:
    """Fill distance and authority of episodes whose table has HOME_POST and PL_POST and lacks them.

    A postcode that the look-up does not hold leaves both blank: not known.

    Args:
        tables: Tables of ``care_episodes``, before they are judged.
        submission: Whose they are.
        log: Where is told that the look-up cannot be used.
    """
    asked = submission.council.postcodes
    if asked is None or not tables:
        return
    try:
        known = read_postcodes(submission.folder.parent, asked)
    except ConfigurationError as error:
        log.add("postcodes_not_read", "care_episodes", detail=error.problems[0].rstrip("."), key=asked.file)
        return
    for table in tables:
        names = [normalise(heading) for heading in table.sheet.headings]
        wanted = (normalise("HOME_POST"), normalise("PL_POST"))
        if table.is_reshaped or not all(name in names for name in wanted):
            continue
        home, placed = (_looked_up(table.sheet.columns[names.index(name)], known) for name in wanted)
        square = (home["x"] - placed["x"]) ** 2 + (home["y"] - placed["y"]) ** 2
        apart = square**0.5 / _METRES_PER_MILE
        here = dict(table.match.positions)
        if "placement_distance_miles" not in here:
            miles = apart.round(1).astype("str").where(apart.notna())
            table.text["placement_distance_miles"] = miles.astype("str")
            here["placement_distance_miles"] = names.index(wanted[1])
        if "placement_authority" not in here:
            table.text["placement_authority"] = placed["authority"].astype("str")
            here["placement_authority"] = names.index(wanted[1])
        table.match = replace(table.match, positions=MappingProxyType(here))


def _looked_up(cells: Cells, known: pd.DataFrame) -> pd.DataFrame:
    plain = pd.Series(cells, dtype="str").str.replace(r"\s+", "", regex=True).str.upper()
    return known.reindex(plain).reset_index(drop=True)


def read_postcodes(folder: Path, asked: Postcodes) -> pd.DataFrame:
    """The look-up by postcode without spaces: ``x`` and ``y`` in metres, ``authority``.

    Args:
        folder: The council's folder.
        asked: Which file, and what its columns are called.

    Raises:
        ConfigurationError: When the file cannot be read or lacks a column.
    """
    path = folder / asked.file
    where = f"{folder.name}/council.toml, [postcodes]"
    if Path(asked.file).name != asked.file or path.is_symlink() or not path.is_file():
        raise ConfigurationError([f"{where}: file: there is no regular file of that name beside council.toml."])
    return _read(path, path.stat().st_mtime_ns, where, asked)


@lru_cache(maxsize=2)
def _read(path: Path, _: int, where: str, asked: Postcodes) -> pd.DataFrame:
    names = [asked.postcode, asked.easting, asked.northing, asked.authority]
    try:
        read = pd.read_csv(path, usecols=names, dtype="str", encoding="utf-8-sig")
    except (OSError, ValueError):
        raise ConfigurationError(
            [
                f"{where}: the file is no CSV in UTF-8 with the columns {', '.join(names)}. Name its columns in council.toml."
            ]
        ) from None
    frame = pd.DataFrame(
        {
            "postcode": read[asked.postcode].str.replace(r"\s+", "", regex=True).str.upper(),
            "x": pd.to_numeric(read[asked.easting], errors="coerce"),
            "y": pd.to_numeric(read[asked.northing], errors="coerce"),
            "authority": read[asked.authority],
        }
    )
    return frame.dropna(subset=["postcode"]).drop_duplicates("postcode").set_index("postcode")

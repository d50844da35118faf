"""Contents: every sheet, what it tells, and whether the printed pack needs it."""

from __future__ import annotations

from exports.content import Column, Content, Link, TableSheet
from exports.sheet import printed_names

NAME = "Contents"


def contents(listed: list[tuple[str, str]], left_out: list[tuple[str, str]]) -> TableSheet:
    """One row for each other sheet, then one for each that is left out.

    Args:
        listed: Name of each sheet, and what it tells a reader, in order.
        left_out: Name of each sheet this edition lacks, and why.
    """
    rows: list[tuple[Content, ...]] = [
        (Link(name, name), f"{answers[:1].upper()}{answers[1:]}", "Yes" if name in printed_names() else "No")
        for name, answers in listed
    ]
    rows += [(name, f"Left out: {why}", "No") for name, why in left_out]
    return TableSheet(
        name=NAME,
        answers="every sheet, and what it tells you",
        heading="Contents: what each sheet tells you",
        table_name="contents",
        columns=(Column("Sheet", 24), Column("What it tells you", 92), Column("In a printed pack", 22)),
        rows=tuple(rows),
        how_to_read=(
            "The sheets marked Yes are enough for a printed pack. The others are for looking things up.",
            "Text is 12 point or larger, every chart has a text description, and colour never carries meaning alone.",
        ),
    )

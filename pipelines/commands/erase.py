"""``scorecards erase``: one person taken out of everything kept of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.deciding import existing_store, one_authority_option, refusals
from pipelines.options import place_options, places
from pipelines.outcome import Exit, Stop, say, tell
from submissions.places import Places
from warehouse.calendar import Quarter

if TYPE_CHECKING:
    from governance.erasure import Found


@click.command(
    "erase",
    epilog="Example: scorecards erase --authority herefordshire --by 'P. Officer' --role 'Data protection officer' --reason "
    "'Asked for it' says what would go; with --yes it goes.",
)
@one_authority_option
@click.option("--person", metavar="ID", help="The person's identifier. A shell keeps what is typed in its history.")
@click.option(
    "--person-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A text file that holds the identifier and nothing else; delete it afterwards.",
)
@click.option("--by", required=True, metavar="NAME", help="Who asks for it; kept in the audit trail only.")
@click.option("--role", required=True, metavar="ROLE", help="In which role.")
@click.option("--reason", required=True, metavar="TEXT", help="Why, without anything about the person.")
@click.option("--locked", is_flag=True, help="Also restricted files of locked quarters, which no run can make again.")
@click.option("--no-run", is_flag=True, help="Do not run quarters again whose restricted files were deleted.")
@click.option("--yes", is_flag=True, help="Do it; without it the command only says what would go.")
@place_options
def command(
    authority: str,
    person: str | None,
    person_file: Path | None,
    by: str,
    role: str,
    reason: str,
    locked: bool,
    no_run: bool,
    yes: bool,
    raw: Path | None,
    warehouse: Path | None,
    output: Path | None,
) -> int:
    """Say what is kept of one person of one council, and with --yes erase it: submissions, warehouse, restricted files, copies.

    The bytes are gone from the files, not only the rows. Figures already worked out, approved or published stay as they
    are; quarters that are not locked are run again, without the person. Without --person or --person-file the identifier is asked
    for and not shown: what is typed in a command stays in the shell's history and can be seen by others while it runs.
    The identifier is printed nowhere and is not in the audit trail. A command that is killed is finished by the next one.
    """
    from governance.erasure import erase_person, find_person  # noqa: PLC0415 - pandas and duckdb are slow to load
    from submissions.council import ConfigurationError  # noqa: PLC0415
    from submissions.removal import RemovalError  # noqa: PLC0415
    from warehouse.audit import AUDIT  # noqa: PLC0415
    from warehouse.connection import connect, table_exists  # noqa: PLC0415
    from warehouse.erasures import owes_erasure  # noqa: PLC0415

    where = places(raw, warehouse, output)
    identifier = _identifier(person, person_file)
    if any(identifier in text for text in (by, role, reason)):
        raise Stop(Exit.CONFIGURATION, "--by, --role and --reason are kept: they must not hold the identifier.")
    store = existing_store(where)
    with refusals():
        was_owed = owes_erasure(store)
        with store.claim([authority], tell), store.writing(tell):
            pass  # waits for a run that is going on, and finishes what earlier commands left
        with connect(store.warehouse, read_only=True) as connection:
            if not table_exists(connection, AUDIT):
                raise Stop(Exit.CONFIGURATION, "This warehouse has no audit trail yet. Run any quarter first.")

        def look() -> Found:
            try:
                return find_person(where.raw, store, authority, identifier, with_locked=locked)
            except ConfigurationError as error:
                raise Stop(Exit.CONFIGURATION, str(error)) from None
            except RemovalError as error:
                raise Stop(Exit.BLOCKED, str(error)) from None

        found = look()
        if was_owed:
            tell("An erasure that was interrupted has been finished.")
        if not found.is_anywhere:
            _tell_by_hand(found)
            if was_owed:
                return Exit.DONE
            raise Stop(
                Exit.CONFIGURATION,
                f"No record of this person is found in {authority}: not in {where.raw}, the warehouse or the restricted files. "
                "Nothing was changed. See that the identifier is written as in the extracts, with its leading zeros.",
            )
        _tell_found(found)
        if not yes:
            tell("Nothing was erased. Add --yes to erase them; it cannot be undone.")
            return Exit.DONE
        with store.claim([authority], tell), store.writing(tell):
            found = look()  # a run may have made files that name them while the question was open
            event_id = erase_person(store, found, by, role, reason)
    say(f"Erased, and recorded in the audit trail as {event_id}.")
    return _remake(where, authority, found, run=not no_run)


def _identifier(person: str | None, person_file: Path | None) -> str:
    if person is not None and person_file is not None:
        raise Stop(Exit.CONFIGURATION, "Give one of --person and --person-file.")
    if person_file is not None:
        try:
            person = person_file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise Stop(Exit.CONFIGURATION, "--person-file: the file cannot be read as UTF-8 text.") from None
    if person is None:
        person = str(click.prompt("Identifier of the person (not shown)", hide_input=True, err=True))
    identifier = person.strip()
    if not identifier or "\n" in identifier:
        raise Stop(Exit.CONFIGURATION, "The identifier is blank, or the file holds more than one line.")
    return identifier


def _tell_found(found: Found) -> None:
    quarters = ", ".join(removal.quarter for removal in found.submissions) or "none"
    tell(f"{found.authority}: {found.records:,} records in submissions ({quarters})")
    tell(f"  {sum(found.rows.values()):,} rows in {len(found.rows)} tables of the warehouse")
    tell(f"  {len(found.restricted):,} restricted files, which are deleted")
    if found.left:
        tell(f"  {len(found.left):,} restricted files of locked quarters, which stay unless --locked is given")
    if found.run_again:
        tell(f"  run again afterwards: {', '.join(found.run_again)}")
    tell("  every restricted copy for analysts, of which a new one is made")


def _remake(where: Places, authority: str, found: Found, *, run: bool) -> int:
    """Make again what was deleted, for quarters that are not locked; says what is left to do."""
    from pipelines.quarter import run_quarter  # noqa: PLC0415 - dagster is loaded when it is needed

    code = Exit.DONE
    for quarter in found.run_again:
        command = f"scorecards run --quarter {quarter} --authority {authority}"
        if not run:
            say(
                f"For restricted files without the person: {command} (its draft figures are then worked out without them)"
            )
            continue
        try:
            ran = run_quarter(where, Quarter.parse(quarter), [authority])
        except Stop as stop:
            code = max(code, stop.code)
            tell(f"{quarter}: its restricted files were not made again. {stop.message} Then: {command}")
            continue
        code = max(code, ran.code)
        say(f"{quarter}: run again without the person; its draft figures no longer count them")
    _tell_left(found)
    return code


def _tell_left(found: Found) -> None:
    for quarter in found.locked:
        say(f"{quarter} is locked: its figures stand, and its restricted files that named the person are gone.")
    for path in found.left:
        say(f"It stays and still names the person, for its quarter is locked (--locked deletes it): {path.name}")
    _tell_by_hand(found)
    say("Backups, and copies taken out of these folders, are not reached by this command.")


def _tell_by_hand(found: Found) -> None:
    for path in found.by_hand:
        say(
            f"Look at it yourself: it mentions the identifier outside the person's records, or cannot be opened: {path}"
        )

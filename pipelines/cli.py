"""The command line. Each command is a small module, imported only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

from pipelines.outcome import Exit, Stop, let_go_of_the_console, tell
from warehouse.private import make_private

#: Command -> module, in the order a newcomer needs them.
COMMANDS = (
    "demo",
    "run",
    "backfill",
    "check",
    "map",
    "explain",
    "approve",
    "publish",
    "restate",
    "decide",
    "verify",
    "audit",
    "print",
    "erase",
    "expire",
    "accessibility",
    "sample",
    "doctor",
    "dev",
)


class _Commands(click.Group):
    """Finds a command's module by its name, so that --help loads none of the heavy libraries."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"pipelines.commands.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="corporate-parenting-scorecards", prog_name="scorecards")
def cli() -> None:
    """Quarterly scorecards for corporate parenting panels, from raw extracts to workbooks.

    Start with 'scorecards demo'. Exit codes: 0 done, 2 a council has no results because of its data, 3 blocked by a
    rule, 4 configuration or usage, 5 internal error.
    """


def main() -> None:
    """Run the command line and exit with its code; no traceback reaches a user, and no value a log."""
    code = run(sys.argv[1:])
    let_go_of_the_console()
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command; returns its exit code."""
    make_private()
    try:
        result = cli.main(args=arguments, prog_name="scorecards", standalone_mode=False)
        return int(result) if isinstance(result, int) else Exit.DONE
    except Stop as stop:
        tell(stop.message)
        return stop.code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        tell("Stopped. Nothing that was finished before is lost; run the same command again.")
        return Exit.INTERNAL
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        if context is not None:
            tell(context.get_usage())
        tell(f"Error: {error.format_message()}")
        return Exit.CONFIGURATION
    except KeyboardInterrupt:
        tell("Stopped. Nothing that was finished before is lost; run the same command again.")
        return Exit.INTERNAL
    except Exception as error:
        warehouse = sys.modules.get("warehouse.connection")
        if warehouse is not None and isinstance(error, warehouse.WarehouseError):
            tell(str(error))  # our own words
            states = sys.modules.get("warehouse.states")
            is_refusal = states is not None and isinstance(error, states.LockedError)
            return Exit.BLOCKED if is_refusal else Exit.INTERNAL
        # The text of an unforeseen error may hold a value from somebody's record, so only its kind and place are told.
        place = _place(error)
        tell(
            f"Internal error ({type(error).__name__}{place}). A run changes everything or nothing, so no figure or workbook "
            "is half made. Please report this line."
        )
        return Exit.INTERNAL


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    last = None
    while trace is not None:
        last, trace = trace, trace.tb_next
    if last is None:
        return ""
    return f" in {Path(last.tb_frame.f_code.co_filename).name}, line {last.tb_lineno}"


if __name__ == "__main__":
    main()

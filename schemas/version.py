"""The version of the program, as it is installed."""

from importlib.metadata import version


def code_version() -> str:
    """Version of the installed pipeline."""
    return version("corporate-parenting-scorecards")

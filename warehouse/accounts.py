"""Who does something: the account the operating system knows, and the name that was claimed; and what a name may be.

The account is asked of the system, never of a variable of the environment, which anybody can set. Where somebody has
logged in and then taken on the service's account (``sudo``, ``su``), Linux still knows who logged in; that is the account.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

#: What the kernel says of a process nobody logged in for, such as a service.
_NOBODY_LOGGED_IN = 2**32 - 1
_LOGIN = Path("/proc/self/loginuid")
#: Longest name, role and reason that are kept.
LONGEST = {"name": 80, "role": 120, "reason": 500}


class UnfitError(ValueError):
    """A name, role or reason that cannot be kept; the message says which, and what to do."""


@dataclass(frozen=True)
class Actor:
    """Who did something.

    Attributes:
        account: Of the operating system.
        claimed: The name given: typed, of a variable, or of the settings; ``None`` without one.
    """

    account: str
    claimed: str | None = None

    @property
    def name(self) -> str:
        """The claimed name, else the account."""
        return self.claimed or self.account

    @property
    def details(self) -> dict[str, object]:
        """For the audit trail."""
        return {"account": self.account, "claimed": self.claimed}


def account() -> str:
    """The account at work, as the operating system knows it: whoever logged in, else whom the process runs as."""
    if sys.platform == "win32":
        return os.getlogin()
    return _name_of(_logged_in()) or _name_of(os.geteuid()) or f"uid {os.geteuid()}"


def actor(claimed: str | None = None) -> Actor:
    """Who is at work.

    Args:
        claimed: A name somebody gives; without one, what ``SCORECARDS_USER`` claims.
    """
    given = os.environ.get("SCORECARDS_USER", "").strip() or None if claimed is None else claimed
    return Actor(account(), None if given is None else fit(given, "name"))


def normalised(name: str) -> str:
    """A name as names are compared: without case, accents of composition, width, blanks and punctuation."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in unicodedata.normalize("NFKC", folded) if character.isalnum())


def fit(text: str, what: str) -> str:
    """A name, role or reason without blanks around it.

    Args:
        text: As it was given.
        what: ``name``, ``role`` or ``reason``.

    Raises:
        UnfitError: When it is empty, has no letter, is too long, or holds a character that does not print and could make
            a line of the record look like another.
    """
    kept = unicodedata.normalize("NFC", text).strip()
    if not any(character.isalpha() for character in kept):
        raise UnfitError(f"The {what} is empty or has no letter in it. Give it in words; the audit trail keeps it.")
    if any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cs", "Cn") for character in kept):
        raise UnfitError(
            f"The {what} has a line break, a control or an invisible character. Type it again in one line."
        )
    if len(kept) > LONGEST[what]:
        raise UnfitError(f"The {what} has {len(kept)} characters; {LONGEST[what]} are kept. Shorten it.")
    return kept


def _logged_in() -> int:
    try:
        found = int(_LOGIN.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return -1
    return -1 if found == _NOBODY_LOGGED_IN else found


def _name_of(number: int) -> str:
    import pwd  # noqa: PLC0415 - there is none on Windows

    try:
        return pwd.getpwuid(number).pw_name if number >= 0 else ""
    except KeyError:
        return ""

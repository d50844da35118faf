"""A seeded generator of a council's submissions: invented children, care leavers and case records, no real person.

Start with :func:`write_council`. The levels it aims at, each with its source, are in :mod:`synthetic.profile`.
"""

from .council import write_council
from .profile import DEMO_SEED

__all__ = ["DEMO_SEED", "write_council"]

"""How the note beside a comparator is worded, so that sheets can tell the reason from the source. One place for both."""

from __future__ import annotations

#: What the note begins with when England's figure counts something else, and what parts the reason from the source.
NOT_COMPARABLE = "Not comparable: "
SOURCE = ". Source: "

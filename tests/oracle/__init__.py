"""An independent check of every figure: the data contract's rules again, in plain Python.

Nothing here imports the project. Where the project answers with sets in SQL, this package answers one person
and one episode at a time, so that an agreement between the two means something.
"""

from tests.oracle.council import EvidenceRow
from tests.oracle.figures import INDICATORS, Result, figures
from tests.oracle.second import ENTRIES, second_figures

__all__ = ["ENTRIES", "INDICATORS", "EvidenceRow", "Result", "figures", "second_figures"]

"""The partitions: one per quarter, named as the folders are. In the build, authority is a column, not a partition.

Where each council's quarter stands is shown by external assets partitioned by quarter and council; a council appears when a
run first meets it.
"""

from __future__ import annotations

from datetime import date

import dagster as dg

from warehouse.calendar import Quarter, quarter_labels

#: Quarters offered beyond the one in progress. Partitions are fixed when the code is loaded, and a service may not be
#: restarted for two years; a run of a quarter that has not begun refuses.
QUARTERS_AHEAD = 8

QUARTERS = dg.StaticPartitionsDefinition(quarter_labels(Quarter.containing(date.today()).shift(QUARTERS_AHEAD).starts))
COUNCILS = dg.DynamicPartitionsDefinition(name="council")
COUNCIL_QUARTERS = dg.MultiPartitionsDefinition({"quarter": QUARTERS, "council": COUNCILS})

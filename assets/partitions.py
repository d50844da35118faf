"""The partitions: one per quarter, named as the folders are. Authority is a column, not a partition."""

from __future__ import annotations

from datetime import date

import dagster as dg

from warehouse.calendar import quarter_labels

#: Fixed when the code is loaded; a new quarter appears when the code location is reloaded.
QUARTERS = dg.StaticPartitionsDefinition(quarter_labels(date.today()))

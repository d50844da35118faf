"""Dagster assets: one thin module per stage of a quarter, in the order the data flows.

The stages are one build: they are computed together, promoted together, and a single one cannot be materialised apart
from the others, because figures from two different builds must never stand side by side.
"""

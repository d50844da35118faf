"""Tests of change, ratings, comparators, disclosure control and the scorecard tables."""

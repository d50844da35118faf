"""Submissions: finding, reading and checking what a council delivers, with every row accounted for."""

"""Declarations by theme. Every module here with ``ORDER`` and ``INDICATORS`` is found; there is no list to edit."""

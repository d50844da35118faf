"""The SQL that turns clean extracts into persons, episodes, periods of care and placements.

Each ``NN_<table>.sql`` is one SELECT an analyst can run by hand on the warehouse; ``warehouse/build.py`` runs them in
the order of their numbers and names the result ``core.<table>``. ``macros.sql`` holds the few date and code rules
that more than one of them needs.
"""

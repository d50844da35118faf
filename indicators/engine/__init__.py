"""The calculation, in the order it runs: periods, tally, availability, counting, figures; all set-based SQL.

``periods`` says which quarters and windows are asked for. ``tally`` reads each cohort once and judges its rows for every
indicator that uses it. ``availability`` says what a council's delivery cannot give. ``counting`` counts the tally, whole
and by breakdown. ``figures`` turns counts into figures, and makes the figures that are made of others. ``order`` says
which come first. None of them knows a shape by name.
"""

"""What may be shown: relations between figures, audit by solver, choice of what to hide, publishing."""

"""How long the work takes as it grows. Prints figures; gates nothing."""

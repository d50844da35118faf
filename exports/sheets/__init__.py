"""One module for each kind of worksheet: what it says, from published rows, without writing anything."""

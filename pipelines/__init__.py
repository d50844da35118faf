"""How a run is put together: Dagster's definitions and the command line. No rule about a child lives here."""

"""One small module per command of the command line."""

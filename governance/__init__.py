"""Decisions about quarters and records: approve, publish, restate, verify, erase, expire."""

"""Fictional children, one sentence each, and what every indicator should say of them. README.md explains the form."""

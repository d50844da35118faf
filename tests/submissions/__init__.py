"""Tests of reading and checking submissions: real files in, findings and rows out."""

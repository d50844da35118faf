"""Tests of the project; a package, so that tests can share what stands in tests.support and tests.oracle."""

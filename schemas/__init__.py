"""Schemas: what the data must look like, coming in (extracts, codes, headings) and inside the warehouse."""

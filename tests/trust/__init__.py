"""Each attempt tried as the person who would make it: docs/trust.md counts them."""

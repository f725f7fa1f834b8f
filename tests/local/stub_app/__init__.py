"""A function app small enough to host in a test: one of each trigger, and its own storage."""

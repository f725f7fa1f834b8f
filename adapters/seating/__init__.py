"""Seating lists: written out to be printed, and kept in the second account."""

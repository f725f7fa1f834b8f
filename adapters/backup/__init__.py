"""Copies of everything in a second account, and bringing one back."""

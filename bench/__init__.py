"""Measurements: races that must be lost by nobody twice, and figures against their floor."""

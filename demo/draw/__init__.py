"""Draws floor plans: walls, openings and furniture as plain SVG, one unit per centimetre."""

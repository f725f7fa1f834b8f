"""A hundred municipalities from one chair: their parameter files, the az command, and what it did to which."""

"""What a process tells of itself: log lines, the id that ties them together, and counts."""

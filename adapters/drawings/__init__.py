"""Floor drawings: checked before they are stored."""

"""The outside world: each subpackage translates between one technology and the ports."""

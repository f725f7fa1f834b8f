"""Demo municipalities, in the same import format that an administrator uses."""

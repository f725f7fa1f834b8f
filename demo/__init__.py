"""Demo municipalities, in the format that an administrator imports."""

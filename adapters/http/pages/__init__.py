"""The pages: a dataclass per page or fragment, and the routes that fill it."""

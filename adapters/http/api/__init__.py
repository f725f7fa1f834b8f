"""The JSON API: one module per noun, each a function from ports and caller to a router."""

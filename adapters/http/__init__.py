"""The web: the API as JSON and the pages as HTML, over the same use cases."""

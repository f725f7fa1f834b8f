"""The outside world: each subpackage translates between one technology and the ports."""

import os

# When its first model is made, pydantic looks through every installed package for a plugin. We have none: a cold start is
# spared that.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

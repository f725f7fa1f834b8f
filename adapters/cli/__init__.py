"""The command line: `python -m adapters.cli import FOLDER` and `export FOLDER`."""

"""The import format: a folder with municipality.yaml, people.csv, resources.csv and plans/*.svg.

Pure: texts in, a Generation or all faults out; and back again. See demo/README.md for the format.
"""

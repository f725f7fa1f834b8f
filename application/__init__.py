"""The use cases: gather through ports, let the domain decide, act on the decision."""

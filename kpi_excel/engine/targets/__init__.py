"""SMART targets: what the data say, and the judgement of it."""

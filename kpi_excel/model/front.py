"""What a dashboard has room for, and its links, the same for those who fill it and those who draw it."""

CARDS = range(1, 9)
"""The KPIs of the first page, numbered."""
TRENDS = range(1, 5)
"""The KPIs of the Trends sheet, numbered."""
FRONT_LINES = 5
"""How many sentences the first page has below its headline."""
SCORED = 13
"""How many periods the Scorecard's small charts have, the last one included."""
LINK_LENGTH = 255
"""How many characters HYPERLINK takes."""

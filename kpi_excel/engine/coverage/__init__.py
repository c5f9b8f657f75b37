"""Coverage: which days of which data are complete, and what may be compared on them."""

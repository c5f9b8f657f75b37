"""The values of formulas, and the charts that carry them."""

"""The dashboard template: its pages, its hidden sheets, and their formulas."""

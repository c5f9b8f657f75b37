"""Inside Excel: worksheet functions, the buttons, macros, and what helps where they do not work."""

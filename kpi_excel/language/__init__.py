"""One voice per language: every name, number, amount, date, period, list, unit and fault as people read them.

All text of a language lies in its folder here. A language is added with such a folder and its code in
`model.settings.LANGUAGES`; ``python -m kpi_excel.authoring`` then writes its templates.
"""

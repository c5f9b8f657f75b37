"""Authoring: builds the workbooks in ``workbook_templates/`` and the example brand's data, the same on every run."""

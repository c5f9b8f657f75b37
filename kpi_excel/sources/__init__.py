"""Sources: tables that stand in no workbook, checked by the rules of workbooks."""

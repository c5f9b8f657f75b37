"""What makes a workbook fit to hand out: scrubbed, protected, opened where its reader begins."""

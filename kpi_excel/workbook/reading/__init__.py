"""Reading an input workbook: tables found, columns converted, rows checked, every fault with its cell."""

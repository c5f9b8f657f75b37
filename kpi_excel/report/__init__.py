"""Reports: results in words of a language, and the dashboard workbook that carries them."""

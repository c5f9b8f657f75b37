"""The first page's grid: which columns and rows its cards and charts stand in; rows and columns are counted from 0."""

from kpi_excel.model.front import CARDS, FRONT_LINES

CARD_WIDTH = 25
COLUMNS = tuple(1 + 2 * number for number in range(len(CARDS)))  # of the cards; gutters lie between
HEADLINE_ROW = 6
STATUS_ROW = HEADLINE_ROW + FRONT_LINES + 2
CARD_ROW = STATUS_ROW + 2
CHART_ROWS = (CARD_ROW + 6, CARD_ROW + 18)  # of the charts' titles
CHART_LINES = 9  # rows that a chart covers
LAST_ROW = CHART_ROWS[1] + CHART_LINES + 1

// Lets HyperFormula calculate a workbook.
//
//     node hyperformula.mjs NODE_MODULES/ < JOB.json
//
// NODE_MODULES holds hyperformula. A job with "formulas" is answered with the
// numbers of those that HyperFormula cannot read. Any other job has "sheets" (rows of cells; a formula begins with =, a
// text with '), "names" with what they mean, "read" (cells as [sheet, row, column] from 0) and "steps" (lists of
// [sheet, row, column, content]); it is answered, step after step, with the values of the cells to read. An error value
// is {"error": "#N/A"}.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { DetailedCellError, HyperFormula } = createRequire(process.argv[2])("hyperformula");
const CONFIG = { licenseKey: "gpl-v3", evaluateNullToZero: true, useWildcards: true }; // as Excel
const CALL = /([A-Z_][A-Z0-9_.]*)\(/gi;
const TEXT = /"(?:[^"]|"")*"/g;

function unread(formulas) {
  const engine = HyperFormula.buildEmpty(CONFIG);
  const known = new Set(HyperFormula.getRegisteredFunctionNames("enGB"));
  const calls = (formula) => [...formula.replace(TEXT, '""').matchAll(CALL)].map((call) => call[1].toUpperCase());
  const isRead = (formula) => engine.validateFormula(formula) && calls(formula).every((name) => known.has(name));
  return formulas.flatMap((formula, number) => (isRead(formula) ? [] : [number]));
}

function values({ sheets, names, read, steps }) {
  const expressions = Object.entries(names).map(([name, expression]) => ({ name, expression }));
  const engine = HyperFormula.buildFromSheets(sheets, CONFIG, expressions);
  const place = ([name, row, col]) => ({ sheet: engine.getSheetId(name), row, col });
  const value = (cell) => {
    const found = engine.getCellValue(place(cell));
    return found instanceof DetailedCellError ? { error: found.value } : found;
  };
  return steps.map((step) => {
    engine.batch(() => step.forEach(([name, row, col, content]) => engine.setCellContents(place([name, row, col]), content)));
    return read.map(value);
  });
}

const job = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify("formulas" in job ? unread(job.formulas) : values(job)));

// Lets numfmt write numbers in number formats.
//
//     node numfmt.mjs NODE_MODULES/ < JOB.json
//
// NODE_MODULES holds numfmt. The job names "formats", "values" and "locales"; the answer is, format after format, either
// the sentence in which numfmt refuses it or the texts of the values in all locales, one list after the other.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { format } = await import(new URL("numfmt/dist/index.js", pathToFileURL(process.argv[2])));
const { formats, values, locales } = JSON.parse(readFileSync(0, "utf8"));

function written(code) {
  try {
    return locales.flatMap((locale) => values.map((value) => format(code, value, { locale })));
  } catch (error) {
    return error.message;
  }
}

process.stdout.write(JSON.stringify(formats.map(written)));

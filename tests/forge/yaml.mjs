// What the npm package `yaml` makes of texts: node yaml.mjs TEXTS.json, a list of texts. For each text the output has a
// list, with one entry for version 1.1 and one for 1.2: null, or a list with the value. A text is one document without
// errors and warnings.
import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

function read(text, version) {
  const documents = parseAllDocuments(text, { version, intAsBigInt: true });
  if (documents.length !== 1) return null;
  const [{ errors, warnings }] = documents;
  return errors.length + warnings.length > 0 ? null : [documents[0].toJS()];
}

const texts = JSON.parse(readFileSync(process.argv[2], "utf8"));
const values = texts.map((text) => ["1.1", "1.2"].map((version) => read(text, version)));
console.log(JSON.stringify(values, (_, value) => (typeof value === "bigint" ? JSON.rawJSON(String(value)) : value)));

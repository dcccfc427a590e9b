// A workflow as GitHub reads it: parsed, converted and evaluated by the packages that GitHub published for that.
// What this runner does not carry out is an error here, so that no part of a workflow is passed over in silence.
import { Evaluator, Lexer, Parser, data } from "@actions/expressions";
import { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } from "@actions/workflow-parser";
import { splitAllowedContext } from "@actions/workflow-parser/templates/allowed-context";
import { BasicExpressionToken, MappingToken, SequenceToken } from "@actions/workflow-parser/templates/tokens/index";

const KNOWN_OF_WORKFLOW = ["name", "run-name", "on", "permissions", "env", "concurrency", "jobs"];
const KNOWN_OF_JOB = ["name", "if", "needs", "runs-on", "timeout-minutes", "environment", "permissions", "concurrency", "env",
  "steps"];
const KNOWN_OF_STEP = ["id", "name", "if", "uses", "with", "run", "shell", "working-directory", "env", "continue-on-error",
  "timeout-minutes"];

/** Reads a workflow; `errors` are what GitHub would say of a file that it does not run. */
export async function readWorkflow(path, text) {
  const parsed = parseWorkflow({ name: path, content: text }, new NoOperationTraceWriter());
  const errors = () => parsed.context.errors.getErrors().map((error) => error.message);
  if (errors().length > 0) return { path, errors: errors() };
  const template = await convertWorkflowTemplate(parsed.context, parsed.value);
  if (errors().length > 0) return { path, errors: errors() };
  const root = parsed.value;
  knownKeys(root, KNOWN_OF_WORKFLOW, path);
  const jobs = template.jobs.map((job) => readJob(job, root.find("jobs").find(job.id.value), path));
  const concurrency = template.concurrency ?? null;
  const name = root.find("name")?.toString() ?? path;
  return { path, errors: [], name, events: template.events, env: root.find("env"), concurrency, jobs,
    permissions: root.find("permissions") };
}

function readJob(job, token, path) {
  const id = job.id.value;
  if (job.type !== "job") throw new Error(`${path}: the job ${id} calls another workflow: this runner knows none`);
  knownKeys(token, KNOWN_OF_JOB, `${path}: job ${id}`);
  const written = [...token.find("steps")];
  const steps = job.steps.map((step, at) => {
    knownKeys(written[at], KNOWN_OF_STEP, `${path}: job ${id}: step ${at + 1}`);
    const part = (key) => written[at].find(key);
    return { id: step.id, name: step.name, if: step.if, env: step.env, run: step.run, uses: step.uses, with: part("with"),
      shell: part("shell"), folder: part("working-directory"), mayFail: part("continue-on-error") };
  });
  return { id, name: job.name, if: job.if, needs: (job.needs ?? []).map((need) => need.value), env: job.env,
    environment: job.environment, concurrency: job.concurrency, permissions: token.find("permissions"), steps };
}

function knownKeys(mapping, known, where) {
  for (const { key } of mapping) {
    if (!known.includes(key.toString())) throw new Error(`${where}: this runner does not know ${key.toString()}`);
  }
}

/** The contexts of expressions, out of plain values. */
export function contextsOf(plain) {
  return JSON.parse(JSON.stringify(plain), data.reviver);
}

/** What a value of a workflow comes to: a string, boolean, number, null, list or object. */
export function evaluate(token, contexts, functions = new Map()) {
  if (token === undefined || token === null) return undefined;
  if (token instanceof BasicExpressionToken) return plain(expression(token, contexts, functions));
  if (token instanceof MappingToken) {
    const pairs = [...token].map(({ key, value }) => [
      text(evaluate(key, contexts, functions)),
      evaluate(value, contexts, functions),
    ]);
    return Object.fromEntries(pairs);
  }
  if (token instanceof SequenceToken) return [...token].map((item) => evaluate(item, contexts, functions));
  return token.value ?? null;
}

/** Whether a condition holds. */
export function holds(token, contexts, functions) {
  const found = evaluate(token, contexts, functions);
  // as expressions judge truth
  return !(found === false || found === 0 || found === "" || found === null || Number.isNaN(found));
}

/** A value as it stands in the environment of a step. */
export function text(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function expression(token, contexts, functions) {
  // a condition that nobody wrote has no definition: it asks for success() alone
  const allowed = splitAllowedContext(token.definitionInfo?.allowedContext ?? ["success(0,0)"]);
  const tree = new Parser(new Lexer(token.expression).lex().tokens, allowed.namedContexts, allowed.functions).parse();
  const seen = new data.Dictionary();
  for (const name of allowed.namedContexts) seen.add(name, contexts.get(name) ?? new data.Dictionary());
  const implemented = new Map(
    [...functions].map(([name, call]) => [name, { name, call: (...given) => new data.BooleanData(call(...given)) }]),
  );
  return new Evaluator(tree, seen, implemented).evaluate();
}

function plain(found) {
  return JSON.parse(JSON.stringify(found, data.replacer));
}

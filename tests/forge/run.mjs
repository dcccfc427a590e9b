// Does with workflows what GitHub does when something happens: node run.mjs REQUEST.json, and the result on the output.
//
// The request says what happened (`event`, `payload`, `github`), which workflows there are (`workflows`: path and text,
// as they stand where GitHub takes them from), what the repository's settings hold (`secrets`, `variables`,
// `environments`), and where the run lives (`folder`, `path`, `python`, `environment`, `tokens`). Each workflow is read
// and evaluated by GitHub's own packages; each `run:` is executed by bash as it stands.
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { carryOut } from "./action.mjs";
import { tokenOf } from "./gate.mjs";
import { starts } from "./trigger.mjs";
import { contextsOf, evaluate, holds, readWorkflow, text } from "./workflow.mjs";

const SERVER = "https://github.com";

/** What a token of a run may do: the job's word, else the workflow's, else what the repository gives by itself. */
function permissionsOf(workflow, job, isFork) {
  const said = evaluate(job.permissions ?? workflow.permissions, new Map()) ?? { contents: "read", packages: "read" };
  const all = typeof said === "string" ? { contents: said.replace("-all", ""), all: said.replace("-all", "") } : said;
  // a stranger's pull request never gets a token that writes
  return Object.fromEntries(Object.entries(all).map(([name, level]) => [name, isFork && level === "write" ? "read" : level]));
}

function admits(environment, ref) {
  const name = /^refs\/heads\/(.*)$/.exec(ref)?.[1];
  return environment.branches === undefined || (name !== undefined && environment.branches.includes(name));
}

class Masks {
  constructor(values) {
    this.values = new Set();
    for (const value of values) this.add(value);
  }

  // GitHub hides a secret of several lines line by line too
  add(value) {
    for (const part of [value, ...value.split("\n")]) if (part.trim().length > 0) this.values.add(part.trim());
  }

  /** A text with each secret hidden, and how often one stood there. */
  hide(said) {
    let found = 0;
    for (const value of [...this.values].sort((a, b) => b.length - a.length)) {
      found += said.split(value).length - 1;
      said = said.replaceAll(value, "***");
    }
    return [said, found];
  }
}

class JobRun {
  constructor(request, workflow, job, folder, needs) {
    Object.assign(this, { request, workflow, job, needs, steps: [], paths: [...request.path], status: "success" });
    const payload = request.payload;
    const head = payload.pull_request?.head.repo.full_name;
    this.isFork = head !== undefined && head !== request.repository && request.event === "pull_request";
    this.permissions = permissionsOf(workflow, job, this.isFork);
    this.folder = join(folder, job.id);
    this.workspace = join(this.folder, "workspace");
    this.github = {
      event_name: request.event, event: payload, repository: request.repository, ref: request.ref, sha: request.sha,
      ref_name: request.ref.replace(/^refs\/(heads|tags|pull)\//, ""), actor: request.actor, job: job.id,
      workflow: workflow.name, server_url: SERVER, api_url: request.api, run_id: "1",
      run_attempt: "1", workspace: this.workspace, repository_owner: request.repository.split("/")[0],
      token: this.permissions.contents === "write" ? request.tokens.write : tokenOf(this.permissions),
      base_ref: payload.pull_request?.base.ref ?? "", head_ref: payload.pull_request?.head.ref ?? "",
    };
    this.secrets = this.isFork ? {} : { ...request.secrets };
    this.variables = { ...request.variables };
    this.environmentName = "";
  }

  contexts(more = {}) {
    const secrets = { ...this.secrets, GITHUB_TOKEN: this.github.token };
    const job = { status: this.status };
    const plain = { github: this.github, secrets, vars: this.variables, job, needs: this.needs, steps: {}, inputs: {},
      runner: { os: "Linux", arch: "X64", temp: join(this.folder, "temp") }, strategy: {}, matrix: {}, env: {}, ...more };
    return contextsOf(plain);
  }

  functions() {
    // a job asks for those that it needs before it begins, and a step for those before it
    const needed = this.masks ? [] : Object.values(this.needs).map((need) => need.result);
    const isWell = this.status === "success" && needed.every((result) => result === "success");
    const failed = this.status === "failure" || needed.includes("failure");
    return new Map([["success", () => isWell], ["failure", () => failed], ["always", () => true], ["cancelled", () => false]]);
  }

  mask(value) {
    this.masks.add(value);
  }

  /** Runs the job; gives how it ended. */
  run() {
    if (!holds(this.job.if, this.contexts(), this.functions())) return "skipped";
    const asked = evaluate(this.job.environment, this.contexts());
    this.environmentName = typeof asked === "object" && asked !== null ? text(asked.name) : text(asked);
    const environment = this.request.environments[this.environmentName] ?? {};
    if (!admits(environment, this.request.ref)) {
      this.refused = `${this.github.ref_name} is not allowed to deploy to ${this.environmentName}`;
      return "failure";
    }
    if (!this.isFork) Object.assign(this.secrets, environment.secrets);
    Object.assign(this.variables, environment.variables);
    this.masks = new Masks([...Object.values(this.secrets), this.github.token]);
    for (const part of ["workspace", "temp", "home"]) mkdirSync(join(this.folder, part), { recursive: true });
    writeFileSync(join(this.folder, "event.json"), JSON.stringify(this.github.event));
    this.outer = this.evaluated(this.job.env, this.evaluated(this.workflow.env, {}));
    for (const [at, step] of this.job.steps.entries()) this.step(step, at);
    return this.status;
  }

  evaluated(token, outer) {
    const found = evaluate(token, this.contexts({ env: outer }), this.functions()) ?? {};
    return { ...outer, ...Object.fromEntries(Object.entries(found).map(([name, value]) => [name, text(value)])) };
  }

  /** The whole environment of what a step starts. */
  environment(values = this.outer) {
    const of = (name) => join(this.folder, name);
    const own = Object.fromEntries(["event_name", "repository", "ref", "ref_name", "sha", "actor", "job", "workflow", "server_url",
      "api_url", "run_id", "run_attempt", "workspace", "repository_owner", "base_ref", "head_ref"]
      .map((name) => [`GITHUB_${name.toUpperCase()}`, text(this.github[name])]));
    return {
      ...this.request.environment, CI: "true", GITHUB_ACTIONS: "true", ...own, GITHUB_EVENT_PATH: of("event.json"),
      GITHUB_ENV: of("env"), GITHUB_PATH: of("path"), GITHUB_OUTPUT: of("output"), GITHUB_STEP_SUMMARY: of("summary"),
      RUNNER_OS: "Linux", RUNNER_TEMP: of("temp"), HOME: of("home"), PATH: this.paths.join(delimiter), ...values,
    };
  }

  step(step, at) {
    const given = this.evaluated(step.env, this.outer);
    const contexts = this.contexts({ env: given });
    const name = text(evaluate(step.name, contexts)) || text(evaluate(step.uses ?? step.run, contexts)).split("\n")[0];
    const made = { name, conclusion: "skipped", exit: null, log: "", hidden: 0 };
    this.steps.push(made);
    if (!holds(step.if, contexts, this.functions())) return;
    const said = [];
    made.exit = step.uses
      ? carryOut(text(evaluate(step.uses, contexts)), evaluate(step.with, contexts) ?? {}, this, (part) => said.push(part))
      : this.execute(step, at, contexts, given, said);
    [made.log, made.hidden] = this.masks.hide(said.join(""));
    made.conclusion = made.exit === 0 ? "success" : "failure";
    if (made.exit !== 0 && !evaluate(step.mayFail, contexts)) this.status = "failure";
  }

  execute(step, at, contexts, given, said) {
    const script = join(this.folder, "temp", `${at}.sh`);
    const log = join(this.folder, `${at}.log`);
    writeFileSync(script, text(evaluate(step.run, contexts)));
    const left = ["env", "path", "output"].map((name) => join(this.folder, name));
    for (const file of [...left, join(this.folder, "summary")]) writeFileSync(file, "");
    // GitHub's own two: the shorter one where no shell is named
    const shells = { "": ["-e", script], bash: ["--noprofile", "--norc", "-eo", "pipefail", script] };
    const shell = shells[text(evaluate(step.shell, contexts))];
    if (shell === undefined) throw new Error("this runner has no shell but bash");
    const folder = join(this.workspace, text(evaluate(step.folder, contexts)));
    const file = openSync(log, "w");
    const options = { cwd: folder, env: this.environment(given), stdio: ["ignore", file, file], timeout: 120000 };
    const done = spawnSync("bash", shell, options);
    closeSync(file);
    said.push(readFileSync(log, "utf8"));
    this.summary = (this.summary ?? "") + readFileSync(join(this.folder, "summary"), "utf8");
    if (left.some((name) => readFileSync(name, "utf8"))) throw new Error("this runner hands nothing from step to step");
    return done.status ?? 1;
  }

  get result() {
    const { steps, permissions, refused, environmentName, summary } = this;
    const name = text(evaluate(this.job.name, this.contexts()));
    const concurrency = evaluate(this.job.concurrency, this.contexts());
    return { id: this.job.id, name, environment: environmentName, permissions, refused: refused ?? "", steps, concurrency,
      secrets: Object.keys(this.secrets), summary: summary ?? "" };
  }
}

async function run(request, { path, text: written }, number) {
  const workflow = await readWorkflow(path, written);
  if (workflow.errors.length > 0) return { path, started: false, conclusion: "invalid", errors: workflow.errors, jobs: [] };
  const made = { path, name: workflow.name, started: starts(workflow.events, request), errors: [], jobs: [] };
  if (!made.started) return { ...made, conclusion: "" };
  const results = {};
  for (const job of workflow.jobs) {
    const needs = Object.fromEntries(job.needs.map((id) => [id, { result: results[id], outputs: {} }]));
    if (Object.values(needs).some((need) => need.result === undefined)) throw new Error(`${path}: ${job.id} stands before its needs`);
    const jobRun = new JobRun(request, workflow, job, join(request.folder, String(number)), needs);
    made.concurrency ??= evaluate(workflow.concurrency, jobRun.contexts());
    const conclusion = jobRun.run();
    results[job.id] = conclusion;
    made.jobs.push({ ...jobRun.result, conclusion });
  }
  const conclusions = Object.values(results);
  const isSkipped = conclusions.every((found) => found === "skipped");
  return { ...made, conclusion: conclusions.includes("failure") ? "failure" : isSkipped ? "skipped" : "success" };
}

const request = JSON.parse(readFileSync(process.argv[2], "utf8"));
const runs = [];
for (const [number, workflow] of request.workflows.entries()) runs.push(await run(request, workflow, number));
process.stdout.write(JSON.stringify(runs));

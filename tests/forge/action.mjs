// The two actions of the workflows, carried out by what they are documented to do: the checkout with real git, and a
// Python, which is the one that the tests prepared. Any other action is an error.
import { spawnSync } from "node:child_process";
import { rmSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const GIVEN = {
  "actions/checkout": ["repository", "ref", "token", "fetch-depth", "persist-credentials", "path"],
  "actions/setup-python": ["python-version"],
};

/** Carries an action out; gives its exit status. `write` takes what it says. */
export function carryOut(uses, given, runner, write) {
  const name = uses.split("@")[0];
  if (!(name in GIVEN)) throw new Error(`this runner has no action ${uses}`);
  const unknown = Object.keys(given).filter((key) => !GIVEN[name].includes(key));
  if (unknown.length > 0) throw new Error(`${name}: this runner does not know ${unknown.join(", ")}`);
  return name === "actions/checkout" ? checkOut(given, runner, write) : setUpPython(runner, write);
}

function setUpPython(runner, write) {
  runner.paths.unshift(runner.request.python);
  write(`Python from ${runner.request.python}\n`);
  return 0;
}

function checkOut(given, runner, write) {
  const { github } = runner;
  const repository = given.repository ?? github.repository;
  const top = join(runner.workspace, given.path ?? ".");
  const url = `${github.server_url}/${repository}`;
  const isOwn = repository === github.repository;
  const ref = given.ref || (isOwn ? github.ref : "");
  const commit = given.ref || !isOwn ? "" : github.sha;
  const token = given.token ?? github.token;
  rmSync(top, { recursive: true, force: true });
  mkdirSync(top, { recursive: true });
  let status = 0;
  const git = (...words) => {
    if (status !== 0) return;
    const done = spawnSync("git", words, { cwd: top, env: runner.environment(), encoding: "utf8" });
    write(`git ${words.join(" ")}\n${done.stdout}${done.stderr}`);
    status = done.status ?? 1;
  };
  const has = (name) => spawnSync("git", ["rev-parse", "--verify", "--quiet", name], { cwd: top }).status === 0;
  const header = `http.${github.server_url}/.extraheader`;
  git("init", "--quiet", ".");
  git("remote", "add", "origin", url);
  git("config", "--local", "gc.auto", "0");
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  runner.mask(basic);
  git("config", "--local", header, `AUTHORIZATION: basic ${basic}`);
  fetchAll(git, Number(given["fetch-depth"] ?? 1), ref, commit);
  switchTo(git, has, ref, commit);
  if (String(given["persist-credentials"] ?? true) === "false") git("config", "--local", "--unset-all", header);
  return status;
}

function fetchAll(git, depth, ref, commit) {
  const options = ["--quiet", "--prune", "--no-recurse-submodules"];
  if (depth === 0) {
    git("fetch", ...options, "origin", "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*");
    if (!commit) return;
  }
  git("fetch", ...options, ...(depth === 0 ? [] : ["--no-tags", `--depth=${depth}`]), "origin", ...spec(ref, commit));
}

// the event's own commit, and not where the branch is by now
function spec(ref, commit) {
  const [, kind, name] = /^refs\/(heads|pull|tags)\/(.*)$/.exec(ref) ?? [];
  if (kind === "heads") return [`+${commit || ref}:refs/remotes/origin/${name}`];
  if (kind === "pull") return [`+${commit || ref}:refs/remotes/pull/${name}`];
  if (kind === "tags") return [`+${commit || ref}:${ref}`];
  if (/^[0-9a-f]{40}$/.test(ref)) return [ref];
  return [`+refs/heads/${ref}*:refs/remotes/origin/${ref}*`, `+refs/tags/${ref}*:refs/tags/${ref}*`];
}

function switchTo(git, has, ref, commit) {
  const [, kind, name] = /^refs\/(heads|pull|tags)\/(.*)$/.exec(ref) ?? [];
  const branch = kind === "heads" ? name : !kind && has(`refs/remotes/origin/${ref}`) ? ref : "";
  if (branch) git("checkout", "--quiet", "--force", "-B", branch, `refs/remotes/origin/${branch}`);
  else git("checkout", "--quiet", "--force", kind === "pull" ? `refs/remotes/pull/${name}` : commit || ref);
}

// Whether an event starts a workflow, as GitHub documents it: filters of branches and tags, types, and names of workflows.

const SKIPPING = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/;
const TYPES = { pull_request: ["opened", "synchronize", "reopened"] };
const KNOWN = {
  push: ["branches", "branches-ignore", "tags", "tags-ignore"],
  pull_request: ["branches", "branches-ignore", "types"],
  pull_request_target: ["branches", "branches-ignore", "types"],
  workflow_run: ["workflows", "branches", "branches-ignore", "types"],
  workflow_dispatch: ["inputs"],
  schedule: [],
};
TYPES.pull_request_target = TYPES.pull_request;

/** Whether an event with its payload starts a workflow whose `on:` is `events`. `message` is that of its commit. */
export function starts(events, { event, payload, message }) {
  const filter = events[event];
  if (filter === undefined || !(event in KNOWN)) return false;
  if (event === "schedule") return filter.some((entry) => entry.cron === payload.schedule);
  for (const key of Object.keys(filter)) {
    if (!KNOWN[event].includes(key)) throw new Error(`on: ${event}: this runner does not know ${key}`);
  }
  if (["push", "pull_request"].includes(event) && SKIPPING.test(message ?? "")) return false;
  if (event === "push") return pushed(filter, payload);
  if (event === "workflow_dispatch") return true;
  const types = filter.types ?? TYPES[event] ?? [payload.action];
  if (!types.includes(payload.action)) return false;
  if (event === "workflow_run") {
    const { name, head_branch: branch } = payload.workflow_run;
    return (filter.workflows ?? []).includes(name) && passes(filter, "branches", branch);
  }
  return passes(filter, "branches", payload.pull_request.base.ref);
}

function pushed(filter, payload) {
  const [, kind, name] = /^refs\/(heads|tags)\/(.*)$/.exec(payload.ref);
  const has = (what) => filter[what] !== undefined || filter[`${what}-ignore`] !== undefined;
  const [own, other] = kind === "heads" ? ["branches", "tags"] : ["tags", "branches"];
  return has(own) ? passes(filter, own, name) : !has(other);
}

function passes(filter, what, name) {
  if (filter[`${what}-ignore`] !== undefined) return !matches(filter[`${what}-ignore`], name);
  return filter[what] === undefined || matches(filter[what], name);
}

/** Whether a name matches a list of patterns: the last one that speaks of it decides. */
export function matches(patterns, name) {
  let found = false;
  for (const pattern of patterns) {
    const against = pattern.startsWith("!");
    if (glob(against ? pattern.slice(1) : pattern).test(name)) found = !against;
  }
  return found;
}

function glob(pattern) {
  const made = pattern.replace(/\*\*\/?|\*|[.^$(){}|\\/]/g, (part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "**") return ".*";
    return part === "*" ? "[^/]*" : `\\${part}`;
  });
  return new RegExp(`^${made}$`);
}

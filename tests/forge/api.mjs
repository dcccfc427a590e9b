// GitHub's API as others made it (emulate), behind a gate that adds what it lacks: node api.mjs REPOSITORY STRANGER
// Prints its address as JSON, serves this computer alone, and ends when its input does.
//
// What the gate adds: a token may do what its job asked for and nothing else, and is nobody's; a commit of ours stands
// for the one that the emulator made, which takes no signed commits; statuses, which it does not know.
import { createEmulator } from "emulate";
import { createServer } from "node:http";
import { listen, permissionsOf } from "./gate.mjs";

const BOT = "github-actions[bot]";
const [repository, stranger] = process.argv.slice(2);
const [owner, name] = repository.split("/");
const same = [];
const statuses = [];

const server = createServer();
const url = await listen(server);
const emulator = await createEmulator({
  service: "github",
  port: 0,
  seed: {
    tokens: Object.fromEntries([owner, stranger, BOT].map((login) => [login, { login, scopes: ["repo", "user"] }])),
    github: { users: [owner, stranger, BOT].map((login) => ({ login })), repos: [{ owner, name, auto_init: true }] },
  },
});

const NEEDED = [
  [/^\/user$/, null],
  [/\/pulls(\/|$)/, ["pull-requests"]],
  [/\/(statuses\/|commits\/[^/]+\/status)/, ["statuses"]],
  // a pull request is an issue as well, and a label is of both
  [/\/(issues|labels)(\/|$)/, ["issues", "pull-requests"]],
  [/./, ["contents"]],
];

/** Why a run's token may not; empty where it may. Without such a token it is a person's, who may all. */
function refusal(method, path, permissions) {
  if (permissions === null) return "";
  const [, needed] = NEEDED.find(([pattern]) => pattern.test(path));
  const enough = method === "GET" ? ["read", "write"] : ["write"];
  return needed?.some((one) => enough.includes(permissions[one])) ? "" : "Resource not accessible by integration";
}

function statusOf(path, method, body) {
  const [, commit] = /\/(?:statuses|commits)\/([0-9a-f]{40})(?:\/statuses)?$/.exec(path) ?? [];
  if (commit === undefined || !path.includes("/statuses")) return undefined;
  if (method === "POST") {
    const made = { id: statuses.length + 1, ...body, creator: { login: BOT }, commit };
    statuses.unshift(made);
    return [201, made];
  }
  return [200, statuses.filter((status) => status.commit === commit)];
}

// the emulator's own address, too, is never seen outside
same.push({ ours: url, theirs: emulator.url });

function translated(text, from, to) {
  return same.reduce((said, pair) => said.replaceAll(pair[from], pair[to]), text);
}

server.on("request", async (request, response) => {
  const answer = (status, value, headers = {}) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof value === "string" ? value : JSON.stringify(value));
  };
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const sent = Buffer.concat(chunks).toString();
  const { pathname } = new URL(request.url, url);
  if (pathname === "/_same") {
    same.push(JSON.parse(sent));
    return answer(204, "");
  }
  const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  const permissions = permissionsOf(token);
  const refused = refusal(request.method, pathname, permissions);
  if (refused) return answer(403, { message: refused });
  const status = statusOf(pathname, request.method, sent ? JSON.parse(sent) : {});
  if (status !== undefined) return answer(...status);
  const asked = await fetch(emulator.url + translated(request.url, "ours", "theirs"), {
    method: request.method,
    headers: { authorization: `Bearer ${permissions === null ? token : BOT}`, "content-type": "application/json" },
    body: sent ? translated(sent, "ours", "theirs") : undefined,
  });
  const link = asked.headers.get("link");
  answer(asked.status, translated(await asked.text(), "theirs", "ours"), link ? { link } : {});
});

process.stdout.write(`${JSON.stringify({ url })}\n`);
process.stdin.resume().on("end", () => process.exit(0));

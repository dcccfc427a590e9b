// What a run's token may do: GitHub keeps that on its side, and here it stands in the token itself.

const PREFIX = "ghs_run.";

/** A token that may do what a job asked for. */
export function tokenOf(permissions) {
  return PREFIX + Buffer.from(JSON.stringify(permissions)).toString("base64url");
}

/** What a token may do, by kind; null for one that is no run's. */
export function permissionsOf(token) {
  return token.startsWith(PREFIX) ? JSON.parse(Buffer.from(token.slice(PREFIX.length), "base64url")) : null;
}

/** Listens on a free port of this computer alone; gives the address. */
export async function listen(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}`;
}

/* Talking to the portal. Every answer is one of: data, no signal, not signed in, a fault. */

const PATIENCE_MS = 30000;

/** `kind`: offline, sign-in, refused (no right), fault; `status` of the answer where there was one. */
export class Trouble extends Error {
  constructor(kind, status = 0) {
    super(kind);
    this.kind = kind;
    this.status = status;
  }
}

async function ask(path, options = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  const headers = { Accept: "application/json", ...options.headers };
  try {
    const answer = await fetch(path, { ...options, headers, cache: "no-store", credentials: "same-origin", signal: patience.signal });
    return { answer, data: answer.ok && isJson(answer) ? await answer.json() : null };
  } catch (_error) {
    throw new Trouble("offline");
  } finally {
    clearTimeout(timer);
  }
}

const isJson = (answer) => (answer.headers.get("Content-Type") || "").startsWith("application/json");

/* A page instead of data means that the portal wants a person first: to sign in, or to change the password. */
function judged({ answer, data }) {
  if (data !== null) return data;
  if (answer.status === 401 || answer.redirected) throw new Trouble("sign-in", answer.status);
  throw new Trouble(answer.status === 403 ? "refused" : "fault", answer.status);
}

/** Data from an address of the rounds. Raises `Trouble`. */
export const get = async (name) => judged(await ask(name));

/** What became of each of these entries, in their order. Raises `Trouble`. */
export async function post(entries, token) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return judged(await ask("entries", { method: "POST", headers, body: JSON.stringify(entries) }));
}

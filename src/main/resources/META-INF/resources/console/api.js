/** Talks to /api/v1 of the service that served this page. */
const BASE = "/api/v1";
const PATIENCE_MILLIS = 5000;

/** An answer that is not 2xx, with the service's own words. */
export class Refused extends Error {
  constructor(status, body) {
    super(body?.error ?? `HTTP ${status}`);
    this.status = status;
    this.hint = body?.hint ?? "";
  }
}

async function ask(path, options = {}) {
  const response = await fetch(BASE + path, {
    ...options,
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MILLIS),
  });
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, body);
  return body;
}

const one = (name) => `/clusters/${encodeURIComponent(name)}`;

export const clusters = () => ask("/clusters");
export const cluster = (name) => ask(one(name));
export const slots = (name) => ask(`${one(name)}/slots`);
export const dependencies = () => ask("/dependencies");
export const events = (name, limit) =>
  ask(`/events?limit=${limit}${name ? `&cluster=${encodeURIComponent(name)}` : ""}`);

/** `what` is pause, resume, approve or move/pace. */
export const request = (name, what, body, token) =>
  ask(`${one(name)}/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });

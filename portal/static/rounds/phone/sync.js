/* Sending what waits. One tab at a time; what was sent twice all the same, the portal stores once. */

import * as outbox from "./outbox.js";
import * as vault from "./vault.js";
import { called } from "./day.js";
import { get, post, Trouble } from "./server.js";

const BATCH = 20;

/**
 * Send every waiting entry.
 * @returns {Promise<{stored: number, held: number, trouble: string|null}>} how many the portal has, how many it did not take,
 *   and why sending stopped: offline, sign-in, refused, fault, stranger (somebody else is signed in), busy (another tab sends)
 */
export async function send() {
  if (!navigator.locks) return sending();
  const busy = { stored: 0, held: 0, trouble: "busy" };
  return navigator.locks.request("rounds-send", { ifAvailable: true }, (lock) => (lock ? sending() : busy));
}

async function sending() {
  const found = { stored: 0, held: 0, trouble: null };
  const waiting = (await outbox.all()).filter((record) => record.state === outbox.WAITING);
  try {
    const token = waiting.length ? await admitted() : "";
    for (let first = 0; first < waiting.length; first += BATCH) await sendBatch(waiting.slice(first, first + BATCH), token, found);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    found.trouble = error.kind;
  }
  return found;
}

/* One person's entries never go out in another's name. */
async function admitted() {
  const [whose, who] = [await get("whose.json"), await vault.owner()];
  if (!who || who.user !== whose.user) throw new Trouble("stranger");
  return whose.csrf_token;
}

/* An entry that the portal stumbles over must not hold up the others: they go one by one then. */
async function sendBatch(records, token, found) {
  try {
    await sendOnce(records, token, found);
  } catch (error) {
    if (!(error instanceof Trouble) || error.status < 500) throw error;
    if (records.length === 1) found.trouble = "fault";
    else for (const record of records) await sendBatch([record], token, found);
  }
}

async function sendOnce(records, token, found) {
  await outbox.tried(records);
  const results = await post(records.map((record) => record.entry), token);
  await outbox.settle(records, results);
  const stored = results.filter((result) => result.state === "stored" || result.state === "known");
  found.stored += stored.length;
  found.held += results.length - stored.length;
  await called(stored.map((result) => visitOf(records.find((record) => record.uid === result.uid), result)));
}

const visitOf = (record, result) => [record.home, { id: result.visit, day: record.entry.visited_on, way: record.entry.way }];

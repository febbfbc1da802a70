/* Entries on their way: kept until the portal says that it has them. */

import * as vault from "./vault.js";

export const WAITING = "waiting", REFUSED = "refused", CONFLICT = "conflict";

/** A UUID version 4, also on browsers that have no function for it. */
export function uuid() {
  if (window.crypto.randomUUID) return window.crypto.randomUUID();
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

const keyOf = (uid) => `entry:${uid}`;

/**
 * All of them, the oldest first.
 * @returns {Promise<{uid: string, state: string, tried: boolean, message: string, visit: number, home: string, name: string, made: number, entry: object}[]>}
 */
export async function all() {
  const found = (await vault.readAll("entry:")).map((record) => record.value).sort((one, other) => one.made - other.made);
  window.localStorage.setItem("rounds.unsent", String(found.length));
  return found;
}

/** Keep entries of homes and drop the drafts they came from, in one write. `pairs`: [entry, home]. */
export async function add(pairs) {
  const changes = {};
  const now = Date.now();
  pairs.forEach(([entry, home], place) => {
    const record = { uid: entry.uid, state: WAITING, tried: false, message: "", visit: 0, home: home.key, name: home.name, made: now + place, entry };
    changes[keyOf(entry.uid)] = record;
    changes[`draft:${home.key}`] = null;
  });
  await vault.write(changes);
  await all();
}

/** Note before sending that these went out: from now on the portal may have them, whatever the answer. */
export async function tried(records) {
  await vault.write(Object.fromEntries(records.map((record) => [keyOf(record.uid), { ...record, tried: true }])));
}

/** Keep what the portal said of entries: stored and known ones leave, the others wait for the person. */
export async function settle(records, results) {
  const changes = {};
  for (const result of results) {
    const record = records.find((each) => each.uid === result.uid);
    if (!record) continue;
    const { state, message, visit } = result;
    const gone = state === "stored" || state === "known";
    changes[keyOf(record.uid)] = gone ? null : { ...record, tried: false, state, message, visit: visit || 0 };
  }
  await vault.write(changes);
  await all();
}

/** Whether the person may change an entry and send it anew: refused, or asked whether a need repeats an open one. */
export const cameBack = (record) => record.state === REFUSED || isRepeat(record);

/** Whether the question is about a need that is open already, not about somebody else's visit. */
export const isRepeat = (record) => record.state === CONFLICT && !record.visit;

/** Both stand: sent again, knowing of the other visit or of the open need. */
export async function keepBoth(record) {
  const entry = { ...record.entry, ...(isRepeat(record) ? { repeated: true } : { base: record.visit }) };
  await vault.write({ [keyOf(record.uid)]: { ...record, entry, state: WAITING, message: "", tried: false } });
}

/** Give an entry up. */
export async function drop(record) {
  await vault.write({ [keyOf(record.uid)]: null });
  await all();
}

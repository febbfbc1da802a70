/* The vault: everything the page keeps, in IndexedDB, each record sealed with AES-GCM under a key that scripts cannot read out.
   Names of records are not sealed and hold no personal data. What this protects, and what not: docs/decisions/0016-without-signal.md. */

const NAME = "rounds";
const TABLES = ["keys", "sealed"];
const FLAGS = ["rounds.user", "rounds.unsent"];
let opened = null;

/** Whether this browser can keep anything at all (it cannot on an address without HTTPS). */
export const able = () => Boolean(window.indexedDB && window.crypto && window.crypto.subtle);

const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function database() {
  if (opened) return opened;
  const request = window.indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => TABLES.forEach((table) => request.result.createObjectStore(table));
  opened = answer(request).then((found) => {
    const forget = () => { found.close(); opened = null; };
    found.onversionchange = forget;
    found.onclose = forget;
    return found;
  }).catch((error) => { opened = null; throw error; });
  return opened;
}

/** Run `work` in one transaction; resolves once it is on the disk. */
async function transact(mode, work) {
  const transaction = (await database()).transaction(TABLES, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error || new Error("abort"));
  });
  const found = await work(transaction.objectStore("sealed"), transaction.objectStore("keys"));
  await done;
  return found;
}

/** @returns {Promise<{user: number, key: CryptoKey}|null>} whose vault it is */
export const owner = async () => (await transact("readonly", (_sealed, keys) => answer(keys.get("owner")))) || null;

/** Make the vault `user`'s: what another person kept here is wiped first. */
export async function begin(user) {
  const before = await owner();
  if (before && before.user === user) return before;
  if (before) await wipe();
  const key = await window.crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const made = { user, key };
  await transact("readwrite", (_sealed, keys) => answer(keys.put(made, "owner")));
  window.localStorage.setItem("rounds.user", String(user));
  return made;
}

/* A record opens only under its own name and for its own person. */
const bound = (who, name, iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${who.user}:${name}`) });

async function seal(who, name, value) {
  const iv = window.crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await window.crypto.subtle.encrypt(bound(who, name, iv), who.key, plain) };
}

async function unseal(who, name, record) {
  try {
    const plain = await window.crypto.subtle.decrypt(bound(who, name, record.iv), who.key, record.data);
    return { name, value: JSON.parse(new TextDecoder().decode(plain)) };
  } catch (_error) {
    return null;
  }
}

/** Write all of `changes` or nothing: {name: value}, null to remove. Raises an Error when nobody owns the vault any more. */
export async function write(changes) {
  const who = await owner();
  if (!who) throw new Error("没有可用的本机存储");
  const made = [];
  for (const [name, value] of Object.entries(changes)) made.push([name, value === null ? null : await seal(who, name, value)]);
  await transact("readwrite", async (sealed) => {
    await Promise.all(made.map(([name, record]) => answer(record ? sealed.put(record, name) : sealed.delete(name))));
  });
}

/** @returns {Promise<{name: string, value: any}|null>} the record; null without one */
export async function read(name) {
  const who = await owner();
  const record = who && (await transact("readonly", (sealed) => answer(sealed.get(name))));
  return record ? unseal(who, name, record) : null;
}

/** The names that begin so; nothing is opened. */
export async function names(prefix) {
  const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  return transact("readonly", (sealed) => answer(sealed.getAllKeys(range)));
}

/** The records whose names begin so. */
export async function readAll(prefix) {
  const who = await owner();
  if (!who) return [];
  const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  const [keys, records] = await transact("readonly", (sealed) => Promise.all([answer(sealed.getAllKeys(range)), answer(sealed.getAll(range))]));
  const found = await Promise.all(keys.map((name, place) => unseal(who, name, records[place])));
  return found.filter(Boolean);
}

/** Forget everything, the key first. */
export async function wipe() {
  await transact("readwrite", (sealed, keys) => Promise.all([answer(keys.clear()), answer(sealed.clear())]));
  FLAGS.forEach((flag) => window.localStorage.removeItem(flag));
}

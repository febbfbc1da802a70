/* The day's list: fetched, kept sealed for three days at most, ordered. */

import * as vault from "./vault.js";
import { get } from "./server.js";

const KEPT_MS = 3 * 24 * 3600 * 1000;
const LATE = 0, DUE = 1, TASK = 2, REST = 3;
export const RANKS = { [LATE]: ["overdue", "已逾期"], [DUE]: ["waiting", "今天该去"], [TASK]: ["assigned", "有任务"] };

const chinese = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit" });
/** Today in China as 2026-03-01. */
export const today = () => {
  const parts = Object.fromEntries(chinese.formatToParts(new Date()).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
};

/** Fetch the day and keep it. What another person kept here is wiped. Raises `Trouble`. */
export async function refresh() {
  const day = await get("day.json");
  await vault.begin(day.user);
  delete day.csrf_token;
  await vault.write({ day: { ...day, received: Date.now() } });
  return load();
}

/** The day as kept, with homes by key and ranks as of today; null without one. Data older than three days is wiped. */
export async function load() {
  await expire();
  const record = await vault.read("day");
  return record ? prepared(record.value) : null;
}

function prepared(day) {
  const now = today();
  day.homes.forEach((home, place) => {
    home.key = `${home.kind}-${home.id}`;
    home.place = place;
    home.rank = rank(home, now);
    home.done = Boolean(home.last && home.last.day >= now);
  });
  return { ...day, now, byKey: new Map(day.homes.map((home) => [home.key, home])) };
}

function rank(home, now) {
  if (home.due && home.due <= now) return home.due < now ? LATE : DUE;
  return home.tasks.some((task) => !task.visitor) ? TASK : REST;
}

/* Entries not yet sent stay, and with them the key; a list of homes does not grow old on a phone. */
async function expire() {
  const record = await vault.read("day");
  if (record && Date.now() - record.value.received < KEPT_MS) return;
  const old = [...(await vault.names("draft:")), ...(record ? ["day"] : [])];
  if (old.length) await vault.write(Object.fromEntries(old.map((name) => [name, null])));
  if (!(await vault.names("entry:")).length && (await vault.owner())) await vault.wipe();
}

/** Note in the kept list which visits the portal has now. `pairs`: [home key, {id, day, way}]. */
export async function called(pairs) {
  const record = await vault.read("day");
  if (!record) return;
  for (const home of record.value.homes) {
    const found = pairs.filter(([key]) => key === `${home.kind}-${home.id}`).pop();
    if (found && !(home.last && home.last.id > found[1].id)) home.last = found[1];
  }
  await vault.write({ day: record.value });
}

/** Metres between two places in degrees; good enough for a village. */
export function metres(here, home) {
  if (!here || home.lon === null || home.lat === null) return Infinity;
  const width = Math.cos((here.lat * Math.PI) / 180);
  return 111320 * Math.hypot((home.lon - here.lon) * width, home.lat - here.lat);
}

/** The homes with the most urgent first; among equals the nearest to `here`, else as the portal ordered them. */
export function ordered(day, here) {
  const far = (home) => (here ? metres(here, home) : 0);
  return [...day.homes].sort((one, other) => one.rank - other.rank || nearer(far(one), far(other)) || one.place - other.place);
}

const nearer = (one, other) => (one === other ? 0 : one - other);

/* The service worker of the rounds. It keeps the shell page and its own files, and nothing else: no page with data, no answer with data.
   SHELL, VERSION and FILES stand above, written by the server. */
"use strict";
const CACHE = `rounds-${VERSION}`;
const PATHS = FILES.map((address) => address.split("?")[0]);

/** Fetch every file of the shell afresh; one that is missing, or a page to sign in instead, and this version is not taken. */
async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all([SHELL, ...FILES].map(async (address) => {
    const answer = await fetch(new Request(address, { cache: "reload", credentials: "same-origin" }));
    if (!answer.ok || answer.redirected) throw new Error(address);
    await cache.put(address, answer);
  }));
}

/** Forget the files of earlier versions, and serve the pages that are open already. */
async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("rounds-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

const kept = async (address, options) => (await caches.open(CACHE)).match(address, options);

/** The shell comes from the browser; other pages of the rounds from the server, and the shell in their place without signal. */
async function page(request, path) {
  if (path === SHELL) return (await kept(SHELL)) || fetch(request);
  try {
    return await fetch(request);
  } catch (error) {
    const shell = await kept(SHELL);
    if (shell) return shell;
    throw error;
  }
}

/** A file of the shell; without signal also in the version that was kept. */
async function file(request, path, search) {
  const found = await kept(path + search);
  if (found) return found;
  try {
    return await fetch(request);
  } catch (error) {
    const older = await kept(path, { ignoreSearch: true });
    if (older) return older;
    throw error;
  }
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, pathname));
  else if (PATHS.includes(pathname)) event.respondWith(file(request, pathname, search));
});

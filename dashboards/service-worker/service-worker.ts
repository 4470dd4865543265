/*
 * Lets the pages be installed, start while the collector is away, and show notifications on a phone. It keeps the
 * start page and the files that never change; nothing of the API.
 */
import { handlingOf, MOST_ASSETS } from './kept-files.ts';

declare const self: ServiceWorkerGlobalScope;

const CACHE = 'ward';
/** A collector that does not answer by then is away as far as the start page is concerned. */
const PAGE_WAIT_MS = 5_000;

self.addEventListener('install', (event) => {
  event.waitUntil(self.skipWaiting());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const handling = handlingOf(event.request, self.registration.scope);
  if (handling === 'page') event.respondWith(freshPage(event.request));
  else if (handling === 'asset') event.respondWith(keptAsset(event.request));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(showAlerts());
});

/** The page as the collector has it now, or as it had it last. */
async function freshPage(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  // All pages are one file, whatever the address says.
  const key = self.registration.scope;
  try {
    const response = await fetch(request, { signal: afterWait(PAGE_WAIT_MS) });
    if (response.ok) await cache.put(key, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw error;
  }
}

/** By hand: browsers of old machines have no `AbortSignal.timeout`. */
function afterWait(ms: number): AbortSignal {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), ms);
  return abort.signal;
}

async function keptAsset(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    await cache.put(request, response.clone());
    await forgetOldest(cache);
  }
  return response;
}

async function forgetOldest(cache: Cache): Promise<void> {
  // In the order in which they were put there.
  const keys = await cache.keys();
  const assets = keys.filter(({ url }) => url !== self.registration.scope);
  for (const key of assets.slice(0, Math.max(0, assets.length - MOST_ASSETS))) await cache.delete(key);
}

/** Brings an open page to the front, or opens one. */
async function showAlerts(): Promise<void> {
  const address = `${self.registration.scope}#/alerts`;
  const open = await self.clients.matchAll({ type: 'window' });
  const [first] = open;
  if (!first) {
    await self.clients.openWindow(address);
    return;
  }
  await first.focus();
  await first.navigate(address);
}

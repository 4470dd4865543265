const WORKER = 'service-worker.js';

/**
 * Makes the pages installable, and notifications possible on phones. Browsers allow it over TLS and on the machine
 * itself; elsewhere, and where it fails, everything but that works.
 */
export function installWorker({ navigator, isSecureContext }: Window): void {
  if (!isSecureContext || !('serviceWorker' in navigator)) return;
  navigator.serviceWorker.register(WORKER).catch(() => undefined);
}

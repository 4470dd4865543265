/** What is done with a request for one of our own files. */
export type Handling = 'page' | 'asset' | 'none';

/** Files kept for the next start; older builds leave theirs behind, and the oldest go first. */
export const MOST_ASSETS = 200;

/**
 * `page`: asked for again each time, the last one stands in while the collector is away. `asset`: carries a hash in
 * its name and never changes. Everything else, above all the API, is never kept: old values would look like new ones.
 */
export function handlingOf(request: { method: string; mode: string; url: string }, scope: string): Handling {
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return 'none';
  const path = request.url.slice(scope.length).split(/[?#]/, 1)[0];
  if (path.startsWith('api/')) return 'none';
  if (request.mode === 'navigate') return 'page';
  return path.startsWith('assets/') ? 'asset' : 'none';
}

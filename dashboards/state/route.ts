/** The pages with what each needs, as they stand behind the `#` of the address. */
export type Route =
  | { page: 'overview'; search: URLSearchParams }
  | { page: 'targets'; search: URLSearchParams }
  | { page: 'machine'; id: string; search: URLSearchParams }
  /** `id`: the room; empty for the list of rooms. */
  | { page: 'rooms'; id: string; search: URLSearchParams }
  | { page: 'map'; search: URLSearchParams }
  | { page: 'databases'; search: URLSearchParams }
  | { page: 'web'; search: URLSearchParams }
  | { page: 'jobs'; search: URLSearchParams }
  | { page: 'job'; id: string; search: URLSearchParams }
  | { page: 'alerts'; search: URLSearchParams }
  | { page: 'alert'; id: string; search: URLSearchParams }
  | { page: 'explore'; search: URLSearchParams }
  /** `id`: the board; empty for the list of boards. */
  | { page: 'boards'; id: string; search: URLSearchParams }
  | { page: 'wall'; search: URLSearchParams }
  | { page: 'settings'; section: string; search: URLSearchParams }
  | { page: 'unknown'; search: URLSearchParams };

/** Reads `#/machines/abc?last=1h`. */
export function parseRoute(hash: string): Route {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const search = new URLSearchParams(query);
  const [first = '', second = ''] = path.split('/').map(decode);
  if (first === '') return { page: 'overview', search };
  if (first === 'rooms' || first === 'boards') return { page: first, id: second, search };
  if (isPlain(first)) return { page: first, search };
  if (first === 'machines' && second) return { page: 'machine', id: second, search };
  if (first === 'jobs') return second ? { page: 'job', id: second, search } : { page: 'jobs', search };
  if (first === 'alerts') {
    // Older messages name it behind the question mark.
    const id = second || search.get('alert');
    return id ? { page: 'alert', id, search } : { page: 'alerts', search };
  }
  if (first === 'settings') return { page: 'settings', section: second || 'devices', search };
  return { page: 'unknown', search };
}

/** Pages that are named by one word. */
const PLAIN = ['targets', 'map', 'databases', 'web', 'explore', 'wall'] as const;

function isPlain(name: string): name is (typeof PLAIN)[number] {
  return (PLAIN as readonly string[]).includes(name);
}

/** The address of a page; parameters without a value are left out. */
export function routeTo(path: string, parameters: Record<string, string | undefined> = {}): string {
  const pairs = Object.entries(parameters).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const query = new URLSearchParams(pairs).toString();
  return `#/${path}${query ? `?${query}` : ''}`;
}

/** The same page with these parameters changed; undefined and empty take one away. */
export function withParameters(hash: string, parameters: Record<string, string | undefined>): string {
  const [path = '', query = ''] = hash.split('?', 2);
  const search = new URLSearchParams(query);
  for (const [name, value] of Object.entries(parameters)) {
    if (value) search.set(name, value);
    else search.delete(name);
  }
  const text = search.toString();
  return `${path || '#/'}${text ? `?${text}` : ''}`;
}

/** The address of one machine's page. */
export function machineRoute(id: string, parameters?: Record<string, string | undefined>): string {
  return routeTo(`machines/${encodeURIComponent(id)}`, parameters);
}

/** The address of one alert's page. */
export function alertRoute(id: string): string {
  return routeTo(`alerts/${encodeURIComponent(id)}`);
}

/** The address of one job's page. */
export function jobRoute(id: string, parameters?: Record<string, string | undefined>): string {
  return routeTo(`jobs/${encodeURIComponent(id)}`, parameters);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

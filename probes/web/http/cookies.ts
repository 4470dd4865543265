/** Cookies of one visit; gone when it is over. */
export interface Cookies {
  /** Keeps what an answer sets. */
  take(url: URL, setCookie: string | string[] | undefined): void;
  /** The header for a request; undefined without any. */
  headerFor(url: URL): string | undefined;
  /** Grows with each change: somebody who comes again with another cookie is not going round in circles. */
  readonly changes: number;
}

interface Cookie {
  name: string;
  value: string;
  /** Without a dot in front; `isExact` when only this host may have it. */
  domain: string;
  isExact: boolean;
  path: string;
  isSecure: boolean;
}

const MOST_COOKIES = 60;
const MOST_LENGTH = 4_096;

/** A jar that knows as much of RFC 6265 as a sign-in needs. */
export function cookieJar(nowMs: () => number): Cookies {
  const cookies = new Map<string, Cookie>();
  let changes = 0;
  return {
    take(url, setCookie) {
      for (const line of [setCookie ?? []].flat().slice(0, MOST_COOKIES)) {
        const { cookie, isOver } = readCookie(line.slice(0, MOST_LENGTH), url, nowMs()) ?? {};
        if (!cookie) continue;
        const key = `${cookie.domain} ${cookie.path} ${cookie.name}`;
        if (cookies.get(key)?.value !== (isOver ? undefined : cookie.value)) changes++;
        cookies.delete(key);
        if (!isOver && cookies.size < MOST_COOKIES) cookies.set(key, cookie);
      }
    },
    headerFor(url) {
      const fitting = [...cookies.values()].filter((cookie) => fits(cookie, url));
      // The more special path goes first.
      fitting.sort((one, other) => other.path.length - one.path.length);
      return fitting.length === 0
        ? undefined
        : fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
    },
    get changes() {
      return changes;
    },
  };
}

function readCookie(line: string, url: URL, nowMs: number): { cookie: Cookie; isOver: boolean } | undefined {
  const [pair = '', ...attributes] = line.split(';');
  const at = pair.indexOf('=');
  if (at <= 0) return undefined;
  const cookie: Cookie = {
    name: pair.slice(0, at).trim(),
    value: pair.slice(at + 1).trim(),
    domain: url.hostname,
    isExact: true,
    path: url.pathname.replace(/\/[^/]*$/, '') || '/',
    isSecure: false,
  };
  let expiresMs = Number.POSITIVE_INFINITY;
  let maxAge: number | undefined;
  for (const attribute of attributes) {
    const [name = '', ...rest] = attribute.split('=');
    const value = rest.join('=').trim();
    switch (name.trim().toLowerCase()) {
      case 'domain': {
        const domain = value.replace(/^\./, '').toLowerCase();
        // A cookie for another host, or for all of a country, is nobody's.
        if (domain === '') break;
        if (!domain.includes('.') || !isWithin(url.hostname, domain)) return undefined;
        cookie.domain = domain;
        cookie.isExact = false;
        break;
      }
      case 'path':
        if (value.startsWith('/')) cookie.path = value;
        break;
      case 'secure':
        cookie.isSecure = true;
        break;
      case 'max-age':
        maxAge = Number(value);
        break;
      case 'expires':
        expiresMs = Date.parse(value);
        break;
    }
  }
  return { cookie, isOver: maxAge === undefined ? expiresMs <= nowMs : maxAge <= 0 };
}

function fits({ domain, isExact, path, isSecure }: Cookie, url: URL): boolean {
  if (isSecure && url.protocol !== 'https:') return false;
  if (isExact ? url.hostname !== domain : !isWithin(url.hostname, domain)) return false;
  return url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

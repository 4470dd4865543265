import type { CatalogueEntry } from '#protocol/probe-catalogue.ts';

/** Where something is, out of what people paste: a host with a port, or the whole address of a page. */
export interface Place {
  host: string;
  port?: number;
  /** Of an address of a page; only those that the probe has as settings are used. */
  scheme?: string;
  path?: string;
}

export function placeOf(typed: string): Place {
  const text = typed.trim();
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) {
    const { protocol, hostname, port, pathname, search } = new URL(text);
    return {
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      ...(port && { port: Number(port) }),
      scheme: protocol.slice(0, -1),
      path: `${pathname}${search}`,
    };
  }
  if (/^[^/\s]+\/\S/.test(text)) {
    const { scheme: _unknown, ...place } = placeOf(`https://${text}`);
    return place;
  }
  // An IPv6 address has many colons, and needs brackets for a port.
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  if (port !== undefined) return { host: bracketed ?? plain ?? '', port: Number(port) };
  return { host: text.replace(/^\[(.*)\]$/, '$1') };
}

/** What it is called where nobody says more: a page by its address, everything else by where it is and what. */
export function nameOfPlace({ host, port, path = '/' }: Place, title: string): string {
  const server = port === undefined ? host : `${host}:${port}`;
  return path === '/' ? `${server} ${title}`.trim() : `${server}${path}`;
}

/** The settings that a place brings, as far as the probe has them. */
export function settingsOfPlace(
  { hasPort, settings }: Pick<CatalogueEntry, 'hasPort' | 'settings'>,
  { port, scheme, path }: Place,
): Record<string, unknown> {
  const has = (name: string) => settings.some((setting) => setting.name === name);
  return {
    ...(port !== undefined && hasPort && { port }),
    ...(scheme !== undefined && has('scheme') && { scheme }),
    // The bare address of a server says nothing of where on it a service has its figures.
    ...(path !== undefined && path !== '/' && has('path') && { path }),
  };
}

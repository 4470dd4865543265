/** Where the collector listens. */
export interface ListenAddress {
  /** A name or address; `0.0.0.0` and `::` are all of the machine. */
  host: string;
  /** 0: any free one. */
  port: number;
}

/** `127.0.0.1:8642`, `[::1]:8642`, `0.0.0.0:8642`; undefined for anything else. */
export function parseListen(text: string): ListenAddress | undefined {
  const [, v6, name, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const host = v6 ?? name;
  return host === undefined || port > 65_535 ? undefined : { host, port };
}

/** True when only this machine can reach the address, so that passwords may pass without TLS. */
export function isLoopback({ host }: Pick<ListenAddress, 'host'>): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** True for a server on this machine. */
export function isLoopbackUrl(url: string): boolean {
  return isLoopback({ host: new URL(url).hostname.replace(/^\[|\]$/g, '') });
}

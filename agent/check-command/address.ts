/** Where something is, out of what people type. */
export interface TypedAddress {
  address: string;
  port: number | undefined;
  /** Of the address of a page. */
  scheme?: string;
  path?: string;
}

/**
 * An address as people type it: `10.1.0.1`, `10.1.0.1:1161`, `core-1.example`, `[fe80::1]:161`, `fe80::1`,
 * `https://www.example.cn/path`.
 */
export function splitAddress(text: string): TypedAddress {
  const page = /^https?:\/\//i.test(text) ? urlOf(text) : undefined;
  if (page) return addressOfPage(page);
  const [, bracketed, , bracketedPort] = /^\[([^\]]+)\](:(\d{1,5}))?$/.exec(text) ?? [];
  if (bracketed !== undefined) return { address: bracketed, port: portOf(bracketedPort) };
  const [, host, port] = /^([^:]+):(\d{1,5})$/.exec(text) ?? [];
  return host === undefined ? { address: text, port: undefined } : { address: host, port: portOf(port) };
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function addressOfPage({ protocol, hostname, port, pathname, search }: URL): TypedAddress {
  return {
    address: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: portOf(port || undefined),
    scheme: protocol.slice(0, -1),
    path: `${pathname}${search}`,
  };
}

function portOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

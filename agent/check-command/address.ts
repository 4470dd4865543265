/** An address as people type it: `10.1.0.1`, `10.1.0.1:1161`, `core-1.example`, `[fe80::1]:161`, `fe80::1`. */
export function splitAddress(text: string): { address: string; port: number | undefined } {
  const [, bracketed, , bracketedPort] = /^\[([^\]]+)\](:(\d{1,5}))?$/.exec(text) ?? [];
  if (bracketed !== undefined) return { address: bracketed, port: portOf(bracketedPort) };
  const [, host, port] = /^([^:]+):(\d{1,5})$/.exec(text) ?? [];
  return host === undefined ? { address: text, port: undefined } : { address: host, port: portOf(port) };
}

function portOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

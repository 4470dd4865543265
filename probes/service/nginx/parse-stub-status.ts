/** What `stub_status` tells; counters since the start. */
export interface StubStatus {
  active: number;
  accepts: number;
  handled: number;
  requests: number;
  reading: number;
  writing: number;
  waiting: number;
}

/**
 * The page of `ngx_http_stub_status_module`. Tengine's page has a further column `request_time`, so the columns are
 * found by their names. Undefined for anything else.
 */
export function parseStubStatus(text: string): StubStatus | undefined {
  const [, active] = /^Active connections:\s*(\d+)/m.exec(text) ?? [];
  const [, names, figures] = /^server\s+([a-z_ ]+?)\s*\r?\n\s*([\d ]+)/m.exec(text) ?? [];
  const states = /Reading:\s*(\d+)\s+Writing:\s*(\d+)\s+Waiting:\s*(\d+)/.exec(text);
  if (active === undefined || names === undefined || figures === undefined || !states) return undefined;
  const counted = new Map(
    names.split(/\s+/).map((name, index) => [name, Number(figures.trim().split(/\s+/)[index])]),
  );
  const counter = (name: string) => counted.get(name) ?? Number.NaN;
  return {
    active: Number(active),
    accepts: counter('accepts'),
    handled: counter('handled'),
    requests: counter('requests'),
    reading: Number(states[1]),
    writing: Number(states[2]),
    waiting: Number(states[3]),
  };
}

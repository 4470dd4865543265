import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { FromBrowser, LiveSelection, LiveSeries, Pulse } from '#protocol/live.ts';
import { LIVE_VERSION, VALUES_HEADER_BYTES, valuesBytes } from '#protocol/live.ts';
import { type FakeMachine, type FakeSeries, INTERVAL_MS, isSilent } from './fake-fleet.ts';
import { FAKE_STAMP } from './fake-overview.ts';

interface Numbered {
  machine: FakeMachine;
  series: FakeSeries;
  number: number;
}

/** The live socket of the pretended collector; `broken` makes it refuse and drop everybody. */
export function serveFakeLive(server: Server, fleet: FakeMachine[], active: () => Alert[]) {
  const sockets = new WebSocketServer({ noServer: true });
  const subscriptions = new WeakMap<WebSocket, Map<number, Numbered[]>>();
  const all: Numbered[] = fleet.flatMap((machine) =>
    machine.series.map((series) => ({ machine, series, number: 0 })),
  );
  for (const [number, each] of all.entries()) each.number = number;
  const control = { broken: false, storeError: null as string | null, judgingBehindMs: 0 };

  server.on('upgrade', (request, socket, head) => {
    if (!request.url?.startsWith('/api/v1/live') || control.broken) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (peer) => open(peer));
  });

  function open(peer: WebSocket): void {
    subscriptions.set(peer, new Map());
    const standing = () => peer.send(JSON.stringify({ type: 'alerts', alerts: active(), truncatedAt: null }));
    standing();
    peer.on('message', (data) => {
      const message = JSON.parse(String(data)) as FromBrowser;
      if (message.type === 'alerts') return standing();
      if (message.type === 'fleet')
        return peer.send(JSON.stringify({ type: 'fleet', ...FAKE_STAMP, changes: [] }));
      if (message.type === 'unsubscribe') {
        subscriptions.get(peer)?.delete(message.subscription);
        return;
      }
      const chosen = all.filter((each) => wanted(each.series, message.select));
      subscriptions.get(peer)?.set(message.subscription, chosen);
      const nowMs = Date.now();
      const series = chosen.map((each) => describe(each, nowMs));
      peer.send(
        JSON.stringify({ type: 'snapshot', subscription: message.subscription, series, truncatedAt: null }),
      );
    });
  }

  let tick = 0;
  setInterval(() => {
    tick = (tick + 1) % (INTERVAL_MS / 250);
    const nowMs = Date.now();
    if (control.broken) for (const peer of sockets.clients) peer.terminate();
    for (const peer of sockets.clients) {
      for (const [subscription, chosen] of subscriptions.get(peer) ?? []) {
        const due = chosen.filter(({ machine }) => phase(machine) === tick && !isSilent(machine, nowMs));
        if (due.length > 0) peer.send(encode(subscription, due, nowMs));
      }
      if (tick % 4 === 0) {
        const { storeError, judgingBehindMs } = control;
        const pulse: Pulse = { type: 'pulse', nowMs, judgingBehindMs, storeBehindMs: 800, storeError };
        peer.send(JSON.stringify(pulse));
      }
    }
  }, 250).unref();

  return {
    control,
    tell(event: AlertEvent) {
      for (const peer of sockets.clients)
        peer.send(JSON.stringify({ type: 'alert_events', events: [event] }));
    },
  };
}

function wanted(series: FakeSeries, select: LiveSelection): boolean {
  if (select.targets && !select.targets.includes(series.target)) return false;
  if (!select.metrics.includes(series.metric)) return false;
  const { labels = {} } = select;
  return Object.entries(labels).every(([name, value]) => series.labels[name] === value);
}

function phase(machine: FakeMachine): number {
  return Number(machine.id.slice(2)) % (INTERVAL_MS / 250);
}

function describe({ machine, series, number }: Numbered, nowMs: number): LiveSeries {
  let timeMs = Math.floor(nowMs / INTERVAL_MS) * INTERVAL_MS;
  const silent = machine.silent.find(([from, to]) => timeMs >= from && timeMs < to);
  if (silent) timeMs = silent[0] - INTERVAL_MS;
  const { target, metric, labels, kind, unit, intervalMs } = series;
  return { number, target, metric, labels, kind, unit, intervalMs, timeMs, value: series.at(timeMs) };
}

function encode(subscription: number, due: Numbered[], nowMs: number): Uint8Array {
  const buffer = new ArrayBuffer(valuesBytes(due.length));
  const view = new DataView(buffer);
  view.setUint8(0, 1);
  view.setUint8(1, LIVE_VERSION);
  view.setUint16(2, subscription, true);
  view.setUint32(4, due.length, true);
  const count = due.length;
  for (const [at, { series, number }] of due.entries()) {
    view.setFloat64(VALUES_HEADER_BYTES + at * 8, nowMs, true);
    view.setFloat64(VALUES_HEADER_BYTES + (count + at) * 8, series.at(nowMs), true);
    view.setUint32(VALUES_HEADER_BYTES + count * 16 + at * 4, number, true);
  }
  return new Uint8Array(buffer);
}

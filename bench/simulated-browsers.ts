/*
 * A process that plays browsers: each opens the live socket and subscribes. The delay of a value is told by the
 * column that carries the moment of its sending.
 */
import { WebSocket } from 'ws';
import type { AlertEvent } from '#protocol/alert.ts';
import { readValues, type ToBrowser } from '#protocol/live.ts';
import { serveParent } from './child.ts';
import { monotonicMs } from './monotonic.ts';
import { SENT_AT_METRIC } from './played-metrics.ts';

export type ToViewers =
  | { type: 'connect'; url: string; token: string; browsers: number; metrics: string[] }
  | { type: 'report' };
export type FromViewers =
  | { type: 'connected' }
  | {
      type: 'report';
      values: number;
      delaysMs: number[];
      alertDelaysMs: number[];
      /** Messages about alerts, and their bytes, all browsers together. */
      alertMessages: number;
      alertBytes: number;
    };

/** Delays kept; enough for the 99th percentile of a minute. */
const MAX_DELAYS = 500_000;

let delaysMs: number[] = [];
let alertDelaysMs: number[] = [];
let values = 0;
let alertMessages = 0;
let alertBytes = 0;

async function connect(message: Extract<ToViewers, { type: 'connect' }>): Promise<void> {
  for (let browser = 0; browser < message.browsers; browser++) {
    const socket = new WebSocket(`${message.url.replace('http', 'ws')}/api/v1/live`, {
      headers: { authorization: `Bearer ${message.token}` },
      perMessageDeflate: false,
    });
    socket.binaryType = 'arraybuffer';
    const sentAt = new Set<number>();
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('open', () =>
        socket.send(
          JSON.stringify({ type: 'subscribe', subscription: 1, select: { metrics: message.metrics } }),
        ),
      );
      socket.on('message', (data, isBinary) => {
        if (isBinary) return take(data as ArrayBuffer, sentAt);
        const bytes = Buffer.from(data as ArrayBuffer);
        const text = JSON.parse(bytes.toString()) as ToBrowser;
        if (text.type.startsWith('alert')) {
          alertMessages++;
          alertBytes += bytes.length;
        }
        if (text.type === 'alert_events') for (const event of text.events) takeAlert(event);
        if (text.type !== 'snapshot' && text.type !== 'series') return;
        for (const series of text.series) if (series.metric === SENT_AT_METRIC) sentAt.add(series.number);
        resolve();
      });
    });
  }
}

function take(message: ArrayBuffer, sentAt: ReadonlySet<number>): void {
  const nowMs = monotonicMs();
  const columns = readValues(message);
  values += columns.numbers.length;
  for (let at = 0; at < columns.numbers.length && delaysMs.length < MAX_DELAYS; at++) {
    if (sentAt.has(columns.numbers[at])) delaysMs.push(nowMs - columns.values[at]);
  }
}

/** An alert on the column that carries the moment of sending tells its own delay. */
function takeAlert({ kind, alert }: AlertEvent): void {
  if (kind !== 'fired' || alert.metric !== SENT_AT_METRIC || alert.value === null) return;
  if (alertDelaysMs.length < MAX_DELAYS) alertDelaysMs.push(monotonicMs() - alert.value);
}

async function obey(message: ToViewers): Promise<FromViewers> {
  if (message.type === 'connect') {
    await connect(message);
    return { type: 'connected' };
  }
  const report: FromViewers = {
    type: 'report',
    values,
    delaysMs,
    alertDelaysMs,
    alertMessages,
    alertBytes,
  };
  alertMessages = 0;
  alertBytes = 0;
  delaysMs = [];
  alertDelaysMs = [];
  values = 0;
  return report;
}

if (import.meta.main) serveParent(obey);

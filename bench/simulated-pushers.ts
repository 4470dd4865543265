/*
 * A process that plays hosts which push to somebody by HTTP: line protocol as Telegraf does, or remote write as
 * Prometheus does. Controlled over IPC, so that its CPU is not counted with the receiver's.
 */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { serveParent } from './child.ts';
import type { Encoder } from './encoder.ts';
import { lineEncoder } from './line-encoder.ts';
import { REMOTE_WRITE_HEADERS, remoteWriteEncoder } from './peers/remote-write.ts';
import { SlowGauges } from './slow-gauges.ts';

/** Where samples are pushed to, and how. */
export interface Destination {
  url: string;
  headers: Readonly<Record<string, string>>;
  format: 'lines' | 'remote_write';
}

/** What one request holds; hosts that share requests share a connection. */
export interface RequestShape {
  hosts: number;
  frames: number;
  columns: number;
}

export interface PushLoad {
  shape: RequestShape;
  /** The first so many hosts take part. */
  hosts: number;
  /** Frames of each host. */
  frames: number;
  /** Time of the first frame, UTC ms; each following one is `stepMs` later. */
  fromMs: number;
  stepMs: number;
}

export type ToPusher =
  | { type: 'connect'; destination: Destination; hosts: number; columns: number }
  | { type: 'load'; load: PushLoad };
export type FromPusher = { type: 'connected' } | { type: 'done'; samples: number; seconds: number };

const ENCODERS: Record<Destination['format'], () => Encoder> = {
  lines: lineEncoder,
  remote_write: remoteWriteEncoder,
};

class Pusher {
  readonly #destination: Destination;
  readonly #encoder: Encoder;
  readonly #gauges: SlowGauges[];
  readonly #columns: number;
  readonly #agents: HttpAgent[] = [];

  constructor(destination: Destination, hosts: number, columns: number) {
    this.#destination = destination;
    this.#encoder = ENCODERS[destination.format]();
    this.#columns = columns;
    this.#gauges = Array.from({ length: hosts }, (_, host) => new SlowGauges(columns, host + 1));
  }

  /** Sends everything; returns how many samples that was. */
  async run(load: PushLoad): Promise<number> {
    const lanes: Promise<void>[] = [];
    for (let first = 0; first < load.hosts; first += load.shape.hosts) {
      lanes.push(this.#lane(load, first, Math.min(first + load.shape.hosts, load.hosts)));
    }
    await Promise.all(lanes);
    return load.hosts * load.frames * this.#columns;
  }

  /** Everything of the hosts `[first, end)`, in the order of time: Prometheus takes no other. */
  async #lane({ shape, frames, fromMs, stepMs }: PushLoad, first: number, end: number): Promise<void> {
    this.#agents[first] ??= new HttpAgent({ keepAlive: true, maxSockets: 1 });
    const agent = this.#agents[first];
    for (let frame = 0; frame < frames; frame += shape.frames) {
      const rows: { host: number; timeMs: number; values: Float64Array }[] = [];
      for (let at = frame; at < Math.min(frame + shape.frames, frames); at++) {
        for (let host = first; host < end; host++) {
          rows.push({ host, timeMs: fromMs + at * stepMs, values: this.#gauges[host].next().slice() });
        }
      }
      for (let from = 0; from < this.#columns; from += shape.columns) {
        const to = Math.min(from + shape.columns, this.#columns);
        for (const { host, timeMs, values } of rows) this.#encoder.add(host, from, to, timeMs, values);
        await this.#post(this.#encoder.take(), agent);
      }
    }
  }

  #post(body: Buffer, agent: HttpAgent): Promise<void> {
    const { url, headers, format } = this.#destination;
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        url,
        {
          method: 'POST',
          agent,
          timeout: 60_000,
          headers: {
            'content-length': body.length,
            ...(format === 'remote_write' ? REMOTE_WRITE_HEADERS : {}),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => {
            if (response.statusCode === 204 || response.statusCode === 200) return resolve();
            reject(new Error(`${url} answered ${response.statusCode}: ${Buffer.concat(chunks)}`));
          });
        },
      );
      request.on('timeout', () => request.destroy(new Error(`${url} did not answer within a minute`)));
      request.on('error', reject);
      request.end(body);
    });
  }
}

let pusher: Pusher | undefined;

async function obey(message: ToPusher): Promise<FromPusher> {
  if (message.type === 'connect') {
    pusher = new Pusher(message.destination, message.hosts, message.columns);
    return { type: 'connected' };
  }
  if (!pusher) throw new Error('a load before the destination is known');
  const startedMs = performance.now();
  const samples = await pusher.run(message.load);
  return { type: 'done', samples, seconds: (performance.now() - startedMs) / 1000 };
}

if (import.meta.main) serveParent(obey);

/*
 * A process that plays many agents: each has a key, a socket and one schema. Controlled over IPC, so that its CPU
 * is not counted with the collector's.
 */
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { WebSocket } from 'ws';
import { encodeFrameBody, encodeMessage, ITEM, type Item } from '#protocol/frame.ts';
import { canonicalSchema, type Schema, schemaIdentity } from '#protocol/schema.ts';
import { Acknowledgement } from '#protocol/session.ts';
import { serveParent } from './child.ts';
import { monotonicMs } from './monotonic.ts';
import { playedSchema } from './played-metrics.ts';
import { SlowGauges } from './slow-gauges.ts';

/** Who is played. */
export interface PlayedAgent {
  key: string;
  target: string;
}

/** How frames are sent. */
export interface Load {
  /** `message`: one frame a WebSocket message; `post`: one frame a POST; `batch`: 20 frames a message. */
  mode: 'message' | 'post' | 'batch';
  /** The first so many agents take part. */
  agents: number;
  /** Frames of each agent. */
  frames: number;
  /** Time of the first frame, UTC ms; each following one is `stepMs` later. */
  fromMs: number;
  stepMs: number;
  /** Frames a second over all agents; 0: as fast as they are acknowledged. Frames carry the present time then. */
  framesPerSecond: number;
}

export type ToPlayer =
  | { type: 'connect'; url: string; agents: PlayedAgent[]; columns: number; likeHosts: boolean }
  | { type: 'load'; load: Load };
export type FromPlayer = { type: 'connected' } | { type: 'done'; frames: number; seconds: number };

/** Frames of one message in the mode `batch`. */
const FRAMES_A_BATCH = 20;
/** Messages of one agent that wait for their acknowledgement at a time. */
const WINDOW = 4;

class Player {
  readonly #agent: PlayedAgent;
  readonly #url: string;
  readonly #schema: Schema;
  readonly #schemaId: string;
  readonly #gauges: SlowGauges;
  readonly #epoch: string;
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets: 1 });
  #socket: WebSocket | undefined;
  #sequence = 0;
  #acknowledged = -1;
  #onAcknowledged = () => {};

  constructor(url: string, agent: PlayedAgent, columns: number, seed: number, likeHosts: boolean) {
    this.#url = url;
    this.#agent = agent;
    this.#schema = playedSchema(agent.target, columns, likeHosts);
    this.#schemaId = schemaIdentity(this.#schema);
    this.#gauges = new SlowGauges(columns, seed + 1);
    this.#epoch = (Date.now() * 4096 + seed).toString(16).padStart(16, '0').slice(-16);
  }

  async connect(): Promise<void> {
    const socket = new WebSocket(`${this.#url.replace('http', 'ws')}/api/v1/agent`, {
      headers: { authorization: `Bearer ${this.#agent.key}`, 'ward-protocol': '1' },
      perMessageDeflate: false,
    });
    this.#socket = socket;
    const closed = new Promise<never>((_resolve, reject) => {
      socket.once('close', (code) => reject(new Error(`the collector closed a new connection: ${code}`)));
    });
    // Later it is no news: the collector ends as well.
    closed.catch(() => undefined);
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, response) =>
        reject(new Error(`the collector answered ${response.statusCode}`)),
      );
      socket.on('message', (data, isBinary) => {
        if (isBinary) return;
        const message = JSON.parse(String(data));
        if (message.type === 'welcome') resolve();
        if (message.type === 'acknowledged') this.#take(message);
      });
      socket.once('open', () =>
        socket.send(
          JSON.stringify({
            type: 'hello',
            protocol: 1,
            version: 'bench',
            epoch: this.#epoch,
            run: this.#epoch,
            machine: this.#agent.target,
            hostname: `bench-${this.#epoch}`,
            assignment: 0,
          }),
        ),
      );
    });
    const json = Buffer.from(canonicalSchema(this.#schema));
    await this.#sendMessage([{ kind: ITEM.schema, flags: 0, sequence: this.#sequence++, body: json }]);
    await Promise.race([closed, this.#acknowledgedUpTo(this.#sequence - 1)]);
  }

  /** Frames as fast as they are taken. */
  async run(load: Load): Promise<void> {
    const perMessage = load.mode === 'batch' ? FRAMES_A_BATCH : 1;
    for (let sent = 0; sent < load.frames; sent += perMessage) {
      const items: Item[] = [];
      for (let frame = sent; frame < Math.min(sent + perMessage, load.frames); frame++) {
        items.push(this.#frame(load.fromMs + frame * load.stepMs));
      }
      if (load.mode === 'post') await this.#post(items);
      else {
        await this.#sendMessage(items);
        await this.#acknowledgedUpTo(this.#sequence - 1 - WINDOW * perMessage);
      }
    }
    if (load.mode !== 'post') await this.#acknowledgedUpTo(this.#sequence - 1);
  }

  /** One frame with the present time. */
  sendNow(): void {
    void this.#sendMessage([this.#frame(Date.now(), monotonicMs())]);
  }

  #frame(timeMs: number, sentAtMs?: number): Item {
    const values = this.#gauges.next();
    const first = values[0];
    if (sentAtMs !== undefined) values[0] = sentAtMs;
    const body = encodeFrameBody(this.#schemaId, timeMs, values);
    values[0] = first;
    return { kind: ITEM.frame, flags: 0, sequence: this.#sequence++, body };
  }

  #sendMessage(items: Item[]): Promise<void> {
    const message = encodeMessage(this.#epoch, Date.now(), items);
    return new Promise((resolve, reject) =>
      this.#socket?.send(message, (error) => (error ? reject(error) : resolve())),
    );
  }

  #post(items: Item[]): Promise<void> {
    const message = encodeMessage(this.#epoch, Date.now(), items);
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        `${this.#url}/api/v1/frames`,
        {
          method: 'POST',
          agent: this.#http,
          headers: {
            authorization: `Bearer ${this.#agent.key}`,
            'ward-protocol': '1',
            'content-type': 'application/octet-stream',
            'content-length': message.length,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            if (response.statusCode !== 200) reject(new Error(`${response.statusCode}: ${text}`));
            else if (Acknowledgement.parse(JSON.parse(text)).ranges.length === 0) reject(new Error(text));
            else resolve();
          });
        },
      );
      request.on('error', reject);
      request.end(message);
    });
  }

  #take(message: Acknowledgement): void {
    if (message.refused.length > 0 || message.schemasNeeded.length > 0)
      throw new Error(JSON.stringify(message));
    for (const [, to] of message.ranges) this.#acknowledged = Math.max(this.#acknowledged, to);
    this.#onAcknowledged();
  }

  async #acknowledgedUpTo(sequence: number): Promise<void> {
    while (this.#acknowledged < sequence) {
      await new Promise<void>((resolve) => {
        this.#onAcknowledged = resolve;
      });
    }
  }
}

let players: Player[] = [];

async function obey(message: ToPlayer): Promise<FromPlayer> {
  if (message.type === 'connect') {
    const { url, columns, likeHosts } = message;
    players = message.agents.map((agent, seed) => new Player(url, agent, columns, seed, likeHosts));
    // Few at a time: the accept queue of a listening socket is short.
    for (let first = 0; first < players.length; first += 50) {
      await Promise.all(players.slice(first, first + 50).map((player) => player.connect()));
    }
    return { type: 'connected' };
  }
  const { load } = message;
  const playing = players.slice(0, load.agents);
  const startedMs = performance.now();
  if (load.framesPerSecond > 0) await runSteadily(playing, load);
  else await Promise.all(playing.map((player) => player.run(load)));
  const seconds = (performance.now() - startedMs) / 1000;
  return { type: 'done', frames: load.frames * playing.length, seconds };
}

/** Spreads the frames evenly over time, agent by agent. */
async function runSteadily(playing: Player[], { frames, framesPerSecond }: Load): Promise<void> {
  const total = frames * playing.length;
  const startedMs = performance.now();
  let sent = 0;
  while (sent < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedMs) / 1000) * framesPerSecond) + 1);
    for (; sent < due; sent++) playing[sent % playing.length].sendNow();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

if (import.meta.main) serveParent(obey);

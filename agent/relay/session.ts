import WebSocket from 'ws';
import { checkMessage, WireError } from '#protocol/frame.ts';
import { FromAgent, type Hello, type ToAgent } from '#protocol/session.ts';
import { CLOSE } from './close-codes.ts';
import type { Gate } from './gate.ts';
import type { Peer, PeerSession } from './peer.ts';

export interface SessionOptions {
  gate: Gate;
  /** Told when the disk takes nothing, and with undefined when it does. */
  onDisk(error: Error | undefined): void;
  helloMs?: number;
}

/** An agent says hello within this time. */
const HELLO_MS = 10_000;
/** An agent that was never here waits for a collector; by then it has given up itself. */
const WELCOME_MS = 15_000;
const PING_EVERY_MS = 30_000;
/** One connection may have so much in memory before no more is read from it. */
const MAX_UNWRITTEN_BYTES = 1024 ** 2;
/** An assignment of ten thousand targets is some megabytes; who takes no more than that takes nothing. */
const MAX_BUFFERED_BYTES = 16 * 1024 ** 2;
/** How long to wait when the disk takes nothing. */
export const DISK_RETRY_MS = 10_000;

/** Serves the socket of one agent from its hello to its end. */
export function serveSession(socket: WebSocket, peer: Peer, options: SessionOptions): void {
  let hello: Hello | undefined;
  let isWelcome = false;
  let unwrittenBytes = 0;
  /** Nothing was heard since the last ping. */
  let isSilent = false;
  let onSign: ((isThere: boolean) => void) | undefined;
  const helloTimer = setTimeout(() => close(CLOSE.noHello, 'no hello in time'), options.helloMs ?? HELLO_MS);
  const welcomeTimer = setTimeout(
    () => close(CLOSE.tryAgain, 'no collector can be reached that knows this agent; try again'),
    WELCOME_MS,
  );
  const heartbeat = setInterval(() => {
    if (isSilent) return socket.terminate();
    isSilent = true;
    socket.ping();
  }, PING_EVERY_MS);

  const session: PeerSession = {
    get hello() {
      return hello as Hello;
    },
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
    get isWelcome() {
      return isWelcome;
    },
    isThere(withinMs) {
      if (!session.isOpen) return Promise.resolve(false);
      return new Promise((resolve) => {
        const timer = setTimeout(() => onSign?.(false), withinMs);
        onSign = (isThere) => {
          clearTimeout(timer);
          onSign = undefined;
          resolve(isThere);
        };
        socket.ping();
      });
    },
    welcome(welcome) {
      clearTimeout(welcomeTimer);
      isWelcome = true;
      send(welcome);
    },
    send,
    close,
  };

  // Why it failed is on its way to the agent already.
  socket.on('error', () => close(1002, 'not a WebSocket'));
  socket.on('close', () => {
    clearTimeout(helloTimer);
    clearTimeout(welcomeTimer);
    clearInterval(heartbeat);
    onSign?.(false);
    peer.detach(session);
  });
  socket.on('ping', heard);
  socket.on('pong', heard);
  socket.on('message', (data, isBinary) => {
    heard();
    if (!session.isOpen) return;
    if (isBinary) void take(data as Buffer);
    else understand(String(data));
  });

  function heard(): void {
    isSilent = false;
    onSign?.(true);
  }

  function send(message: ToAgent): void {
    if (!session.isOpen) return;
    if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
    else socket.send(JSON.stringify(message), ignoreError);
  }

  function close(code: number, reason: string): void {
    socket.close(code, reason);
    // A peer that does not answer the close is not waited for.
    setTimeout(() => socket.terminate(), 2_000).unref();
  }

  function understand(text: string): void {
    const { data: message } = FromAgent.safeParse(parseJson(text));
    if (message === undefined) close(CLOSE.notAllowed, 'not a message of the agent protocol');
    else if (message.type === 'hello') greet(message);
    else if (isWelcome) peer.say(session, message);
    else close(CLOSE.notAllowed, 'a message before the welcome');
  }

  function greet(message: Hello): void {
    if (hello) {
      close(CLOSE.notAllowed, 'a second hello');
      return;
    }
    hello = message;
    clearTimeout(helloTimer);
    void peer.attach(session);
  }

  async function take(message: Buffer): Promise<void> {
    if (!isWelcome) return close(CLOSE.notAllowed, 'a message before the welcome');
    let epoch: string;
    hold(message.length);
    try {
      const header = checkMessage(message);
      epoch = header.epoch;
      const kept = await peer.take(message, header, 'websocket');
      options.onDisk(undefined);
      send({ type: 'acknowledged', epoch, ...kept, refused: [], retryAfterMs: 0 });
    } catch (error) {
      if (error instanceof WireError)
        return close(CLOSE.notAMessage, `${error.fault} at byte ${error.offset}`.slice(0, 120));
      options.onDisk(error as Error);
      const none = { ranges: [], refused: [], schemasNeeded: [] };
      send({ type: 'acknowledged', epoch: session.hello.epoch, ...none, retryAfterMs: DISK_RETRY_MS });
    } finally {
      letGo(message.length);
    }
  }

  function hold(bytes: number): void {
    unwrittenBytes += bytes;
    options.gate.enter(bytes);
    if (unwrittenBytes > MAX_UNWRITTEN_BYTES || options.gate.isFull) socket.pause();
  }

  function letGo(bytes: number): void {
    unwrittenBytes -= bytes;
    options.gate.leave(bytes);
    // What was read is written: it goes on, however full the gate is with what others sent.
    if (unwrittenBytes === 0) socket.resume();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A failed send is followed by `close`. */
function ignoreError(): void {}

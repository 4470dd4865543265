import type { Agent, IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import { ToAgent } from '#protocol/session.ts';
import { PROTOCOL } from '#protocol/version.ts';
import type { CollectorAddress } from './address.ts';
import { type ConnectionOptions, secureOptions } from './connection.ts';
import type { Caller, Link, LinkEvents } from './link.ts';
import { errorOfStatus, UplinkError } from './uplink-error.ts';

export interface WebSocketLinkOptions {
  address: CollectorAddress;
  connection: ConnectionOptions;
  httpAgent: Agent;
  caller: Caller;
  events: LinkEvents;
  /** From the first moment to the collector's welcome. */
  welcomeTimeoutMs: number;
  /** Without any sign of life for half of it a ping is sent, for the whole of it the link is given up. */
  silenceMs: number;
}

/** Statuses that mean what they say; any other refusal of the upgrade may be a proxy's. */
const MEANT = new Set([401, 403, 426, 429, 503]);

/** Resolves when the collector has said welcome; rejects with an UplinkError. */
export function openWebSocketLink(options: WebSocketLinkOptions): Promise<Link> {
  const { address, caller, events, silenceMs } = options;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address.socket, {
      headers: { authorization: `Bearer ${caller.key}`, 'ward-protocol': String(PROTOCOL.current) },
      agent: options.httpAgent,
      ...secureOptions(options.connection),
      handshakeTimeout: options.welcomeTimeoutMs,
      perMessageDeflate: false,
      // An assignment of ten thousand targets is some megabytes, with a private key for each many of them.
      maxPayload: 64 * 1024 ** 2,
    });
    let state: 'connecting' | 'open' | 'welcomed' | 'closed' = 'connecting';
    let silentSinceLast = 0;
    const giveUpWelcome = setTimeout(
      () => end(refused(`no welcome from ${address.text} in ${options.welcomeTimeoutMs / 1000} s`)),
      options.welcomeTimeoutMs,
    );
    // Eight looks per silence, so that neither the ping nor the end is late by more than an eighth.
    const heartbeat = setInterval(() => {
      silentSinceLast++;
      if (silentSinceLast === 4 && state === 'welcomed') socket.ping();
      if (silentSinceLast >= 8) end(new Error(`no sign of life for ${silenceMs / 1000} s`));
    }, silenceMs / 8);

    const link: Link = {
      kind: 'websocket',
      get waitingBytes() {
        return socket.bufferedAmount;
      },
      maxUnanswered: 64,
      send(message) {
        if (socket.readyState === WebSocket.OPEN) socket.send(message, ignoreError);
      },
      say(said) {
        if (socket.readyState !== WebSocket.OPEN) return false;
        socket.send(JSON.stringify(said), ignoreError);
        return true;
      },
      close: (why = new Error('closed by the agent')) => end(why),
    };

    socket.on('open', () => {
      state = 'open';
      socket.send(JSON.stringify(caller.hello()), ignoreError);
    });
    socket.on('unexpected-response', (request, response) => {
      readShort(response).then((body) => {
        request.destroy();
        const status = response.statusCode ?? 0;
        const error = errorOfStatus(status, response.headers['retry-after'], body);
        end(MEANT.has(status) ? error : refused(error.message));
      });
    });
    socket.on('error', (error) => end(errorOfConnecting(error, address)));
    socket.on('close', (code, reason) => end(errorOfClosing(code, String(reason))));
    socket.on('ping', heard);
    socket.on('pong', heard);
    socket.on('message', (data, isBinary) => {
      heard();
      if (!isBinary) understand(String(data));
    });

    function heard(): void {
      silentSinceLast = 0;
    }

    function understand(text: string): void {
      const parsed = ToAgent.safeParse(parseJson(text));
      // A newer collector may say what this agent does not know yet; what matters is agreed by the version.
      if (!parsed.success || state === 'closed') return;
      const message = parsed.data;
      if (message.type === 'welcome') {
        if (state === 'welcomed') return;
        state = 'welcomed';
        clearTimeout(giveUpWelcome);
        events.welcome(message);
        resolve(link);
      } else if (message.type === 'acknowledged') events.acknowledged(message);
      else events.asked(message);
    }

    function end(error: Error): void {
      if (state === 'closed') return;
      const wasWelcomed = state === 'welcomed';
      state = 'closed';
      clearTimeout(giveUpWelcome);
      clearInterval(heartbeat);
      if (socket.readyState === WebSocket.OPEN) {
        socket.close(1001);
        setTimeout(() => socket.terminate(), 1_000).unref();
      } else {
        socket.terminate();
      }
      if (wasWelcomed) events.closed(error);
      else reject(error);
    }
  });
}

function refused(message: string): UplinkError {
  return new UplinkError('upgrade_refused', message);
}

/** A machine that answers, but not with a WebSocket, is taken for a proxy; one that does not answer is away. */
function errorOfConnecting(error: Error, { text }: CollectorAddress): UplinkError {
  const { code } = error as NodeJS.ErrnoException;
  const isCut =
    code === 'ECONNRESET' || code === 'EPIPE' || /hang up|handshake has timed out/.test(error.message);
  const isOdd =
    code?.startsWith('HPE_') ||
    code?.startsWith('WS_ERR') ||
    /server response|Sec-WebSocket/.test(error.message);
  const fault = isCut || isOdd ? 'upgrade_refused' : 'unreachable';
  return new UplinkError(fault, `${text}: ${error.message}`, { cause: error });
}

function errorOfClosing(code: number, reason: string): UplinkError {
  const said = reason === '' ? '' : `: ${reason}`;
  if (code === 1008 || code === 4401 || code === 4403) {
    return new UplinkError('unauthorized', `the collector closed the connection (${code})${said}`, { code });
  }
  return new UplinkError('unreachable', `the connection ended (${code})${said}`);
}

function readShort(response: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const timer = setTimeout(() => resolve(text), 2_000);
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > 2_000) resolve(text);
    });
    response.on('close', () => {
      clearTimeout(timer);
      resolve(text);
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A failed send is followed by `close`, which says why. */
function ignoreError(): void {}

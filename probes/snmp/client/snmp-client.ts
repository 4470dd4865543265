import { ProbeError } from '../../probe-error.ts';
import type { Oid, SnmpFigures, SnmpManners, SnmpSession } from '../snmp-session.ts';
import type { Conversation, Sizes } from './conversation.ts';
import { createCommunityExchange, type Exchange, type Waiting } from './exchange.ts';
import { givenUp } from './failures.ts';
import { createGate } from './gate.ts';
import { getValues } from './get.ts';
import { encodeOid } from './oid.ts';
import { type Place, placeOf, resolvePlace } from './place.ts';
import { DEFAULT_PORT, type SnmpSettings } from './settings.ts';
import { createSize } from './size.ts';
import type { SnmpTransport } from './transport.ts';
import { createSecureExchange } from './v3/secure-exchange.ts';
import { walkColumns } from './walk.ts';

/** A session of Ward's own client, which knows a little more than the contract asks. */
export interface SnmpClient extends SnmpSession {
  /** The SNMPv3 engine that answered last, in hexadecimal digits; undefined before, and in versions 1 and 2c. */
  readonly engineId: string | undefined;
}

/**
 * A conversation with the device at an address, over the sockets of a transport. Nothing is sent before something is
 * asked for. A name is resolved with the first question, and again after the device was silent.
 */
export function openSnmp(settings: SnmpSettings, manners: SnmpManners, transport: SnmpTransport): SnmpClient {
  const figures: SnmpFigures = { requests: 0, repeats: 0, values: 0, strayAnswers: 0 };
  const gate = createGate(manners.inFlight);
  const sizes: Sizes = {
    oids: createSize(manners.oidsPerRequest),
    columns: createSize(manners.oidsPerRequest),
    repetitions: createSize(manners.repetitions),
    rows: new Map(),
  };
  let line: Line | undefined;
  let isClosed = false;

  const connect = async (signal: AbortSignal): Promise<Line> => {
    if (isClosed) throw new ProbeError('failed', 'the session is closed');
    if (signal.aborted) throw givenUp(line?.place, signal);
    if (line) return line;
    const { address, port = DEFAULT_PORT } = settings;
    const place = placeOf(address, port) ?? (await resolve(address, port, signal));
    if (isClosed) throw new ProbeError('failed', 'the session is closed');
    line ??= openLine(place, settings, manners, figures, transport);
    return line;
  };

  const converse = async <T>(signal: AbortSignal, talk: (conversation: Conversation) => Promise<T>) => {
    const { place, exchange } = await connect(signal);
    const bulk = manners.bulk && settings.version !== '1';
    const ask: Conversation['ask'] = async (requestFor) => {
      if (!(await gate.enter(signal))) throw givenUp(place, signal);
      try {
        if (!(await transport.gate.enter(signal))) throw givenUp(place, signal);
        try {
          return await exchange(requestFor, signal);
        } finally {
          transport.gate.leave();
        }
      } finally {
        gate.leave();
      }
    };
    try {
      return await talk({ place, manners, figures, bulk, sizes, ask });
    } catch (error) {
      if (error instanceof ProbeError && error.state === 'silent') forgetName();
      throw error;
    }
  };

  /** A name may lead elsewhere the next time. */
  const forgetName = () => {
    if (placeOf(settings.address, DEFAULT_PORT)) return;
    line?.close();
    line = undefined;
  };

  return {
    figures,
    get engineId() {
      return line?.engineId();
    },
    get: (oids: readonly Oid[], signal) =>
      converse(signal, (conversation) => getValues(oids.map(encodeOid), conversation)),
    walk: (columns, options, signal) =>
      converse(signal, (conversation) => walkColumns(columns, options, conversation)),
    close() {
      isClosed = true;
      line?.close();
      line = undefined;
    },
  };
}

/** A device's place and the way to ask there. */
interface Line {
  place: Place;
  exchange: Exchange;
  engineId(): string | undefined;
  close(): void;
}

function openLine(
  place: Place,
  settings: SnmpSettings,
  manners: SnmpManners,
  figures: SnmpFigures,
  transport: SnmpTransport,
): Line {
  const waiting = new Set<Waiting>();
  const stray = (what: 'late' | 'garbage') => {
    figures.strayAnswers++;
    if (what === 'garbage') for (const one of waiting) one.garbage++;
  };
  const options = { place, manners, figures, transport };
  if (settings.version === '3') {
    const line = createSecureExchange(settings, options, waiting);
    const close = transport.join({ place, stray, secure: line.secure });
    return { place, exchange: line.exchange, close, engineId: () => line.engine };
  }
  const exchange = createCommunityExchange(settings, options, waiting);
  return { place, exchange, close: transport.join({ place, stray }), engineId: () => undefined };
}

async function resolve(address: string, port: number, signal: AbortSignal): Promise<Place> {
  try {
    return await resolvePlace(address, port, signal);
  } catch (error) {
    throw signal.aborted ? givenUp(undefined, signal) : error;
  }
}

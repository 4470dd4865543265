import { createSecureContext } from 'node:tls';
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import type { OracleConfig } from './config.ts';
import type { OracleAddress, OracleTransport } from './driver.ts';

/** The first letters of the id of a connection say whose it is. */
const PREFIX_LENGTH = 8;
const lines = new Map<string, Line>();
let made = 0;

/**
 * The connections of one session. A listener may lead on to another address, such as that of one node of a cluster:
 * it is judged as every other, which the driver has no setting for. So its transport is watched here.
 */
export class Line {
  /** Goes into the id of each connection, which listeners write into their logs. */
  readonly prefix: string;
  readonly #config: OracleConfig;
  readonly #options: ProbeOptions;
  readonly #transports = new Set<OracleTransport>();
  #isCut = false;

  constructor(config: OracleConfig, options: ProbeOptions) {
    this.#config = config;
    this.#options = options;
    made = (made + 1) % 1_000_000;
    this.prefix = `wd${String(made).padStart(PREFIX_LENGTH - 2, '0')}`;
    lines.set(this.prefix, this);
  }

  /** Ends what is open, also in the middle of a sign-in. */
  cut(): void {
    this.#isCut = true;
    lines.delete(this.prefix);
    for (const { stream } of this.#transports) stream?.destroy(new Error('the session is over'));
    this.#transports.clear();
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  async enter(transport: OracleTransport, address: OracleAddress): Promise<void> {
    const { host } = address;
    if (host === this.#config.address) address.hostname = this.#options.host ?? host;
    else address.host = await this.#judged(address.hostname);
    if (this.#isCut) throw new Error('the session is over');
    this.#transports.add(transport);
  }

  /** The driver takes an authority only together with a key of one's own. */
  secureContext(given: unknown): unknown {
    const { ca } = this.#config;
    return ca === undefined ? given : createSecureContext({ ca });
  }

  async #judged(host: string): Promise<string> {
    if (this.#options.resolve) return this.#options.resolve(host);
    throw new ProbeError(
      'misconfigured',
      `the listener leads to ${host}: make that a target of its own, or give its address here`,
    );
  }
}

/** Lets every connection of the driver pass through the line that it belongs to. Once is enough. */
export function watchTransports({ prototype }: { prototype: OracleTransport }): void {
  if (prototype.connect.name === 'judgedConnect') return;
  const { connect, tlsConnect } = prototype;
  const lineOf = ({ atts }: OracleTransport) => lines.get((atts.connectionId ?? '').slice(0, PREFIX_LENGTH));
  prototype.connect = async function judgedConnect(address) {
    await lineOf(this)?.enter(this, address);
    return connect.call(this, address);
  };
  prototype.tlsConnect = async function (context, stream) {
    return tlsConnect.call(this, lineOf(this)?.secureContext(context) ?? context, stream);
  };
}

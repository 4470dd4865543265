import type { Socket } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { smtpMetrics } from '#protocol/vocabulary/reachability.ts';
import { certificateMetrics } from '#protocol/vocabulary/web.ts';
import { within } from '../../deadline.ts';
import type { ProbeOptions, Reading } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { changedFacts } from '../../snmp/changed-facts.ts';
import { targetAddress } from '../../target-address.ts';
import { certificateReadings, judgementOf } from '../../web/certificate-readings.ts';
import { secure } from '../../web/connect.ts';
import { seriesOf } from '../../web/series.ts';
import { tlsSettings } from '../../web/tls-settings.ts';
import { type Conversation, converse } from '../conversation.ts';
import { dial } from '../dial.ts';
import type { Ask, Step } from '../one-question.ts';
import { holds } from '../tcp/text.ts';
import type { SmtpConfig } from './config.ts';
import { hearReply, makeOf, offers, type Reply, shownReply } from './reply.ts';
import { signIn } from './sign-in.ts';

const TLS_PORT = 465;

/** Talks to a mail server up to the point where a message would begin, and says goodbye. */
export function askMail(config: SmtpConfig, options: ProbeOptions): Ask {
  const series = seriesOf([...smtpMetrics, ...certificateMetrics]);
  const toTell = changedFacts();
  const { port, timeout: timeoutMs } = config;
  const host = options.host ?? config.address;
  const isTlsAtOnce = config.security === 'tls' || (config.security === 'auto' && port === TLS_PORT);

  return async (signal) => {
    const steps: Step[] = [];
    let certificate: PeerCertificate | undefined;
    let socket: Socket | undefined;
    try {
      const address = await targetAddress(config.address, options, config.family);
      socket = await timed('connect', () => dial({ address, port, timeoutMs, signal }));
      if (isTlsAtOnce) socket = await lockUp(socket);
      let talk = converse(socket, { timeoutMs, signal });
      const greeting = await timed('banner', () => hearReply(talk));
      welcome(greeting);
      let offered = await timed('ehlo', () => introduce(talk));
      if (!isTlsAtOnce && config.security !== 'none') {
        const secured = await startTls(talk, offered, socket);
        if (secured) {
          socket = secured;
          talk = converse(socket, { timeoutMs, signal });
          offered = await introduce(talk);
        }
      }
      await authenticate(talk, offered);
      talk.say('QUIT');
      const make = makeOf(greeting.lines[0] ?? '');
      const model = [make.product, make.version].filter(Boolean).join(' ');
      return {
        readings: readings(undefined),
        facts: toTell(
          [{ kind: 'inventory', key: '', data: { profile: 'smtp', kind: 'service', model, ...make } }],
          options.now(),
        ),
        steps,
        recognised: {
          profile: 'smtp',
          kind: 'service',
          vendor: make.vendor,
          model,
          name: make.name.slice(0, 200),
          why: `it greets with ${shownReply(greeting)}`,
        },
      };
    } catch (error) {
      if (!(error instanceof ProbeError)) throw error;
      throw new ProbeError(error.state, error.message, {
        cause: error.cause ?? error,
        measurements: { readings: readings(error) },
      });
    } finally {
      socket?.end();
      socket?.destroy();
    }

    async function timed<Result>(step: string, work: () => Promise<Result>): Promise<Result> {
      const startedMs = performance.now();
      const result = await work();
      steps.push({ step, ms: performance.now() - startedMs, requests: 1, values: 1 });
      return result;
    }

    async function lockUp(plain: Socket): Promise<TLSSocket> {
      const secured = await timed('tls', () =>
        within({ timeoutMs, signal, late: 'the TLS handshake did not come to an end' }, (stop) =>
          secure(plain, { host, tls: tlsSettings(config) }, stop),
        ),
      );
      certificate = secured.getPeerCertificate(true);
      return secured;
    }

    async function startTls(
      talk: Conversation,
      offered: Offers,
      plain: Socket,
    ): Promise<TLSSocket | undefined> {
      if (!offered.has('STARTTLS')) {
        if (config.security === 'auto') return undefined;
        throw new ProbeError('unsupported', 'the server does not offer STARTTLS, which the settings ask for');
      }
      talk.say('STARTTLS');
      const reply = await hearReply(talk);
      if (reply.code !== 220) throw new ProbeError('failed', `STARTTLS is answered by ${shownReply(reply)}`);
      // Nobody may slip in what would be taken for said under TLS: CVE-2011-0411 and its kin.
      if (!talk.handOver())
        throw new ProbeError('not_understood', 'it goes on in the clear after it agreed to TLS');
      return lockUp(plain);
    }

    async function introduce(talk: Conversation): Promise<Offers> {
      const own = socket?.localAddress ?? '127.0.0.1';
      talk.say(`EHLO [${own.includes(':') ? 'IPv6:' : ''}${own}]`);
      const reply = await hearReply(talk);
      if (reply.code === 250) return offers(reply);
      throw new ProbeError(stateOf(reply), `EHLO is answered by ${shownReply(reply)}`);
    }

    async function authenticate(talk: Conversation, offered: Offers): Promise<void> {
      const { user, password, clear_password: mayBeClear } = config;
      if (user === undefined || password === undefined) return;
      const ways = offered.get('AUTH') ?? [];
      await timed('auth', () =>
        signIn(talk, { user, password, ways, mayBeClear: mayBeClear || certificate !== undefined }),
      );
    }

    function readings(failure: unknown): Reading[] {
      const found = steps.map(({ step, ms }) =>
        series.reading('smtp.phase_seconds', ms / 1_000, { phase: step }),
      );
      if (failure === undefined) {
        const totalMs = steps.reduce((sum, { ms }) => sum + ms, 0);
        found.push(series.reading('smtp.response_seconds', totalMs / 1_000));
      }
      const judgement = judgementOf({ certificate, failure, host, nowMs: options.now() });
      if (judgement) found.push(...certificateReadings(series, judgement, options.now()));
      return found;
    }
  };

  function welcome(greeting: Reply): void {
    if (greeting.code !== 220) {
      throw new ProbeError(stateOf(greeting), `the server greets with ${shownReply(greeting)}`);
    }
    if (config.expect === undefined || holds(greeting.lines.join('\n'), config.expect)) return;
    throw new ProbeError(
      'wrong_answer',
      `the server greets with ${shownReply(greeting)}, expected is "${config.expect}"`,
    );
  }
}

type Offers = ReadonlyMap<string, readonly string[]>;

/** 421 is too busy; 5xx is a no to whoever asks. */
function stateOf({ code }: Reply): 'full' | 'failed' | 'denied' {
  if (code === 421) return 'full';
  return code >= 500 ? 'denied' : 'failed';
}

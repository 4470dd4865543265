import type { Socket } from 'node:net';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { ldapMetrics } from '#protocol/vocabulary/reachability.ts';
import { certificateMetrics } from '#protocol/vocabulary/web.ts';
import { within } from '../../deadline.ts';
import type { ProbeOptions, Reading } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { changedFacts } from '../../snmp/changed-facts.ts';
import { lookUpOther, targetAddress } from '../../target-address.ts';
import { certificateReadings, judgementOf } from '../../web/certificate-readings.ts';
import { secure } from '../../web/connect.ts';
import { seriesOf } from '../../web/series.ts';
import { tlsSettings } from '../../web/tls-settings.ts';
import { dial } from '../dial.ts';
import type { Ask, Step } from '../one-question.ts';
import { type LastChanges, lagSeconds, lastChanges, newest } from './change-time.ts';
import type { LdapConfig } from './config.ts';
import { encodeFilter } from './filter.ts';
import { type DirectoryMake, makeOf, ROOT_ATTRIBUTES } from './make.ts';
import type { Search } from './message.ts';
import { type LdapSession, ldapSession } from './session.ts';

const TLS_PORT = 636;
const ANYTHING = '(objectClass=*)';

/** Signs in, searches, and compares last changes; one connection to each server, closed again. */
export function askDirectory(config: LdapConfig, options: ProbeOptions): Ask {
  const series = seriesOf([...ldapMetrics, ...certificateMetrics]);
  const toTell = changedFacts();
  const { port, timeout: timeoutMs, user = '', password } = config;
  const host = options.host ?? config.address;
  const way = wayOf(config);
  let make: DirectoryMake | undefined;

  return async (signal) => {
    const steps: Step[] = [];
    const readings: Reading[] = [];
    const skipped: { what: string; why: string }[] = [];
    let certificate: PeerCertificate | undefined;
    let session: LdapSession | undefined;
    try {
      const wanted = wantedOf(config);
      const address = await targetAddress(config.address, options, config.family);
      session = await timed('connect', () => open(address, host, signal, (shown) => (certificate = shown)));
      await timed('bind', () => signIn(session as LdapSession));
      const { count, isCut } = await timed('search', () => (session as LdapSession).search(wanted));
      readings.push(series.reading('ldap.entries', count));
      if (isCut) skipped.push({ what: 'entries', why: `counted to ${count}: there are more` });
      if (count < config.at_least) {
        const sentence = `the search in "${config.base}" finds ${count} entries, expected are ${config.at_least} at the least`;
        throw new ProbeError('wrong_answer', sentence);
      }
      await compareChanges(session, signal, readings, skipped);
      make ??= makeOf((await session.search(searchOf('', ROOT_ATTRIBUTES))).first ?? new Map());
      const { vendor, model, name, why } = make;
      const inventory = { profile: 'ldap', kind: 'service', ...make };
      return {
        readings: [...readings, ...readingsOfCertificate(undefined)],
        skipped,
        facts: toTell([{ kind: 'inventory', key: '', data: inventory }], options.now()),
        steps,
        recognised: { profile: 'ldap', kind: 'service', vendor, model, name, why },
      };
    } catch (error) {
      if (!(error instanceof ProbeError)) throw error;
      throw new ProbeError(error.state, error.message, {
        cause: error.cause ?? error,
        measurements: { readings: [...readings, ...readingsOfCertificate(error)], skipped },
      });
    } finally {
      session?.close();
    }

    async function timed<Result>(
      step: 'connect' | 'bind' | 'search',
      work: () => Promise<Result>,
    ): Promise<Result> {
      const startedMs = performance.now();
      const result = await work();
      const ms = performance.now() - startedMs;
      steps.push({ step, ms, requests: 1, values: 1 });
      readings.push(series.reading(`ldap.${step}_seconds`, ms / 1_000));
      return result;
    }

    function readingsOfCertificate(failure: unknown): Reading[] {
      const judgement = judgementOf({ certificate, failure, host, nowMs: options.now() });
      return judgement ? certificateReadings(series, judgement, options.now()) : [];
    }
  };

  async function open(
    address: string,
    name: string,
    signal: AbortSignal,
    onCertificate: (shown: PeerCertificate) => void,
  ): Promise<LdapSession> {
    const lockUp = async (plain: Socket): Promise<TLSSocket> => {
      const secured = await within(
        { timeoutMs, signal, late: 'the TLS handshake did not come to an end' },
        (stop) => secure(plain, { host: name, tls: tlsSettings(config) }, stop),
      );
      onCertificate(secured.getPeerCertificate(true));
      return secured;
    };
    const socket = await dial({ address, port, timeoutMs, signal });
    try {
      const session = ldapSession(way === 'tls' ? await lockUp(socket) : socket, { timeoutMs, signal });
      if (way === 'starttls') await session.startTls(lockUp);
      return session;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  function signIn(session: LdapSession): Promise<void> {
    return session.bind(user, password ?? '');
  }

  /** The last change that this server holds, and how far it is behind that of its provider. */
  async function compareChanges(
    session: LdapSession,
    signal: AbortSignal,
    readings: Reading[],
    skipped: { what: string; why: string }[],
  ): Promise<void> {
    const { suffix, provider } = config;
    if (suffix === undefined) return;
    const own = await changesAt(session, suffix);
    if (own.size === 0) {
      skipped.push({
        what: 'contextCSN',
        why: `cannot be read at ${suffix}: needs the right to read it there`,
      });
      return;
    }
    readings.push(series.reading('ldap.last_change_age_seconds', (options.now() - newest(own)) / 1_000));
    if (provider === undefined) return;
    let other: LdapSession | undefined;
    try {
      other = await open(await lookUpOther(provider, options, config.family), provider, signal, () => {});
      await signIn(other);
      const lag = lagSeconds(own, await changesAt(other, suffix));
      readings.push(series.reading('ldap.replication_lag_seconds', lag));
    } catch (error) {
      if (signal.aborted || !(error instanceof ProbeError)) throw error;
      skipped.push({ what: `provider ${provider}`, why: error.message });
    } finally {
      other?.close();
    }
  }

  async function changesAt(session: LdapSession, suffix: string): Promise<LastChanges> {
    const { first } = await session.search(searchOf(suffix, ['contextCSN']));
    return lastChanges(first?.get('contextcsn') ?? []);
  }

  function searchOf(base: string, attributes: readonly string[]): Search {
    return {
      base,
      scope: 'base',
      filter: encodeFilter(ANYTHING),
      attributes,
      limit: 1,
      seconds: secondsOf(timeoutMs),
    };
  }
}

/** How the connection is secured; a password is not sent in the clear unless that is allowed. */
function wayOf({
  security,
  port,
  password,
  clear_password: mayBeClear,
}: LdapConfig): 'none' | 'starttls' | 'tls' {
  const isSecret = password !== undefined && !mayBeClear;
  if (security === 'auto') return port === TLS_PORT ? 'tls' : isSecret ? 'starttls' : 'none';
  if (security === 'none' && isSecret) {
    const message = 'the password would travel in the clear: use TLS, or allow it by clear_password';
    throw new ProbeError('misconfigured', message);
  }
  return security;
}

/** What the settings ask for; only the number of entries is wanted, none of what stands in them. */
function wantedOf({ base, scope, filter, limit, timeout }: LdapConfig): Search {
  try {
    return {
      base,
      scope,
      filter: encodeFilter(filter),
      attributes: ['1.1'],
      limit,
      seconds: secondsOf(timeout),
    };
  } catch (cause) {
    throw new ProbeError('misconfigured', (cause as Error).message, { cause });
  }
}

function secondsOf(ms: number): number {
  return Math.ceil(ms / 1_000);
}

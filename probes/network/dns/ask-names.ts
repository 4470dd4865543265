import type { ProbeState } from '#protocol/probe-state.ts';
import { dnsMetrics } from '#protocol/vocabulary/reachability.ts';
import type { ProbeOptions, Reading } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { lookUpOther, targetAddress } from '../../target-address.ts';
import { type Ask, readingsOf, type Step } from '../one-question.ts';
import { normalized, reverseName } from './answer-text.ts';
import { askServer, type ServerAnswer } from './ask-server.ts';
import type { DnsConfig } from './config.ts';
import { RCODES } from './record-types.ts';

/** What is wrong when another code comes than the one that is expected. */
const STATES: Readonly<Record<string, Exclude<ProbeState, 'ok'>>> = {
  servfail: 'failed',
  refused: 'denied',
  notimp: 'unsupported',
  formerr: 'unsupported',
};
const SHOWN_ANSWERS = 8;

/** Asks a server for a name, and judges what it answers. */
export function askNames(config: DnsConfig, options: ProbeOptions): Ask {
  const { port, record, transport, timeout: timeoutMs, recursive: isRecursive } = config;
  const reading = readingsOf(dnsMetrics);
  const name = record === 'PTR' ? reverseName(config.name) : config.name.trim();
  const labels = [name, record] as const;

  return async (signal) => {
    const address = await targetAddress(config.address, options, config.family);
    const question = { address, port, name, type: record, isRecursive, transport, timeoutMs, signal };
    const answer = await askServer(question);
    const readings = readingsOfAnswer(answer);
    const trouble = troubleWith(answer, config, name);
    if (trouble) throw new ProbeError(trouble.state, trouble.sentence, { measurements: { readings } });
    const steps: Step[] = [stepOf(`${record} ${name}`, answer, readings.length)];
    const skipped: { what: string; why: string }[] = [];
    if (config.compare.length > 0) await compareSerials(question, readings, skipped, steps);
    return {
      readings,
      skipped,
      steps,
      recognised: {
        profile: 'dns',
        kind: 'service',
        vendor: '',
        model: answer.isAuthoritative ? 'DNS server of this zone' : 'DNS server',
        name: '',
        why: `it answers: ${shown(answer.records.map(({ text }) => text)) || codeName(answer.rcode)}`,
      },
    };
  };

  function readingsOfAnswer({ rcode, ms, records }: ServerAnswer): Reading[] {
    const found = [
      reading('dns_query.query_time_ms', ms, ...labels),
      reading('dns_query.rcode_value', rcode, ...labels),
      reading('dns_query.answers', records.length, ...labels),
    ];
    if (records.length > 0) {
      const shortest = Math.min(...records.map(({ ttlSeconds }) => ttlSeconds));
      found.push(reading('dns_query.ttl_seconds', shortest, ...labels));
    }
    const serial = records[0]?.serial;
    if (serial !== undefined) found.push(reading('dns_query.soa_serial', serial, ...labels));
    return found;
  }

  /** Servers of one zone hold the same serial number, but for the time that a change takes. */
  async function compareSerials(
    question: Parameters<typeof askServer>[0],
    readings: Reading[],
    skipped: { what: string; why: string }[],
    steps: Step[],
  ): Promise<void> {
    const serialAt = async (address: string, what: string): Promise<number | undefined> => {
      const answer = await askServer({ ...question, address, type: 'SOA', isRecursive: false });
      steps.push(stepOf(`SOA ${what}`, answer, 1));
      return answer.records[0]?.serial;
    };
    const own = await serialAt(question.address, 'of this server');
    if (own === undefined) {
      skipped.push({ what: 'compare', why: `${name} is no zone of this server: it has no SOA record` });
      return;
    }
    await Promise.all(config.compare.map(compareWith));

    async function compareWith(server: string): Promise<void> {
      try {
        const other = await serialAt(await lookUpOther(server, options, config.family), `of ${server}`);
        if (other === undefined) skipped.push({ what: server, why: `it has no SOA record of ${name}` });
        // Numbers that turn over: RFC 1982.
        else readings.push(reading('dns_zone.serials_behind', ((own as number) - other) | 0, name, server));
      } catch (error) {
        if (question.signal.aborted || !(error instanceof ProbeError)) throw error;
        skipped.push({ what: server, why: error.message });
      }
    }
  }
}

/** Why an answer is not what it shall be; undefined when it is. */
function troubleWith(
  { rcode, records }: ServerAnswer,
  config: DnsConfig,
  name: string,
): { state: Exclude<ProbeState, 'ok'>; sentence: string } | undefined {
  const { record, expect_code: expectedCode, exact } = config;
  const code = codeName(rcode);
  if (code !== expectedCode) {
    const sentence = `asked for ${record} of ${name} it answers ${code.toUpperCase()}, expected is ${expectedCode.toUpperCase()}`;
    return { state: STATES[code] ?? 'wrong_answer', sentence };
  }
  if (expectedCode !== 'noerror') return undefined;
  const texts = records.map(({ text }) => normalized(text, record));
  const expected = config.expect.map((text) => normalized(text, record));
  const missing = expected.filter((text) => !texts.includes(text));
  const beyond = exact ? texts.filter((text) => !expected.includes(text)) : [];
  if (texts.length === 0) {
    return { state: 'wrong_answer', sentence: `it knows ${name}, and no record of type ${record} of it` };
  }
  if (missing.length === 0 && beyond.length === 0) return undefined;
  const parts = [
    missing.length > 0 && `missing: ${shown(missing)}`,
    beyond.length > 0 && `not expected: ${shown(beyond)}`,
  ];
  const sentence = `${record} of ${name} is ${shown(texts)}; ${parts.filter(Boolean).join('; ')}`;
  return { state: 'wrong_answer', sentence };
}

function codeName(rcode: number): string {
  return RCODES[rcode] ?? `code ${rcode}`;
}

function stepOf(step: string, { ms, requests }: ServerAnswer, values: number): Step {
  return { step: step.slice(0, 100), ms, requests, values };
}

function shown(texts: readonly string[]): string {
  const cut = texts.length > SHOWN_ANSWERS ? ` and ${texts.length - SHOWN_ANSWERS} more` : '';
  return (
    texts
      .slice(0, SHOWN_ANSWERS)
      .map((text) => text.slice(0, 100))
      .join(', ') + cut
  );
}

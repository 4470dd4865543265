import { randomBytes } from 'node:crypto';
import { ntpServerMetrics } from '#protocol/vocabulary/reachability.ts';
import { isSntpReply, readSntpReply, type SntpReply, sntpRequest } from '../../host/ntp/sntp.ts';
import { udpQuestion } from '../../host/ntp/udp-question.ts';
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { targetAddress } from '../../target-address.ts';
import { type Answered, type Ask, codeOf, readingsOf } from '../one-question.ts';
import { udpError } from '../udp-error.ts';
import type { NtpServerConfig } from './config.ts';

/** One datagram may get lost. */
const TRIES = 2;
/** What stratum 0 means, and what follows nobody is counted as. */
const UNSYNCHRONIZED = 16;

/** Asks a time server for its time; two datagrams at most. */
export function askTime(config: NtpServerConfig, options: ProbeOptions): Ask {
  const { port, timeout } = config;
  const reading = readingsOf(ntpServerMetrics);
  return async (signal) => {
    const address = await targetAddress(config.address, options, config.family);
    for (let left = TRIES - 1; ; left--) {
      try {
        return answered(await askOnce(address, signal));
      } catch (error) {
        if (signal.aborted || error instanceof ProbeError) throw error;
        const told = udpError(error, port);
        if (left === 0 || told.state !== 'silent') throw told;
      }
    }
  };

  async function askOnce(address: string, signal: AbortSignal): Promise<SntpReply> {
    const cookie = randomBytes(8);
    let strange = 0;
    const sentMs = options.now();
    const startedMs = performance.now();
    const elapsedMs = (): number => performance.now() - startedMs;
    const isAnswer = (datagram: Buffer): boolean => {
      const is = isSntpReply(datagram, cookie);
      if (!is) strange++;
      return is;
    };
    try {
      const reply = await udpQuestion(address, port, sntpRequest(cookie), timeout, { signal, isAnswer });
      // The wall clock may be set meanwhile.
      return readSntpReply(reply, sentMs, sentMs + elapsedMs());
    } catch (cause) {
      if (strange === 0) throw cause;
      const message = `answers on port ${port}, but not as a time server does: look whether something else uses it`;
      throw new ProbeError('not_understood', message, { cause });
    }
  }

  function answered(reply: SntpReply): Answered {
    refuseRefusal(reply);
    const stratum = reply.stratum === 0 ? UNSYNCHRONIZED : reply.stratum;
    // Some say it by one of the two only.
    const leap =
      stratum >= UNSYNCHRONIZED ? codeOf(ntpServerMetrics, 'ntp_server.leap', 'unsynchronized') : reply.leap;
    const readings = [
      reading('ntp_server.offset_seconds', -reply.offsetSeconds),
      reading('ntp_server.round_trip_seconds', reply.roundTripSeconds),
      reading('ntp_server.stratum', stratum),
      reading('ntp_server.root_delay_seconds', reply.rootDelaySeconds),
      reading('ntp_server.root_dispersion_seconds', reply.rootDispersionSeconds),
      reading('ntp_server.reference_age_seconds', reply.referenceAgeSeconds),
      reading('ntp_server.leap', leap),
    ];
    return {
      readings,
      steps: [{ step: 'time', ms: reply.roundTripSeconds * 1_000, requests: 1, values: readings.length }],
      recognised: {
        profile: 'ntp_server',
        kind: 'service',
        vendor: '',
        model: `NTP version ${reply.version}, stratum ${stratum}`,
        name: '',
        why: `it answers as a time server, and follows ${sourceOf(reply)}`,
      },
    };
  }
}

/** Stratum 0 with a word is a refusal (RFC 5905, 7.4); without one the clock follows nobody. */
function refuseRefusal({ stratum, reference }: SntpReply): void {
  const word = wordIn(reference);
  if (stratum !== 0 || word === '') return;
  if (word === 'RATE') throw new ProbeError('full', 'the server says that it is asked too often (RATE)');
  if (['DENY', 'RSTR', 'AUTH', 'ACST'].includes(word))
    throw new ProbeError('denied', `the server does not serve this agent (${word}): look at its access list`);
}

function sourceOf({ stratum, reference }: SntpReply): string {
  if (stratum > 1) return [...reference].join('.');
  return wordIn(reference) || 'nobody';
}

function wordIn(reference: Buffer): string {
  return reference.toString('latin1').match(/^[A-Z0-9]{2,4}/)?.[0] ?? '';
}

import { pingMetrics } from '#protocol/vocabulary/reachability.ts';
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { targetAddress } from '../../target-address.ts';
import { type Ask, readingsOf } from '../one-question.ts';
import { type PingCommand, pingCommand } from './command.ts';
import type { PingConfig } from './config.ts';
import { parsePing, pingFigures } from './parse-ping.ts';
import { type PingPrinted, runPing } from './run-ping.ts';

/** BusyBox before 1.32 knows whole seconds only. */
const WHOLE_SECOND = '1';

/** Sends packets with the system's own program, one process a collection; `platform` is another one in tests. */
export function askPing(
  config: PingConfig,
  options: ProbeOptions,
  commandOf: typeof pingCommand = pingCommand,
): Ask {
  const { count, interval: intervalMs, timeout: timeoutMs } = config;
  const reading = readingsOf(pingMetrics);
  let takesFractions = true;

  return async (signal) => {
    const address = await targetAddress(config.address, options, config.family);
    const startedMs = performance.now();
    const command = commandOf({ address, count, intervalMs, timeoutMs }, process.platform);
    const printed = await run(command, signal);
    const { times, trouble } = parsePing(`${printed.output}\n${printed.errors}`);
    if (times.length === 0) throw nothingCame(printed, trouble, count);
    const figures = pingFigures(times, count);
    return {
      readings: [
        reading('ping.percent_packet_loss', figures.lossPercent),
        reading('ping.average_response_ms', figures.averageMs),
        reading('ping.minimum_response_ms', figures.minimumMs),
        reading('ping.maximum_response_ms', figures.maximumMs),
        reading('ping.standard_deviation_ms', figures.deviationMs),
        reading('ping.jitter_ms', figures.jitterMs),
      ],
      skipped: times.length < count && trouble ? [{ what: 'lost packets', why: trouble }] : [],
      steps: [{ step: 'packets', ms: performance.now() - startedMs, requests: count, values: times.length }],
    };
  };

  async function run(command: PingCommand, signal: AbortSignal): Promise<PingPrinted> {
    const printed = await runPing(takesFractions ? command : inWholeSeconds(command), signal);
    if (!takesFractions || !/invalid number|bad timing interval/i.test(printed.errors)) return printed;
    takesFractions = false;
    return runPing(inWholeSeconds(command), signal);
  }

  function inWholeSeconds({ file, args, patienceMs }: PingCommand): PingCommand {
    const at = args.indexOf('-i') + 1;
    return {
      file,
      args: args.map((arg, i) => (i === at ? WHOLE_SECOND : arg)),
      patienceMs: patienceMs + count * 1_000,
    };
  }
}

function nothingCame({ isCut, errors }: PingPrinted, trouble: string, count: number): ProbeError {
  if (/not permitted|permission|privilege|raw socket/i.test(errors)) {
    const message =
      'the agent may not send ICMP: give ping its right (setcap cap_net_raw+ep) or widen net.ipv4.ping_group_range';
    return new ProbeError('misconfigured', `${message}; it says: ${trouble || errors.trim().slice(0, 120)}`);
  }
  if (isCut)
    return new ProbeError('silent', 'ping did not come to an end in its time, without a single answer');
  const because = trouble ? ` (${trouble})` : '';
  return new ProbeError('silent', `none of ${count} packets came back${because}`);
}

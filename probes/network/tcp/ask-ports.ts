import { tcpMetrics } from '#protocol/vocabulary/reachability.ts';
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { targetAddress } from '../../target-address.ts';
import { type Ask, codeOf, readingsOf } from '../one-question.ts';
import { askPort, type PortAnswer } from './ask-port.ts';
import type { TcpConfig } from './config.ts';
import { unescaped } from './text.ts';

const RESULT = 'net_response.result_code';
/** Worst last: what is said of a target of which no port works. */
const STATES = {
  timeout: 'silent',
  connection_failed: 'refused',
  read_failed: 'wrong_answer',
  string_mismatch: 'wrong_answer',
} as const;

/** Asks all ports at once; fails when none of them works, and brings a result for each in any case. */
export function askPorts(config: TcpConfig, options: ProbeOptions): Ask {
  const reading = readingsOf(tcpMetrics);
  const ports = [...new Set([...(config.port === undefined ? [] : [config.port]), ...config.ports])];
  return async (signal) => {
    const address = await targetAddress(config.address, options, config.family);
    const question = {
      address,
      timeoutMs: config.timeout,
      send: config.send === undefined ? undefined : unescaped(config.send),
      expect: config.expect,
      signal,
    };
    const answers = await Promise.all(ports.map((port) => askPort({ ...question, port })));
    const readings = answers.flatMap(({ port, seconds, result }) => [
      reading('net_response.response_time', seconds, String(port)),
      reading(RESULT, codeOf(tcpMetrics, RESULT, result), String(port)),
    ]);
    const failed = answers.filter(({ result }) => result !== 'success');
    if (failed.length === answers.length) throw noneWorks(failed, readings);
    return {
      readings,
      skipped: failed.map(({ port, why }) => ({ what: `port ${port}`, why })),
      steps: answers.map(({ port, seconds, elapsedMs }) => ({
        step: `port ${port}`,
        ms: Number.isFinite(seconds) ? seconds * 1_000 : elapsedMs,
        requests: 1,
        values: 2,
      })),
    };
  };
}

function noneWorks(
  failed: readonly PortAnswer[],
  readings: ReturnType<ReturnType<typeof readingsOf>>[],
): ProbeError {
  const states = failed.map(({ result }) => (result === 'success' ? 'failed' : STATES[result]));
  const state =
    states.find((each) => each === 'wrong_answer') ?? states.find((each) => each === 'refused') ?? 'silent';
  const why = failed.map((each) => each.why).join('; ');
  return new ProbeError(state, why, { measurements: { readings } });
}

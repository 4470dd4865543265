import { setTimeout as sleep } from 'node:timers/promises';
import { startBenchWard } from './bench-ward.ts';
import { startChild } from './child.ts';
import { monotonicMs } from './monotonic.ts';
import { playAgents } from './play-agents.ts';
import { metricOf, SENT_AT_METRIC } from './played-metrics.ts';
import { cpuSeconds } from './process-cost.ts';
import { type Benchmark, percentile, type Row } from './row.ts';
import type { FromViewers, ToViewers } from './simulated-browsers.ts';

const AGENTS = 1_000;
const COLUMNS = 200;
const BROWSERS = 50;
const FRAMES_PER_SECOND = 100;
/** What an overview of all machines watches. */
const WATCHED = [0, 1, 2, 3, 4].map(metricOf);

export const liveBenchmark: Benchmark = {
  about: 'from the send of an agent to the message in a browser, and from a crossed threshold to the alert',
  async run({ scale, say }): Promise<Row[]> {
    const agents = Math.max(20, Math.round(AGENTS * Math.min(1, scale * 2)));
    const seconds = Math.max(3, Math.round(60 * scale));
    const browsers = Math.max(2, Math.round(BROWSERS * Math.min(1, scale * 2)));
    say(`enrolling ${agents} agents`);
    const ward = await startBenchWard(agents, COLUMNS);
    try {
      const players = await playAgents(ward.url, ward.agents, COLUMNS);
      const steady = (forSeconds: number) =>
        players.run({
          mode: 'message',
          agents,
          frames: Math.max(1, Math.round((FRAMES_PER_SECOND * forSeconds) / agents)),
          fromMs: 0,
          stepMs: 0,
          framesPerSecond: FRAMES_PER_SECOND,
        });
      say('first frames of every agent');
      await steady(agents / FRAMES_PER_SECOND);
      const viewers = startChild<ToViewers, FromViewers>(new URL('simulated-browsers.ts', import.meta.url));
      await viewers.ask({
        type: 'connect',
        url: ward.url,
        token: await ward.token(),
        browsers,
        metrics: WATCHED,
      });

      say(`${seconds} s of ${FRAMES_PER_SECOND * COLUMNS} samples a second to ${browsers} browsers`);
      const before = cpuSeconds(ward.pid);
      const done = await steady(seconds);
      const cpu = cpuSeconds(ward.pid) - before;
      const live = await report(viewers);

      say('the threshold of every agent is crossed');
      await crossAfter(ward, 2_000);
      await steady(Math.max(4, (2 * agents) / FRAMES_PER_SECOND));
      const alerts = await report(viewers);

      viewers.end();
      players.end();
      return [
        { case: 'value in the browser, p50', figure: percentile(live.delaysMs, 0.5), unit: 'ms' },
        { case: 'value in the browser, p99', figure: percentile(live.delaysMs, 0.99), unit: 'ms' },
        { case: 'values taken by all browsers', figure: live.values / done.seconds, unit: 'values/s' },
        { case: 'CPU of the collector meanwhile', figure: (cpu / done.seconds) * 100, unit: '% of a core' },
        { case: 'alert in the browser, p50', figure: percentile(alerts.alertDelaysMs, 0.5), unit: 'ms' },
        { case: 'alert in the browser, p99', figure: percentile(alerts.alertDelaysMs, 0.99), unit: 'ms' },
      ];
    } finally {
      await ward.stop();
    }
  },
};

async function report(viewers: ReturnType<typeof startChild<ToViewers, FromViewers>>) {
  await sleep(500);
  const answer = await viewers.ask({ type: 'report' });
  if (answer.type !== 'report') throw new Error(`expected a report, got ${answer.type}`);
  return answer;
}

/** The column of sending times crosses this threshold by itself when its time has come. */
function crossAfter(ward: Awaited<ReturnType<typeof startBenchWard>>, afterMs: number): Promise<unknown> {
  return ward.call('PUT', '/api/v1/rules/bench-crossing', {
    id: 'bench-crossing',
    name: { 'zh-CN': '越限', en: 'crossing' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: SENT_AT_METRIC },
    condition: { kind: 'above', threshold: monotonicMs() + afterMs },
    severity: 'critical',
  });
}

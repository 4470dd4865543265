import { kernelMetrics, usageMetrics } from '../../../host/cpu/metrics.ts';
import { parseProcStat } from '../../../host/cpu/parse-proc-stat.ts';
import { cpuUsage } from '../../../host/cpu/usage.ts';
import { loadMetrics } from '../../../host/load/metrics.ts';
import { parseLoadavg } from '../../../host/load/parse-loadavg.ts';
import { memoryMetrics } from '../../../host/memory/metrics.ts';
import { parseMeminfo } from '../../../host/memory/parse-meminfo.ts';
import { countStates } from '../../../host/processes/count-states.ts';
import { processesMetrics } from '../../../host/processes/metrics.ts';
import { swapMetrics } from '../../../host/swap/metrics.ts';
import { parseSwapSpace } from '../../../host/swap/parse-swap.ts';
import { uptimeMetrics } from '../../../host/uptime/metrics.ts';
import { parseUptime } from '../../../host/uptime/parse-uptime.ts';
import type { Findings, Ignored, Sample } from '../findings.ts';
import { readDisks } from './read-disks.ts';
import { splitParts } from './split-parts.ts';

/** Space only: what goes in and out of swap stands in a file of its own. */
const swapSpaceMetrics = swapMetrics.slice(0, 4);

/** Reads the batch of figures with the parsers of the host's own probes, so that both give the same names and values. */
export function figuresReader(): (text: string) => Findings {
  let before: Float64Array | undefined;
  const shares = new Float64Array(usageMetrics.length);

  return (text) => {
    const parts = splitParts(text);
    const samples: Sample[] = [];
    const ignored: Ignored[] = [];
    if (!parts.has('stat')) throw new Error('the output holds none of what was asked for');
    const read = (name: string, take: (bytes: Buffer) => void) => {
      const part = parts.get(name) ?? '';
      if (part === '') ignored.push({ what: name, why: 'could not be read' });
      else take(Buffer.from(part));
    };
    read('stat', readProcessors);
    read('meminfo', (bytes) => {
      push(memoryMetrics, parseMeminfo(bytes));
      push(swapSpaceMetrics, parseSwapSpace(bytes));
    });
    read('loadavg', readLoad);
    read('uptime', (bytes) => push(uptimeMetrics, parseUptime(bytes)));
    read('df', () => {
      samples.push(...readDisks(parts.get('mountinfo') ?? '', parts.get('df') ?? '', parts.get('dfi') ?? ''));
    });
    return { samples, ignored };

    function readProcessors(bytes: Buffer): void {
      const first = parseProcStat(bytes);
      const second = parts.get('stat2');
      const stat = second ? parseProcStat(Buffer.from(second)) : first;
      cpuUsage(stat.total, second ? first.total : before, shares);
      before = stat.total;
      push(usageMetrics, shares, ['cpu-total']);
      push(kernelMetrics, [stat.interrupts, stat.contextSwitches, stat.forks]);
    }

    function readLoad(bytes: Buffer): void {
      const { load1, load5, load15, running, threads } = parseLoadavg(bytes);
      const processors = parseProcStat(Buffer.from(parts.get('stat') ?? '')).cores.length || Number.NaN;
      const perProcessor = [load1, load5, load15].map((load) => load / processors);
      push(loadMetrics, [load1, load5, load15, processors, ...perProcessor]);
      const states = (parts.get('ps') ?? '').split('\n').map((line) => ({ state: line.trim().charAt(0) }));
      const counts = countStates(states.filter(({ state }) => state !== ''));
      push(processesMetrics, counts[0] === 0 ? [running, threads] : [running, threads, ...counts]);
    }

    function push(
      metrics: readonly Sample['metric'][],
      values: ArrayLike<number>,
      labels: string[] = [],
    ): void {
      for (const [at, metric] of metrics.entries()) {
        const value = values[at];
        if (value !== undefined) samples.push({ metric, labels, value });
      }
    }
  };
}

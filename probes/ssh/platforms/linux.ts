import { serviceMetrics } from '#protocol/vocabulary/service.ts';
import { systemdMetrics } from '../../host/systemd/metrics.ts';
import type { Findings, Sample } from './findings.ts';
import { parseIdentity } from './linux/parse-identity.ts';
import { parseServices } from './linux/parse-services.ts';
import { figuresReader } from './linux/read-figures.ts';
import { splitParts } from './linux/split-parts.ts';
import type { Platform, Step } from './platform.ts';

/** Hosts without an agent, CentOS 6 and later. */
export const linux: Platform = {
  name: 'linux',
  prepare: [],
  identify: { command: 'identity', read: parseIdentity },
  owns: (text) => /^Linux\b/.test(splitParts(text).get('kernel') ?? ''),
  kindOf: () => 'server',
  steps({ services, once }) {
    const steps: Step[] = [{ command: once ? 'figuresTwice' : 'figures', everyMs: 0, read: figuresReader() }];
    if (services.length > 0) {
      const names = services.map((name) => (/\.[a-z]+$/.test(name) ? name : `${name}.service`));
      steps.push({ command: 'services', everyMs: 0, read: (text) => readServices(text, names) });
    }
    return steps;
  },
};

/** A unit that systemd does not name is not loaded, and so does not run. */
function readServices(text: string, names: readonly string[]): Findings {
  const parts = splitParts(text);
  const states = parseServices(parts.get('services') ?? '');
  if (states.size === 0) return { ignored: [{ what: 'services', why: 'systemctl told nothing' }] };
  const failed = parseServices(parts.get('failed') ?? '');
  const [metric] = serviceMetrics as [Sample['metric']];
  const codes = metric.states ?? {};
  return {
    samples: [
      { metric: systemdMetrics[0] as Sample['metric'], labels: [], value: failed.size },
      ...names.map((name) => {
        const value = codes[states.get(name) ?? 'inactive']?.code ?? Number.NaN;
        return { metric, labels: [name], value };
      }),
    ],
  };
}

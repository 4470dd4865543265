import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { agentConfigurationReference } from '#agent/config/configuration-reference.ts';
import { agentMetrics, pollingMetrics, probeMetrics, probeStateMetric } from '#agent/metrics.ts';
import { apiReference } from '#collector/api/api-reference.ts';
import { configurationReference } from '#collector/config/configuration-reference.ts';
import { probeCatalogue } from '#probes/catalogue.ts';
import { metricsReference, probeReadmes } from '#probes/metric-table.ts';
import { probeTypes } from '#probes/probe-types.ts';
import { profilesPage } from '#probes/profile/profile-table.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import { commandsPage } from './docs/commands.ts';
import { projectFolder } from './run-tool.ts';

/** A page of docs/ that code writes. A test fails when the committed page is not what its code says now. */
export interface GeneratedPage {
  file: string;
  generate(): string | Promise<string>;
}

/** Every generated page: `npm run docs` writes them. */
export const generatedPages: readonly GeneratedPage[] = [
  { file: 'docs/commands.md', generate: commandsPage },
  { file: 'docs/api.md', generate: apiReference },
  { file: 'docs/configuration.md', generate: configurationReference },
  { file: 'docs/agent-configuration.md', generate: agentConfigurationReference },
  { file: 'docs/metrics.md', generate: metricsReference },
  {
    file: 'collector/polling/probe-catalogue.json',
    generate: () => `${JSON.stringify(probeCatalogue(), null, 1)}\n`,
  },
  { file: 'protocol/vocabulary/probe-words.json', generate: probeWords },
  ...probeReadmes(),
  profilesPage,
];

/** What people call each way of asking, and what such a probe tells beyond the vocabulary, for pages and channels. */
function probeWords(): string {
  const known = new Set(vocabulary.map(({ name }) => name));
  const titles = Object.fromEntries(probeCatalogue().map(({ probe, title }) => [probe, title]));
  // What a host says of itself comes first: where others tell the same, their words are the plainer ones.
  const byReach = [...probeTypes].sort(
    (one, other) => Number(one.reach === 'out') - Number(other.reach === 'out'),
  );
  const ofProbes = byReach.flatMap((type) => type.metrics);
  const told: readonly MetricDefinition[] = [
    ...probeMetrics,
    probeStateMetric,
    ...agentMetrics,
    ...pollingMetrics,
    ...ofProbes,
  ];
  const metrics = told
    .filter(({ name }) => !known.has(name))
    .map(({ name, meaning, states }) => [name, { meaning, ...(states && { states }) }]);
  return `${JSON.stringify({ titles, metrics: Object.fromEntries(metrics) }, null, 1)}\n`;
}

if (import.meta.main) {
  for (const { file, generate } of generatedPages) {
    const path = join(projectFolder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await generate());
    console.log(file);
  }
}

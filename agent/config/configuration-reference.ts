import { settingsTable } from '#config/settings-table.ts';
import { probeTypes } from '#probes/probe-types.ts';
import { agentConfig } from './config.ts';
import { agentFlags } from './flags.ts';

/** The page `docs/agent-configuration.md`, from the schema that reads the agent's file. */
export function agentConfigurationReference(): string {
  return [
    '# Configuration of the agent',
    '',
    'Written by `npm run docs`; change `agent/config/config.ts` instead.',
    '',
    'Where to send and a one-time token are enough: `npm run agent -- --collector URL --token TOKEN`. Everything else',
    'has a default. `--config agent.yaml` reads a file, strictly; `deploy/agent.example.yaml` is an example to begin',
    'with. The agent that `npm start` runs beside its collector reads `data/agent/agent.yaml` where there is one.',
    '',
    settingsTable(agentConfig(probeTypes)),
    '',
    'The settings of each probe, with an example that a test reads:',
    '',
    ...probeTypes
      .filter(({ reach }) => reach !== 'out')
      .map(({ name }) => `- [\`${name}\`](../probes/host/${name}/README.md)`),
    '',
    '## Flags',
    '',
    'They win over the file.',
    '',
    '| flag | does |',
    '|---|---|',
    ...agentFlags.map(({ name, value, does }) => `| \`--${name}${value ? ` ${value}` : ''}\` | ${does} |`),
    '',
  ].join('\n');
}

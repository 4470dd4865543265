import { useState } from 'preact/hooks';
import type { CatalogueEntry } from '#protocol/probe-catalogue.ts';
import { draftOfSettings, probeFaults, probeSettings } from './probe-draft.ts';
import { ProbeForm } from './probe-form.tsx';
import type { Yaml } from './use-yaml.ts';

/** The settings of a poll that is in force, to be changed. */
export function PollSettings(options: {
  entry: CatalogueEntry;
  inForce: Readonly<Record<string, unknown>>;
  yaml: Yaml;
  onChange(change: { settings: Record<string, unknown>; isFaulty: boolean }): void;
}) {
  const { entry, inForce, yaml, onChange } = options;
  const [draft, setDraft] = useState(() => draftOfSettings(entry, inForce, yaml.print));
  const names = new Set(entry.settings.map(({ name }) => name));
  // What has no field here, such as the port, stays as it is.
  const beside = Object.fromEntries(Object.entries(inForce).filter(([name]) => !names.has(name)));
  return (
    <ProbeForm
      settings={entry.settings}
      draft={draft}
      faults={probeFaults(entry, draft, yaml.parse)}
      onChange={(next) => {
        setDraft(next);
        const isFaulty = Object.keys(probeFaults(entry, next, yaml.parse)).length > 0;
        onChange({
          settings: isFaulty ? { ...inForce } : { ...beside, ...probeSettings(entry, next, yaml.parse) },
          isFaulty,
        });
      }}
    />
  );
}

import { useState } from 'preact/hooks';
import type { CatalogueEntry } from '#protocol/probe-catalogue.ts';
import { draftOfSettings, settingFaults, settingValues } from '../form/setting-draft.ts';
import { SettingForm } from '../form/setting-form.tsx';
import type { Yaml } from '../form/use-yaml.ts';

/** The settings of a poll that is in force, to be changed. */
export function PollSettings(options: {
  entry: CatalogueEntry;
  inForce: Readonly<Record<string, unknown>>;
  yaml: Yaml;
  onChange(change: { settings: Record<string, unknown>; isFaulty: boolean }): void;
}) {
  const { entry, inForce, yaml, onChange } = options;
  const [draft, setDraft] = useState(() => draftOfSettings(entry.settings, inForce, yaml.print));
  const names = new Set(entry.settings.map(({ name }) => name));
  // What has no field here, such as the port, stays as it is.
  const beside = Object.fromEntries(Object.entries(inForce).filter(([name]) => !names.has(name)));
  return (
    <SettingForm
      settings={entry.settings}
      draft={draft}
      faults={settingFaults(entry.settings, draft, yaml.parse)}
      onChange={(next) => {
        setDraft(next);
        const isFaulty = Object.keys(settingFaults(entry.settings, next, yaml.parse)).length > 0;
        onChange({
          settings: isFaulty
            ? { ...inForce }
            : { ...beside, ...settingValues(entry.settings, next, yaml.parse) },
          isFaulty,
        });
      }}
    />
  );
}

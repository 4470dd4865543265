import { useState } from 'preact/hooks';
import type { ConfigDifference, ConfigVersion } from '../../../../api/polling.ts';
import { useText, useWard } from '../../../../ui/context.ts';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Failed, Loading } from '../../../../ui/empty.tsx';
import { SelectField } from '../../../../ui/field.tsx';
import { useLoad } from '../../../../ui/use-load.ts';
import { Difference } from './difference.tsx';

/** Any two versions of a configuration beside one another. */
export function Compare(options: {
  path: string;
  versions: readonly ConfigVersion[];
  from: number;
  to: number;
  onClose(): void;
}) {
  const { path, versions, onClose } = options;
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.target.configs;
  const [from, setFrom] = useState(options.from);
  const [to, setTo] = useState(options.to);
  const { value, error, reload } = useLoad(
    (signal) => api.get<ConfigDifference>(`${path}/${from}/diff`, { to }, signal),
    [path, from, to],
  );
  const choices = versions.map(({ version, firstAtMs, platform }) => ({
    value: String(version),
    text: `${text.versionOf(formats.number(version), formats.moment(firstAtMs))} · ${platform}`,
  }));
  return (
    <Dialog title={words.device.configs.changes} broad onClose={onClose}>
      <div class="form-grid">
        <SelectField
          label={text.from}
          value={String(from)}
          choices={choices}
          onChoose={(each) => setFrom(Number(each))}
        />
        <SelectField
          label={text.to}
          value={String(to)}
          choices={choices}
          onChoose={(each) => setTo(Number(each))}
        />
      </div>
      {error !== undefined && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && <Difference difference={value} />}
    </Dialog>
  );
}

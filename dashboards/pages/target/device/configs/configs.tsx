import '../../../../ui/listing.css';
import { useState } from 'preact/hooks';
import type { ConfigText, ConfigVersion } from '../../../../api/polling.ts';
import { Button } from '../../../../ui/button.tsx';
import { copyText } from '../../../../ui/clipboard.ts';
import { useText, useWard } from '../../../../ui/context.ts';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Failed, Loading } from '../../../../ui/empty.tsx';
import { saveFile } from '../../../../ui/save-file.ts';
import { Table } from '../../../../ui/table.tsx';
import { useLoad } from '../../../../ui/use-load.ts';
import { useFirst } from '../../first-answers.ts';
import { Compare } from './compare.tsx';

/** The kept configurations of a device, and what changed from one to the next. */
export function Configs({ target }: { target: string }) {
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.device.configs;
  const [shown, setShown] = useState<ConfigVersion>();
  const [compared, setCompared] = useState<{ from: number; to: number }>();
  const mayRead = session.can('configs.read');
  const path = `targets/${encodeURIComponent(target)}/configs`;
  const first = useFirst(({ configs }) => configs);
  const { value } = useLoad(
    async (signal) =>
      mayRead
        ? first(async () => (await api.get<{ versions: ConfigVersion[] }>(path, {}, signal)).versions)
        : [],
    [target, mayRead],
  );
  if (!value || value.length === 0) return null;
  return (
    <section class="panel card" aria-label={text.title}>
      <h2>{text.title}</h2>
      <Table
        label={text.title}
        rows={value}
        keyOf={({ version }) => version}
        columns={[
          {
            title: text.seen,
            cell: ({ firstAtMs, lastAtMs }) => (
              <>
                {formats.moment(firstAtMs)}
                <span class="below muted">{text.until(formats.moment(lastAtMs))}</span>
              </>
            ),
          },
          { title: text.lines, kind: 'number', minor: true, cell: ({ lines }) => formats.number(lines) },
          {
            title: text.show,
            kind: 'actions',
            cell: (version) => {
              const before = value.find(
                (each) => each.platform === version.platform && each.version < version.version,
              );
              return (
                <>
                  {before && (
                    <Button
                      look="quiet"
                      onClick={() => setCompared({ from: before.version, to: version.version })}
                    >
                      {text.changes}
                    </Button>
                  )}
                  <Button look="quiet" onClick={() => setShown(version)}>
                    {text.show}
                  </Button>
                </>
              );
            },
          },
        ]}
      />
      {shown && (
        <Dialog title={text.asOf(formats.moment(shown.firstAtMs))} wide onClose={() => setShown(undefined)}>
          <Whole path={`${path}/${shown.version}`} name={`${target}-${shown.version}.txt`} />
        </Dialog>
      )}
      {compared && (
        <Compare path={path} versions={value} {...compared} onClose={() => setCompared(undefined)} />
      )}
    </section>
  );
}

function Whole({ path, name }: { path: string; name: string }) {
  const { api, toasts } = useWard();
  const { words } = useText();
  const text = words.target.configs;
  const { value, error, reload } = useLoad((signal) => api.get<ConfigText>(path, {}, signal), [path]);
  if (error !== undefined) return <Failed error={error} onRetry={reload} />;
  if (!value) return <Loading />;
  async function copy(): Promise<void> {
    const copied = await copyText(value?.text ?? '');
    toasts.say(copied ? text.copied : words.target.table.notCopied, copied ? undefined : 'bad');
  }
  return (
    <>
      <p class="config-actions">
        <Button icon="copy" onClick={() => void copy()}>
          {text.copy}
        </Button>
        <Button onClick={() => saveFile(name, 'text/plain;charset=utf-8', value.text)}>
          {text.download}
        </Button>
      </p>
      <pre class="listing">{value.text}</pre>
    </>
  );
}

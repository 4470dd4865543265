import '../../ui/listing.css';
import { useState } from 'preact/hooks';
import type { ConfigDifference, ConfigText, ConfigVersion } from '../../api/polling.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Failed, Loading } from '../../ui/empty.tsx';
import { Table } from '../../ui/table.tsx';
import { useLoad } from '../../ui/use-load.ts';

/** The kept configurations of a device, and what changed from one to the next. */
export function Configs({ target }: { target: string }) {
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.device.configs;
  const [shown, setShown] = useState<ConfigVersion>();
  const [compared, setCompared] = useState<{ from: ConfigVersion; to: ConfigVersion }>();
  const mayRead = session.can('configs.read');
  const path = `targets/${encodeURIComponent(target)}/configs`;
  const { value } = useLoad(
    async (signal) =>
      mayRead ? (await api.get<{ versions: ConfigVersion[] }>(path, {}, signal)).versions : [],
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
                    <Button look="quiet" onClick={() => setCompared({ from: before, to: version })}>
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
          <Whole path={`${path}/${shown.version}`} />
        </Dialog>
      )}
      {compared && (
        <Dialog title={text.changes} wide onClose={() => setCompared(undefined)}>
          <Difference path={`${path}/${compared.from.version}/diff`} to={compared.to.version} />
        </Dialog>
      )}
    </section>
  );
}

function Whole({ path }: { path: string }) {
  const { api } = useWard();
  const { value, error, reload } = useLoad((signal) => api.get<ConfigText>(path, {}, signal), [path]);
  if (error !== undefined) return <Failed error={error} onRetry={reload} />;
  return value ? <pre class="listing">{value.text}</pre> : <Loading />;
}

function Difference({ path, to }: { path: string; to: number }) {
  const { api } = useWard();
  const { words, formats } = useText();
  const { value, error, reload } = useLoad(
    (signal) => api.get<ConfigDifference>(path, { to }, signal),
    [path, to],
  );
  if (error !== undefined) return <Failed error={error} onRetry={reload} />;
  if (!value) return <Loading />;
  return (
    <>
      <p class="muted">
        {words.device.configs.counts(formats.number(value.added), formats.number(value.removed))}
      </p>
      <pre class="listing">
        {value.hunks.map(({ fromLine, lines }) => (
          <span key={fromLine} class="hunk">
            {lines.map(({ op, text }, index) => (
              <span key={`${fromLine} ${index}`} class={`diff-${op}`}>
                {`${SIGNS[op]} ${text}\n`}
              </span>
            ))}
          </span>
        ))}
      </pre>
    </>
  );
}

const SIGNS = { same: ' ', removed: '−', added: '+' } as const;

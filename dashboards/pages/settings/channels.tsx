import { useState } from 'preact/hooks';
import type { ChannelEntry, ChannelsAnswer, TestAnswer } from '../../api/shapes.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Confirm } from '../../ui/dialog.tsx';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { Table } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useChange } from '../../ui/use-change.ts';
import { useLoad } from '../../ui/use-load.ts';
import { errorText } from '../../words/error-text.ts';
import { ChannelDialog } from './channel-dialog.tsx';
import { SectionHead } from './section-head.tsx';

/** How people are told. */
export function Channels() {
  const { api, session, toasts } = useWard();
  const { words } = useText();
  const text = words.settings.channels;
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<ChannelEntry>();
  const { value, error, reload } = useLoad(async (signal) => {
    return (await api.get<ChannelsAnswer>('channels', {}, signal)).channels;
  }, []);
  const mayChange = session.can('channels.write');
  return (
    <>
      <SectionHead title={words.settings.sections.channels} hint={text.hint}>
        {mayChange && (
          <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
            {text.addTitle}
          </Button>
        )}
      </SectionHead>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.length === 0 && <Empty title={text.none} hint={text.noneHint} />}
      {value && value.length > 0 && (
        <Table
          label={words.settings.sections.channels}
          rows={value}
          keyOf={({ name }) => name}
          columns={[
            {
              title: text.columns.name,
              cell: ({ name, isDefault }) => (
                <span class="tagged">
                  <strong>{name}</strong>
                  {isDefault && <Tag tone="accent">{text.default}</Tag>}
                </span>
              ),
            },
            {
              title: text.columns.kind,
              minor: true,
              cell: ({ kind }) => (text.kinds as Record<string, string>)[kind] ?? kind,
            },
            {
              title: text.columns.where,
              wide: true,
              cell: (channel) => <span class="where-cell">{whereOf(channel)}</span>,
            },
            {
              title: text.test,
              kind: 'actions',
              cell: (channel) =>
                mayChange && (
                  <>
                    <TestButton channel={channel} />
                    <Button look="quiet" onClick={() => setRemoving(channel)}>
                      {words.shell.common.remove}
                    </Button>
                  </>
                ),
            },
          ]}
        />
      )}
      <p class="muted">{text.more}</p>
      {adding && (
        <ChannelDialog
          onClose={() => setAdding(false)}
          onSaved={() => {
            setAdding(false);
            toasts.say(text.added);
            reload();
          }}
        />
      )}
      {removing && (
        <Remove
          channel={removing}
          onClose={() => {
            setRemoving(undefined);
            reload();
          }}
        />
      )}
    </>
  );
}

function TestButton({ channel }: { channel: ChannelEntry }) {
  const { api, toasts } = useWard();
  const { words } = useText();
  const text = words.settings.channels;
  const [busy, setBusy] = useState(false);

  async function test(): Promise<void> {
    setBusy(true);
    try {
      const answer = await api.send<TestAnswer>('POST', `channels/${encodeURIComponent(channel.name)}/test`);
      if (answer.delivered) toasts.say(text.testDone);
      else toasts.say(text.testFailed(answer.reason), 'bad');
    } catch (error) {
      toasts.say(errorText(words, error), 'bad');
    } finally {
      setBusy(false);
    }
  }

  return (
    <Button look="quiet" disabled={busy} onClick={() => void test()}>
      {busy ? text.testing : text.test}
    </Button>
  );
}

function Remove({ channel, onClose }: { channel: ChannelEntry; onClose(): void }) {
  const { api, toasts } = useWard();
  const { words } = useText();
  const text = words.settings.channels;
  const { busy, error, run } = useChange();
  return (
    <Confirm
      title={text.removeTitle(channel.name)}
      hint={text.removeHint}
      action={words.shell.common.remove}
      busy={busy}
      error={error}
      onClose={onClose}
      onConfirm={() =>
        void run(
          () => api.send('DELETE', `channels/${encodeURIComponent(channel.name)}`),
          () => {
            toasts.say(text.removed);
            onClose();
          },
        )
      }
    />
  );
}

/** Where a channel leads, in one line; secrets are not in what the collector answers. */
function whereOf({ config }: ChannelEntry): string {
  if (typeof config.url === 'string') return config.url;
  const to = Array.isArray(config.to) ? config.to.join(', ') : '';
  return [to, typeof config.host === 'string' ? config.host : ''].filter(Boolean).join(' · ');
}

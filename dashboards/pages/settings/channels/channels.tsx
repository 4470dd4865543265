import { useState } from 'preact/hooks';
import type { ChannelEntry, ChannelKindsAnswer, ChannelsAnswer, TestAnswer } from '../../../api/contacts.ts';
import { routeTo } from '../../../state/route.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmChange } from '../../../ui/confirm-change.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import { Table } from '../../../ui/table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useAsked } from '../../../ui/use-asked.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { errorText } from '../../../words/error-text.ts';
import { useOrganisations } from '../organisation-field.tsx';
import { SectionHead } from '../section-head.tsx';
import { ChannelDialog } from './channel-dialog.tsx';
import { placeOfChannel } from './channel-place.ts';
import { PagesAddress } from './pages-address.tsx';

/** How people and other programs are told. */
export function Channels() {
  const { api, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.contacts.channels;
  const [adding, setAdding] = useState(false);
  useAsked('add', () => setAdding(true));
  const [changing, setChanging] = useState<ChannelEntry>();
  const [removing, setRemoving] = useState<ChannelEntry>();
  const { isOwn, nameOf, several } = useOrganisations();
  const { value, error, reload } = useLoad(async (signal) => {
    const [{ channels }, { kinds }] = await Promise.all([
      api.get<ChannelsAnswer>('channels', {}, signal),
      api.get<ChannelKindsAnswer>('channel-kinds', {}, signal),
    ]);
    return { channels, kinds };
  }, []);
  const mayChange = session.can('channels.write');
  const titleOf = (kind: string) =>
    value?.kinds.find((each) => each.kind === kind)?.title[formats.language] ?? kind;

  function saved(name: string): void {
    setAdding(false);
    setChanging(undefined);
    // Whoever made their first channel wants to know whether anybody hears it.
    const drill = () => location.assign(routeTo('settings/drills', { add: '1' }));
    const isFirst = adding && value?.channels.length === 0 && session.can('contacts.write');
    toasts.say(text.saved(name), 'plain', isFirst ? { text: text.drillNow, run: drill } : undefined);
    reload();
  }

  return (
    <>
      <SectionHead title={words.settings.sections.channels} hint={text.hint}>
        {mayChange && value && value.channels.length > 0 && (
          <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
            {text.addTitle}
          </Button>
        )}
      </SectionHead>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.channels.length === 0 && (
        <Empty title={text.none} hint={text.noneHint}>
          {mayChange && (
            <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
              {text.addTitle}
            </Button>
          )}
        </Empty>
      )}
      {value && value.channels.length > 0 && <PagesAddress mayChange={mayChange && isOwn('*')} />}
      {value && value.channels.length > 0 && (
        <Table
          label={words.settings.sections.channels}
          rows={value.channels}
          keyOf={({ name }) => name}
          columns={[
            {
              title: text.columns.name,
              cell: ({ name, isDefault, enabled, organisation }) => (
                <span class="tagged">
                  <strong class={enabled ? undefined : 'muted'}>{name}</strong>
                  {isDefault && <Tag tone="accent">{text.default}</Tag>}
                  {!enabled && <Tag>{text.disabled}</Tag>}
                  {several && organisation !== '*' && <Tag>{nameOf(organisation)}</Tag>}
                </span>
              ),
            },
            { title: text.columns.kind, cell: ({ kind }) => titleOf(kind) },
            {
              title: text.columns.where,
              wide: true,
              cell: (channel) => (
                <span class="where-cell">{placeOfChannel(channel) || text.sealedPlace}</span>
              ),
            },
            {
              title: text.columns.fallback,
              minor: true,
              cell: ({ fallback, fallbackAfterMs }) =>
                fallback && (
                  <span class="muted">
                    {text.fallbackAfter(
                      value.channels.some(({ name }) => name === fallback) ? fallback : text.gone(fallback),
                      formats.duration(fallbackAfterMs),
                    )}
                  </span>
                ),
            },
            {
              title: words.shell.common.edit,
              kind: 'actions',
              cell: (channel) =>
                mayChange &&
                isOwn(channel.organisation) && (
                  <>
                    <TestButton channel={channel} />
                    <Button look="quiet" onClick={() => setChanging(channel)}>
                      {words.shell.common.edit}
                    </Button>
                    <Button look="quiet" onClick={() => setRemoving(channel)}>
                      {words.shell.common.remove}
                    </Button>
                  </>
                ),
            },
          ]}
        />
      )}
      {value && (adding || changing) && (
        <ChannelDialog
          kinds={value.kinds}
          channels={value.channels}
          before={changing}
          onClose={() => {
            setAdding(false);
            setChanging(undefined);
          }}
          onSaved={saved}
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
  const text = words.contacts.channels;
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
  const { api } = useWard();
  const { words } = useText();
  const text = words.contacts.channels;
  return (
    <ConfirmChange
      title={text.removeTitle(channel.name)}
      hint={text.removeHint}
      action={words.shell.common.remove}
      change={() => api.send('DELETE', `channels/${encodeURIComponent(channel.name)}`)}
      done={text.removed}
      onClose={onClose}
    />
  );
}

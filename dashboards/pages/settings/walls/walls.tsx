import './walls.css';
import { useState } from 'preact/hooks';
import type { Wall } from '#protocol/wall.ts';
import type { WallMade, WallsAnswer } from '../../../api/walls.ts';
import { routeTo } from '../../../state/route.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Confirm } from '../../../ui/dialog.tsx';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import { Table } from '../../../ui/table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { useRenewed } from '../../../ui/use-renewed.ts';
import { useOrganisations } from '../organisation-field.tsx';
import { SectionHead } from '../section-head.tsx';
import { WallDialog } from './wall-dialog.tsx';
import { WallLink } from './wall-link.tsx';

const RENEW_MS = 15_000;
/** A wall that shows asks three times a minute. */
const AWAY_AFTER_MS = 90_000;

/** The screens: what each shows, whether it is there, and the link that opens it. */
export function Walls() {
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.wall.settings;
  const { nameOf } = useOrganisations();
  const [editing, setEditing] = useState<Wall | 'new'>();
  const [asked, setAsked] = useState<{ deed: Deed; wall: Wall }>();
  const [made, setMade] = useState<WallMade>();
  const { value, error, reload } = useLoad(async () => (await api.get<WallsAnswer>('walls')).walls, []);
  useRenewed(reload, RENEW_MS);

  return (
    <>
      <SectionHead title={words.settings.sections.walls} hint={text.hint}>
        <Button look="primary" icon="plus" onClick={() => setEditing('new')}>
          {text.add}
        </Button>
      </SectionHead>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.length === 0 && (
        <Empty title={text.none} hint={text.noneHint}>
          <a class="button" href={routeTo('wall')}>
            {text.try}
          </a>
        </Empty>
      )}
      {value && value.length > 0 && (
        <Table
          label={words.settings.sections.walls}
          rows={value}
          keyOf={({ id }) => id}
          columns={[
            {
              title: text.columns.name,
              cell: ({ name, createdBy }) => (
                <>
                  <strong class="strong">{name}</strong>
                  <span class="below muted">{createdBy}</span>
                </>
              ),
            },
            { title: text.columns.organisation, cell: ({ organisation }) => nameOf(organisation) },
            { title: text.columns.state, cell: (wall) => <WallState wall={wall} /> },
            { title: text.columns.seen, cell: (wall) => <Seen wall={wall} /> },
            {
              title: text.columns.pages,
              minor: true,
              cell: ({ view }) =>
                formats.list([text.pages(formats.number(view.pages.length)), text.speaks[view.speech]]),
            },
            {
              title: words.shell.common.edit,
              kind: 'actions',
              cell: (wall) => (
                <>
                  <a
                    class="button quiet"
                    href={routeTo('wall', { preview: wall.id })}
                    aria-label={`${text.preview}: ${wall.name}`}
                  >
                    {text.preview}
                  </a>
                  <Deeds
                    wall={wall}
                    onEdit={() => setEditing(wall)}
                    onDeed={(deed) => setAsked({ deed, wall })}
                  />
                </>
              ),
            },
          ]}
        />
      )}
      {editing && (
        <WallDialog
          before={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
          onSaved={(fresh) => {
            setEditing(undefined);
            setMade(fresh);
            reload();
          }}
        />
      )}
      {asked && (
        <AskDeed
          {...asked}
          onClose={(fresh) => {
            setAsked(undefined);
            setMade(fresh);
            reload();
          }}
        />
      )}
      {made && <WallLink made={made} onClose={() => setMade(undefined)} />}
    </>
  );
}

type Deed = 'renew' | 'withdraw' | 'remove';

function Deeds({ wall, onEdit, onDeed }: { wall: Wall; onEdit(): void; onDeed(deed: Deed): void }) {
  const { words } = useText();
  const text = words.wall.settings;
  const { edit, remove } = words.shell.common;
  const button = (title: string, act: () => void) => (
    <Button look="quiet" label={`${title}: ${wall.name}`} onClick={act}>
      {title}
    </Button>
  );
  return (
    <>
      {button(edit, onEdit)}
      {button(text.link, () => onDeed('renew'))}
      {wall.tokenMadeAtMs === null
        ? button(remove, () => onDeed('remove'))
        : button(text.withdraw, () => onDeed('withdraw'))}
    </>
  );
}

function WallState({ wall: { tokenMadeAtMs, seenAtMs } }: { wall: Wall }) {
  const { clock } = useWard();
  const { words } = useText();
  const text = words.wall.settings;
  if (tokenMadeAtMs === null) return <StateTag mark="none" text={text.withdrawn} />;
  if (seenAtMs === null) return <StateTag mark="none" text={text.never} />;
  const isAway = clock.nowMs.value - seenAtMs > AWAY_AFTER_MS;
  return isAway ? <StateTag mark="stale" text={text.away} /> : <StateTag mark="ok" text={text.live} />;
}

function Seen({ wall: { seenAtMs, seenAddress } }: { wall: Wall }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  if (seenAtMs === null) return <>–</>;
  return (
    <>
      <span title={formats.full(seenAtMs)}>
        {words.shell.ago(formats.age(Math.max(0, clock.nowMs.value - seenAtMs)))}
      </span>
      <span class="below muted">{words.wall.settings.from(seenAddress)}</span>
    </>
  );
}

/** Asks before a token ends. */
function AskDeed({ deed, wall, onClose }: { deed: Deed; wall: Wall; onClose(made?: WallMade): void }) {
  const { api, toasts } = useWard();
  const { words } = useText();
  const text = words.wall.settings;
  const { busy, error, run } = useChange();
  const said = {
    renew: { title: text.renewTitle(wall.name), hint: text.renewHint, action: text.renew },
    withdraw: { title: text.withdrawTitle(wall.name), hint: text.withdrawHint, action: text.withdraw },
    remove: { title: text.removeTitle(wall.name), hint: text.removeHint, action: words.shell.common.remove },
  }[deed];

  function act(): void {
    const path = `walls/${encodeURIComponent(wall.id)}`;
    let made: WallMade | undefined;
    void run(
      async () => {
        if (deed === 'remove') await api.send('DELETE', path);
        else if (deed === 'withdraw') await api.send('POST', `${path}/withdraw`);
        else made = await api.send<WallMade>('POST', `${path}/renew`);
      },
      () => {
        if (deed !== 'renew') toasts.say(deed === 'remove' ? text.removed : text.tokenEnded);
        onClose(made);
      },
    );
  }

  return <Confirm {...said} busy={busy} error={error} onConfirm={act} onClose={() => onClose()} />;
}

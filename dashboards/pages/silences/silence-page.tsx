import { ApiError } from '../../api/call.ts';
import type { SilenceEntry, WindowsAnswer } from '../../api/silences.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { AlertRow } from '../alerts/alert-row.tsx';
import { matchText } from '../settings/contacts/match-text.ts';
import { useMatchWorld } from '../settings/contacts/use-match-names.ts';
import { SilenceDeeds } from './silence-deeds.tsx';
import { silencesRoute } from './silence-route.ts';
import { SilenceState } from './silence-state.tsx';
import { momentText, spanText, timesText } from './times-text.ts';
import { useMinute } from './use-minute.ts';
import { useSilenced } from './use-silenced.ts';

/** One silence: what it means, when it holds, what it holds back now, and what can be done with it. */
export function SilencePage({ id }: { id: string }) {
  const { api, silences } = useWard();
  const { words } = useText();
  const text = words.silences.page;
  const minute = useMinute();
  const { value, error, reload } = useLoad(
    (signal) => api.get<SilenceEntry>(`silences/${encodeURIComponent(id)}`, {}, signal),
    [id, minute, silences.changes.value],
  );
  if (error instanceof ApiError && error.status === 404) {
    return (
      <Empty title={text.gone} hint={text.goneHint}>
        <a href={silencesRoute()}>{text.back}</a>
      </Empty>
    );
  }
  if (error !== undefined && !value) return <Failed error={error} onRetry={reload} />;
  if (!value) return <Loading />;
  return (
    <>
      <Facts entry={value} />
      {value.silence.times.kind !== 'once' && value.state !== 'ended' && <NextWindows entry={value} />}
      {value.state === 'active' && <Held id={id} />}
    </>
  );
}

function Facts({ entry }: { entry: SilenceEntry }) {
  const { words, formats } = useText();
  const text = words.silences;
  const world = useMatchWorld();
  const { silence } = entry;
  const { name, kind, comment, match, times, createdBy, createdAtMs } = silence;
  return (
    <section class="panel silence-facts" aria-label={name}>
      <header>
        <a class="back" href={silencesRoute()} aria-label={text.page.back} title={text.page.back}>
          <Icon name="back" />
        </a>
        <h2>{name}</h2>
        <Tag tone={kind === 'maintenance' ? 'accent' : 'plain'}>{text.kinds[kind]}</Tag>
      </header>
      {comment && <p class="silence-text">{comment}</p>}
      <dl>
        <dt>{text.page.state}</dt>
        <dd>
          <SilenceState entry={entry} />
        </dd>
        <dt>{text.page.match}</dt>
        <dd class="silence-text">{matchText(match, world, words, formats)}</dd>
        <dt>{text.page.when}</dt>
        <dd>{timesText(times, words, formats)}</dd>
        <dt>{text.page.by}</dt>
        <dd>{text.made(createdBy, momentText(createdAtMs, formats))}</dd>
      </dl>
      <div class="deeds">
        <SilenceDeeds entry={entry} onRemoved={() => location.replace(silencesRoute())} />
      </div>
    </section>
  );
}

const AHEAD_MS = 92 * 86_400_000;
const WINDOWS_SHOWN = 10;

function NextWindows({ entry: { silence } }: { entry: SilenceEntry }) {
  const { api, clock } = useWard();
  const { words, formats } = useText();
  const { value } = useLoad(
    async (signal) => {
      const from = Math.floor(clock.now());
      const asked = { from, to: from + AHEAD_MS, kind: silence.kind };
      const { windows } = await api.get<WindowsAnswer>('silence-windows', asked, signal);
      return windows.filter((window) => window.silence === silence.id).slice(0, WINDOWS_SHOWN);
    },
    [silence],
  );
  if (!value || value.length === 0) return null;
  return (
    <section class="panel card" aria-label={words.silences.page.windows}>
      <h2>{words.silences.page.windows}</h2>
      <ul class="card-body">
        {value.map((window) => (
          <li key={window.fromMs}>{spanText(window, formats)}</li>
        ))}
      </ul>
    </section>
  );
}

function Held({ id }: { id: string }) {
  const { alerts } = useWard();
  const { words, formats } = useText();
  const text = words.silences.page;
  const silenced = useSilenced();
  const held = alerts.active.value.filter((alert) => silenced.get(alert.id)?.silence === id);
  return (
    <section class="panel card alert-list" aria-label={text.held}>
      <h2>
        {text.held} <span class="muted">{formats.number(held.length)}</span>
      </h2>
      {held.length === 0 && <p class="card-note muted">{text.noneHeld}</p>}
      <ul>
        {held.slice(0, 200).map((alert) => (
          <AlertRow key={alert.id} alert={alert} withTarget={true} />
        ))}
      </ul>
    </section>
  );
}

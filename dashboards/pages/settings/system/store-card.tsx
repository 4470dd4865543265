import type { ComponentChildren } from 'preact';
import { Fragment } from 'preact';
import type { StoreState } from '#protocol/store-state.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { Meter } from '../../../ui/meter.tsx';
import { Table } from '../../../ui/table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { wordOf } from '../../../words/word-of.ts';

/** Less is how a store works; the banner over all pages speaks up at the same. */
const LAG_MS = 60_000;
/** Beyond it the journal will drop what the store has not got, unless the store comes back. */
const JOURNAL_WARNING_PERCENT = 70;
const JOURNAL_CRITICAL_PERCENT = 90;
/** Newest faults that are listed. */
const LISTED = 10;

/** The store: how it is, how far it is behind, what its server should be told. */
export function StoreCard({ store }: { store: StoreState }) {
  const { words } = useText();
  const text = words.system.store;
  return (
    <section class="panel card" aria-label={text.title}>
      <header class="card-head">
        <h2>{text.title}</h2>
        <StoreHealth store={store} />
      </header>
      {store.trouble && <Trouble trouble={store.trouble} />}
      {store.warnings.map((warning) => (
        <div key={warning.code} class="card-note system-warning">
          <StateTag mark="warning" text={wordOf(text.warnings, warning.code)} />
          <p class="muted">{text.found(warning.found, warning.wanted)}</p>
        </div>
      ))}
      <Facts store={store} />
      {store.faults.length > 0 && <Faults store={store} />}
    </section>
  );
}

function StoreHealth({ store }: { store: StoreState }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const text = words.system.store;
  const { trouble, lag } = store;
  if (trouble) {
    const since = formats.duration(clock.nowMs.value - trouble.sinceMs);
    return <StateTag mark="critical" text={text.ill(since)} />;
  }
  if (lag.behindMs >= LAG_MS) {
    return <StateTag mark="warning" text={text.behind(formats.duration(lag.behindMs))} />;
  }
  return <StateTag mark="ok" text={text.well} />;
}

function Trouble({ trouble }: { trouble: NonNullable<StoreState['trouble']> }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const text = words.system.store;
  const next =
    trouble.nextTryAtMs === null || trouble.nextTryAtMs <= clock.nowMs.value
      ? text.trying
      : text.nextTry(formats.duration(trouble.nextTryAtMs - clock.nowMs.value));
  return (
    <div class="card-note system-trouble" role="status">
      <p>
        <strong>{wordOf(text.errors, trouble.code)}</strong> <span class="muted">{next}</span>
      </p>
      <p class="muted where-cell">{trouble.detail}</p>
      <p>{text.illHint}</p>
    </div>
  );
}

function Facts({ store }: { store: StoreState }) {
  const { words, formats } = useText();
  const text = words.system.store;
  const { lag, journal } = store;
  const isOwn = store.engine === 'embedded';
  const usedPercent = (journal.bytes / journal.limitBytes) * 100;
  const facts: [keyof typeof text.facts, ComponentChildren][] = [
    [
      'address',
      <>
        {wordOf(text.engines, store.engine)}
        {store.address !== store.engine && <code class="below">{store.address}</code>}
      </>,
    ],
    ['series', formats.number(store.series)],
    ['samples', formats.compact(store.samples)],
    ['disk', isOwn || store.diskBytes > 0 ? formats.bytes(store.diskBytes) : text.elsewhere],
    ['memory', formats.bytes(store.memoryBytes)],
    [
      'journal',
      <span key="journal" class="system-meter">
        <Meter
          percent={usedPercent}
          level={
            usedPercent >= JOURNAL_CRITICAL_PERCENT
              ? 'critical'
              : usedPercent >= JOURNAL_WARNING_PERCENT
                ? 'warning'
                : 'calm'
          }
        />
        {text.ofLimit(formats.bytes(journal.bytes), formats.bytes(journal.limitBytes))}
      </span>,
    ],
    ['behind', text.entries(formats.number(lag.behindEntries))],
  ];
  if (lag.speed !== null) facts.push(['speed', text.speed(formats.number(lag.speed, 1))]);
  if (lag.leftMs !== null) facts.push(['left', formats.duration(lag.leftMs)]);
  if (store.rollupsPending > 0) facts.push(['rollups', formats.number(store.rollupsPending)]);
  if (store.strayFrames > 0) facts.push(['stray', formats.number(store.strayFrames)]);
  if (store.failures > 0) facts.push(['failures', formats.number(store.failures)]);
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{text.facts[name]}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function Faults({ store }: { store: StoreState }) {
  const { words, formats } = useText();
  const text = words.system.store;
  const newest = store.faults.slice(-LISTED).reverse();
  return (
    <>
      <h3 class="system-part">
        {text.faults}
        {store.faultsTotal > newest.length && (
          <span class="muted">
            {text.faultsMore(formats.number(newest.length), formats.number(store.faultsTotal))}
          </span>
        )}
      </h3>
      <Table
        label={text.faults}
        rows={newest.map((fault, at) => ({ ...fault, at }))}
        keyOf={({ at }) => at}
        columns={[
          { title: text.faultColumns.code, cell: ({ code }) => wordOf(text.faultCodes, code) },
          {
            title: text.faultColumns.span,
            minor: true,
            cell: ({ fromMs, toMs }) =>
              fromMs === null || toMs === null ? '–' : `${formats.moment(fromMs)} – ${formats.moment(toMs)}`,
          },
          {
            title: text.faultColumns.detail,
            wide: true,
            cell: ({ detail }) => <span class="muted where-cell">{detail}</span>,
          },
        ]}
      />
    </>
  );
}

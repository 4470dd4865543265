import { Fragment } from 'preact';
import { SYSTEM_DROPS, SYSTEM_LINES, type SystemHealth, type SystemLine } from '#protocol/system-health.ts';
import { machineRoute } from '../../../state/route.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { Sparkline } from '../../../ui/sparkline.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import type { Formats } from '../../../words/format.ts';
import type { Words } from '../../../words/words.ts';

/** The collector at a glance: what comes in, what lags, what it uses, what it dropped, and what went wrong. */
export function HealthCard({ health }: { health: SystemHealth }) {
  const { words, formats } = useText();
  const text = words.system.health;
  const dropped = SYSTEM_DROPS.filter((drop) => health.drops[drop] > 0);
  return (
    <section class="panel card" aria-label={text.title}>
      <h2>{text.title}</h2>
      <p class="card-note">
        <OwnAlerts target={health.target} />
      </p>
      <ul class="health-lines" aria-label={text.hourly}>
        {SYSTEM_LINES.map((line) => {
          const values = health.history.lines[line];
          return (
            <li key={line} class="health-line">
              <span class="muted">{text.lines[line]}</span>
              <strong>{valueText(line, health, words, formats)}</strong>
              <Sparkline values={values} high={Math.max(1e-9, ...values)} />
            </li>
          );
        })}
      </ul>
      <dl class="facts">
        <dt>{text.facts.version}</dt>
        <dd>
          {health.version} <span class="muted">Node {health.node}</span>
        </dd>
        <dt>{text.facts.started}</dt>
        <dd title={formats.full(health.startedAtMs)}>
          {formats.moment(health.startedAtMs)} ·{' '}
          {words.shell.ago(formats.age(health.nowMs - health.startedAtMs))}{' '}
          <span class="muted">{text.startedTimes(formats.number(health.starts))}</span>
        </dd>
        <dt>{text.facts.ledger}</dt>
        <dd>
          {text.ledgers[health.ledger.engine]}{' '}
          {health.ledger.bytes !== null && formats.bytes(health.ledger.bytes)}
        </dd>
        <dt>{text.facts.disk}</dt>
        <dd>
          {text.ofTotal(formats.bytes(health.disk.freeBytes), formats.bytes(health.disk.totalBytes))}
          <code class="below">{health.disk.folder}</code>
        </dd>
        {health.journal.oldestAgeMs !== null && (
          <>
            <dt>{text.facts.oldest}</dt>
            <dd>{formats.duration(health.journal.oldestAgeMs)}</dd>
          </>
        )}
      </dl>
      <h3 class="system-part">{text.drops}</h3>
      {dropped.length === 0 ? (
        <p class="card-note">
          <StateTag mark="ok" text={text.noDrops} />
        </p>
      ) : (
        <dl class="facts">
          {dropped.map((drop) => (
            <Fragment key={drop}>
              <dt>{text.dropWords[drop]}</dt>
              <dd>{formats.number(health.drops[drop])}</dd>
            </Fragment>
          ))}
        </dl>
      )}
      <h3 class="system-part">{text.errors}</h3>
      {health.errors.length === 0 ? (
        <p class="card-note">
          <StateTag mark="ok" text={text.noErrors} />
        </p>
      ) : (
        <ul class="health-errors">
          {health.errors.map(({ atMs, what, message, times }) => (
            <li key={`${atMs} ${what}`}>
              <time class="muted" title={formats.full(atMs)}>
                {formats.moment(atMs)}
              </time>{' '}
              <strong>{what}</strong> <span class="where-cell">{message}</span>{' '}
              {times > 1 && <span class="muted">{text.times(formats.number(times))}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Alerts on the collector itself lie on a target like any other. */
function OwnAlerts({ target }: { target: string }) {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const text = words.system.health;
  const open = fleet.machine(target)?.alerts?.count ?? 0;
  if (open === 0) return <StateTag mark="ok" text={text.noAlerts} />;
  return (
    <a href={machineRoute(target)}>
      <StateTag mark="warning" text={text.alerts(formats.number(open))} />
    </a>
  );
}

function valueText(
  line: SystemLine,
  { now, cores, journal }: SystemHealth,
  words: Words,
  formats: Formats,
): string {
  const text = words.system.health;
  const value = now[line];
  switch (line) {
    case 'samples_per_second':
      return text.perSecond(formats.compact(value));
    case 'journal_bytes':
      return text.ofTotal(formats.bytes(value), formats.bytes(journal.limitBytes));
    case 'memory_bytes':
      return formats.bytes(value);
    case 'cpu_percent':
      return text.cores(formats.value(value, '%'), formats.number(cores));
    case 'loop_delay_milliseconds':
      return formats.value(value, 'ms');
    case 'judging_behind_seconds':
    case 'store_behind_seconds':
      return formats.duration(value * 1_000);
    default:
      return formats.number(value);
  }
}

import './availability.css';
import { useState } from 'preact/hooks';
import type { AvailabilityAnswer } from '../../api/silences.ts';
import { alertRoute } from '../../state/route.ts';
import { Button, Segments } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Failed, Loading } from '../../ui/empty.tsx';
import { Table } from '../../ui/table.tsx';
import { StateTag } from '../../ui/tag.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { useMinute } from '../silences/use-minute.ts';
import {
  AVAILABILITY_SPANS,
  type AvailabilitySpan,
  availabilitySpan,
  GOAL,
  goalBudget,
  sharePercent,
} from './availability-span.ts';

const PARTS = ['up', 'down', 'maintenance', 'unknown'] as const;
type Part = (typeof PARTS)[number];
/** So often it is read again while nothing happens. */
const AGAIN_MINUTES = 5;
const OUTAGES_SHOWN = 8;
/** Less would be told as nothing. */
const LEAST_PERCENT = 0.01;
/** Of the span so much may be unknown before it is said beside the share. */
const UNKNOWN_SHARE = 0.05;
/** The collector tells no more of them. */
const OUTAGES_TOLD = 500;

/** How long a target was up, down, down by plan and not known, and its outages. */
export function Availability({ target }: { target: string }) {
  const { api, alerts, clock } = useWard();
  const { words, formats } = useText();
  const text = words.silences.availability;
  const [span, setSpan] = useState<AvailabilitySpan>('days30');
  const standing = alerts.byTarget.get(target)?.count ?? 0;
  const turn = Math.floor(useMinute() / AGAIN_MINUTES);
  const { value, error, reload } = useLoad(
    (signal) => {
      const { fromMs, toMs } = availabilitySpan(span, Math.floor(clock.now()), formats);
      const asked = { from: fromMs, to: toMs };
      return api.get<AvailabilityAnswer>(`targets/${encodeURIComponent(target)}/availability`, asked, signal);
    },
    [target, span, turn, standing, formats],
  );
  return (
    <section class="panel card availability" aria-label={text.title}>
      <header class="card-head">
        <h2>{text.title}</h2>
        <Segments
          label={text.span}
          value={span}
          choices={AVAILABILITY_SPANS.map((each) => ({ value: each, text: text.spans[each] }))}
          onChoose={(each: AvailabilitySpan) => setSpan(each)}
        />
      </header>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {error === undefined && !value && <Loading />}
      {value && <Sums answer={value} />}
      {value && <Outages answer={value} />}
    </section>
  );
}

function Sums({ answer }: { answer: AvailabilityAnswer }) {
  const { words, formats } = useText();
  const text = words.silences.availability;
  const times: Record<Part, number> = {
    up: answer.upMs,
    down: answer.downMs,
    maintenance: answer.maintenanceMs,
    unknown: answer.unknownMs,
  };
  const wholeMs = answer.toMs - answer.fromMs;
  const partText = (ms: number) => {
    const percent = (ms / wholeMs) * 100;
    return percent > 0 && percent < LEAST_PERCENT
      ? text.tiny
      : formats.percent(Math.floor(percent * 100) / 100, 2);
  };
  return (
    <div class="card-body availability-body">
      <Share answer={answer} />
      <div class="availability-bar" aria-hidden="true">
        {PARTS.filter((part) => times[part] > 0).map((part) => (
          <span key={part} class={`part-${part}`} style={{ flexGrow: times[part] / wholeMs }} />
        ))}
      </div>
      <dl class="availability-parts">
        {PARTS.map((part) => (
          <div key={part}>
            <dt>
              <span class={`availability-key part-${part}`} aria-hidden="true" />
              {text[part]}
            </dt>
            <dd>
              {formats.duration(times[part])} <span class="muted">{partText(times[part])}</span>
            </dd>
          </div>
        ))}
      </dl>
      {answer.unknownMs > 0 && <p class="field-hint">{text.unknownHint}</p>}
    </div>
  );
}

function Share({ answer }: { answer: AvailabilityAnswer }) {
  const { words, formats } = useText();
  const text = words.silences.availability;
  const { share } = answer;
  if (share === null) return <p class="strong">{text.nothing}</p>;
  const { allowedMs, leftMs } = goalBudget(answer);
  const allowed = formats.duration(allowedMs);
  const isMet = share >= GOAL;
  const percent = sharePercent(share);
  const knownMs = answer.toMs - answer.fromMs - answer.unknownMs;
  const isPartly = answer.unknownMs > (answer.toMs - answer.fromMs) * UNKNOWN_SHARE;
  return (
    <p class="availability-share">
      <strong title={text.shareHint}>{formats.percent(percent, percent === 100 ? 0 : 3)}</strong>
      {isPartly && <span>{text.known(formats.duration(knownMs))}</span>}
      <span>
        <StateTag mark={isMet ? 'ok' : 'warning'} text={text.goal} />
        <span class="muted">
          {isMet
            ? text.goalMet(allowed, formats.duration(answer.downMs))
            : text.goalMissed(allowed, formats.duration(-leftMs))}
        </span>
      </span>
    </p>
  );
}

function Outages({ answer }: { answer: AvailabilityAnswer }) {
  const { rules } = useWard();
  const { words, formats } = useText();
  const text = words.silences.availability;
  const [isAll, setAll] = useState(false);
  const { outages } = answer;
  if (outages.length === 0) {
    return (
      <p class="card-note muted">
        {text.noOutages} · {text.unwatched}
      </p>
    );
  }
  return (
    <>
      <Table
        label={text.outages}
        rows={isAll ? outages : outages.slice(0, OUTAGES_SHOWN)}
        keyOf={({ alert }) => alert}
        columns={[
          { title: text.columns.from, cell: ({ fromMs }) => formats.moment(fromMs) },
          {
            title: text.columns.lasted,
            cell: ({ fromMs, toMs }) => (
              <>
                {formats.duration(toMs - fromMs)}
                {toMs >= answer.toMs && <span class="state-critical"> · {text.now}</span>}
              </>
            ),
          },
          {
            title: text.columns.rule,
            wide: true,
            cell: ({ alert, rule }) => <a href={alertRoute(alert)}>{rules.name(rule, formats.language)}</a>,
          },
        ]}
      />
      {!isAll && outages.length > OUTAGES_SHOWN && (
        <div class="more">
          <Button look="quiet" onClick={() => setAll(true)}>
            {text.all(formats.number(outages.length))}
          </Button>
        </div>
      )}
      <p class="card-note muted">
        {outages.length >= OUTAGES_TOLD && text.capped} {text.unwatched}
      </p>
    </>
  );
}

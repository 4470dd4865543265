import { useState } from 'preact/hooks';
import type { Advice, Proposal } from '#protocol/advice.ts';
import type { TestedRule } from '#protocol/back-test.ts';
import type { Rule } from '#protocol/rule.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Failed } from '../../../ui/empty.tsx';
import { Table } from '../../../ui/table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import type { FormPart } from './form-part.ts';
import { reasonText } from './note-text.ts';
import type { Faults } from './read-fields.ts';
import { takeAll, takeOne } from './take-advice.ts';
import { useSubjectText } from './use-subject-text.ts';

/** Proposes thresholds from history, for conditions that have one. */
export function AdvicePanel({
  draft,
  unit,
  change,
  rule,
  faults,
}: FormPart & { rule: Rule; faults: Faults }) {
  const { api, toasts } = useWard();
  const { words } = useText();
  const text = words.trials.advice;
  const [advice, setAdvice] = useState<Advice>();
  const [error, setError] = useState<unknown>();
  const [isAsking, setIsAsking] = useState(false);
  const { kind } = draft.condition;
  if (kind !== 'above' && kind !== 'below') return null;
  const hasMetric = rule.watch.metric !== '' && !faults['watch.metric'];

  async function ask(): Promise<void> {
    setIsAsking(true);
    setError(undefined);
    // A threshold that is not written yet can be compared with nothing.
    const isWhole = Object.keys(faults).length === 0;
    const wish = isWhole ? { rule, side: kind } : { watch: rule.watch, side: kind };
    try {
      setAdvice(await api.send<Advice>('POST', 'rules/advice', wish));
    } catch (problem) {
      setError(problem);
    } finally {
      setIsAsking(false);
    }
  }

  function take(fields: Parameters<typeof change>[0]): void {
    change(fields);
    toasts.say(text.taken);
  }

  return (
    <section class="advice" aria-label={text.title}>
      <div class="advice-head">
        <Button disabled={!hasMetric || isAsking} onClick={() => void ask()}>
          {isAsking ? text.asking : text.ask}
        </Button>
        <span class="field-hint">{text.hint}</span>
      </div>
      {error !== undefined && <Failed error={error} onRetry={() => void ask()} />}
      {advice && (
        <AdviceView
          advice={advice}
          unit={unit}
          onTake={(proposal) => take(takeOne(draft, proposal, unit))}
          onTakeAll={() => take(takeAll(draft, advice.proposals, unit))}
        />
      )}
    </section>
  );
}

function AdviceView(options: {
  advice: Advice;
  unit: string;
  onTake(proposal: Proposal): void;
  onTakeAll(): void;
}) {
  const { advice, unit, onTake, onTakeAll } = options;
  const { words, formats } = useText();
  const text = words.trials.advice;
  const { proposals, usual, reasons, confidence, present } = advice;
  const value = (number: number | null) => (number === null ? '–' : formats.limit(number, unit));
  const rows: Row[] = [
    ...proposals.map((proposal) => ({ ...proposal, proposal })),
    ...(present ? [{ ...present, severity: undefined, proposal: undefined }] : []),
  ];
  return (
    <div class="advice-view" role="status">
      {proposals.length === 0 ? (
        <p>
          <strong>{text.none}</strong>
        </p>
      ) : (
        <>
          <Table
            label={text.title}
            rows={rows}
            keyOf={({ severity }) => severity ?? 'present'}
            columns={[
              {
                title: text.proposal,
                cell: ({ severity }) =>
                  severity ? (
                    <StateTag mark={severity} text={words.states.severity[severity]} />
                  ) : (
                    text.present
                  ),
              },
              { title: text.threshold, kind: 'number', cell: ({ threshold }) => <b>{value(threshold)}</b> },
              { title: text.hold, kind: 'number', cell: ({ holdMs }) => formats.duration(holdMs) },
              {
                title: text.would,
                wide: true,
                cell: ({ tested }) => <Would tested={tested} />,
              },
              {
                title: text.take,
                kind: 'actions',
                cell: ({ proposal, severity }) =>
                  proposal &&
                  severity && (
                    <Button
                      look="quiet"
                      label={`${text.take}: ${words.states.severity[severity]}`}
                      onClick={() => onTake(proposal)}
                    >
                      {text.take}
                    </Button>
                  ),
              },
            ]}
          />
          <div>
            <Button look="primary" onClick={onTakeAll}>
              {text.takeBoth}
            </Button>
          </div>
        </>
      )}
      <ul class="trial-notes">
        {usual && <li>{text.usual(value(usual.low), value(usual.median), value(usual.high))}</li>}
        {reasons.map((reason) => (
          <li key={reason.code}>{reasonText(reason, unit, words, formats)}</li>
        ))}
        {confidence !== 'none' && (
          <li>
            {text.confidenceLabel}: {text.confidence[confidence]}
          </li>
        )}
      </ul>
      {advice.unlike.length > 0 && <UnlikeSeries advice={advice} value={value} />}
    </div>
  );
}

interface Row {
  severity: Proposal['severity'] | undefined;
  threshold: number | null;
  holdMs: number;
  tested: TestedRule['totals'] | null;
  proposal: Proposal | undefined;
}

function Would({ tested }: { tested: TestedRule['totals'] | null }) {
  const { words, formats } = useText();
  const text = words.trials.advice;
  if (!tested) return <>{text.untested}</>;
  return <>{text.times(formats.number(tested.firings), formats.number(tested.concerned))}</>;
}

function UnlikeSeries({ advice, value }: { advice: Advice; value(number: number | null): string }) {
  const { words } = useText();
  const text = words.trials.advice;
  const subject = useSubjectText();
  return (
    <details class="more-settings">
      <summary>{text.unlike}</summary>
      <p class="field-hint">{text.unlikeHint}</p>
      <Table
        label={text.unlike}
        rows={advice.unlike}
        keyOf={({ target, labels }) => `${target} ${JSON.stringify(labels)}`}
        columns={[
          { title: words.trials.columns.series, wide: true, cell: (each) => subject(each) },
          { title: text.usually, kind: 'number', cell: ({ usual }) => value(usual.median) },
          { title: text.ownThreshold, kind: 'number', cell: ({ threshold }) => value(threshold) },
        ]}
      />
    </details>
  );
}

import { useState } from 'preact/hooks';
import type { Rule } from '#protocol/rule.ts';
import { Button, Segments } from '../../../ui/button.tsx';
import { useText } from '../../../ui/context.ts';
import { Failed } from '../../../ui/empty.tsx';
import { testErrorText } from './note-text.ts';
import { TestResult } from './test-result.tsx';
import { useBackTest } from './use-back-test.ts';

const DAYS = ['1', '7', '30', '90'] as const;

/** What a rule would have done, before it is saved. */
export function BackTestPanel(options: { rule: Rule; isFaulty: boolean; onCheck(): boolean }) {
  const { rule, isFaulty, onCheck } = options;
  const { words, formats } = useText();
  const text = words.trials;
  const [days, setDays] = useState<(typeof DAYS)[number]>('7');
  const { test, tested, error, isRunning, start, cancel } = useBackTest();
  const isOutdated = tested !== undefined && JSON.stringify(tested) !== JSON.stringify(rule);
  return (
    <section class="panel card trial" aria-label={text.title}>
      <div class="card-head">
        <h2>{text.title}</h2>
        <Segments
          label={text.days}
          value={days}
          choices={DAYS.map((value) => ({ value, text: text.dayChoices[value] }))}
          onChoose={(value) => setDays(value)}
        />
        {isRunning ? (
          <Button onClick={cancel}>{text.cancel}</Button>
        ) : (
          <Button
            look={test ? 'plain' : 'primary'}
            onClick={() => {
              if (onCheck()) void start(rule, Number(days));
            }}
          >
            {test ? text.runAgain : text.run}
          </Button>
        )}
      </div>
      <div class="card-body trial-body">
        {!test && !isRunning && error === undefined && (
          <p class="muted">{isFaulty ? text.faulty : text.hint}</p>
        )}
        {isRunning && <Progress series={test?.progress.series ?? 0} judged={test?.progress.judged ?? 0} />}
        {error !== undefined && <Failed error={error} />}
        {test?.state === 'cancelled' && <p class="note">{text.cancelled}</p>}
        {test?.error && (
          <p class="note" role="alert">
            {testErrorText(test.error, words, formats)}
          </p>
        )}
        {isOutdated && test && !isRunning && <p class="note">{text.outdated}</p>}
        {test && !isRunning && <TestResult test={test} />}
      </div>
    </section>
  );
}

function Progress({ series, judged }: { series: number; judged: number }) {
  const { words, formats } = useText();
  const text = words.trials;
  return (
    <div class="trial-progress" role="status">
      <progress max={Math.max(1, series)} value={series === 0 ? undefined : judged} aria-label={text.run} />
      <span class="muted">
        {series === 0 ? text.starting : text.progress(formats.number(judged), formats.number(series))}
      </span>
    </div>
  );
}

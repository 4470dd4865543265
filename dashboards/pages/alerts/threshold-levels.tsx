import type { Why } from '#protocol/why.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Table } from '../../ui/table.tsx';
import { ruleRoute } from '../settings/rules/rule-route.ts';
import { useWhyText } from './why-text.ts';

type WhySaying = Why['threshold']['sayings'][number];

/** Which threshold an alert was judged by, and what every level says. */
export function ThresholdLevels({ why }: { why: Why }) {
  const { session } = useWard();
  const { words } = useText();
  const { value } = useWhyText(why.alert);
  const { sayings, level, value: limit } = why.threshold;
  if (limit === null && sayings.length === 0) return null;
  const { state } = why.rule;
  return (
    <section class="panel card" aria-label={words.why.threshold}>
      <h2>{words.why.threshold}</h2>
      <div class="card-body">
        <p>
          <strong>{limit === null ? words.why.noLimit : value(limit)}</strong>
          {level && (
            <>
              {' · '}
              {words.why.level} {words.why.levels[level]}
            </>
          )}
        </p>
        {state !== 'removed' && (
          <p>
            <a href={ruleRoute(why.alert.rule)}>
              {session.can('rules.write') ? words.thresholds.change : words.whyNot.openRule}
            </a>
          </p>
        )}
        {state !== 'in_force' && <p class="muted">{words.why.ruleStates[state]}</p>}
        {sayings.length > 1 && (
          <Table
            label={words.why.threshold}
            rows={sayings}
            keyOf={(saying) => `${saying.level} ${saying.subject}`}
            columns={[
              { title: words.why.level, cell: (saying) => words.why.levels[saying.level] },
              { title: words.why.says, cell: (saying) => <Saying saying={saying} value={value} /> },
              {
                title: words.why.standingOf,
                cell: ({ standings }) =>
                  standings.some(({ standing }) => standing === 'applies')
                    ? words.why.inForce
                    : words.why.overruled,
              },
              { title: words.why.reason, minor: true, cell: ({ reason }) => reason },
            ]}
          />
        )}
      </div>
    </section>
  );
}

function Saying({ saying, value }: { saying: WhySaying; value(number: number | undefined): string }) {
  const { words } = useText();
  const { enabled, threshold, low, high, tiers = [] } = saying.values;
  if (enabled === false) return <>{words.why.off}</>;
  const parts = [threshold, low, high].filter((each) => each !== undefined).map(value);
  const graver = tiers.map((tier) => `${words.states.severity[tier.severity]} ${value(tier.threshold)}`);
  return <>{[...parts, ...graver].join(' · ')}</>;
}

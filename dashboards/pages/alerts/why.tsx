import type { Alert } from '#protocol/alert.ts';
import type { Why as WhyAnswer } from '#protocol/why.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Failed, Loading } from '../../ui/empty.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { stepText } from './step-text.ts';
import { ThresholdLevels } from './threshold-levels.tsx';
import { Told } from './told.tsx';
import { useWhyText } from './why-text.ts';

/** Why an alert is what it is: what was judged by which threshold, what happened, who was told and who was not. */
export function Why({ alert }: { alert: Alert }) {
  const { api } = useWard();
  const { words } = useText();
  const { value, error, reload } = useLoad(
    (signal) => api.get<WhyAnswer>(`alerts/${encodeURIComponent(alert.id)}/why`, {}, signal),
    [alert],
  );
  if (error !== undefined && !value) return <Failed error={error} onRetry={reload} />;
  if (!value) return <Loading />;
  return (
    <>
      <section class="panel card" aria-label={words.why.title}>
        <h2>{words.why.title}</h2>
        <div class="card-body">
          <Standing why={value} />
          <Steps why={value} />
        </div>
      </section>
      <ThresholdLevels why={value} />
      <Told why={value} />
    </>
  );
}

function Standing({ why }: { why: WhyAnswer }) {
  const text = useWhyText(why.alert);
  return <p class="why-standing">{text.standing(why.standing)}</p>;
}

function Steps({ why }: { why: WhyAnswer }) {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const text = useWhyText(why.alert);
  const nameOf = (target: string) => fleet.machine(target)?.target.name ?? target;
  return (
    <ol class="happened">
      {why.steps.map((step, index) => (
        <li key={`${step.atMs} ${step.code} ${index}`}>
          <time dateTime={new Date(step.atMs).toISOString()}>{formats.moment(step.atMs)}</time>
          <span>
            {stepText(step, { words, formats, value: text.value, nameOf })}
            {step.params.late && <span class="muted"> · {words.alerts.page.late}</span>}
          </span>
          {step.params.comment && <p class="happened-comment">{step.params.comment}</p>}
        </li>
      ))}
    </ol>
  );
}

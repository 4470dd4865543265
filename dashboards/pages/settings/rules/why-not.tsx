import './rules.css';
import { useMemo, useState } from 'preact/hooks';
import type { WhyNot, WhyNotRule } from '#protocol/why-not.ts';
import { alertRoute } from '../../../state/route.ts';
import { Button } from '../../../ui/button.tsx';
import { ChooseMany } from '../../../ui/choose-many.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Failed } from '../../../ui/empty.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { seriesText } from '../../../words/alert-text.ts';
import { standingTitle } from '../../../words/words.ts';
import { useMatchWorld } from '../contacts/use-match-names.ts';
import { ruleRoute } from './rule-route.ts';
import { type WhyNotWords, whyNotText } from './why-not-text.ts';

const AROUND_MINUTES = ['10', '30', '120', '720'] as const;

/** Asks why nothing fired at a moment, for a rule or a metric of a target. */
export function WhyNotDialog(options: {
  target?: string;
  /** Metrics that the target has, in place of all that rules watch. */
  metrics?: readonly string[];
  onClose(): void;
}) {
  const { onClose } = options;
  const { api, clock, rules } = useWard();
  const { words, formats } = useText();
  const text = words.whyNot;
  const world = useMatchWorld();
  const [target, setTarget] = useState(options.target ?? '');
  const [about, setAbout] = useState('');
  const [at, setAt] = useState(() => formats.field(clock.nowMs.peek()));
  const [around, setAround] = useState<(typeof AROUND_MINUTES)[number]>('30');
  const [tried, setTried] = useState(false);
  const [answer, setAnswer] = useState<WhyNot>();
  const [error, setError] = useState<unknown>();
  const [isAsking, setIsAsking] = useState(false);
  const entries = rules.entries.value;
  const choices = useMemo(() => {
    const metrics = [...new Set(options.metrics ?? entries.map(({ rule }) => rule.watch.metric))].sort();
    const fitting = entries.filter(({ rule }) => !options.metrics || metrics.includes(rule.watch.metric));
    return [
      ...fitting.map(({ rule }) => ({
        value: `rule ${rule.id}`,
        text: text.aboutRule(rule.name[formats.language]),
      })),
      ...metrics.map((metric) => ({
        value: `metric ${metric}`,
        text: text.aboutMetric(standingTitle(words, metric)),
        detail: metric,
      })),
    ];
  }, [entries, options.metrics, words]);
  const atMs = formats.fromField(at);
  const isFuture = !Number.isFinite(atMs) || atMs > clock.nowMs.peek() + 60_000;
  const required = (value: string) => (tried && value === '' ? words.rules.faults.required : undefined);

  async function ask(event: Event): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (target === '' || about === '' || isFuture) return;
    const [kind, name] = [about.slice(0, about.indexOf(' ')), about.slice(about.indexOf(' ') + 1)];
    setIsAsking(true);
    setError(undefined);
    try {
      // The clock of the browser may be ahead of the collector's by a little.
      const asked = { target, [kind]: name, atMs, aroundMs: Number(around) * 60_000 };
      setAnswer(await api.send<WhyNot>('POST', 'why-not', asked));
    } catch (problem) {
      setAnswer(undefined);
      setError(problem);
    } finally {
      setIsAsking(false);
    }
  }

  return (
    <Dialog title={text.title} wide onClose={onClose}>
      <form onSubmit={(event) => void ask(event)} noValidate>
        <p class="muted">{text.hint}</p>
        <div class="form-grid">
          {options.target === undefined && (
            <ChooseMany
              label={text.target}
              choices={world.targets}
              value={target === '' ? [] : [target]}
              most={1}
              error={required(target)}
              onChange={(chosen) => setTarget(chosen.at(-1) ?? '')}
            />
          )}
          <ChooseMany
            label={text.about}
            choices={choices}
            value={about === '' ? [] : [about]}
            most={1}
            error={required(about)}
            onChange={(chosen) => setAbout(chosen.at(-1) ?? '')}
          />
          <TextField
            label={text.at}
            value={at}
            hint={formats.zone}
            error={isFuture ? text.badTime : undefined}
            onInput={setAt}
          />
          <SelectField
            label={text.around}
            value={around}
            choices={AROUND_MINUTES.map((value) => ({ value, text: text.arounds[value] }))}
            onChoose={(value) => setAround(value)}
          />
        </div>
        <footer>
          <Button onClick={onClose}>{words.shell.common.close}</Button>
          <Button look="primary" type="submit" disabled={isAsking}>
            {isAsking ? text.asking : text.ask}
          </Button>
        </footer>
      </form>
      {error !== undefined && <Failed error={error} />}
      {answer && <Answer answer={answer} />}
    </Dialog>
  );
}

function Answer({ answer }: { answer: WhyNot }) {
  const { fleet } = useWard();
  const { words, formats } = useText();
  const text = words.whyNot;
  const world = useMatchWorld();
  const said: WhyNotWords = {
    words,
    formats,
    groupName: world.group,
    targetName: (id) => fleet.machine(id)?.target.name ?? id,
  };
  const { nothing, rules, leftOut } = answer;
  return (
    <div class="why-not" role="status">
      {nothing && <p class="note">{whyNotText(nothing.code, nothing.params, undefined, said)}</p>}
      {rules.map((rule, at) => (
        <RuleSteps
          key={`${rule.rule} ${JSON.stringify(rule.labels)}`}
          rule={rule}
          said={said}
          isOpen={at < 3}
        />
      ))}
      {leftOut > 0 && <p class="muted">{text.leftOut(formats.number(leftOut))}</p>}
    </div>
  );
}

/** The steps of one rule, the one that decided marked by colour, sign and word. */
function RuleSteps({ rule, said, isOpen }: { rule: WhyNotRule; said: WhyNotWords; isOpen: boolean }) {
  const { rules: book } = useWard();
  const { words, formats } = useText();
  const text = words.whyNot;
  const decisive = rule.steps.findLast(({ passed }) => !passed);
  return (
    <details class="why-not-rule" open={isOpen}>
      <summary>
        <strong>{book.name(rule.rule, formats.language)}</strong>
        <span class="muted"> {seriesText(words, rule.metric, rule.labels)}</span>
        <span class="why-not-verdict">
          {decisive ? whyNotText(decisive.code, decisive.params, rule.metric, said) : text.told}
        </span>
      </summary>
      <ol class="why-not-steps">
        {rule.steps.map((step, at) => (
          <li
            key={at}
            class={step.passed ? 'passed' : 'stopped'}
            aria-current={step.passed ? undefined : 'step'}
          >
            <Icon name={step.passed ? 'check' : 'close'} />
            <span>
              <span class="hidden-text">{step.passed ? text.passed : text.stopped}: </span>
              {whyNotText(step.code, step.params, rule.metric, said)}
              {!step.passed && <span class="tag accent">{text.decisive}</span>}
            </span>
          </li>
        ))}
      </ol>
      <p class="why-not-links">
        <a href={ruleRoute(rule.rule)}>{text.openRule}</a>
        {rule.alert && <a href={alertRoute(rule.alert)}>{text.openAlert}</a>}
      </p>
    </details>
  );
}

import './rules.css';
import { useMemo, useState } from 'preact/hooks';
import type { RuleEntry } from '../../../api/shapes.ts';
import { routeTo } from '../../../state/route.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { Confirm } from '../../../ui/dialog.tsx';
import { FormFoot } from '../../../ui/form-foot.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useUnsavedWarning } from '../../../ui/use-unsaved-warning.ts';
import { unitOf, unitOfSeries } from '../../../words/unit.ts';
import { useMatchWorld } from '../contacts/use-match-names.ts';
import { useOrganisations } from '../organisation-field.tsx';
import { ownOrganisation } from '../own-organisation.ts';
import { AdvicePanel } from './advice.tsx';
import { BackTestPanel } from './back-test.tsx';
import type { ConditionDraft } from './condition-draft.ts';
import { ConditionFields } from './condition-fields.tsx';
import { faultTexts, refusedTexts } from './fault-text.ts';
import type { ConditionPart } from './form-part.ts';
import { MoreFields, NameFields, TellFields } from './other-fields.tsx';
import type { FaultCode } from './read-fields.ts';
import { RecoveryFields } from './recovery-fields.tsx';
import { draftOf, newDraft, type RuleDraft, readDraft } from './rule-draft.ts';
import { RuleEnd } from './rule-end.tsx';
import { ruleRoute } from './rule-route.ts';
import { ruleSentences } from './rule-sentence.ts';
import { SeverityFields } from './severity-fields.tsx';
import { suggestedId } from './suggested-id.ts';
import { RuleThresholds } from './thresholds.tsx';
import { useSeriesOf, watchedOf } from './use-series.ts';
import { WatchFields } from './watch-fields.tsx';

/** What is only not written yet. */
const INCOMPLETE: ReadonlySet<FaultCode> = new Set(['required', 'no_limit', 'no_count', 'tier_equal']);

/** Makes a rule, or changes one: its fields, what they come to, and what they would have done. */
export function RuleEditor({ entry, metric = '' }: { entry: RuleEntry | undefined; metric?: string }) {
  const { api, rules, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.rules;
  const [start] = useState<RuleDraft>(() =>
    entry
      ? draftOf(entry.rule, unitOf(entry.rule.watch.metric))
      : { ...newDraft(ownOrganisation(session)), metric },
  );
  const [draft, setDraft] = useState(start);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<Record<string, string>>({});
  const [isLeaving, setIsLeaving] = useState(false);
  const { busy, error, run } = useChange();
  const world = useMatchWorld();
  const known = useSeriesOf(draft.metric.trim());
  const unit = unitOfSeries(known?.series[0]?.unit, draft.metric);
  const id = draft.id || suggestedId(draft, rules.entries.value);
  const { rule, faults } = useMemo(() => readDraft({ ...draft, id }, unit), [draft, id, unit]);
  const isFaulty = Object.keys(faults).length > 0;
  const isChanged = draft !== start;
  // What is still empty is no mistake before somebody wants to go on; what was typed wrongly is one at once.
  const typed = Object.fromEntries(Object.entries(faults).filter(([, { code }]) => !INCOMPLETE.has(code)));
  const errors = { ...refused, ...faultTexts(tried ? faults : typed, words, formats) };
  const { isOwn } = useOrganisations();
  const mayChange = session.can('rules.write') && (!entry || isOwn(entry.rule.organisation));

  useUnsavedWarning(isChanged);

  const change = (fields: Partial<RuleDraft>): void => {
    setRefused({});
    setDraft((now) => ({ ...now, ...fields }));
  };
  const part: ConditionPart = {
    draft,
    unit,
    errors,
    change,
    changeCondition(fields: Partial<ConditionDraft>) {
      setRefused({});
      setDraft((now) => ({
        ...now,
        condition: { ...now.condition, ...fields },
        // Silence brings its time along; what was usual for a value is not for it.
        ...(fields.kind === 'absent' && now.hold === start.hold && { hold: '0' }),
      }));
    },
  };

  /** True when it may be sent; otherwise the fields say what is wrong. */
  function check(): boolean {
    setTried(true);
    if (isFaulty) requestAnimationFrame(showFirstFault);
    return !isFaulty;
  }

  function submit(event: Event): void {
    event.preventDefault();
    if (!check()) return;
    void run(
      async () => {
        try {
          await api.send('PUT', `rules/${encodeURIComponent(rule.id)}`, rule);
        } catch (problem) {
          setRefused(refusedTexts(problem, words));
          throw problem;
        }
        await rules.load();
      },
      () => {
        toasts.say(text.saved);
        location.hash = ruleRoute(rule.id);
      },
    );
  }

  function leave(): void {
    if (isChanged) setIsLeaving(true);
    else location.hash = routeTo('settings/rules');
  }

  return (
    <div class="rule-page">
      <header class="rule-head">
        <a
          class="back"
          href={routeTo('settings/rules')}
          aria-label={text.back}
          title={text.back}
          onClick={(event) => {
            event.preventDefault();
            leave();
          }}
        >
          <Icon name="back" />
        </a>
        <h1>{entry ? entry.rule.name[formats.language] : text.newTitle}</h1>
        {isChanged && <span class="tag accent">{text.unsaved}</span>}
        {entry && <RuleEnd entry={entry} />}
      </header>
      <form class="rule-form" onSubmit={submit} noValidate>
        <div class="rule-fields">
          <fieldset class="fieldset" disabled={!mayChange}>
            <legend>{text.parts.name}</legend>
            <NameFields {...part} />
          </fieldset>
          <fieldset class="fieldset" disabled={!mayChange}>
            <legend>{text.parts.watch}</legend>
            <WatchFields {...part} series={known?.series ?? []} />
          </fieldset>
          <fieldset class="fieldset" disabled={!mayChange}>
            <legend>{text.parts.condition}</legend>
            <ConditionFields {...part} />
            <AdvicePanel {...part} rule={rule} faults={faults} />
          </fieldset>
          <fieldset class="fieldset" disabled={!mayChange}>
            <legend>{text.parts.severity}</legend>
            <SeverityFields {...part} />
          </fieldset>
          <fieldset class="fieldset" disabled={!mayChange}>
            <legend>{text.parts.recovery}</legend>
            <RecoveryFields {...part} />
          </fieldset>
          <fieldset class="fieldset" disabled={!mayChange}>
            <legend>{text.parts.tell}</legend>
            <TellFields {...part} />
          </fieldset>
          <fieldset class="fieldset" disabled={!mayChange}>
            <legend>{text.parts.more}</legend>
            <MoreFields {...part} suggestedId={id} isNew={!entry} />
          </fieldset>
        </div>
        <aside class="rule-side">
          <section class="panel rule-does" aria-label={text.does}>
            <h2>{text.does}</h2>
            <ul>
              {ruleSentences(rule, { words, formats, unit, groupName: world.group }).map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
            {known && <WatchedNow rule={rule} known={known} />}
            {mayChange && (
              <>
                {tried && isFaulty && (
                  <p class="field-error" role="alert">
                    {text.someFaults(formats.number(Object.keys(faults).length))}
                  </p>
                )}
                <FormFoot
                  error={error}
                  action={busy ? words.shell.common.saving : words.shell.common.save}
                  disabled={busy}
                  onClose={leave}
                />
              </>
            )}
          </section>
        </aside>
      </form>
      {mayChange && <BackTestPanel rule={rule} isFaulty={isFaulty} onCheck={check} />}
      {entry && <RuleThresholds rule={entry.rule} />}
      {isLeaving && (
        <Confirm
          title={text.leave}
          hint={text.leaveHint}
          action={text.leaveDo}
          onClose={() => setIsLeaving(false)}
          onConfirm={() => {
            location.hash = routeTo('settings/rules');
          }}
        />
      )}
    </div>
  );
}

function WatchedNow({
  rule,
  known,
}: {
  rule: ReturnType<typeof readDraft>['rule'];
  known: NonNullable<ReturnType<typeof useSeriesOf>>;
}) {
  const { words, formats } = useText();
  const text = words.rules.now;
  if (rule.watch.metric === '') return null;
  const watched = watchedOf(known.series, rule);
  const targets = new Set(watched.map(({ target }) => target)).size;
  const count = `${formats.number(watched.length)}${known.isAll ? '' : '+'}`;
  if (watched.length === 0 && known.isAll) return <p class="rule-now warn">{text.none}</p>;
  if (rule.watch.groups.length > 0) return <p class="rule-now">{text.someInGroups(count)}</p>;
  return <p class="rule-now">{text.some(count, formats.number(targets))}</p>;
}

/** Brings what is wrong into view, and the keyboard to it. */
function showFirstFault(): void {
  document.querySelector<HTMLElement>('.rule-form [aria-invalid="true"]')?.focus();
}

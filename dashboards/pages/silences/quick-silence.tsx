import './silences.css';
import { useState } from 'preact/hooks';
import type { Alert } from '#protocol/alert.ts';
import type { SilenceEntry, WantedSilence } from '../../api/silences.ts';
import { Button } from '../../ui/button.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useChange } from '../../ui/use-change.ts';
import { errorText } from '../../words/error-text.ts';
import { isTooMuch, type QuickMatch, quickMatches } from './quick-match.ts';
import { newDraft, nextMorningMs, timesOf } from './silence-draft.ts';
import { SilenceForm } from './silence-form.tsx';
import { momentText } from './times-text.ts';

/** Ways that need nothing but a click. */
const QUICK = ['30m', '2h', 'morning'] as const;
/** Of the targets and rules so many are named. */
const NAMED = 3;
const NAME_LENGTH = 200;

/** A button that silences these alerts; nothing for somebody who may not, or where all of them are over. */
export function QuickSilence({ alerts, onDone }: { alerts: readonly Alert[]; onDone?(): void }) {
  const { session } = useWard();
  const { words } = useText();
  const [asking, setAsking] = useState<readonly Alert[]>();
  const [writing, setWriting] = useState<QuickMatch>();
  const standing = alerts.filter(({ state }) => state !== 'resolved');
  const nameOf = useQuickName();
  if (!session.can('silences.write')) return null;
  return (
    <>
      {standing.length > 0 && (
        <Button onClick={() => setAsking(standing)}>{words.alerts.deeds.silence}</Button>
      )}
      {asking && (
        <QuickDialog
          matches={quickMatches(asking)}
          onClose={() => setAsking(undefined)}
          onDone={() => {
            setAsking(undefined);
            onDone?.();
          }}
          onMore={(match) => {
            setAsking(undefined);
            setWriting(match);
          }}
        />
      )}
      {writing && (
        <SilenceForm
          start={(nowMs, clock) => ({
            ...newDraft('silence', nowMs, clock),
            name: nameOf(writing.alerts),
            match: isTooMuch([writing]) ? { ...writing.match, targets: [] } : writing.match,
          })}
          organisation={writing.organisation}
          onClose={() => {
            setWriting(undefined);
            onDone?.();
          }}
        />
      )}
    </>
  );
}

function QuickDialog(options: {
  matches: readonly QuickMatch[];
  onClose(): void;
  onDone(): void;
  onMore(match: QuickMatch): void;
}) {
  const { matches, onClose, onDone, onMore } = options;
  const { api, clock, silences, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.silences.quick;
  const { busy, error, run } = useChange();
  const nameOf = useQuickName();
  const morningMs = nextMorningMs(clock.nowMs.value, formats);
  const all = matches.flatMap(({ alerts }) => alerts);
  const tooMuch = isTooMuch(matches);
  const title =
    all.length > 1 ? `${text.title} · ${words.alerts.count(formats.number(all.length))}` : text.title;

  function silence(when: (typeof QUICK)[number]): void {
    const nowMs = clock.now();
    const { times } = timesOf({ ...newDraft('silence', nowMs, formats), when }, nowMs, formats);
    if (!times) return;
    const made: SilenceEntry[] = [];
    void run(async () => {
      try {
        for (const { organisation, match, alerts } of matches) {
          const body: WantedSilence = { kind: 'silence', name: nameOf(alerts), match, times, comment: '' };
          made.push(await api.send<SilenceEntry>('POST', 'silences', { organisation, ...body }));
        }
      } finally {
        if (made.length > 0) tell(made);
      }
      onDone();
    });
  }

  function tell(made: readonly SilenceEntry[]): void {
    silences.changed();
    const untilMs = made[0].untilMs ?? clock.now();
    const undo = { text: text.undo, run: () => takeBack(made) };
    toasts.say(text.done(momentText(untilMs, formats)), 'plain', undo);
  }

  function takeBack(made: readonly SilenceEntry[]): void {
    const ends = made.map(({ silence: { id } }) =>
      api.send('POST', `silences/${encodeURIComponent(id)}/end`),
    );
    Promise.all(ends)
      .then(() => toasts.say(text.undone))
      .catch((problem: unknown) => toasts.say(errorText(words, problem), 'bad'))
      .finally(() => silences.changed());
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <div class="stack">
        <p class="muted">{text.hint}</p>
        <What matches={matches} />
        {tooMuch && <p class="note silence-every">{text.tooMany}</p>}
        <div class="quick-times">
          {QUICK.map((when) => (
            <Button key={when} disabled={busy || tooMuch} onClick={() => silence(when)}>
              {when === 'morning'
                ? words.silences.form.morning(momentText(morningMs, formats))
                : words.silences.form.whens[when]}
            </Button>
          ))}
        </div>
        {error && (
          <p class="field-error" role="alert">
            {error}
          </p>
        )}
        <footer>
          <Button onClick={onClose}>{words.shell.common.cancel}</Button>
          {matches.length === 1 && <Button onClick={() => onMore(matches[0])}>{text.more}</Button>}
        </footer>
      </div>
    </Dialog>
  );
}

function What({ matches }: { matches: readonly QuickMatch[] }) {
  const { fleet, rules } = useWard();
  const { words, formats } = useText();
  const text = words.silences.quick;
  const ids = (of: 'targets' | 'rules') => [...new Set(matches.flatMap(({ match }) => match[of]))];
  const some = (names: readonly string[]) =>
    names.length > NAMED
      ? words.contacts.match.andMore(formats.list(names.slice(0, NAMED)), formats.number(names.length))
      : formats.list(names);
  return (
    <dl class="quick-what">
      <dt>{text.targets}</dt>
      <dd>{some(ids('targets').map((id) => fleet.machine(id)?.target.name ?? id))}</dd>
      <dt>{text.rules}</dt>
      <dd>{some(ids('rules').map((id) => rules.name(id, formats.language)))}</dd>
    </dl>
  );
}

/** What a silence of these alerts is called while nobody has said. */
function useQuickName(): (alerts: readonly Alert[]) => string {
  const { fleet, rules } = useWard();
  const { words, formats } = useText();
  return (alerts) => {
    const [{ target, rule }] = alerts;
    const first = `${fleet.machine(target)?.target.name ?? target} · ${rules.name(rule, formats.language)}`;
    const isOne = alerts.length === 1;
    const name = isOne ? first : words.silences.quick.name(first, formats.number(alerts.length));
    return name.slice(0, NAME_LENGTH);
  };
}

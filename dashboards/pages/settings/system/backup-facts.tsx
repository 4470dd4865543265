import type { ComponentChildren } from 'preact';
import { Fragment } from 'preact';
import type { BackupState } from '#protocol/backup.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { StateTag } from '../../../ui/tag.tsx';
import { wordOf } from '../../../words/word-of.ts';

/** A backup may be so much later than its schedule before it is overdue: the rule that calls people waits as long. */
const OVERDUE = 1.25;

/** How backups stand, in words: the last one, the last test, what comes next and what is in it. */
export function BackupFacts({ state }: { state: BackupState }) {
  const { words, formats } = useText();
  const text = words.system.backups;
  const rows: [string, ComponentChildren][] = [
    [text.title, <LastBackup key="last" state={state} />],
    [words.system.backups.test, <LastTest key="test" state={state} />],
  ];
  if (state.folder !== '') {
    rows.push([
      text.folder,
      <>
        <code>{state.folder}</code>
        <span class="below muted">
          {text.plan(formats.duration(state.everyMs), formats.number(state.keep))} ·{' '}
          {text.testPlan(formats.duration(state.testEveryMs))}
        </span>
      </>,
    ]);
  }
  if (state.nextAtMs !== null) rows.push([text.next, formats.full(state.nextAtMs)]);
  if (state.nextTestAtMs !== null) rows.push([text.nextTest, formats.full(state.nextTestAtMs)]);
  return (
    <>
      <dl class="facts">
        {rows.map(([title, value]) => (
          <Fragment key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <p class="card-note muted">{wordOf(text.samples, state.samples)}</p>
    </>
  );
}

function LastBackup({ state }: { state: BackupState }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const text = words.system.backups;
  const { last, failures } = state;
  if (!last) return <StateTag mark="warning" text={text.never} />;
  const ageMs = clock.nowMs.value - last.atMs;
  const ago = words.shell.ago(formats.duration(ageMs));
  const isLate = state.folder !== '' && ageMs > state.everyMs * OVERDUE;
  return (
    <>
      <span title={formats.full(last.atMs)}>
        {isLate ? (
          <StateTag mark="warning" text={text.late(ago)} />
        ) : (
          <StateTag mark="ok" text={text.lastMade(ago)} />
        )}
      </span>
      <span class="below muted">
        {formats.bytes(last.bytes)}
        {failures > 0 && ` · ${text.failed(formats.number(failures))}`}
      </span>
    </>
  );
}

function LastTest({ state }: { state: BackupState }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const text = words.system.backups;
  const { lastTest } = state;
  if (!lastTest) {
    return (
      <>
        <span class="muted">{text.neverTested}</span>
        <span class="below muted">{text.testHint}</span>
      </>
    );
  }
  const ago = words.shell.ago(formats.duration(clock.nowMs.value - lastTest.atMs));
  if (lastTest.passed) {
    const { checked } = lastTest;
    return (
      <>
        <StateTag mark="ok" text={text.lastTest(ago)} />
        {checked && (
          <span class="below muted">
            {text.checked(
              formats.bytes(checked.bytes),
              formats.compact(checked.samples),
              formats.number(checked.auditEntries),
            )}
          </span>
        )}
      </>
    );
  }
  return (
    <>
      <StateTag mark="critical" text={text.testFailed(ago)} />
      <ul class="system-differences">
        {lastTest.differences.map(({ code, what, detail }) => (
          <li key={`${code} ${what}`}>
            {wordOf(text.testFailures, code)} <code>{what}</code>
            <span class="below muted where-cell">{detail}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

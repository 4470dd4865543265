import type { BackupState } from '#protocol/backup.ts';
import { routeTo } from '../../../state/route.ts';
import { useText, useWard } from '../../../ui/context.ts';
import type { Mark } from '../../../ui/state-mark.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { momentText } from '../job-times.ts';

/** The backups of the collector itself: they are made and tested by it. */
export function OwnBackup({ own }: { own: BackupState }) {
  const { clock } = useWard();
  const { words, formats } = useText();
  const text = words.jobs.backups;
  const { folder, last, lastTest, nextAtMs, keep, failures, everyMs } = own;
  const isLate = last !== null && clock.now() - last.atMs > 2 * everyMs;
  const mark: Mark = folder === '' || last === null ? 'warning' : failures > 0 || isLate ? 'critical' : 'ok';
  return (
    <section class="panel own-backup" aria-label={text.own}>
      <a class="strong" href={routeTo('settings/system')}>
        {text.own}
      </a>
      {folder === '' ? (
        <StateTag mark="warning" text={text.ownNone} />
      ) : (
        <>
          <StateTag
            mark={mark}
            text={
              last === null ? text.never : `${momentText(formats, last.atMs)} · ${formats.bytes(last.bytes)}`
            }
          />
          {failures > 0 && <span class="state-critical">{text.ownFailures(formats.number(failures))}</span>}
          <span class="muted">{text.ownPoints(formats.number(keep))}</span>
          {nextAtMs !== null && <span class="muted">{text.ownNext(momentText(formats, nextAtMs))}</span>}
          {lastTest === null ? (
            <StateTag mark="warning" text={text.neverRestored} />
          ) : (
            <StateTag
              mark={lastTest.passed ? 'ok' : 'critical'}
              text={`${lastTest.passed ? text.passed : text.failed} ${momentText(formats, lastTest.atMs)}`}
            />
          )}
        </>
      )}
    </section>
  );
}

import { useEffect, useState } from 'preact/hooks';
import type { JobDefinition } from '#protocol/job.ts';
import type { PreviewAnswer } from '../../api/jobs.ts';
import { useText, useWard } from '../../ui/context.ts';
import { createFormats } from '../../words/format.ts';
import type { ScheduleKind } from './job-draft.ts';
import { dueText, momentText } from './job-times.ts';

/** Whoever types is asked about after a moment of rest. */
const REST_MS = 300;

/** What the collector makes of a definition while it is written; nothing while there is none. */
export function usePreview(
  definition: JobDefinition | undefined,
  organisation: string,
  own: string | undefined,
): { answer: PreviewAnswer | undefined; error: unknown } {
  const { api } = useWard();
  const [state, setState] = useState<{ answer?: PreviewAnswer; error?: unknown }>({});
  const question =
    definition && JSON.stringify(own === undefined ? { organisation, definition } : { job: own, definition });
  useEffect(() => {
    setState((before) => ({ answer: before.answer }));
    if (question === undefined) {
      setState({});
      return;
    }
    let isOver = false;
    const timer = setTimeout(() => {
      api.send<PreviewAnswer>('POST', 'jobs/preview', JSON.parse(question)).then(
        (answer) => !isOver && setState({ answer }),
        (error: unknown) => !isOver && setState({ error }),
      );
    }, REST_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [api, question]);
  return { answer: state.answer, error: state.error };
}

/** The next deadlines, so that one sees what was written. */
export function Preview({ kind, answer }: { kind: ScheduleKind; answer: PreviewAnswer | undefined }) {
  const { words, formats } = useText();
  const text = words.jobs;
  if (kind === 'every' || kind === 'after') return <p class="muted">{text.previewNone}</p>;
  const zoned = answer && createFormats(formats.language, answer.zone);
  return (
    <section class="preview" aria-label={text.preview}>
      <h3>
        {text.preview} <span class="muted">{answer?.zone}</span>
      </h3>
      <ol aria-live="polite">
        {zoned &&
          answer.windows.map(({ dueMs, lateMs }) => (
            <li key={dueMs}>
              {dueText(zoned, dueMs)}{' '}
              <span class="muted">{words.jobs.weekdays[weekdayOf(zoned.field(dueMs - 1))]}</span>
              {lateMs > dueMs && <span class="muted"> {text.previewGrace(momentText(zoned, lateMs))}</span>}
            </li>
          ))}
      </ol>
      {answer && !answer.calendarKnown && <p class="note">{text.previewUnknown}</p>}
    </section>
  );
}

/** 0 is Monday. */
function weekdayOf(field: string): number {
  return (new Date(field.slice(0, 10)).getUTCDay() + 6) % 7;
}

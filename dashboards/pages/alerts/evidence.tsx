import '../../ui/listing.css';
import './evidence.css';
import type { Alert } from '#protocol/alert.ts';
import { useText, useWard } from '../../ui/context.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Empty, Failed, Loading } from '../../ui/empty.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { seriesText } from '../../words/alert-text.ts';
import { useFirst } from '../target/first-answers.ts';

/** A record of evidence as the API answers it; its contract needs Node's own types, which pages do not have. */
export interface Seen {
  timeMs: number;
  metric: string;
  labels: Record<string, string>;
  /** What the lines are of: a file, an address, a command. */
  title: string;
  /** `diff`: each line begins with `+`, `-` or a space. */
  form: 'lines' | 'diff';
  lines: string[];
  /** Lines beyond the limit, which nobody has. */
  omitted: number;
}

interface EvidenceAnswer {
  evidence: Seen[];
  /** As many as are kept: there may have been more. */
  isFull?: boolean;
}

/** Metrics whose values leave something to be seen: lines of logs, differences of pages, links. */
const WITH_EVIDENCE = /^(logs|syslog|page|site|job|database|certificate|sql)\./;

/** True for an alert beside which something may have been seen. */
export function mayHaveEvidence({ metric }: Pick<Alert, 'metric'>): boolean {
  return WITH_EVIDENCE.test(metric);
}

/** What was seen before an alert fired and since. */
export function AlertEvidence({ alert, onClose }: { alert: Alert; onClose(): void }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.alerts.evidence;
  const { value, error, reload } = useLoad(
    (signal) => api.get<EvidenceAnswer>(`alerts/${encodeURIComponent(alert.id)}/evidence`, {}, signal),
    [alert.id],
  );
  return (
    <Dialog title={text.title} wide onClose={onClose}>
      <p class="muted">{seriesText(words, alert.metric, alert.labels)}</p>
      {error !== undefined && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.evidence.length === 0 && <Empty title={text.none} hint={text.noneHint} />}
      {value && <EvidenceList evidence={value.evidence} />}
      {value?.isFull && <p class="note">{text.full}</p>}
    </Dialog>
  );
}

/** The same on the page of the alert. */
export function OfAlert({ alert }: { alert: Alert }) {
  const { api } = useWard();
  const { words } = useText();
  const { value } = useLoad(
    (signal) => api.get<EvidenceAnswer>(`alerts/${encodeURIComponent(alert.id)}/evidence`, {}, signal),
    [alert.id],
  );
  if (!value || value.evidence.length === 0) return null;
  return (
    <section class="panel card" aria-label={words.alerts.evidence.title}>
      <h2>{words.alerts.evidence.title}</h2>
      <div class="card-body">
        <EvidenceList evidence={value.evidence} />
        {value.isFull && <p class="note">{words.alerts.evidence.full}</p>}
      </div>
    </section>
  );
}

/** What was seen lately on a target; nothing when there is nothing. */
export function TargetEvidence({ target }: { target: string }) {
  const { api } = useWard();
  const { words } = useText();
  const first = useFirst(({ evidence }) => evidence);
  const { value } = useLoad(
    (signal) =>
      first(async () => {
        const path = `targets/${encodeURIComponent(target)}/evidence`;
        return (await api.get<EvidenceAnswer>(path, {}, signal)).evidence;
      }),
    [target],
  );
  if (!value || value.length === 0) return null;
  return (
    <section class="panel card" aria-label={words.alerts.evidence.lately}>
      <h2>{words.alerts.evidence.lately}</h2>
      <div class="card-body">
        <EvidenceList evidence={value.slice(0, MOST_SHOWN)} withSeries />
      </div>
    </section>
  );
}

const MOST_SHOWN = 10;

function EvidenceList({ evidence, withSeries }: { evidence: readonly Seen[]; withSeries?: boolean }) {
  const { words, formats } = useText();
  return (
    <ol class="evidence">
      {evidence.map(({ timeMs, metric, labels, title, form, lines, omitted }, index) => (
        <li key={`${timeMs} ${index}`}>
          <p class="evidence-head">
            <time dateTime={new Date(timeMs).toISOString()}>{formats.moment(timeMs)}</time>{' '}
            <strong class="clip">{title}</strong>
            {withSeries && <span class="muted clip">{seriesText(words, metric, labels)}</span>}
          </p>
          <pre class="listing">
            {lines.map((line, at) => (
              <span key={`${at} ${line}`} class={form === 'diff' ? classOf(line) : undefined}>
                {`${line}\n`}
              </span>
            ))}
          </pre>
          {omitted > 0 && <p class="muted">{words.alerts.evidence.omitted(formats.number(omitted))}</p>}
        </li>
      ))}
    </ol>
  );
}

function classOf(line: string): string {
  if (line.startsWith('+')) return 'diff-added';
  return line.startsWith('-') ? 'diff-removed' : 'diff-same';
}

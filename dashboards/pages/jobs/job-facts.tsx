import type { ComponentChildren } from 'preact';
import type { JobEntry } from '../../api/jobs.ts';
import { machineRoute } from '../../state/route.ts';
import { useText, useWard } from '../../ui/context.ts';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';
import { dueText, momentText } from './job-times.ts';
import { RenewToken } from './renew-token.tsx';
import { fromText, scheduleText } from './schedule-text.ts';
import { useJobFormats } from './use-job-formats.ts';

/** What is expected of a job, in words. */
export function JobFacts({ job, onChanged }: { job: JobEntry; onChanged(): void }) {
  const { fleet, session } = useWard();
  const { words } = useText();
  const formats = useJobFormats(job);
  const text = words.jobs;
  const { schedule, graceMs, zone, feed } = job.definition;
  const nameOf = (id: string) => fleet.machine(id)?.target.name;
  const when = [
    scheduleText(schedule, words, formats, nameOf),
    fromText(schedule, words),
    zone && text.expected.zone(zone),
  ].filter(Boolean);
  return (
    <section class="panel card" aria-label={text.expectedTitle}>
      <h2>{text.expectedTitle}</h2>
      <dl class="job-facts">
        <Fact title={text.facts.schedule}>{when.join(' · ')}</Fact>
        <Fact title={text.columns.next}>
          {job.next ? dueText(formats, job.next.dueMs) : <span class="muted">{text.noDeadline}</span>}
        </Fact>
        {graceMs > 0 && <Fact title={text.facts.grace}>{formats.duration(graceMs)}</Fact>}
        <Fact title={text.facts.missing}>{missingText(job, words, formats)}</Fact>
        {limits(job, words, formats).map(({ title, limit }) => (
          <Fact key={title} title={title}>
            {limit}
          </Fact>
        ))}
        <Fact title={text.facts.feed}>
          <FeedText job={job} formats={formats} />
          {feed.kind === 'beat' && session.can('targets.write') && (
            <RenewToken job={job} onRenewed={onChanged} />
          )}
        </Fact>
        <Fact title={text.facts.since}>{momentText(formats, job.sinceMs)}</Fact>
      </dl>
    </section>
  );
}

function Fact({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function FeedText({ job, formats }: { job: JobEntry; formats: Formats }) {
  const { fleet } = useWard();
  const { words } = useText();
  const text = words.jobs;
  const { feed } = job.definition;
  if (feed.kind === 'beat')
    return (
      <>{job.tokenMadeAtMs === null ? text.feeds.beat : text.feedBeat(formats.date(job.tokenMadeAtMs))}</>
    );
  if (!feed.target) return <>{text.feedOwnPoll}</>;
  const name = fleet.machine(feed.target)?.target.name ?? words.alerts.unknownTarget;
  return <a href={machineRoute(feed.target)}>{text.feedWatch(feed.key, name)}</a>;
}

const MONTHS = ['monthly', 'quarterly', 'half_yearly'];

function missingText({ definition }: JobEntry, words: Words, formats: Formats): string {
  const text = words.jobs;
  const { missingAfterMs, schedule } = definition;
  if (missingAfterMs !== undefined) return text.missingAfter(formats.duration(missingAfterMs));
  return MONTHS.includes(schedule.kind) ? text.missingMonths : text.missingDefault;
}

/** What a success must be, line by line. */
function limits(
  { definition }: JobEntry,
  words: Words,
  formats: Formats,
): { title: string; limit: string }[] {
  const text = words.jobs;
  const { small, short, long } = definition.expect;
  const share = (part: number | undefined, ofLast: number) =>
    part !== undefined && text.shareOfMedian(formats.percent(part * 100, 0), String(ofLast));
  const lines = [
    {
      title: text.facts.small,
      least: small && [
        small.bytes !== undefined && formats.bytes(small.bytes),
        small.files !== undefined && text.files(formats.number(small.files)),
        small.count !== undefined && text.items(formats.number(small.count)),
        share(small.shareOfMedian, small.ofLast),
      ],
      say: text.lessThan,
    },
    {
      title: text.facts.short,
      least: short && [
        short.durationMs !== undefined && formats.duration(short.durationMs),
        share(short.shareOfMedian, short.ofLast),
      ],
      say: text.lessThan,
    },
    {
      title: text.facts.long,
      least: long && [
        long.durationMs !== undefined && formats.duration(long.durationMs),
        long.timesMedian !== undefined &&
          text.timesMedian(formats.number(long.timesMedian), String(long.ofLast)),
      ],
      say: text.longerThan,
    },
  ];
  return lines.flatMap(({ title, least, say }) => {
    const told = (least ?? []).filter((each): each is string => typeof each === 'string');
    return told.length === 0 ? [] : [{ title, limit: say(formats.list(told)) }];
  });
}

import type { JobEntry } from '../../api/jobs.ts';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';
import { dueText, momentText } from './job-times.ts';

/** Where one asks next when it last went well. */
const UNMET = ['missing', 'late', 'late_running', 'failed', 'failed_exit'];

/** How a job stands, in a sentence or two: from the code and the parameters that the collector tells. */
export function jobSentence(job: JobEntry, words: Words, formats: Formats): string {
  const text = words.jobs.sentences;
  const { params } = job;
  const gap = formats.language === 'zh-CN' ? '' : ' ';
  const success = lastSuccessOf(job, words, formats);
  const next = 'nextDueMs' in params ? text.nextDue(dueText(formats, Number(params.nextDueMs))) : '';
  const first = firstSentence(job, words, formats);
  const isUnmet = UNMET.includes(job.code);
  return [first, isUnmet ? success : '', next].filter(Boolean).join(gap);
}

function firstSentence(job: JobEntry, words: Words, formats: Formats): string {
  const text = words.jobs.sentences;
  const { code, params, paused } = job;
  const at = (name: string) => momentText(formats, Number(params[name]));
  const due = dueText(formats, Number(params.dueMs));
  switch (code) {
    case 'paused':
      return paused?.reason ? text.pausedWhy(at('atMs'), paused.reason) : text.paused(at('atMs'));
    case 'missing':
      return text.missing(due);
    case 'failed':
      return text.failed(at('atMs'));
    case 'failed_exit':
      return text.failed_exit(at('atMs'), String(params.exitCode));
    case 'late':
      return text.late(due);
    case 'late_running':
      return text.late_running(due, at('startedMs'));
    case 'too_long':
      return text.too_long(at('startedMs'), formats.duration(Number(params.longestMs)));
    case 'too_small': {
      const [found, least] = [Number(params.found), Number(params.least)];
      const amount = (value: number) => producedText(job, found, value, words, formats);
      return text.too_small(at('atMs'), amount(found), amount(least));
    }
    case 'too_short': {
      const [found, least] = [Number(params.found), Number(params.least)];
      return text.too_short(at('atMs'), formats.value(found, 'ms'), formats.value(least, 'ms'));
    }
    case 'running':
      return text.running(at('startedMs'));
    case 'waiting':
      return text.waiting;
    case 'ok':
      return text.ok;
    default:
      return '';
  }
}

function lastSuccessOf({ lastSuccess }: JobEntry, words: Words, formats: Formats): string {
  const text = words.jobs.sentences;
  return lastSuccess ? text.lastSuccess(momentText(formats, lastSuccess.atMs)) : text.noSuccess;
}

/** The amount that fell short is told as a number: what the last success produced says of what. */
function producedText(
  { lastSuccess }: Pick<JobEntry, 'lastSuccess'>,
  found: number,
  value: number,
  words: Words,
  formats: Formats,
): string {
  if (lastSuccess?.bytes === found) return formats.bytes(value);
  if (lastSuccess?.files === found) return words.jobs.files(formats.number(value));
  return words.jobs.items(formats.number(value));
}

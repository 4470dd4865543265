import type { AdviceReason } from '#protocol/advice.ts';
import type { BackTestError, BackTestNote, Note, Resolution } from '#protocol/back-test.ts';
import type { Formats } from '../../../words/format.ts';
import { standingTitle, type Words } from '../../../words/words.ts';

/** What is to be known about the answer of a back-test, in words; the code where we have none. */
export function noteText({ code, params }: Note, words: Words, formats: Formats): string {
  const text = words.trials.notes;
  const count = (name: string) => formats.number(Number(params[name]));
  const span = (name: string) => formats.duration(Number(params[name]));
  switch (code as BackTestNote) {
    case 'series_left_out':
      return text.series_left_out(count('series'), count('judged'));
    case 'silence_shorter_than_bins':
      return text.silence_shorter_than_bins(span('afterMs'), span('stepMs'));
    case 'no_history':
      return text.no_history(count('series'));
    case 'too_coarse_for_bands':
      return text.too_coarse_for_bands(count('series'), span('stepMs'));
    case 'no_divisor':
      return text.no_divisor(count('series'), standingTitle(words, String(params.metric)));
    case 'history_begins':
      return text.history_begins(formats.moment(Number(params.atMs)));
    case 'no_series':
    case 'no_groups':
    case 'members_as_they_are_now':
    case 'silence_by_sample_time':
      return text[code as 'no_series'];
    default:
      return code;
  }
}

/** Why a back-test failed, in words. */
export function testErrorText({ code, params }: Note, words: Words, formats: Formats): string {
  const text = words.trials.errors;
  switch (code as BackTestError) {
    case 'took_too_long':
      return text.took_too_long(formats.number(Number(params.seconds)));
    case 'too_large':
    case 'store_failed':
      return text[code as 'too_large'];
    default:
      return code;
  }
}

/** From what the past was judged, in words. */
export function resolutionText({ why, stepMs }: Resolution, words: Words, formats: Formats): string {
  const text = words.trials.resolution;
  return why === 'samples' ? text.samples : text[why](formats.duration(stepMs));
}

/** Why a threshold is proposed, or why none is, in words; values come in the unit of the series. */
export function reasonText({ code, params }: Note, unit: string, words: Words, formats: Formats): string {
  const text = words.trials.advice.reasons;
  const number = (name: string) => formats.number(Number(params[name]));
  const value = (name: string) => formats.limit(Number(params[name]), unit);
  const span = (name: string) => formats.duration(Number(params[name]));
  const days = (name: string) => formats.value(Number(params[name]), 'd');
  switch (code as AdviceReason) {
    case 'too_little_history':
      return text.too_little_history(days('days'), days('wanted'));
    case 'series_sampled':
      return text.series_sampled(number('looked'), number('series'));
    case 'history':
      return text.history(days('days'));
    case 'usual_high':
      return text.usual_high(number('part'), value('high'), value('median'));
    case 'margin':
      return text.margin(number('warning'), number('critical'));
    case 'kept_from_limit':
      return text.kept_from_limit(value('limit'));
    case 'limit_is_usual':
      return text.limit_is_usual(value('high'), value('limit'));
    case 'day_and_night':
      return text.day_and_night(value('day'), value('night'));
    case 'weekend':
      return text.weekend(value('day'), value('weekend'));
    case 'hold_waits_out_short_ones':
      return text.hold_waits_out_short_ones(number('short'), span('lengthMs'), span('holdMs'));
    case 'hold_of_few_intervals':
      return text.hold_of_few_intervals(span('holdMs'));
    case 'no_series':
    case 'not_a_gauge':
    case 'no_history':
    case 'deviation_would_fit':
    case 'not_tested_in_time':
      return text[code as 'no_series'];
    default:
      return code;
  }
}

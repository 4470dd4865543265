import type { zhCN } from '../zh-cn.ts';

const series = (count: string) => (count === '1' ? '1 series' : `${count} series`);

/** Trying a rule before it is saved: what it would have done, and what it should say. */
export const trials: (typeof zhCN)['trials'] = {
  title: 'Try it before you save it',
  hint: 'Judges the past by this rule: how often it would have fired. Nobody is called.',
  days: 'Look back',
  dayChoices: { '1': '1 day', '7': '7 days', '30': '30 days', '90': '90 days' },
  run: 'Try it',
  runAgain: 'Try it again',
  cancel: 'Stop',
  progress: (judged, all) => `${judged} of ${all} series judged`,
  starting: 'Looking for the series',
  faulty: 'Fill the rule in first.',
  outdated: 'The rule was changed since: this is not its result.',
  cancelled: 'Stopped; this is what was found by then.',
  proposed: 'This rule',
  inForce: 'The one in force',
  figures: {
    firings: 'Firings',
    perWeek: 'Firings a week',
    firingMs: 'Time firing',
    flaps: 'Flaps',
    concerned: 'Series that would fire',
    judged: 'Series judged',
  },
  figure: 'Figure',
  change: 'Change',
  same: 'the same',
  of: (count, all) => `${count} of ${all}`,
  never: (days) => `In the last ${days} it would not have fired once.`,
  neverOf: 'There was nothing to judge, so there is no result.',
  timeline: 'When it would have fired',
  timelineLabel: (name, count, time) => `${name}: ${count} firings, ${time} in all`,
  worst: 'The busiest series',
  columns: {
    series: 'Series',
    firings: 'Firings',
    firing: 'Time firing',
    longest: 'Longest',
    flaps: 'Flaps',
    began: 'Began',
    lasted: 'Lasted',
    severity: 'Severity',
  },
  episodes: 'One by one',
  stillFiring: 'still firing',
  flap: 'flap',
  leftOut: (count) => `${count} more are not listed.`,
  group: (name) => `group ${name}`,
  resolution: {
    samples: 'Judged by every value as it came.',
    not_kept: (step) =>
      `Values are kept for a time only: judged by one every ${step}, and what is shorter is not seen.`,
    too_many: (step) =>
      `There are too many values: judged by one every ${step}, and what is shorter is not seen.`,
    needed: (step) => `Such a condition is judged by one value every ${step}.`,
  },
  notes: {
    series_left_out: (left, judged) => `Too many series: ${judged} were judged, ${left} were not.`,
    no_series: 'No series fits: look at the metric, the targets and the labels.',
    no_groups: 'There is no group to judge.',
    members_as_they_are_now: 'Groups count as they are now, in the past too.',
    silence_by_sample_time:
      'Silence is measured by the times of the values, which may differ a little from when they arrived.',
    silence_shorter_than_bins: (after, step) =>
      `One value every ${step} is kept, in which a gap of ${after} cannot be seen: nothing was judged.`,
    no_history: (count) => `${series(count)} without data in this time.`,
    too_coarse_for_bands: (count, step) =>
      `${series(count)} of which one value every ${step} is kept, too coarse to know what is usual.`,
    history_begins: (moment) => `There is data from ${moment} on only; before it nothing could be judged.`,
    no_divisor: (count, metric) => `${series(count)} without a value of ${metric} to divide by.`,
  },
  errors: {
    took_too_long: (seconds) =>
      `Not done within ${seconds} seconds; this is what was found. Look back less far, or at fewer targets.`,
    too_large: 'Too much data: look back less far, or at fewer targets.',
    store_failed: 'The history could not be read; try again later.',
  },
  advice: {
    title: 'A threshold from history',
    ask: 'Propose a threshold',
    asking: 'Looking at the history',
    hint: 'Looks at the last four weeks: what is usual, and what is not.',
    take: 'Take it',
    takeBoth: 'Take both',
    taken: 'Filled in; it counts once it is saved',
    none: 'Nothing can be proposed now.',
    confidence: { none: 'none', low: 'low', medium: 'medium', high: 'high' },
    confidenceLabel: 'Confidence',
    proposal: 'Proposed',
    present: 'Now',
    threshold: 'Threshold',
    hold: 'Wrong for',
    recovery: 'Recovery threshold',
    would: 'In the last two weeks',
    times: (count, all) => `${count} firings on ${series(all)}`,
    untested: 'no time to find out',
    usual: (low, median, high) => `Usually between ${low} and ${high}, half of the time below ${median}.`,
    unlike: 'Series unlike the others',
    unlikeHint: 'One threshold for all does not fit them; set another one for each.',
    ownThreshold: 'Would fit it',
    usually: 'Usually',
    reasons: {
      no_series: 'No series fits: look at the metric, the targets and the labels.',
      not_a_gauge: 'This metric is a count or a state: there is no usual high or low of it.',
      no_history: 'There is no history of these series.',
      too_little_history: (days, wanted) =>
        `There are only ${days} of history; a proposal needs ${wanted}. Begin with what you know, and come back.`,
      series_sampled: (looked, all) => `Of ${all} series, ${looked} were looked at, evenly chosen.`,
      history: (days) => `From ${days} of history.`,
      usual_high: (part, high, median) =>
        `${part}% of the series hardly ever pass ${high}; the middle of them is ${median}.`,
      margin: (warning, critical) =>
        `Beyond that comes a margin: ${warning}% of the way from the middle to it for a warning, ${critical}% for critical.`,
      kept_from_limit: (limit) =>
        `${limit} is near, so the margin is smaller: a threshold must be reachable.`,
      limit_is_usual: (high, limit) =>
        `It is usually at ${high}, which is nearly the limit ${limit}: no threshold can tell what is wrong.`,
      day_and_night: (day, night) => `Day and night differ: ${day} by day, ${night} by night.`,
      weekend: (day, weekend) => `Weekends differ: ${day} on working days, ${weekend} on weekends.`,
      deviation_would_fit: 'The condition “unusual for the hour” would fit better: it compares hour by hour.',
      hold_waits_out_short_ones: (short, length, hold) =>
        `It was passed for a short time ${short} times, 95% of them no longer than ${length}: so it must last ${hold}.`,
      hold_of_few_intervals: (hold) =>
        `It was never passed for a short time: ${hold}, a few values, are enough.`,
      not_tested_in_time: 'Too much data to find out how often it would have fired.',
    },
  },
};

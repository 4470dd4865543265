import { describe, expect, it } from 'vitest';
import {
  agentMetrics,
  pollingMetrics,
  probeMetrics,
  probeStateMetric,
  relayMetrics,
} from '#agent/metrics.ts';
import {
  BACKUP_METRICS,
  CAUSE_METRIC,
  CLOCK_METRIC,
  DRILL_METRIC,
  OWN_METRICS,
  ZONE_METRICS,
} from '#collector/health/own-samples.ts';
import { defaultRules } from '#collector/rules/default-rules.ts';
import { isLeftToOthers, watches } from '#judging/watches.ts';
import { probeTypes } from '#probes/probe-types.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import { PROBE_STATES, probeStateCode } from '#protocol/probe-state.ts';
import type { Condition, LabelValues, Rule } from '#protocol/rule.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';

const told: readonly MetricDefinition[] = [
  ...vocabulary,
  ...probeTypes.flatMap(({ metrics }) => metrics),
  ...agentMetrics,
  ...pollingMetrics,
  ...relayMetrics,
  ...probeMetrics,
  probeStateMetric,
  ...OWN_METRICS,
  ...ZONE_METRICS,
  CAUSE_METRIC,
  CLOCK_METRIC,
  DRILL_METRIC,
  ...BACKUP_METRICS,
];

const of = (metric: string) => told.filter(({ name }) => name === metric);
const statesOf = (metric: string) => of(metric).find(({ states }) => states)?.states;
const rules: [string, Rule][] = defaultRules.map((rule) => [rule.id, rule]);

describe.each(rules)('the shipped rule %s', (_id, { watch, condition }) => {
  it('watches what somebody tells, by labels that it has', () => {
    const labels = of(watch.metric).flatMap((metric) => metric.labels);
    const wanted = [...Object.keys(watch.labels), ...Object.keys(watch.notLabels)];

    expect(of(watch.metric), watch.metric).not.toEqual([]);
    expect(wanted.filter((name) => !labels.includes(name))).toEqual([]);
    if (watch.notBeside !== undefined) expect(of(watch.notBeside)).not.toEqual([]);
  });

  it('names probes that there are', () => {
    const named = [watch.labels.probe, watch.notLabels.probe].flatMap(listOf);

    expect(named.filter((name) => !probeTypes.some((type) => type.name === name))).toEqual([]);
  });

  it('waits for words that the state has', () => {
    const states = statesOf(watch.metric);
    if (!states) return expect(condition.kind).not.toBe('one_of');
    const codes = Object.values(states).map(({ code }) => code);

    expect(valuesOf(condition).filter((value) => !codes.includes(value))).toEqual([]);
  });
});

/** Reasons that such a probe tells by what it reads besides, which has rules of its own. */
const TOLD_BESIDES: Readonly<Record<string, readonly string[]>> = {
  tcp: ['silent', 'refused', 'wrong_answer'],
  http: ['bad_certificate', 'wrong_answer'],
  certificate: ['bad_certificate'],
  smtp: ['bad_certificate'],
  ldap: ['bad_certificate'],
};

const outside = probeTypes.filter(({ reach }) => reach === 'out').map(({ name }) => name);
const reasons = PROBE_STATES.filter((state) => state !== 'ok');

describe.each(outside)('that %s cannot read its target', (probe) => {
  const series = { metric: 'probe.state', labels: { probe } };

  it.each(reasons)('because it is %s is one alert', (state) => {
    const rulesOfIt = defaultRules.filter(
      (rule) => watches(rule, 'main', 't1', series) && holds(rule, probeStateCode(state)),
    );
    const besides = TOLD_BESIDES[probe]?.includes(state) === true;

    expect(rulesOfIt.map(({ id }) => id)).toHaveLength(besides ? 0 : 1);
  });

  it('is not told a second time by its success', () => {
    const columns = [series, { metric: 'probe.success', labels: { probe } }];
    const failing = defaultRules.filter((rule) => rule.watch.metric === 'probe.success');

    expect(failing.every((rule) => isLeftToOthers(rule, { labels: { probe } }, columns))).toBe(true);
    expect(failing.some((rule) => isLeftToOthers(rule, { labels: { probe: 'cpu' } }, columns))).toBe(false);
  });
});

function holds({ condition }: Rule, value: number): boolean {
  return valuesOf(condition).includes(value);
}

function valuesOf(condition: Condition): readonly number[] {
  if (condition.kind === 'one_of') return condition.values;
  return condition.kind === 'equal' ? [condition.value] : [];
}

function listOf(wanted: LabelValues | undefined): readonly string[] {
  if (wanted === undefined) return [];
  return typeof wanted === 'string' ? [wanted] : wanted;
}

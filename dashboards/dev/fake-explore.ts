import type { Question } from '#protocol/explore.ts';
import { titleOf } from '../words/metric-words.ts';
import type { Answer } from './fake-api.ts';
import type { FakeMachine } from './fake-fleet.ts';

/** What is asked for and no pretended machine sends: so many lines are made up. */
const MADE_UP = 6;

/** What exploring asks for. */
export function answerAboutExplore(
  call: string,
  [id]: (string | undefined)[],
  body: Record<string, unknown>,
  search: URLSearchParams,
  fleet: readonly FakeMachine[],
): Answer | undefined {
  if (call === 'POST explore') return explore(body, fleet);
  if (call !== 'GET explore') return undefined;
  return id === 'metrics' ? metrics(fleet) : labels(fleet, search.get('metric') ?? '');
}

function metrics(fleet: readonly FakeMachine[]): Answer {
  const found = new Map<
    string,
    { series: number; targets: Set<string>; labels: Set<string>; unit: string }
  >();
  for (const machine of fleet) {
    for (const { metric, labels, unit } of machine.series) {
      const known = found.get(metric) ?? { series: 0, targets: new Set(), labels: new Set(), unit };
      known.series++;
      known.targets.add(machine.id);
      for (const label of Object.keys(labels)) known.labels.add(label);
      found.set(metric, known);
    }
  }
  const all = [...found].map(([metric, { series, targets, labels, unit }]) => ({
    metric,
    kind: 'gauge',
    unit,
    labels: [...labels],
    series,
    targets: targets.size,
    intervalMs: 10_000,
    meaning: { 'zh-CN': titleOf('zh-CN', metric) ?? '', en: titleOf('en', metric) ?? '' },
  }));
  return { body: { metrics: all, count: all.length, next: null } };
}

function labels(fleet: readonly FakeMachine[], metric: string): Answer {
  const found = new Map<string, Map<string, number>>();
  for (const machine of fleet) {
    for (const series of machine.series) {
      if (series.metric !== metric) continue;
      for (const [label, value] of Object.entries(series.labels)) {
        const values = found.get(label) ?? new Map<string, number>();
        found.set(label, values.set(value, (values.get(value) ?? 0) + 1));
      }
    }
  }
  return {
    body: {
      labels: [...found].map(([label, values]) => ({
        label,
        count: values.size,
        values: [...values].map(([value, series]) => ({ value, series })),
      })),
    },
  };
}

function explore(body: Record<string, unknown>, fleet: readonly FakeMachine[]): Answer {
  const question = body.question as Question;
  const [fromMs, toMs] = [Number(body.fromMs), Number(body.toMs)];
  const stepMs = Math.max(10_000, Math.ceil((toMs - fromMs) / Number(body.points ?? 300) / 10_000) * 10_000);
  const firstMs = Math.floor(fromMs / stepMs) * stepMs;
  const bins = Math.floor((toMs - firstMs) / stepMs);
  const senders = fleet.filter(({ series }) => series.some(({ metric }) => metric === question.metric));
  const chosen = (senders.length > 0 ? senders : fleet).slice(0, question.groupBy.length === 0 ? 1 : MADE_UP);
  const unit =
    fleet.flatMap(({ series }) => series).find(({ metric }) => metric === question.metric)?.unit ?? '%';
  const lines = chosen.map((machine, at) => ({
    by: Object.fromEntries(
      question.groupBy.map((key) => [
        key === 'series' ? 'target' : key,
        key === 'kind' ? 'server' : machine.id,
      ]),
    ),
    series: at + 1,
    values: Array.from({ length: bins }, (_, bin) =>
      at === 1 && bin > bins * 0.4 && bin < bins * 0.5 ? null : levelAt(firstMs + bin * stepMs, at, unit),
    ),
    present: at === 2 ? Array.from({ length: bins }, (_, bin) => (bin > bins * 0.8 ? 2 : 3)) : null,
  }));
  return {
    body: {
      kind: 'gauge',
      unit,
      over: question.over === 'auto' ? 'avg' : question.over,
      firstMs,
      stepMs,
      bins,
      series: senders.length * 3,
      groups: Math.max(lines.length, senders.length),
      samplesFromMs: null,
      lines,
      names: Object.fromEntries(chosen.map(({ id, name }) => [id, name])),
    },
  };
}

function levelAt(atMs: number, line: number, unit: string): number {
  const wave = Math.sin(atMs / 400_000 + line) * 9 + Math.sin(atMs / 61_000 + line * 3) * 3;
  const value = 72 - line * 9 + wave;
  return unit === 'B' || unit === 'B/s' ? value * 4e6 : value;
}

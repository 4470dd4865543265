import { didYouMean } from '#config/nearest.ts';
import { LIMITS } from '#protocol/limits.ts';
import { METRIC_NAME, type MetricDefinition } from '#protocol/metric.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import { checkCells } from './check-cells.ts';
import { compileExpression, type ValueType } from './expression/expression.ts';
import type { Profile, ReadingRule, Section } from './profile.ts';
import { cellTypes, INDEX } from './section-cells.ts';
import { compileTemplate } from './template.ts';

/** One mistake in a profile, with the place in it. */
export interface ProfileProblem {
  path: readonly PropertyKey[];
  sentence: string;
}

/**
 * Everything that is wrong in a profile beyond its form: names that nobody knows, expressions that cannot be
 * meant. `definitions` are the metrics that it may use.
 */
export function checkProfile(
  profile: Profile,
  definitions: ReadonlyMap<string, MetricDefinition>,
): ProfileProblem[] {
  const problems: ProfileProblem[] = [...checkMetrics(profile), ...checkTraps(profile)];
  const names = new Set<string>();
  for (const [index, section] of profile.sections.entries()) {
    const path = ['sections', index];
    if (names.has(section.name))
      problems.push({ path, sentence: `a section ${section.name} stands above already.` });
    names.add(section.name);
    problems.push(...checkSection(profile, section, definitions).map((each) => under(path, each)));
  }
  return problems;
}

function checkMetrics({ metrics }: Profile): ProfileProblem[] {
  const own = new Set(vocabulary.map(({ name }) => name));
  return metrics.flatMap(({ name, kind, states }, index): ProfileProblem[] => {
    const path = ['metrics', index, 'name'];
    if (!METRIC_NAME.test(name)) return [{ path, sentence: `found ${name}; allowed is subject.field.` }];
    if (own.has(name)) return [{ path, sentence: `the vocabulary has ${name} already; use it as it is.` }];
    if (kind === 'state' && states === undefined)
      return [{ path, sentence: `the state ${name} has no words; \`states\` names them.` }];
    return [];
  });
}

function checkTraps({ traps }: Profile): ProfileProblem[] {
  const names = traps.map(({ name }) => name);
  return traps.flatMap(({ oid, clears }, index): ProfileProblem[] => {
    const twice = traps.findIndex((each) => each.oid === oid) < index;
    const strangers = clears.filter((each) => !names.includes(each));
    return [
      ...(twice
        ? [{ path: ['traps', index, 'oid'], sentence: `the trap ${oid} stands above already.` }]
        : []),
      ...strangers.map((name) => ({
        path: ['traps', index, 'clears'],
        sentence: `there is no trap ${name}.${didYouMean(name, names)}`,
      })),
    ];
  });
}

function checkSection(
  { protocol }: Profile,
  section: Section,
  definitions: ReadonlyMap<string, MetricDefinition>,
): ProfileProblem[] {
  const cells = cellTypes(section);
  const names = [...cells.keys()];
  const used = new Set<string>();
  const problems = checkCells(section, protocol);
  for (const { key = [] } of Object.values(section.read))
    for (const part of key) if (typeof part === 'string') used.add(part);
  for (const name of section.needs ?? []) {
    used.add(name);
    if (!cells.has(name)) problems.push({ path: ['needs'], sentence: `there is no cell ${name}.` });
  }

  if (section.where !== undefined) expression(section.where, ['where'], 'number');
  for (const [index, reading] of section.readings.entries()) checkReading(reading, ['readings', index]);
  for (const [index, { kind, fields }] of section.facts.entries()) {
    const path = ['facts', index];
    if (kind === 'inventory') problems.push({ path, sentence: 'the inventory is made of `identity`.' });
    for (const [field, text] of Object.entries(fields)) template(text, [...path, 'fields', field]);
  }
  if (section.readings.length + section.facts.length === 0)
    problems.push({ path: [], sentence: 'neither `readings` nor `facts` are made of what is read.' });
  if (problems.length === 0)
    for (const name of names)
      if (name !== INDEX && !used.has(name))
        problems.push({ path: ['read', name], sentence: 'is read and not used by anything.' });
  return problems;

  function checkReading(reading: ReadingRule, path: readonly PropertyKey[]): void {
    const metric = definitions.get(reading.metric);
    if (metric === undefined) {
      const sentence = `there is no metric ${reading.metric}.${didYouMean(reading.metric, [...definitions.keys()])}`;
      problems.push({
        path: [...path, 'metric'],
        sentence: `${sentence} A profile may add some under \`metrics\`.`,
      });
      return;
    }
    const states = metric.states && Object.keys(metric.states);
    expression(reading.value, [...path, 'value'], states ?? 'number');
    if (reading.where !== undefined) expression(reading.where, [...path, 'where'], 'number');
    for (const [limit, text] of Object.entries(reading.limits ?? {}))
      expression(text, [...path, 'limits', limit], 'number');
    if (reading.aggregate !== undefined && states !== undefined)
      problems.push({ path: [...path, 'aggregate'], sentence: 'states cannot be put together to one.' });
    checkLabels(reading, metric, path);
  }

  function checkLabels(
    { labels, aggregate }: ReadingRule,
    metric: MetricDefinition,
    path: readonly PropertyKey[],
  ): void {
    for (const name of Object.keys(labels))
      if (!metric.labels.includes(name))
        problems.push({
          path: [...path, 'labels', name],
          sentence: `${metric.name} has no label ${name}; allowed is ${metric.labels.join(', ') || 'none'}.`,
        });
    const templates = Object.entries(labels).map(([name, text]) => template(text, [...path, 'labels', name]));
    if (
      section.kind === 'table' &&
      aggregate === undefined &&
      templates.every((each) => each?.fixed !== false)
    )
      problems.push({
        path,
        sentence: 'no label tells the rows of the table apart; allowed is one with a {cell}, or `aggregate`.',
      });
  }

  function expression(
    text: string,
    path: readonly PropertyKey[],
    wanted: 'number' | readonly string[],
  ): void {
    try {
      const compiled = compileExpression(text, cells, wanted === 'number' ? undefined : wanted);
      for (const name of compiled.cells) used.add(name);
      const mistake = typeMistake(compiled.type, wanted);
      if (mistake !== undefined) problems.push({ path, sentence: `"${text}" ${mistake}.` });
    } catch (error) {
      problems.push({ path, sentence: `${(error as Error).message}.` });
    }
  }

  function template(text: string, path: readonly PropertyKey[]) {
    if (Buffer.byteLength(text) > LIMITS.labelBytes)
      problems.push({ path, sentence: 'is longer than a label.' });
    try {
      const compiled = compileTemplate(text, (name) => cells.get(name)?.slot, names);
      for (const name of compiled.cells) used.add(name);
      return compiled;
    } catch (error) {
      problems.push({ path, sentence: `${(error as Error).message}.` });
      return undefined;
    }
  }
}

function typeMistake(type: ValueType, wanted: 'number' | readonly string[]): string | undefined {
  if (wanted === 'number') return type === 'number' ? undefined : 'is a text; allowed is a number';
  const allowed = `allowed are the words ${wanted.join(', ')}`;
  if (type === 'number' || type === 'text') return `is a ${type}; ${allowed}`;
  const strange = type.filter((word) => !wanted.includes(word));
  return strange.length === 0 ? undefined : `may come to ${strange.join(', ')}; ${allowed}`;
}

function under(path: readonly PropertyKey[], problem: ProfileProblem): ProfileProblem {
  return { ...problem, path: [...path, ...problem.path] };
}

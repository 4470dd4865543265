import type { Fact, Measurements, Reading } from '#probes/probe.ts';
import { ProbeError } from '#probes/probe-error.ts';
import { createDerivation } from '../derive/derive.ts';
import type { Section } from '../profile.ts';
import type { ResolvedProfile } from '../profile-set.ts';
import { type Ignored, type SectionOptions, sectionState } from './apply-section.ts';
import { oncePerSeries } from './once-per-series.ts';
import type { RawSection, SectionSource } from './raw.ts';
import { type SectionMemory, sectionMemory } from './section-memory.ts';
import { sectionPlans } from './section-plan.ts';

/** What reading costs and leaves out, filled for a person who asks. */
export interface Trace {
  ignored: Ignored[];
  timings: { step: string; ms: number; requests: number; values: number }[];
}

/** Reads one device by its profile, collection after collection. */
export interface DeviceEngine {
  /** Rejects with a `ProbeError` that holds what was read so far when the signal aborts. */
  read(source: SectionSource, nowMs: number, signal: AbortSignal, trace?: Trace): Promise<Measurements>;
}

export interface DeviceEngineOptions extends SectionOptions {
  profile: ResolvedProfile;
  shutdownMinutes: number;
}

/** Nothing is asked before `read`. */
export function deviceEngine(options: DeviceEngineOptions): DeviceEngine {
  const { profile, learned } = options;
  const sections = sectionPlans(profile).map((plan) => sectionMemory(plan, sectionState(plan, options)));
  const unique = oncePerSeries();
  const derive = createDerivation({ redundant: profile.redundant, shutdownMinutes: options.shutdownMinutes });

  return {
    async read(source, nowMs, signal, trace) {
      const skipped: { what: string; why: string }[] = [];
      const facts: Fact[] = [];
      const due = sections.filter((each) => each.isDue(nowMs) && isCandidate(each));
      const together = due.filter((each) => each.section.kind === 'scalars' && !isBehindTable(each, due));
      await readTogether(together);
      await readOneByOne(due.filter((each) => !together.includes(each)));
      return measurements();

      async function readTogether(these: readonly SectionMemory[]): Promise<void> {
        if (these.length === 0) return;
        const read = await step('scalars', () =>
          source.scalars(
            these.map(({ section }) => section),
            signal,
          ),
        );
        for (const [i, each] of these.entries()) take(each, read instanceof Error ? read : read[i]);
      }

      async function readOneByOne(these: readonly SectionMemory[]): Promise<void> {
        let silent = 0;
        for (const each of these) {
          if (!isCandidate(each)) continue;
          if (silent >= MOST_SILENT) {
            take(each, new Error('not asked: the device has stopped to answer'));
            continue;
          }
          const read = await step(each.section.name, () => readOne(source, each.section, signal));
          silent = read instanceof ProbeError && read.state === 'silent' ? silent + 1 : 0;
          take(each, read);
        }
      }

      /** What a step brought, or why it failed; an end of time ends everything. */
      async function step<Read>(name: string, ask: () => Promise<Read>): Promise<Read | Error> {
        const before = { ...source.figures };
        const startedMs = performance.now();
        try {
          return await ask();
        } catch (error) {
          if (signal.aborted) throw tooSlow(name, error);
          return error as Error;
        } finally {
          const { requests, values } = source.figures;
          const ms = performance.now() - startedMs;
          trace?.timings.push({
            step: name,
            ms,
            requests: requests - before.requests,
            values: values - before.values,
          });
        }
      }

      function take(each: SectionMemory, read: RawSection | Error | undefined): void {
        const { name, group } = each.section;
        if (read === undefined) return;
        if (read instanceof Error) {
          skipped.push({ what: name, why: read.message });
          return;
        }
        const outcome = each.state.apply(read, trace?.ignored);
        if (group !== undefined) {
          // Another section of the group came first in the same request.
          if (!isCandidate(each)) return;
          if (outcome.isAnswered) learned.groups[group] = name;
          else if (learned.groups[group] === name) delete learned.groups[group];
        }
        each.took(outcome, nowMs);
        facts.push(...outcome.facts);
        skipped.push(...read.skipped);
      }

      function tooSlow(name: string, cause: unknown): ProbeError {
        const message = `the time was over while reading ${name}; a longer interval gives more time`;
        return new ProbeError('too_slow', message, { cause, measurements: measurements() });
      }

      function measurements(): Measurements {
        const all: Reading[] = [];
        for (const each of sections) if (isCandidate(each)) all.push(...each.readings(nowMs));
        const told = unique(all);
        const derived = derive(told.readings);
        for (const { metric, labels } of told.twice)
          trace?.ignored.push({
            what: [metric, ...Object.values(labels)].join(' ').slice(0, 200),
            why: 'another section tells it already',
          });
        return {
          readings: [...told.readings, ...derived.readings],
          facts,
          skipped: [...skipped, ...derived.skipped],
        };
      }
    },
  };

  /** Of a group only the section that answered is read on. */
  function isCandidate({ section: { group, name } }: SectionMemory): boolean {
    const chosen = group === undefined ? undefined : learned.groups[group];
    return chosen === undefined || chosen === name;
  }
}

/** Of a group the first section that answers counts: scalars after a table wait for it. */
function isBehindTable({ section: { group } }: SectionMemory, due: readonly SectionMemory[]): boolean {
  return (
    group !== undefined && due.some(({ section }) => section.group === group && section.kind === 'table')
  );
}

async function readOne(source: SectionSource, section: Section, signal: AbortSignal): Promise<RawSection> {
  if (section.kind === 'table') return source.table(section, signal);
  const [read] = await source.scalars([section], signal);
  if (read === undefined) throw new Error('nothing was read');
  return read;
}

/** Tables that may go unanswered, one after the other, before the rest is left for the next time. */
const MOST_SILENT = 2;

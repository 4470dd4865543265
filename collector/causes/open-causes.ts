import type { RuleMeanings } from '#collector/alerts/rule-meanings.ts';
import type { Target, Targets } from '#collector/inventory/targets.ts';
import type { Polling } from '#collector/polling/polling.ts';
import type { Poll } from '#collector/polling/polls.ts';
import { CauseDesk, type CauseDeskOptions } from './cause-desk.ts';
import { type EstateSources, readEstate } from './read-estate.ts';

/** A suspect has so long to answer: people wait for the result. */
const ANSWER_MS = 5_000;

export interface OpenCausesOptions extends Pick<CauseDeskOptions, 'sql' | 'signs' | 'nowMs' | 'onFault'> {
  patience?: CauseDeskOptions['patience'];
  registry: Pick<EstateSources, 'agents' | 'records'> & {
    targets: Targets;
    senders: { onChange(listener: () => void): void };
    polls: {
      of(targets: readonly string[]): Promise<Map<string, Poll[]>>;
      onChange(listener: () => void): void;
    };
  };
  polling: Pick<Polling, 'plan' | 'asking'>;
  newest: EstateSources['newest'];
  collector: string;
  meanings: Pick<RuleMeanings, 'of'>;
}

/** The desk over all that the collector knows; it hears of every change of the estate by itself. */
export async function openCauses(options: OpenCausesOptions): Promise<CauseDesk> {
  const { sql, signs, nowMs, onFault, patience, registry, polling, newest, collector, meanings } = options;
  const { targets, agents, records, polls, senders } = registry;
  const sources: EstateSources = { targets, agents, records, plan: polling.plan, newest, collector };
  const desk = await CauseDesk.open({
    sql,
    signs,
    nowMs,
    onFault,
    ...(patience && { patience }),
    meaningOf: (rule) => meanings.of(rule),
    estate: () => readEstate(sources),
    ask: (target) => askOnce(options, targets.get(target)),
  });
  targets.onChange(() => desk.estateChanged());
  polls.onChange(() => desk.estateChanged());
  senders.onChange(() => desk.estateChanged());
  return desk;
}

/** Whether it answers the first thing that it is asked anyway; whoever refuses is there. */
async function askOnce(
  { registry, polling }: OpenCausesOptions,
  target: Target | undefined,
): Promise<boolean | undefined> {
  const [poll] = target ? ((await registry.polls.of([target.id])).get(target.id) ?? []) : [];
  if (!target || !poll?.enabled || target.address === '') return undefined;
  const asked = await polling.asking.check(target, poll, ANSWER_MS);
  if (typeof asked === 'string') return undefined;
  const { ok, state } = asked.checked;
  if (ok) return true;
  return state === undefined ? undefined : state !== 'silent';
}

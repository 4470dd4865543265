/*
 * What the main thread does for the judge in the intake thread, which asks nobody: rules with their thresholds and
 * groups, and the bands of past weeks, go to it through the journal; gaps that were filled come back and are judged
 * from the store.
 */

import type { Rule } from '#protocol/rule.ts';
import type { AlertsRepository } from './alerts/alerts-repository.ts';
import type { Registry } from './api/parts.ts';
import type { Intake } from './intake/intake.ts';
import type { Sql } from './ledger/sql.ts';
import { DeviationBands, type DeviationBandsStats } from './rules/deviation-bands.ts';
import type { BacklogSpan } from './rules/judge.ts';
import { LateJudging, type LateJudgingStats } from './rules/late-judging.ts';
import { rulesBody } from './rules/rules-body.ts';
import type { RulesRepository } from './rules/rules-repository.ts';
import { RulesSender } from './rules/rules-sender.ts';
import { schemaLedger } from './series/schema-ledger.ts';
import type { QueryLimits, Store } from './store/store.ts';
import type { Thresholds } from './thresholds/thresholds.ts';

export interface JudgingOptions {
  sql: Sql;
  registry: Pick<Registry, 'groups' | 'targets'>;
  rules: RulesRepository;
  thresholds: Thresholds;
  alerts: AlertsRepository;
  intake: Pick<Intake, 'rules' | 'bands'>;
  store: Pick<Store, 'query' | 'series'>;
  limits: QueryLimits;
  nowMs(): number;
  /** Told of all rules in front of each change of them. */
  learnRules(rules: readonly Rule[]): void;
  onFault(what: string, error: Error): void;
  /** More series are compared with past weeks than there is room for. */
  onLeftOut(count: number, names: readonly string[]): void;
}

/** Judging, as the main thread serves it. */
export interface Judging {
  /** Resolves when the rules that are in force now count. */
  putRules(): Promise<void>;
  /** As `putRules`, after somebody has changed one. */
  rulesChanged(): Promise<void>;
  /** Gaps that were filled; they are judged once the store has what lies before this position. */
  takeBacklog(spans: readonly BacklogSpan[], position: number): void;
  /** To be called about once a second, with the position that the store has come to. */
  step(storePosition: number): void;
  stats(): { late: LateJudgingStats; bands: DeviationBandsStats };
  close(): Promise<void>;
}

/** Puts it together; nothing is sent before `putRules`. */
export function openJudging(options: JudgingOptions): Judging {
  const { sql, registry, rules, thresholds, alerts, intake, store, limits, nowMs, onFault } = options;
  const inForce = () => rulesBody({ rules, thresholds, groups: registry.groups });
  const organisationOf = (target: string) => registry.targets.get(target)?.organisation;

  const sender = new RulesSender({
    body: inForce,
    async send(body) {
      options.learnRules(body.rules.map(({ rule }) => rule));
      await intake.rules(body);
    },
    onError: (error) => onFault('rules', error),
  });
  registry.groups.onChange(() => sender.soon());
  const late = new LateJudging({
    store,
    alerts,
    rules: { inForce },
    schema: async (id) => (await schemaLedger(sql).byId(id))?.schema,
    organisationOf,
    limits,
  });
  const bands = new DeviationBands({
    store,
    inForce,
    organisationOf,
    limits,
    send: (found) => intake.bands(found),
    onLeftOut: options.onLeftOut,
  });

  return {
    putRules: () => sender.put(),
    async rulesChanged() {
      await sender.put();
      bands.rulesChanged();
    },
    takeBacklog: (spans, position) => late.take(spans, position),
    step(storePosition) {
      late.run(storePosition).catch((error) => onFault('late judging', error));
      bands.step(nowMs()).catch((error) => onFault('deviation bands', error));
    },
    stats: () => ({ late: { ...late.stats }, bands: { ...bands.stats } }),
    close: () => sender.close(),
  };
}

import { STORE_ERROR_CODES } from '#protocol/store-state.ts';
import type { CauseStats } from './causes/cause-desk.ts';
import type { Stat } from './health/metrics.ts';
import type { EngineStats } from './intake/intake-engine.ts';
import type { HubStats } from './live/hub.ts';
import type { TellingStats } from './notify/pipeline.ts';
import type { DeviationBandsStats } from './rules/deviation-bands.ts';
import type { LateJudgingStats } from './rules/late-judging.ts';
import type { FeederStats } from './store/feeder.ts';
import type { StoreStats } from './store/store.ts';
import { lagOf } from './store/store-state.ts';

/** Figures of all parts, as they are asked together. */
export interface Figures {
  intake: EngineStats;
  overloads: number;
  waitingBytes: number;
  agents: number;
  hub: HubStats;
  store: StoreStats;
  feeder: FeederStats;
  telling: Readonly<TellingStats>;
  /** Events that wait until they may be told. */
  held: number;
  late: LateJudgingStats;
  bands: DeviationBandsStats;
  causes: CauseStats;
}

/** The collector's own figures under the names of `/metrics`. */
export function toStats(figures: Figures, nowMs: number): Stat[] {
  const { intake, overloads, waitingBytes, agents, hub, store, feeder, telling, held, late, bands, causes } =
    figures;
  const lag = lagOf(figures, nowMs);
  const trouble = feeder.trouble?.code;
  return [
    gauge('ward_journal_position', 'position that the next entry of the journal gets', intake.journalNext),
    gauge('ward_journal_oldest_position', 'oldest entry that is there', intake.journalOldest),
    gauge('ward_journal_bytes', 'bytes of the entries that are there', intake.journalBytes),
    gauge('ward_judging_position', 'position of the next entry to judge', intake.judgingPosition),
    gauge('ward_records_position', 'position of the next record to keep', intake.recordsPosition),
    ...Object.entries(intake.lostEntries).map(([reason, entries]) => ({
      ...counter('ward_lost_entries_total', 'entries that the history does not have', entries),
      labels: { reason },
    })),
    gauge('ward_store_position', 'position of the next entry that the store gets', feeder.position),
    gauge('ward_store_durable_position', 'everything before is durable in the store', feeder.durable),
    counter('ward_intake_items_total', 'items taken', intake.taken),
    counter('ward_intake_samples_total', 'samples taken', intake.samples),
    counter('ward_intake_duplicates_total', 'items that had come before', intake.duplicates),
    counter('ward_intake_refused_total', 'items that were refused for good', intake.refused),
    counter(
      'ward_intake_without_schema_total',
      'frames sent back for want of their schema',
      intake.withoutSchema,
    ),
    counter('ward_intake_batches_total', 'group commits of the journal', intake.batches),
    counter('ward_intake_overloads_total', 'messages sent back because too much waited', overloads),
    gauge('ward_intake_waiting_bytes', 'bytes that wait for the journal', waitingBytes),
    gauge('ward_intake_schemas', 'schemas that are known', intake.schemas),
    gauge('ward_intake_open_gaps', 'gaps in the sequences of agents', intake.openGaps),
    counter(
      'ward_intake_given_up_total',
      'missing items that were given up because too many were missing',
      intake.givenUp,
    ),
    gauge('ward_agents_connected', 'sockets of agents', agents),
    gauge('ward_live_connections', 'live pages', hub.connections),
    gauge('ward_live_lagging', 'live pages that do not keep up', hub.lagging),
    counter('ward_live_messages_total', 'messages to live pages', hub.messagesSent),
    counter('ward_live_bytes_total', 'bytes to live pages', hub.bytesSent),
    counter('ward_live_dropped_total', 'live pages dropped because they were too slow', hub.dropped),
    gauge('ward_store_behind_entries', 'entries that the store has not got yet', lag.behindEntries),
    gauge('ward_store_behind_seconds', 'age of the oldest entry that it has not got', lag.behindMs / 1000),
    gauge(
      'ward_store_catch_up_left_seconds',
      'until it has caught up; 0 while nobody can tell',
      (lag.leftMs ?? 0) / 1000,
    ),
    gauge('ward_store_entries_per_second', 'entries it got a second lately', lag.entriesPerSecond),
    ...STORE_ERROR_CODES.map((code) => ({
      ...gauge(
        'ward_store_trouble',
        '1 where it takes nothing now for this reason',
        Number(trouble === code),
      ),
      labels: { code },
    })),
    counter('ward_store_failures_total', 'failed tries to give the store something', feeder.failures),
    gauge('ward_store_series', 'series in the store', store.series),
    counter('ward_store_samples_total', 'samples that the store got', store.samplesAppended),
    gauge('ward_store_disk_bytes', 'bytes of the store on disk', store.diskBytes),
    gauge('ward_store_rollups_pending', 'windows whose roll-up waits', store.rollupsPending),
    gauge('ward_store_faults', 'spans that could not be read or written, at most 100', store.faults.length),
    counter('ward_store_faults_total', 'spans that could not be read or written', store.faultsTotal),
    gauge('ward_store_warnings', 'settings of the store that people should change', store.warnings.length),
    counter('ward_store_stray_frames_total', 'frames whose schema nobody knew', feeder.strayFrames),
    gauge('ward_causes_undecided', 'alerts that wait for the cause that they may have', causes.undecided),
    gauge('ward_causes_hidden', 'alerts that are unknown because of another', causes.hidden),
    counter('ward_causes_suppressed_total', 'times that an alert was hidden by its cause', causes.suppressed),
    counter('ward_causes_released_total', 'times that an alert spoke up after its cause', causes.released),
    counter('ward_causes_inferred_total', 'alerts for a cause that had none of its own', causes.inferred),
    counter('ward_causes_asked_total', 'suspects that were asked at once', causes.asked),
    counter('ward_late_spans_total', 'finished gaps that were judged afterwards', late.spans),
    counter('ward_late_events_total', 'events that gaps brought into the history', late.events),
    counter('ward_late_given_up_total', 'gaps that could not be judged', late.given_up),
    gauge('ward_deviation_series', 'series with a band of what is usual', bands.bands),
    gauge(
      'ward_deviation_without_history',
      'series without two weeks of history in the hour',
      bands.without_history,
    ),
    gauge('ward_deviation_left_out', 'series for which there was no room to work out a band', bands.left_out),
    gauge('ward_deviation_failed', 'series whose history could not be read', bands.failed),
    gauge('ward_telling_held', 'events that causes, silences or hours keep from being told now', held),
    ...Object.entries(TOLD).map(([name, help]) =>
      counter(`ward_telling_${snake(name)}_total`, help, telling[name as keyof TellingStats]),
    ),
  ];
}

/** What telling counts, in words. */
const TOLD: Record<keyof TellingStats, string> = {
  eventsPlanned: 'events for which it was decided who is told',
  heldBack: 'times that deciding waited because too many tellings did',
  held: 'events that were held back',
  holdsOverflowed: 'events that were told although they were to be held, because too many were held',
  attempts: 'calls that were tried',
  delivered: 'calls that were delivered',
  retries: 'attempts that failed and are made again',
  failed:
    'calls, and events without a call, that nobody was told by: refused, given up, gone or told instead',
  fellBack: 'calls for which the fallback was told',
  storms: 'calls that stood for more events than a message can list',
  throttled: 'calls that the other side did not take because there were too many',
  repeats: 'calls that were being sent at a crash and were sent again',
};

function gauge(name: string, help: string, value: number): Stat {
  return { name, help, kind: 'gauge', value };
}

function counter(name: string, help: string, value: number): Stat {
  return { name, help, kind: 'counter', value };
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

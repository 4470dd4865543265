import type { Assignment, Check, Checked } from '#protocol/session.ts';
import type { SyslogFigures } from '../syslog/syslog.ts';
import type { TrapsFigures } from '../traps/traps.ts';
import type { Asked } from '../uplink/link.ts';
import type { RefusedPoll } from './plan-polls.ts';
import type { PollingFigures } from './polling.ts';

/** Everything that an agent does for others than its own machine. Without a zone in its file it does none of it. */
export interface ZoneWork {
  /** Makes what is asked what file and assignment say together; returns what is not done. */
  use(targets: Assignment['targets']): RefusedPoll[];
  /** There is a way to the collector: says what it must know. */
  connected(): void;
  asked(asked: Asked): void;
  check(check: Check, remote: NonNullable<Check['remote']>): Promise<Checked>;
  /** Undefined without a zone. */
  figures: (() => PollingFigures) | undefined;
  /** Undefined when no traps are received. */
  trapFigures: (() => TrapsFigures) | undefined;
  /** Undefined when no messages by syslog are received. */
  syslogFigures: (() => SyslogFigures) | undefined;
  /** The agent belongs to somebody else now: ids of targets are worth nothing. */
  forget(): void;
  stop(): void;
}

const WHY = 'this agent asks nothing elsewhere: its own file sets no `zone`';

/** What an agent without a zone does for others. It never loads what the others need. */
export const noZoneWork: ZoneWork = {
  use: (targets = []) =>
    targets.map(({ id, name }) => ({ probe: 'targets', target: id, why: `${name}: ${WHY}` })),
  connected() {},
  asked() {},
  check: async ({ id }) => ({
    type: 'checked',
    id,
    ok: false,
    durationMs: 0,
    error: WHY,
    state: 'misconfigured',
    readings: [],
  }),
  figures: undefined,
  trapFigures: undefined,
  syslogFigures: undefined,
  forget() {},
  stop() {},
};

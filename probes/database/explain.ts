import type { Explanation } from '#protocol/explanation.ts';
import { explainedReadings } from '../explained-readings.ts';
import type { Measurements, ProbeOptions } from '../probe.ts';
import { ProbeError } from '../probe-error.ts';
import { type DatabaseAbout, watchedDatabase } from './database-probe.ts';
import type { DatabaseMake } from './make.ts';
import type { DatabaseSession, ServerFacts } from './session.ts';
import type { DatabaseSettings } from './settings.ts';

const MOST_IGNORED = 2_000;
const MOST_STEPS = 200;

/** Asks a database everything once, and gives all reasons. Rejects as `collect` does. */
export async function explainDatabase<Config extends DatabaseSettings>(
  make: DatabaseMake<Config>,
  about: DatabaseAbout,
  config: Config,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Explanation> {
  let found: ServerFacts | undefined;
  const noted: DatabaseMake<Config> = {
    ...make,
    async open(...asked): Promise<DatabaseSession> {
      const session = await make.open(...asked);
      found = session.facts;
      return session;
    },
  };
  // Nothing is remembered of what is asked for once.
  const { remember: _unused, ...forgetful } = options;
  const probe = watchedDatabase(noted, about, config, forgetful);
  try {
    const { readings, skipped = [] } = await probe.collect(signal).catch(partly);
    return {
      recognised: found ? recognisedAs(make.name, found) : null,
      readings: explainedReadings(about.metrics, readings),
      ignored: skipped.slice(0, MOST_IGNORED),
      timings: probe
        .lastTimings()
        .slice(0, MOST_STEPS)
        .map((timing) => ({ ...timing, step: timing.step.slice(0, 100), requests: 1 })),
    };
  } finally {
    await probe.close();
  }
}

/** Whoever looks for the cause is helped by what was read before it, and by what was not. */
function partly(error: unknown): Measurements {
  if (!(error instanceof ProbeError) || error.measurements === undefined) throw error;
  const { readings, skipped = [] } = error.measurements;
  return { readings, skipped: [{ what: error.state, why: error.message.slice(0, 200) }, ...skipped] };
}

/** Says what is at an address: connecting is enough. */
export async function recogniseDatabase<Config extends DatabaseSettings>(
  make: DatabaseMake<Config>,
  config: Config,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Explanation['recognised']> {
  const session = await make.open(config, options, signal);
  await session.close();
  return recognisedAs(make.name, session.facts);
}

/** What it said of itself. */
export function recognisedAs(
  name: string,
  { product, version, words }: ServerFacts,
): NonNullable<Explanation['recognised']> {
  return {
    profile: name,
    kind: 'database',
    vendor: product.slice(0, 64),
    model: version.slice(0, 200),
    name: '',
    why: `it says so: ${words.join(', ')}`.slice(0, 500),
  };
}

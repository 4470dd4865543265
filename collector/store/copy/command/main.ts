import { askCollector, NoCollectorError } from '#collector/local-door/ask-collector.ts';
import { ConfigError } from '#config/config-error.ts';
import { didYouMean } from '#config/nearest.ts';
import type { CopyStatus } from '../copy-desk.ts';
import type { Progress } from '../progress.ts';
import type { OrderOutcome } from '../run-order.ts';
import { copyHere } from './copy-here.ts';
import { isVerb, storeHelp, VERBS, type Verb } from './flags.ts';
import { type ProgressStream, ProgressTeller, progressLine } from './progress-line.ts';
import { readStoreSettings, type StoreSettings } from './read-settings.ts';
import { reportText } from './report-text.ts';

const EXIT = { ok: 0, failed: 1, misused: 2, interrupted: 130 } as const;

/** Where a command writes, and what stops it. */
export interface StoreCommandOptions {
  print(text: string): void;
  complain(text: string): void;
  progress: ProgressStream;
  /** Ctrl-C. */
  signal: AbortSignal;
  nowMs(): number;
}

/** `npm run store -- …`. Returns the exit code: 0 equal, 1 failed or different, 2 misused, 130 interrupted. */
export async function runStoreCommand(
  argv: readonly string[],
  options: StoreCommandOptions,
): Promise<number> {
  const [verb, ...rest] = argv;
  if (!isVerb(verb)) {
    const asksHelp = verb === '--help' || verb === '-h';
    const hint = verb && !asksHelp ? `there is no "${verb}".${didYouMean(verb, Object.keys(VERBS))}\n\n` : '';
    options.print(hint + storeHelp(undefined));
    return asksHelp ? EXIT.ok : EXIT.misused;
  }
  try {
    const settings = readStoreSettings(verb, rest, options.nowMs());
    if (settings) return await carryOut(verb, settings, options);
    options.print(storeHelp(verb));
    return EXIT.ok;
  } catch (error) {
    options.complain((error as Error).message);
    return error instanceof ConfigError ? EXIT.misused : EXIT.failed;
  }
}

async function carryOut(verb: Verb, settings: StoreSettings, options: StoreCommandOptions): Promise<number> {
  const { config, order } = settings;
  if (order) return copyOrCompare(settings, options);
  if (verb === 'copy-cancel') {
    const ended = await askCollector(config.data, 'copy-cancel', {});
    options.print(ended ? 'the copy has ended; what is copied stays' : 'no copy is under way');
    return EXIT.ok;
  }
  const { running, unfinished } = (await askCollector(config.data, 'copy-status', {})) as CopyStatus;
  options.print(
    running ? `${running.from} to ${running.to}: ${progressLine(running.progress)}` : 'no copy is under way',
  );
  for (const { from, to } of unfinished)
    options.print(`interrupted: ${from} to ${to}; give the same order again, with its secrets`);
  return EXIT.ok;
}

async function copyOrCompare(settings: StoreSettings, options: StoreCommandOptions): Promise<number> {
  const teller = new ProgressTeller(options.progress, options.nowMs);
  try {
    const outcome =
      (await copyThere(settings, options, teller)) ?? (await copyHere(settings, options, teller));
    teller.end();
    options.print(reportText(outcome));
    if (outcome.differencesFound > 0) return EXIT.failed;
    return outcome.finished ? EXIT.ok : EXIT.interrupted;
  } finally {
    teller.end();
  }
}

/** The collector of the data directory does it, as it has the store open; undefined when none runs. */
async function copyThere(
  { config, order }: StoreSettings,
  { signal }: StoreCommandOptions,
  teller: ProgressTeller,
): Promise<OrderOutcome | undefined> {
  // It ends in good order, and then answers.
  const cancel = () => void askCollector(config.data, 'copy-cancel', {}).catch(() => {});
  signal.addEventListener('abort', cancel);
  try {
    const told = (progress: unknown) => teller.tell(progress as Progress);
    return (await askCollector(config.data, 'copy', order, told)) as OrderOutcome;
  } catch (error) {
    if (!(error instanceof NoCollectorError)) throw error;
    return undefined;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder } from '#scripts/run-tool.ts';
import { between, type Random } from '../random.ts';

export interface KilledCopyOptions {
  from: string;
  to: string;
  dataDir: string;
  kills: number;
  /** A kill comes at a random moment within so long after the copying itself has begun. */
  killWithinMs: number;
  random: Random;
  say(text: string): void;
}

/** What the command did. */
export interface KilledCopy {
  /** How often it was killed while it copied. */
  kills: number;
  /** Of the last run; 0 when all was equal. */
  exitCode: number;
  /** What the last run printed. */
  report: string;
}

/** Runs `npm run store -- copy` as people do, kills it outright at random, and lets it go on until it has ended. */
export async function runKilledCopy(options: KilledCopyOptions): Promise<KilledCopy> {
  const { kills, killWithinMs, random, say } = options;
  let killed = 0;
  for (let attempt = 0; attempt < kills; attempt++) {
    const run = start(options);
    await Promise.race([run.copying, run.ended]);
    await Promise.race([sleep(between(random, 0, killWithinMs)), run.ended]);
    if (run.child.exitCode === null) {
      run.child.kill('SIGKILL');
      killed++;
      say(`killed: ${run.lastLine()}`);
    }
    const { exitCode, report } = await run.ended;
    if (exitCode !== null) return { kills: killed, exitCode, report };
  }
  const { exitCode, report } = await start(options).ended;
  return { kills: killed, exitCode: exitCode ?? -1, report };
}

interface Run {
  child: ChildProcess;
  /** The first line about copying was told. */
  copying: Promise<void>;
  ended: Promise<{ exitCode: number | null; report: string }>;
  lastLine(): string;
}

function start({ from, to, dataDir, say }: KilledCopyOptions): Run {
  const args = [
    join(projectFolder, 'scripts/store.ts'),
    'copy',
    '--from',
    from,
    '--to',
    to,
    '--data',
    dataDir,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const killWithUs = () => child.kill('SIGKILL');
  process.on('exit', killWithUs);
  const copying = Promise.withResolvers<void>();
  let report = '';
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    report += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told = text.trim() || told;
    if (told.startsWith('day ')) say(told);
    if (told.includes(' samples (')) copying.resolve();
  });
  const ended = new Promise<{ exitCode: number | null; report: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      process.off('exit', killWithUs);
      resolve({ exitCode, report: report + (exitCode === 0 ? '' : told) });
    });
  });
  return { child, copying: copying.promise, ended, lastLine: () => told };
}

import { spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVIDENCE, Evidence } from '#protocol/evidence.ts';
import { JOB_RUN, JobRun } from '#protocol/job-run.ts';
import { LogsConfig } from './config.ts';
import { type TestLog, testLog } from './test-log.ts';

let log: TestLog;
beforeEach(() => {
  log = testLog();
});
afterEach(() => log.end());

/** An account that owns nothing, on every Linux. */
const NOBODY = 65_534;

const ERRORS = { patterns: [{ name: 'error', match: 'ERROR' }] };
const MATCHES = 'logs.matches app error warning';
const LINES = 'logs.lines app';

describe('a log that is followed', () => {
  it('counts from its end on when it is met first, and from its beginning when it is new', async () => {
    log.append('ERROR of yesterday\n'.repeat(10));
    log.follow(ERRORS);
    const first = await log.collect();
    log.append('ERROR one\nfine\nERROR two\n');
    log.append('ERROR three\n', 'other.log');

    expect(first).toMatchObject({ [MATCHES]: 0, [LINES]: 0, 'logs.files app': 1 });
    expect(await log.collect()).toMatchObject({ [MATCHES]: 3, [LINES]: 4, 'logs.behind_bytes app': 0 });
  });

  it('counts a line when it is whole, however many pieces it comes in', async () => {
    log.append('the end of this one is not');
    log.follow(ERRORS);
    await log.collect();
    log.append(' ERROR counted\nERR');
    const half = await log.collect();
    log.append('OR\n');

    expect(half).toMatchObject({ [MATCHES]: 0, [LINES]: 0, 'logs.behind_bytes app': 3 });
    expect(await log.collect()).toMatchObject({ [MATCHES]: 1, [LINES]: 1 });
  });

  it('goes on where it was after a restart, with what came meanwhile and the counts that it had', async () => {
    await begin();
    log.append('ERROR one\nERR');
    await log.collect();
    await log.restart();
    log.append('OR two\nERROR three\n');

    expect(await log.collect()).toMatchObject({ [MATCHES]: 3, [LINES]: 3 });
  });

  it('is read to its end under its new name, when it is renamed in mid-line and somebody writes on', async () => {
    await begin();
    const writer = openSync(log.path(), 'a');
    writeSync(writer, 'ERROR one\nERR');
    await log.collect();
    log.rotate();
    log.append('ERROR in the new one\n');
    await log.restart();
    writeSync(writer, 'OR two\nERROR three\n');
    const after = await log.collect();
    writeSync(writer, 'ERROR four\n');
    closeSync(writer);

    expect(after).toMatchObject({ [MATCHES]: 4, [LINES]: 4 });
    expect(await log.collect()).toMatchObject({ [MATCHES]: 5, [LINES]: 5 });
  });

  it('is read to its end when it is deleted while it is open, and let go then', async () => {
    await begin();
    log.append('ERROR one\n');
    await log.collect();
    log.append('ERROR two\nERROR without an end');
    rmSync(log.path());

    expect(await log.collect()).toMatchObject({ [MATCHES]: 3, 'logs.files app': 0 });
    expect(log.skipped).toEqual([{ what: log.path('*.log'), why: 'there is no such file now' }]);
  });

  it('leaves nothing out and takes nothing twice when it is copied and cut', async () => {
    await begin();
    log.append('ERROR one\n');
    await log.collect();
    log.append('ERROR two\nERROR three\n');
    log.copyTruncate();
    log.append('ERROR four\n');

    expect(await log.collect()).toMatchObject({ [MATCHES]: 4, [LINES]: 4 });
  });

  it('notices that it was cut even when it is longer again by then', async () => {
    await begin();
    log.append('ERROR one\n');
    await log.collect();
    log.copyTruncate();
    log.append('another line\n'.repeat(100));

    expect(await log.collect()).toMatchObject({ [MATCHES]: 1, [LINES]: 101 });
  });

  it('takes a copy for what it is while the original is still there, and for a log when it becomes one', async () => {
    log.append('');
    log.follow({ ...ERRORS, path: log.path('app*') });
    await log.collect();
    log.append('ERROR one\nERROR two\n');
    await log.collect();
    log.append('ERROR one\nERROR two\n', 'app.copy');
    const copied = await log.collect();
    log.append('ERROR three\n', 'app.copy');

    expect(copied).toMatchObject({ [MATCHES]: 2, 'logs.files app': 2 });
    expect(await log.collect()).toMatchObject({ [MATCHES]: 5 });
  });

  it('is another one when its number is used again for other content', async () => {
    await begin();
    log.append('ERROR one\nERROR two\n');
    await log.collect();
    truncateSync(log.path());
    log.append('it begins with something else\nERROR three\n');

    expect(await log.collect()).toMatchObject({ [MATCHES]: 3, [LINES]: 4 });
  });

  it('passes over the hole that a writer leaves who does not append', async () => {
    await begin();
    const writer = openSync(log.path(), 'r+');
    const text = 'ERROR one\n'.repeat(100);
    writeSync(writer, text, 0);
    await log.collect();
    log.copyTruncate();
    writeSync(writer, 'ERROR behind the hole\n', text.length);
    closeSync(writer);
    await log.collect();

    expect(await log.collect()).toMatchObject({ [MATCHES]: 101, [LINES]: 101 });
  });

  it('of 10 GB begins at its end, and costs neither time nor memory', async () => {
    const file = openSync(log.path(), 'w');
    ftruncateSync(file, 10 * 1024 ** 3);
    writeSync(file, '\nERROR one\n', 10 * 1024 ** 3);
    log.follow(ERRORS);
    const first = await log.collect();
    writeSync(file, 'ERROR two\n', 10 * 1024 ** 3 + 11);
    closeSync(file);

    expect(first).toMatchObject({ [MATCHES]: 0, 'logs.behind_bytes app': 0 });
    expect(await log.collect()).toMatchObject({ [MATCHES]: 1 });
  });

  it('that grows faster than may be read is read a part at a time, beside the others', async () => {
    log.append('', 'small.log');
    await begin({}, { read_limit: '512KB' });
    const line = `${'x'.repeat(99)}\n`;
    log.append(line.repeat(20_000));
    log.append('ERROR in the small one\n', 'small.log');
    const first = await log.collect();

    expect(first['logs.behind_bytes app']).toBeGreaterThan(1_000_000);
    expect(first[MATCHES]).toBe(1);
    for (let round = 0; round < 5; round++) await log.collect();
    expect(await log.collect()).toMatchObject({ [LINES]: 20_001, 'logs.behind_bytes app': 0 });
  });

  it('has a line of 100 MB cut, with bounded memory, also over a restart in the middle', async () => {
    await begin();
    const file = openSync(log.path(), 'a');
    writeSync(file, 'ERROR at its beginning ');
    ftruncateSync(file, 100 * 1024 ** 2);
    closeSync(file);
    const before = process.memoryUsage().arrayBuffers;
    await log.collect();
    const grown = process.memoryUsage().arrayBuffers - before;
    await log.restart();
    for (let round = 0; round < 7; round++) await log.collect();
    log.append(' ERROR at its end\nERROR two\n');

    expect(await log.collect()).toMatchObject({ [MATCHES]: 2, [LINES]: 2, 'logs.skipped_lines app': 1 });
    expect(grown).toBeLessThan(8 * 1024 ** 2);
  });

  it('holds words of other encodings', async () => {
    log.append('', 'gbk.log');
    log.append('', 'wide.log');
    log.follow({
      path: log.path('gbk.log'),
      encoding: 'gbk',
      patterns: [{ name: 'error', match: '^错误：磁盘已满$' }],
    });
    await log.collect();
    // 错误：磁盘已满, and a character whose second byte is a backslash: 誠.
    log.append(Buffer.from('b4edcef3a3bab4c5c5ccd2d1c2fa0a d55c0a'.replace(' ', ''), 'hex'), 'gbk.log');
    expect(await log.collect()).toMatchObject({ [MATCHES]: 1, [LINES]: 2 });

    log.follow({
      name: 'wide',
      path: log.path('wide.log'),
      encoding: 'utf-16le',
      patterns: [{ name: 'error', match: '^错误$' }],
    });
    await log.collect();
    // The letter with the code 0x0A0A, and ends of lines as Windows has them.
    log.append(Buffer.from('\ufeff错误\r\n\u0a0a错误\n', 'utf16le'), 'wide.log');
    expect(await log.collect()).toMatchObject({ 'logs.matches wide error warning': 1, 'logs.lines wide': 2 });
  });
});

describe('the files of a pattern', () => {
  it('are followed once, however many links lead to them', async () => {
    log.append('');
    symlinkSync(log.path(), log.path('link.log'));
    symlinkSync(log.path('nowhere'), log.path('dangling.log'));
    log.follow(ERRORS);
    await log.collect();
    log.append('ERROR one\n');

    expect(await log.collect()).toMatchObject({ [MATCHES]: 1, 'logs.files app': 1 });
  });

  it('may be moved there: what is old is nothing new', async () => {
    await begin();
    log.append('ERROR of last year\n', 'old');
    utimesSync(log.path('old'), 1_600_000_000, 1_600_000_000);
    renameSync(log.path('old'), log.path('old.log'));

    expect(await log.collect()).toMatchObject({ [MATCHES]: 0, 'logs.files app': 2 });
  });

  it('are at most a thousand, those that were changed last', async () => {
    for (let number = 0; number < 1_010; number++) {
      log.append('', `${number}.log`);
      if (number < 10) utimesSync(log.path(`${number}.log`), 1_600_000_000, 1_600_000_000);
    }
    log.follow(ERRORS);

    expect(await log.collect()).toMatchObject({ 'logs.files app': 1_000 });
    expect(log.skipped).toEqual([
      { what: log.path('*.log'), why: '1010 files: the 1000 changed last are followed' },
    ]);
  });

  it('that may not be read are named', async () => {
    log.append('');
    chmodSync(log.path(), 0);
    log.follow(ERRORS);
    const isRoot = process.getuid?.() === 0;
    // Root may read everything: for a while we are somebody else, who may look into the folder and no more.
    chmodSync(log.folder, 0o755);
    if (isRoot) process.seteuid?.(NOBODY);
    try {
      await log.collect();
    } finally {
      if (isRoot) process.seteuid?.(0);
    }

    expect(log.skipped).toEqual([
      { what: log.path(), why: 'the account under which this runs has no right to read it' },
    ]);
  });
});

describe('a line that matches', () => {
  it('is evidence of its series, so many a minute, and the rest is counted', async () => {
    await begin({}, { lines_per_minute: 3 });
    log.append('ERROR 1\nfine\nERROR 2\nERROR 3\nERROR 4\nERROR 5\n');
    await log.collect();
    log.nowMs += 60_000;
    log.append(`ERROR ${'long '.repeat(1_000)}\n`);
    await log.collect();

    const evidence = log.facts
      .filter(({ kind }) => kind === EVIDENCE)
      .map(({ data }) => Evidence.parse(data));
    expect(evidence[0]).toEqual({
      metric: 'logs.matches',
      labels: { source: 'app', pattern: 'error', severity: 'warning' },
      title: log.path(),
      form: 'lines',
      lines: ['ERROR 1', 'ERROR 2', 'ERROR 3'],
      omitted: 2,
    });
    expect(evidence[1]?.lines[0]).toHaveLength(1_000);
  });

  it('says how a job ended, with the figures that the pattern has named', async () => {
    await begin({
      patterns: [
        {
          name: 'nightly',
          match: 'backup done: (?<files>\\d+) files, (?<bytes>[\\d,]+) bytes in (?<seconds>\\d+) s',
          job: 'success',
        },
        { name: 'nightly', match: 'backup failed', job: 'failure' },
      ],
    });
    log.append('backup failed\nbackup done: 12 files, 1,234 bytes in 90 s\n');
    const told = await log.collect();

    const runs = log.facts.filter(({ kind }) => kind === JOB_RUN);
    expect(runs.map(({ key, data }) => [key, JobRun.parse(data)])).toEqual([
      ['nightly', { phase: 'failed', atMs: log.nowMs, output: 'backup failed' }],
      [
        'nightly',
        {
          phase: 'succeeded',
          atMs: log.nowMs,
          files: 12,
          bytes: 1_234,
          durationMs: 90_000,
          output: 'backup done: 12 files, 1,234 bytes in 90 s',
        },
      ],
    ]);
    expect(told['logs.matches app nightly info']).toBe(2);
  });

  it('may hold what is to be ignored', async () => {
    await begin({ patterns: [{ name: 'error', match: 'error', ignore: 'harmless', ignore_case: true }] });
    log.append('Error\nERROR (Harmless)\n');

    expect(await log.collect()).toMatchObject({ [MATCHES]: 1 });
  });

  it('cannot hang the agent by a pattern that tries for ever; the others go on', async () => {
    await begin({
      patterns: [
        { name: 'endless', match: '(a+)+$' },
        { name: 'error', match: 'ERROR' },
      ],
    });
    log.append(`${'a'.repeat(60)}!\n`.repeat(10).concat('ERROR\n'));
    const told = await log.collect();

    expect(told).toMatchObject({ [MATCHES]: 1, [LINES]: 11, 'logs.matches app endless warning': 0 });
    expect(told['logs.skipped_lines app']).toBeGreaterThan(3);
    expect(log.skipped).toMatchObject([{ what: 'app: pattern endless' }]);
  });
});

describe('lines that are written without pause by another program', () => {
  it('are each counted once while logrotate renames the file and the agent is started anew', async () => {
    await begin({ path: log.path('app.log*'), patterns: [{ name: 'error', match: '^ERROR \\d+ .*end$' }] });
    // It opens the file anew only now and then, as programs do that are told after the rotation.
    const script = `const fs = require('node:fs'); let fd; let n = 0;
      const timer = setInterval(() => {
        if (fd === undefined || n % 900 === 0) { if (fd !== undefined) fs.closeSync(fd); fd = fs.openSync(process.argv[1], 'a'); }
        for (let i = 0; i < 30; i++) { fs.writeSync(fd, 'ERROR ' + ++n); fs.writeSync(fd, ' and its end\\n'); }
        if (n >= 9000) { clearInterval(timer); }
      }, 1);`;
    const writer = spawn(process.execPath, ['-e', script, log.path()]);
    let isOver = false;
    writer.once('exit', () => {
      isOver = true;
    });
    for (let round = 0; !isOver || round < 20; round++) {
      await log.collect();
      if (round % 3 === 0) log.rotate();
      if (round % 4 === 0) await log.restart();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }

    expect(await log.collect()).toMatchObject({ [MATCHES]: 9_000, [LINES]: 9_000 });
  });
});

describe('the settings', () => {
  it.each([
    [{ name: 'x' }, 'give one of path, journal and event_log'],
    [{ name: 'x', path: '/a', journal: {} }, 'give one of path, journal and event_log'],
    [{ name: 'x', path: 'app.log' }, 'not a whole path, such as "/var/log/app/*.log"'],
    [{ name: 'x', path: '/a/../b' }, 'not a whole path, such as "/var/log/app/*.log"'],
    [{ name: 'x', path: '/a', patterns: [{ name: 'p', match: '(' }] }, 'not a regular expression'],
  ])('refuse %j: %s', (source, message) => {
    expect(LogsConfig.safeParse({ sources: [source] }).error?.issues[0]?.message).toBe(message);
  });
});

async function begin(settings: object = {}, more: object = {}): Promise<void> {
  log.append('');
  log.follow({ ...ERRORS, ...settings }, more);
  await log.collect();
}

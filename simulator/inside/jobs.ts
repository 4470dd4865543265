import type { Inside } from './inside.ts';

/** A job of the room and what it is called where it is watched. */
export const JOBS = ['backup', 'report', 'upload'] as const;
export type JobName = (typeof JOBS)[number];

/** Something that a job says of itself, to be posted to its address. */
export interface Beat {
  job: JobName;
  /** Behind the address of the job: `/start?run=7`. */
  path: string;
  output: string;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const gigabyte = 1024 ** 3;

/** The jobs of a room: who watches them hears of last night first, and then of what happens. */
export class JobPlayer {
  readonly #inside: Inside;
  #hasBegun = false;
  #hasFailed = false;
  #nextUploadMs = 0;

  constructor(inside: Inside) {
    this.#inside = inside;
  }

  /** What the jobs have to say by now. */
  take(nowMs: number): Beat[] {
    const beats: Beat[] = [];
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      beats.push(backupSuccess(4 * hourMs), reportSuccess(sinceReportMs(nowMs)));
    }
    const { doesBackupFail, isUploadStopped } = this.#inside;
    if (doesBackupFail !== this.#hasFailed) {
      this.#hasFailed = doesBackupFail;
      beats.push(doesBackupFail ? backupFailure() : backupSuccess(0));
    }
    if (nowMs >= this.#nextUploadMs && !isUploadStopped) {
      this.#nextUploadMs = nextUploadMs(nowMs);
      beats.push(upload(nowMs));
    }
    return beats;
  }
}

function backupSuccess(ageMs: number): Beat {
  const figures = `bytes=${Math.round(412.6 * gigabyte)}&files=38&duration=5312`;
  return {
    job: 'backup',
    path: `/success?${figures}&age=${ageMs / 1_000}`,
    output: 'Starting full backup of HIS\n38 pieces written, 412.6 GB\nRecovery Manager complete.\n',
  };
}

function backupFailure(): Beat {
  return {
    job: 'backup',
    path: '/failure?exit=1&duration=74',
    output:
      'Starting full backup of HIS\nRMAN-03009: failure of backup command on c1 channel\nORA-19502: write error on file "/backup/his/full_20.bak"\nORA-27072: File I/O error: No space left on device\n',
  };
}

function reportSuccess(ageMs: number): Beat {
  return { job: 'report', path: `/success?count=1284&age=${ageMs / 1_000}`, output: '1284 rows reported\n' };
}

function upload(nowMs: number): Beat {
  const count = 40 + (Math.floor(nowMs / minuteMs) % 17);
  return { job: 'upload', path: `/success?count=${count}&duration=3`, output: `${count} results uploaded\n` };
}

/** The report went out at 15:40 in Shanghai, today or the day before. */
function sinceReportMs(nowMs: number): number {
  const dayMs = 24 * hourMs;
  const reportMs = 7 * hourMs + 40 * minuteMs;
  return (nowMs - reportMs) % dayMs;
}

/** Half a minute into every fifth one. */
function nextUploadMs(nowMs: number): number {
  return Math.floor(nowMs / (5 * minuteMs) + 1) * 5 * minuteMs + 30_000;
}

import { JOBS, type JobName } from '#simulator/inside/jobs.ts';
import type { Call } from './watch-room.ts';

const minuteMs = 60_000;

/** What is expected of the room's jobs. */
const WANTED: Readonly<Record<JobName, { name: string; owner: string; definition: object }>> = {
  backup: {
    name: 'HIS 全量备份 Full backup',
    owner: 'DBA',
    definition: {
      schedule: { kind: 'daily', from: '18:00', by: '08:00' },
      zone: 'Asia/Shanghai',
      expect: { small: { shareOfMedian: 0.5 } },
    },
  },
  report: {
    name: '日报报送 Report by 16:00',
    owner: '信息科',
    definition: { schedule: { kind: 'daily', days: 'working', by: '16:00' }, zone: 'Asia/Shanghai' },
  },
  upload: {
    name: '检验结果上传 Upload of results',
    owner: '检验科',
    definition: {
      schedule: { kind: 'cron', expression: '*/5 * * * *', withinMs: minuteMs },
      zone: 'Asia/Shanghai',
    },
  },
};

/** Enters the jobs of the room, and gives the address at which each tells how it went. */
export async function watchJobs(call: Call, url: string): Promise<Record<JobName, string>> {
  const { jobs } = await call<{ jobs: { id: string; name: string }[] }>('GET', '/api/v1/jobs?limit=200');
  const addresses: Partial<Record<JobName, string>> = {};
  for (const job of JOBS) {
    const { name } = WANTED[job];
    const known = jobs.find((each) => each.name === name);
    // Tokens are told once: a demo that comes back to its data makes new ones.
    const { token } = known
      ? await call<{ token: string }>('POST', `/api/v1/jobs/${known.id}/token`)
      : await call<{ token: string }>('POST', '/api/v1/jobs', WANTED[job]);
    addresses[job] = `${url}/api/v1/beats/${token}`;
  }
  return addresses as Record<JobName, string>;
}

import { existsSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { type Call, signIn } from '#scripts/demo/watch-room.ts';
import { startProgram } from './start-program.ts';

interface TargetShown {
  id: string;
  name: string;
  polls: { probe: string; state: string | null }[];
}

test.runIf(process.platform === 'linux')(
  'the demo room is watched, an incident becomes an alert, and nothing stays behind',
  async () => {
    const program = startProgram('demo', [
      ...['--listen', '127.0.0.1:0', '--network', '127.83', '--every', '5s'],
      ...['--incident', 'ups-on-battery', '--incident', 'backup-fails', '--incident', 'page-altered'],
    ]);
    const [, data = ''] = await program.line(/data\s+(\S+)/);
    const [, url = '', password = ''] = await program.line(/(http:\S+)\s+sign in\s+admin\s+(\S+)/);
    const call = await signIn(url, password);

    await program.line(/begins: page-altered/);
    await until(async () => {
      const targets = await allTargets(call);
      const snmp = targets.flatMap(({ polls }) => polls.filter(({ probe }) => probe === 'snmp'));
      expect(snmp.length).toBeGreaterThan(170);
      expect(snmp.filter(({ state }) => state !== 'ok')).toEqual([]);
    });
    const targets = await allTargets(call);
    for (const [beginning, alert] of [
      ['ups-90k', 'ups.on_battery firing'],
      ['HIS 全量备份', 'job.state firing'],
      ['门户首页', 'page.state firing'],
    ] as const) {
      const target = targets.find(({ name }) => name.startsWith(beginning));
      await until(async () => {
        const { alerts } = await call<{ alerts: { metric: string; state: string }[] }>(
          'GET',
          `/api/v1/alerts?target=${target?.id}`,
        );
        expect(alerts.map(({ metric, state }) => `${metric} ${state}`)).toContain(alert);
      });
    }

    program.signal('SIGINT');
    expect(await program.ended).toBe(0);
    expect(existsSync(data)).toBe(false);
  },
);

async function allTargets(call: Call): Promise<TargetShown[]> {
  return (await call<{ targets: TargetShown[] }>('GET', '/api/v1/targets?limit=1000')).targets;
}

function until(check: () => Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 90_000, interval: 500 });
}

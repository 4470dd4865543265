import { existsSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { type Call, signIn } from '#scripts/demo/watch-room.ts';
import { startProgram } from './start-program.ts';

interface TargetShown {
  name: string;
  polls: { probe: string; state: string | null }[];
}

test.runIf(process.platform === 'linux')(
  'the demo room is watched, an incident becomes an alert, and nothing stays behind',
  async () => {
    const program = startProgram('demo', [
      ...['--listen', '127.0.0.1:0', '--network', '127.83', '--every', '5s'],
      ...['--incident', 'ups-on-battery'],
    ]);
    const [, data = ''] = await program.line(/data\s+(\S+)/);
    const [, url = '', password = ''] = await program.line(/(http:\S+)\s+sign in\s+admin\s+(\S+)/);
    const call = await signIn(url, password);

    await program.line(/begins: ups-on-battery/);
    await until(async () => {
      const targets = await allTargets(call);
      const snmp = targets.flatMap(({ polls }) => polls.filter(({ probe }) => probe === 'snmp'));
      expect(snmp.length).toBeGreaterThan(170);
      expect(snmp.filter(({ state }) => state !== 'ok')).toEqual([]);
    });
    const ups = (await allTargets(call)).find(({ name }) => name === 'ups-90k') as TargetShown & {
      id: string;
    };
    await until(async () => {
      const { alerts } = await call<{ alerts: { metric: string; state: string }[] }>(
        'GET',
        `/api/v1/alerts?target=${ups.id}`,
      );
      expect(alerts.map(({ metric, state }) => `${metric} ${state}`)).toContain('ups.on_battery firing');
    });

    program.signal('SIGINT');
    expect(await program.ended).toBe(0);
    expect(existsSync(data)).toBe(false);
  },
);

async function allTargets(call: Call): Promise<TargetShown[]> {
  return (await call<{ targets: TargetShown[] }>('GET', '/api/v1/targets?limit=200')).targets;
}

function until(check: () => Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 90_000, interval: 500 });
}

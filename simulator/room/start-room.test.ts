import { afterAll, beforeAll, expect, test } from 'vitest';
import { snmp } from '#probes/snmp/snmp.ts';
import { openTestClient, openTestReceiver, type Varbind } from '../snmp/test-client.ts';
import { incidents } from './incidents.ts';
import { type RunningRoom, startRoom } from './start-room.ts';

let room: RunningRoom;
let nowMs = Date.UTC(2026, 2, 4, 4);

beforeAll(async () => {
  room = await startRoom({
    network: '127.81',
    snmpPort: 0,
    sitePort: 0,
    siteTlsPort: 0,
    modbusPort: 0,
    sshPort: 0,
    now: () => nowMs,
    ticks: false,
  });
});
afterAll(() => room.close());

test('no two devices stand at one address', () => {
  const hosts = room.devices.map(({ host }) => host);

  expect(new Set(hosts).size).toBe(hosts.length);
  for (const host of hosts) expect(host).toMatch(/^127\.81\.[12]\.\d{1,3}$/);
});

test('each make is recognised by its profile, and has more to tell than any device has', async () => {
  const titles = new Map(room.devices.filter((one) => one.snmp).map((one) => [one.device.title, one]));

  const recognised = await Promise.all(
    [...titles].map(async ([title, { host, snmp: device }]) => {
      const config = snmp.config.parse({ address: host, port: device!.port, community: room.community });
      const options = { procPath: '', sysPath: '', now: () => nowMs };
      const explanation = await snmp.explain!(config, options, AbortSignal.timeout(20_000));
      const own = explanation.readings.filter(({ metric }) => !/^(net|device)\./.test(metric));
      return [title, explanation.recognised?.profile, own.length > 1 || title.startsWith('Avocent')];
    }),
  );

  const profiles = Object.fromEntries(recognised.map(([title, profile]) => [title, profile]));
  expect(profiles).toMatchObject({
    'Huawei S12700E-8': 'huawei-vrp',
    'H3C S6520X-30QC-EI': 'h3c-comware',
    'Ruijie S5750-28GT4XS': 'ruijie',
    'Huawei USG6650': 'huawei-usg',
    'Topsec NGFW4000-UF': 'topsec',
    'Hillstone SG-6000-E2860': 'hillstone',
    'Legendsec NSG5000-TGSHWM': 'legendsec-360',
    'HPE SN6000B': 'brocade-fos',
    'Huawei OceanStor 5500 V3': 'oceanstor',
    'ProLiant DL380 Gen10': 'hpe-ilo',
    'ThinkSystem SR650': 'lenovo-xcc',
    'System x3850 X6': 'ibm-imm',
    'RH2288H V3': 'huawei-ibmc',
    'VMware ESXi 7': 'vmware-esxi',
    'Santak 3C3 90K (RFC 1628)': 'rfc1628-ups',
    'Santak 3C15KS (935)': 'phoenixtec-935',
    'Emerson UL33 60K (13400)': 'emerson-13400',
    'Liebert CRV35RA': 'liebert-crac',
  });
  expect(recognised.filter(([, profile]) => profile === 'generic')).toEqual([]);
  expect(recognised.filter(([, , tellsMore]) => !tellsMore)).toEqual([]);
});

test('an incident is seen over the wire: figures, traps, silence, and the end of it', async () => {
  const heard: string[] = [];
  const receiver = await openTestReceiver((varbinds) => heard.push(trapOid(varbinds)));
  room.sendTrapsTo(receiver);
  const ups = room.devices.find(({ device }) => device.name === 'ups-90k')!;
  const client = openTestClient({ host: ups.host, port: ups.snmp!.port });
  const source = async () => (await client.get('1.3.6.1.2.1.33.1.4.1.0'))[0]!.value;
  const alarms = async () => (await client.walk('1.3.6.1.2.1.33.1.6.2.1.2')).length;
  const incident = incidents.find(({ name }) => name === 'ups-on-battery')!;

  expect([await source(), await alarms()]).toEqual([3, 0]);
  expect(room.start(incident)).toBe(true);
  pass(60);
  expect([await source(), await alarms()]).toEqual([5, 1]);
  await expect.poll(() => heard).toContain('1.3.6.1.2.1.33.2.1');
  expect(pass(400)).toEqual([incident]);
  expect([await source(), await alarms()]).toEqual([3, 0]);

  client.close();
  receiver.close();
});

test('what cannot be reached is silent over SNMP and SSH', async () => {
  const incident = incidents.find(({ name }) => name === 'switch-dies')!;
  room.start(incident);
  pass(2);

  const behind = room.devices.filter(({ device }) => !room.room.isReachable(device));
  expect(behind.length).toBeGreaterThan(20);
  for (const { snmp, ssh } of behind) {
    expect(snmp?.quirks.silent ?? true).toBe(true);
    expect(ssh?.quirks.halfOpen ?? 'greeting').toBe('greeting');
  }
  room.stop(incident);
  pass(2);
  expect(room.devices.filter(({ snmp }) => snmp?.quirks.silent)).toEqual([]);
});

/** So many seconds pass; gives the incidents that ended in them. */
function pass(seconds: number) {
  return Array.from({ length: seconds }, () => {
    nowMs += 1_000;
    return room.tick();
  }).flat();
}

function trapOid(varbinds: Varbind[]): string {
  return String(varbinds.find(({ oid }) => oid === '1.3.6.1.6.3.1.1.4.1.0')!.value);
}

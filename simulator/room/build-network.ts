import { comwareSwitch } from '../models/comware.ts';
import { huaweiDevice } from '../models/huawei.ts';
import { ruijieSwitch } from '../models/ruijie.ts';
import type { Builder } from './build-room.ts';
import { connect, freePort } from './cables.ts';
import { comwareTexts, rgosTexts, vrpTexts } from './command-lines.ts';
import { addPorts } from './make-body.ts';
import type { RoomDevice } from './room-device.ts';

/** Two core switches, four that gather, and thirty to which everything else is plugged. */
export function addNetwork(builder: Builder): void {
  const cores = [1, 2].map((number) => addCore(builder, number));
  connect(builder.links, [cores[1]!, freePort(cores[1]!)], [cores[0]!, freePort(cores[0]!)], { lldp: true });
  // The cable between the two is no way towards the core: both are.
  cores[1]!.uplinks.pop();

  const gatherers = [1, 2, 3, 4].map((number) => addGatherer(builder, number));
  for (const gatherer of gatherers) {
    for (const core of cores) uplink(builder, gatherer, core);
  }
  for (let number = 1; number <= 26; number++) {
    uplink(builder, addAccess(builder, number), gatherers[(number - 1) % 4]!);
  }
  for (let number = 1; number <= 4; number++) uplink(builder, addRuijie(builder, number), cores[number % 2]!);
}

/** Optical modules sit where the cables towards the core do. */
function uplink({ links }: Builder, lower: RoomDevice, upper: RoomDevice): void {
  const lowerPort = lower.body.ports.findLast(({ alias, mbps }) => alias === '' && mbps >= 10_000)!;
  const upperPort = freePort(upper);
  connect(links, [lower, lowerPort], [upper, upperPort], { lldp: true });
  lower.body.optics.push({ port: lowerPort.index, rxDbm: -5.2 - (lowerPort.index % 3), txDbm: -2.1 });
  upper.body.optics.push({ port: upperPort.index, rxDbm: -4.6 - (upperPort.index % 4), txDbm: -1.8 });
}

function addCore(builder: Builder, number: number): RoomDevice {
  const device = builder.add({
    name: `core-${number}`,
    kind: 'switch',
    title: 'Huawei S12700E-8',
    rack: `R0${number}`,
    feeds: [builder.unit('ups-15k-1'), builder.unit('ups-15k-2')],
    power: [1_350, 1_700],
    body: { fans: 4, supplies: 4, busy: 0.3 },
  });
  for (const slot of [1, 2]) {
    addPorts(device.body, {
      names: numbered(48, (port) => `XGigabitEthernet${slot}/0/${port - 1}`),
      mbps: 10_000,
    });
  }
  builder.tells(device, () =>
    huaweiDevice(device.body, {
      model: 'S12700E-8',
      objectId: '1.3.6.1.4.1.2011.2.279.9',
      release: 'S12700E V200R019C10SPC500',
      boards: ['ET1D2MPUA000 0/13', 'ET1D2MPUA000 0/14', 'ET1D2X48SX2S 0/1', 'ET1D2X48SX2S 0/2'],
      milliwatts: 1_480_000,
    }),
  );
  return device;
}

function addGatherer(builder: Builder, number: number): RoomDevice {
  const device = builder.add({
    name: `agg-${number}`,
    kind: 'switch',
    title: 'H3C S6520X-30QC-EI',
    rack: `R${String(number * 5).padStart(2, '0')}`,
    feeds: [builder.unit('ups-90k'), builder.unit('ups-60k')],
    power: [140, 190],
    body: { fans: 2, supplies: 2, busy: 0.28 },
  });
  addPorts(device.body, { names: numbered(24, (port) => `Ten-GigabitEthernet1/0/${port}`), mbps: 10_000 });
  addPorts(device.body, { names: numbered(2, (port) => `FortyGigE1/0/${port + 24}`), mbps: 40_000 });
  builder.tells(device, () =>
    comwareSwitch(device.body, {
      model: 'S6520X-30QC-EI',
      objectId: '1.3.6.1.4.1.25506.1.1739',
      release: '6628P32',
    }),
  );
  return device;
}

/** Mostly H3C, every fifth one Huawei; the first few can be signed in to. */
function addAccess(builder: Builder, number: number): RoomDevice {
  const isHuawei = number % 5 === 0;
  const device = builder.add({
    name: `acc-${String(number).padStart(2, '0')}`,
    kind: 'switch',
    title: isHuawei ? 'Huawei S5700-28X-LI-AC' : 'H3C S5130S-52S-HI',
    rack: number <= 20 ? `R${String(number).padStart(2, '0')}` : `floor ${number - 19}`,
    feeds: [builder.unit(number % 2 === 0 ? 'ups-90k' : 'ups-60k')],
    power: [45, 85],
    body: { fans: 2, supplies: isHuawei ? 1 : 2, busy: 0.2 },
  });
  const { body } = device;
  if (isHuawei) {
    addPorts(body, { names: numbered(24, (port) => `GigabitEthernet0/0/${port}`), mbps: 1_000 });
    addPorts(body, { names: numbered(4, (port) => `XGigabitEthernet0/0/${port}`), mbps: 10_000 });
    builder.tells(device, () =>
      huaweiDevice(body, {
        model: 'S5700-28X-LI-AC',
        objectId: '1.3.6.1.4.1.2011.2.23.145',
        release: 'S5700 V200R019C10SPC500',
        boards: ['S5700-28X-LI-AC'],
        milliwatts: 62_000,
      }),
    );
    if (number <= 10)
      device.ssh = { platform: 'vrp', answers: vrpTexts({ device, now: () => builder.now() }) };
  } else {
    addPorts(body, { names: numbered(48, (port) => `GigabitEthernet1/0/${port}`), mbps: 1_000 });
    addPorts(body, { names: numbered(4, (port) => `Ten-GigabitEthernet1/0/${port + 48}`), mbps: 10_000 });
    builder.tells(device, () =>
      comwareSwitch(body, {
        model: 'S5130S-52S-HI',
        objectId: '1.3.6.1.4.1.25506.1.1594',
        release: '6318P01',
      }),
    );
    if (number <= 4)
      device.ssh = { platform: 'comware', answers: comwareTexts({ device, now: () => builder.now() }) };
  }
  return device;
}

function addRuijie(builder: Builder, number: number): RoomDevice {
  const device = builder.add({
    name: `rj-${number}`,
    kind: 'switch',
    title: 'Ruijie S5750-28GT4XS',
    rack: `R1${number}`,
    feeds: [builder.unit('ups-90k')],
    power: [40, 70],
    body: { busy: 0.15 },
  });
  addPorts(device.body, { names: numbered(24, (port) => `GigabitEthernet 0/${port}`), mbps: 1_000 });
  addPorts(device.body, { names: numbered(4, (port) => `TenGigabitEthernet 0/${port + 24}`), mbps: 10_000 });
  builder.tells(device, () =>
    ruijieSwitch(device.body, { model: 'S5750-28GT4XS', objectId: '1.3.6.1.4.1.4881.1.1.10.1.166' }),
  );
  if (number === 1)
    device.ssh = { platform: 'rgos', answers: rgosTexts({ device, now: () => builder.now() }) };
  return device;
}

function numbered(count: number, name: (number: number) => string): string[] {
  return Array.from({ length: count }, (_, at) => name(at + 1));
}

import { brocadeSwitch } from '../models/brocade.ts';
import { oceanstor, type Pool } from '../models/oceanstor.ts';
import { plug } from './build-facility.ts';
import type { Builder } from './build-room.ts';
import { addPorts, makeParts, usePort } from './make-body.ts';

const switches = [
  { name: 'san-1', model: 'HPE SN6000B' },
  { name: 'san-2', model: 'HPE SN6000B' },
  { name: 'san-3', model: 'Huawei SNS2120' },
  { name: 'san-4', model: 'Huawei SNS2120' },
] as const;

const tebibyte = 1_048_576;

/** Two arrays, and the four fibre-channel switches before them. */
export function addStorage(builder: Builder): void {
  switches.forEach(({ name, model }, at) => {
    addFibreSwitch(builder, name, model, at);
  });
  addArray(builder, 'array-1', 'Huawei OceanStor 5500 V3', [
    { name: 'pool_his', totalMib: 60 * tebibyte, usedMib: 43 * tebibyte },
    { name: 'pool_pacs', totalMib: 110 * tebibyte, usedMib: 84 * tebibyte },
  ]);
  addArray(builder, 'array-2', 'Huawei OceanStor S2600T', [
    { name: 'pool_backup', totalMib: 48 * tebibyte, usedMib: 29 * tebibyte },
  ]);
}

function addFibreSwitch(builder: Builder, name: string, model: string, at: number): void {
  const device = builder.add({
    name,
    kind: 'fibre_switch',
    title: model,
    rack: `R${String(8 + (at % 2)).padStart(2, '0')}`,
    feeds: [builder.unit('ups-90k'), builder.unit('ups-60k')],
    power: [70, 95],
    body: { fans: 2, supplies: 2, busy: 0.3 },
  });
  const { body } = device;
  const names = (count: number, from: number) =>
    Array.from({ length: count }, (_, port) => `0/${from + port}`);
  addPorts(body, { names: ['eth0'], mbps: 1_000 });
  const ports = addPorts(body, { names: names(24, 0), mbps: 8_000, type: 56, firstIndex: 1_073_741_824 });
  ports.forEach((port, number) => {
    if (number < 14) {
      usePort(port, number < 4 ? `array ${number + 1}` : `host ${number - 3}`, body.startedMs);
      body.optics.push({ port: port.index, rxDbm: -3.2 - (number % 5) / 3, txDbm: -2.4 });
    } else {
      port.shut = false;
      port.life.setUp(false, body.startedMs);
    }
  });
  plug(builder, device, 'acc-08');
  builder.tells(device, () => brocadeSwitch(body, model));
}

function addArray(builder: Builder, name: string, title: string, pools: Pool[]): void {
  const device = builder.add({
    name,
    kind: 'storage',
    title,
    rack: 'R10',
    feeds: [builder.unit('ups-90k'), builder.unit('ups-60k')],
    power: [1_700, 2_300],
    body: { fans: 4, supplies: 4, busy: 0.35, memory: 0.7 },
  });
  plug(builder, device, 'acc-10');
  device.pools = pools;
  const disks = makeParts('Disk', 36);
  const volumes = pools.flatMap((pool) =>
    [1, 2, 3, 4].map((number) => ({
      name: `${pool.name.replace('pool_', 'lun_')}_${number}`,
      pool: pool.name,
      mib: Math.round(pool.totalMib / 5),
    })),
  );
  builder.tells(device, () => oceanstor(device.body, { pools, disks, volumes }));
}

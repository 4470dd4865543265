/* What devices of the room say on their command line: the same parts and figures that they tell over SNMP. */
import { type Body, percent } from '../models/body.ts';
import type { Port } from '../models/interfaces.ts';
import { comwareAnswers } from '../ssh/answers/comware.ts';
import { rgosAnswers } from '../ssh/answers/rgos.ts';
import { vrpAnswers } from '../ssh/answers/vrp.ts';
import type { SshAnswer } from '../ssh/ssh-device.ts';
import type { RoomDevice } from './room-device.ts';

/** A device as its command line sees it. */
export interface CommandLine {
  device: RoomDevice;
  now(): number;
}

export function comwareTexts({ device, now }: CommandLine): Record<string, SshAnswer> {
  const { body } = device;
  const base = comwareAnswers(device.name);
  return {
    ...base,
    'display cpu-usage': () => `Slot 1 CPU 0 CPU usage:
      ${cpu(body, now())}% in last 5 seconds
      ${cpu(body, now() - 60_000)}% in last 1 minute
      ${cpu(body, now() - 300_000)}% in last 5 minutes`,
    'display memory': () => {
      const used = Math.round(1_011_724 * body.memory(now()));
      const share = (100 - 100 * body.memory(now())).toFixed(1);
      return `Memory statistics are measured in KB:
Slot 1:
             Total      Used      Free    Shared   Buffers    Cached   FreeRatio
Mem:       1011724    ${String(used).padStart(6)}    ${1_011_724 - used}         0      2200    130564       ${share}%
-/+ Buffers/Cache:    ${used - 132_764}    ${1_144_488 - used}
Swap:             0         0         0`;
    },
    'display fan': () =>
      [
        'Slot 1:',
        ...body.fans.map(({ ok }, at) => `FAN ${at + 1}\nState    : ${ok ? 'Normal' : 'Fault'}`),
      ].join('\n'),
    'display power': () =>
      [
        'Slot 1',
        '    Power ID   State           Mode   Current(A)   Voltage(V)   Power(W)',
        ...body.supplies.map(
          ({ ok }, at) =>
            `    ${at + 1}          ${(ok ? 'Normal' : 'Fault').padEnd(15)} AC     --           --           --`,
        ),
      ].join('\n'),
    'display interface brief': () => comwareInterfaces(body),
    'display current-configuration': () =>
      withAdded(device, base['display current-configuration']!, '#\nreturn'),
  };
}

export function vrpTexts({ device, now }: CommandLine): Record<string, SshAnswer> {
  const { body } = device;
  const base = vrpAnswers(device.name);
  const total = 438_304_768;
  return {
    ...base,
    'display cpu-usage': () => `CPU Usage Stat. Cycle: 60 (Second)
CPU Usage            : ${cpu(body, now())}% Max: 71%
CPU utilization for five seconds: ${cpu(body, now())}%: one minute: ${cpu(body, now() - 60_000)}%: five minutes: ${cpu(body, now() - 300_000)}%`,
    'display memory-usage': () => ` System Total Memory Is: ${total} bytes
 Total Memory Used Is: ${Math.round(total * body.memory(now()))} bytes
 Memory Using Percentage Is: ${percent(body.memory(now()))}%`,
    'display fan': () =>
      [
        'Slot  FanID   Online    Status    Speed     Mode     Airflow',
        '-'.repeat(89),
        ...body.fans.map(
          ({ ok }, at) =>
            `0     ${at + 1}       Present   ${(ok ? 'Normal' : 'Abnormal').padEnd(9)} 35%       AUTO     Side-to-Back`,
        ),
      ].join('\n'),
    'display interface brief': () => vrpInterfaces(body),
    'display current-configuration': () =>
      withAdded(device, base['display current-configuration']!, '#\nreturn'),
  };
}

export function rgosTexts({ device, now }: CommandLine): Record<string, SshAnswer> {
  const { body } = device;
  const base = rgosAnswers(device.name);
  return {
    ...base,
    'show cpu': () => `===============================================
[Slot 0: S5750-28GT4XS, Cpu 0]
CPU Using Rate Information
CPU utilization in five seconds:  ${cpu(body, now()).toFixed(2)}%
CPU utilization in one minute:  ${cpu(body, now() - 60_000).toFixed(2)}%
CPU utilization in five minutes:  ${cpu(body, now() - 300_000).toFixed(2)}%`,
    'show running-config': () => withAdded(device, base['show running-config']!, '!\nend'),
  };
}

function cpu(body: Body, nowMs: number): number {
  return percent(0.08 + 0.5 * body.load(nowMs));
}

function withAdded({ addedLines }: RoomDevice, configuration: string, before: string): string {
  return addedLines.length === 0
    ? configuration
    : configuration.replace(before, `${addedLines.join('\n')}\n${before}`);
}

function comwareInterfaces({ ports }: Body): string {
  const short = (name: string) => name.replace('Ten-GigabitEthernet', 'XGE').replace('GigabitEthernet', 'GE');
  const row = (port: Port) => {
    const state = port.shut ? 'ADM' : port.life.isUp ? 'UP' : 'DOWN';
    const speed = state === 'UP' ? `${port.mbps / 1_000}G(a)` : 'auto';
    return `${short(port.name).padEnd(20)} ${state.padEnd(4)} ${speed.padEnd(7)} F(a)   A    10   ${port.alias}`;
  };
  return [
    'Brief information on interfaces in bridge mode:',
    'Link: ADM - administratively down; Stby - standby',
    'Interface            Link Speed   Duplex Type PVID Description',
    ...ports.map(row),
  ].join('\n');
}

function vrpInterfaces({ ports }: Body): string {
  const row = ({ name, shut, life }: Port) => {
    const state = shut ? '*down' : life.isUp ? 'up' : 'down';
    return `${name.padEnd(27)} ${state.padEnd(5)} ${(life.isUp && !shut ? 'up' : 'down').padEnd(9)}  0.1%   0.1%          0          0`;
  };
  return [
    'PHY: Physical',
    '*down: administratively down',
    'Interface                   PHY   Protocol  InUti OutUti   inErrors  outErrors',
    ...ports.map(row),
  ].join('\n');
}

/* VMware ESXi and vCenter, and Windows with Hyper-V. */
import type { SimulatedObject } from '../snmp/object-table.ts';
import type { Body } from './body.ts';
import { scalars, table } from './column.ts';
import { type HostFacts, hostResources } from './host-resources.ts';
import { networkObjects } from './network.ts';

/** A virtual machine on a host. */
export interface VirtualMachine {
  name: string;
  memoryMib: number;
  cores: number;
  isOn: boolean;
}

export function esxi(body: Body, host: HostFacts, machines: readonly VirtualMachine[]): SimulatedObject[] {
  return [
    ...networkObjects(body, 'VMware ESXi 7.0.3 build-19193900 VMware, Inc. x86_64', '1.3.6.1.4.1.6876.4.1'),
    ...scalars('1.3.6.1.4.1.6876.1', {
      1: ['octets', 'VMware ESXi'],
      2: ['octets', '7.0.3'],
      4: ['octets', '19193900'],
    }),
    ...table<VirtualMachine>(
      '1.3.6.1.4.1.6876.2.1.1',
      machines,
      (machine) => 64 + machines.indexOf(machine),
      {
        2: ['octets', ({ name }) => name],
        3: ['octets', ({ name }) => `/vmfs/volumes/simulated/${name}/${name}.vmx`],
        4: ['octets', () => 'CentOS 7 (64-bit)'],
        5: ['integer', ({ memoryMib }) => memoryMib],
        6: ['octets', (machine) => () => (machine.isOn ? 'powered on' : 'powered off')],
        8: ['octets', (machine) => () => (machine.isOn ? 'running' : 'not running')],
        9: ['integer', ({ cores }) => cores],
      },
    ),
    ...hostResources(body, host),
  ];
}

export function vcenter(body: Body): SimulatedObject[] {
  const description = 'VMware-vCenter-Server-Appliance 7.0.3.00700 build-20395099 VMware, Inc. x86_64';
  const disks = [
    { path: '/', gib: 46, usedShare: 0.31 },
    { path: '/storage/log', gib: 25, usedShare: 0.57 },
    { path: '/storage/db', gib: 25, usedShare: 0.22 },
  ];
  return [
    ...networkObjects(body, description, '1.3.6.1.4.1.6876.4.6'),
    ...scalars('1.3.6.1.4.1.6876.1', {
      1: ['octets', 'VMware vCenter Server Appliance'],
      2: ['octets', '7.0.3'],
    }),
    ...hostResources(body, { cores: 4, memoryKib: 20_971_520, disks }),
  ];
}

export function windowsHost(body: Body, host: HostFacts): SimulatedObject[] {
  const description =
    'Hardware: Intel64 Family 6 Model 85 Stepping 7 AT/AT COMPATIBLE - Software: Windows Version 6.3 (Build 17763 Multiprocessor Free)';
  return [...networkObjects(body, description, '1.3.6.1.4.1.311.1.1.3.1.2'), ...hostResources(body, host)];
}

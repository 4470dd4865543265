import { expect, test } from 'vitest';
import { openSnmp } from '#probes/snmp/client/snmp-client.ts';
import { createTransport } from '#probes/snmp/client/transport.ts';
import { DEFAULT_MANNERS } from '#probes/snmp/snmp-session.ts';
import { startSnmpd } from './snmpd.ts';
import { describeWith } from './unavailable.ts';

describeWith('snmpd', 'a real SNMP agent for tests', () => {
  test('answers to its community, also after a restart on the same port', async () => {
    const snmpd = await startSnmpd({ community: 'secret' });
    const transport = createTransport();
    const { address, port } = snmpd;
    const session = openSnmp(
      { address, port, version: '2c', community: 'secret' },
      DEFAULT_MANNERS,
      transport,
    );
    const askPlace = async () => {
      const [place] = await session.get(['1.3.6.1.2.1.1.6.0'], new AbortController().signal);
      return Buffer.from(place as Uint8Array).toString();
    };

    expect(await askPlace()).toBe('B2 / rack 7');
    await snmpd.restart();

    expect(await askPlace()).toBe('B2 / rack 7');
    transport.close();
    await snmpd.stop();
  });
});

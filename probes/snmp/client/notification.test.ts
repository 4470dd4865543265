import { execFile } from 'node:child_process';
import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { decodeNotification, encodeInformResponse } from './notification.ts';

const run = promisify(execFile);
const enterprise = '1.3.6.1.4.1.25506.8.35.12';
const varbinds = ['1.3.6.1.2.1.2.2.1.1.3', 'i', '3', '1.3.6.1.2.1.31.1.1.1.18.3', 's', '上联 core-1'];
const readVarbinds = [
  { oid: '1.3.6.1.2.1.2.2.1.1.3', value: 3 },
  { oid: '1.3.6.1.2.1.31.1.1.1.18.3', value: new Uint8Array(Buffer.from('上联 core-1')) },
];

describeWith('snmptrap', 'notifications of a real sender', () => {
  const socket = createSocket('udp4');
  beforeAll(async () => {
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
  });
  afterAll(() => void socket.close());

  const send = (...args: string[]) => {
    const to = `127.0.0.1:${socket.address().port}`;
    return run(
      'snmptrap',
      args.map((arg) => (arg === 'TO' ? to : arg)),
      {
        env: { ...process.env, MIBS: '', SNMP_PERSISTENT_DIR: '/nonexistent', SNMPCONFPATH: '/nonexistent' },
      },
    );
  };
  const receive = async (...args: string[]) => {
    const received = once(socket, 'message') as Promise<[Buffer, RemoteInfo]>;
    await send(...args);
    return decodeNotification((await received)[0]);
  };

  test('in version 1, of an enterprise', async () => {
    expect(
      await receive('-v1', '-csecret', 'TO', enterprise, '10.1.2.3', '6', '4', '12345', ...varbinds),
    ).toEqual({
      version: '1',
      kind: 'trap',
      community: 'secret',
      trapOid: `${enterprise}.0.4`,
      uptimeTicks: 12_345,
      agentAddress: '10.1.2.3',
      enterprise,
      generic: 6,
      specific: 4,
      varbinds: readVarbinds,
    });
  });

  test('in version 1, of the standard', async () => {
    expect(await receive('-v1', '-csecret', 'TO', enterprise, '10.1.2.3', '2', '0', '1')).toMatchObject({
      trapOid: '1.3.6.1.6.3.1.1.5.3',
      generic: 2,
      varbinds: [],
    });
  });

  test('in version 2c', async () => {
    expect(await receive('-v2c', '-csecret', 'TO', '12345', '1.3.6.1.6.3.1.1.5.3', ...varbinds)).toEqual({
      version: '2c',
      kind: 'trap',
      community: 'secret',
      trapOid: '1.3.6.1.6.3.1.1.5.3',
      uptimeTicks: 12_345,
      agentAddress: undefined,
      varbinds: readVarbinds,
    });
  });

  test('that want an answer are content with ours', async () => {
    socket.once('message', (bytes, { port, address }) => {
      expect(decodeNotification(bytes)).toMatchObject({ kind: 'inform', trapOid: '1.3.6.1.6.3.1.1.5.3' });
      socket.send(encodeInformResponse(bytes), port, address);
    });

    await send(
      '-Ci',
      '-r',
      '0',
      '-t',
      '5',
      '-v2c',
      '-csecret',
      'TO',
      '1',
      '1.3.6.1.6.3.1.1.5.3',
      ...varbinds,
    );
  });

  test('in version 3 are for somebody else', async () => {
    expect(
      await receive(
        '-v3',
        '-e',
        '0x8000000001020304',
        '-u',
        'plain',
        '-l',
        'noAuthNoPriv',
        'TO',
        '1',
        '1.3.6.1.6.3.1.1.5.3',
      ),
    ).toBeUndefined();
  });
});

import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { PostgresConfig } from './config.ts';
import { openSession } from './open-session.ts';

it('a server that says more and more before anybody has signed in is left', async () => {
  let sentBytes = 0;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      // A notice of a gigabyte.
      socket.write(Buffer.from([0x4e, 0, 0, 0, 8, 0x4d, 0x61, 0, 0, 0x4e, 0x3f, 0xff, 0xff, 0xff]));
      const more = () => {
        while (!socket.destroyed && sentBytes < 512 * 1024 ** 2) {
          sentBytes += 65_536;
          if (!socket.write(Buffer.alloc(65_536, 0x20))) return void socket.once('drain', more);
        }
      };
      more();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const config = PostgresConfig.parse({
    address: '127.0.0.1',
    port,
    tls: 'off',
    password: 'x',
    timeout: '15s',
  });

  const opened = openSession(
    config,
    { procPath: '', sysPath: '', now: Date.now },
    new AbortController().signal,
  );

  await expect(opened).rejects.toMatchObject({ state: 'not_understood' });
  expect(sentBytes).toBeLessThan(64 * 1024 ** 2);
  await new Promise((resolve) => server.close(resolve));
});

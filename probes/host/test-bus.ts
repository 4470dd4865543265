import { createServer } from 'node:net';

/** What a pretended service answers: the signature and the bytes of the body, or nothing. */
export type TestAnswer = (request: string) => { signature: string; body: Buffer } | undefined;

/** A message bus for tests, which lets everybody in and answers as it is told. `request` is the raw message as text. */
export async function testBus(socketPath: string, answer: TestAnswer): Promise<{ close(): void }> {
  const server = createServer((socket) => {
    socket.unref();
    socket.on('error', () => {});
    socket.on('data', (data) => {
      if (data.includes('AUTH')) socket.write('OK 0123456789abcdef\r\n');
      const start = data.indexOf('l\x01\x00\x01', 0, 'latin1');
      if (start < 0) return;
      const request = data.subarray(start);
      const text = request.toString('latin1');
      const serial = request.readUInt32LE(8);
      if (text.includes('Hello')) socket.write(reply(serial, 's', string(':1.1')));
      const answered = answer(text);
      if (answered !== undefined) socket.write(reply(serial, answered.signature, answered.body));
    });
  });
  server.unref();
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return { close: () => server.close() };
}

/** A string as the bus writes it. */
export function string(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(`${text}\0`)]);
}

function reply(serial: number, signature: string, body: Buffer): Buffer {
  const fields = Buffer.alloc(8);
  fields.set([5, 1, 0x75, 0]);
  fields.writeUInt32LE(serial, 4);
  const type = Buffer.concat([Buffer.from([8, 1, 0x67, 0, signature.length]), Buffer.from(`${signature}\0`)]);
  const length = fields.length + type.length;
  const padding = Buffer.alloc((8 - (length % 8)) % 8);
  const fixed = Buffer.alloc(16);
  fixed.set([0x6c, 2, 0, 1]);
  fixed.writeUInt32LE(body.length, 4);
  fixed.writeUInt32LE(1, 8);
  fixed.writeUInt32LE(length, 12);
  return Buffer.concat([fixed, fields, type, padding, body]);
}

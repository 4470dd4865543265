import { once } from 'node:events';
import { connect } from 'node:net';
import ssh2 from 'ssh2';
import { afterEach, describe, expect, test } from 'vitest';
import { commandLists } from '#probes/ssh/platforms/command-lists.ts';
import { dialects } from './dialect.ts';
import { type SshDevice, type SshDeviceOptions, startSshDevice } from './ssh-device.ts';

const user = 'watch';
const password = 'simulated';

const opened: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

describe('the command line', () => {
  test.each([
    ['comware', '<sim-comware>', 'screen-length disable', 'display cpu-usage', '12% in last 1 minute'],
    ['vrp', '<sim-vrp>', 'screen-length 0 temporary', 'display cpu-usage', 'CPU Usage            : 17%'],
    ['rgos', 'sim-rgos#', 'terminal length 0', 'show cpu', 'CPU utilization in five seconds:  8.40%'],
  ] as const)('of %s echoes, answers and prompts', async (platform, prompt, pagingOff, command, says) => {
    const device = await start({ platform });
    const shell = await openShell(device);
    await shell.until(prompt);

    await shell.enter(pagingOff, prompt);
    const said = await shell.enter(command, prompt);

    expect(said).toContain(`${command}\r\n`);
    expect(said).toContain(says);
    expect(device.commandsSeen).toEqual([pagingOff, command]);
  });

  test.each([
    ['comware', "% Unrecognized command found at '^' position."],
    ['vrp', "Error: Unrecognized command found at '^' position."],
    ['rgos', "% Invalid input detected at '^' marker."],
  ] as const)('of %s says that it does not know a command', async (platform, says) => {
    const shell = await openShell(await start({ platform }));
    await shell.until('sim-');

    expect(await shell.enter('make coffee', says)).toContain(says);
  });

  test.each(['comware', 'vrp', 'rgos'] as const)('of %s stops at the end of a page', async (platform) => {
    const lines = Array.from({ length: 50 }, (_, at) => `line ${at + 1}`).join('\n');
    const device = await start({ platform, answers: { long: lines }, quirks: { pageLines: 20 } });
    const shell = await openShell(device);
    await shell.until(`sim-${platform}`);

    const more = dialects[platform].more;
    const page = await shell.enter('long', more);
    expect(page).toContain('line 20');
    expect(page).not.toContain('line 21');
    expect(await shell.press(' ', more)).toContain('line 40');
    const oneLine = await shell.press('\r', more);
    expect(oneLine).toContain('line 41');
    expect(oneLine).not.toContain('line 42');
    expect(await shell.press('q', `sim-${platform}`)).not.toContain('line 42');
  });

  test('says everything at once when paging is off, in pieces if it must', async () => {
    const lines = Array.from({ length: 500 }, (_, at) => `line ${at + 1}`).join('\n');
    const device = await start({
      platform: 'vrp',
      answers: { long: () => lines },
      quirks: { pieceBytes: 7 },
    });
    const shell = await openShell(device);
    await shell.until('<sim-vrp>');
    await shell.enter('screen-length 0 temporary', '<sim-vrp>');

    expect(await shell.enter('long', '<sim-vrp>')).toContain('line 500');
  });

  test('asks something before the first prompt when it is told to', async () => {
    const shell = await openShell(await start({ platform: 'comware', quirks: { asksFirst: true } }));

    expect(await shell.until('exit.')).toContain('Press Y or ENTER');
    expect(await shell.press('\n', '<sim-comware>')).toContain('<sim-comware>');
  });

  test('ends with quit', async () => {
    const shell = await openShell(await start({ platform: 'vrp' }));
    await shell.until('<sim-vrp>');

    const ended = once(shell.stream, 'close');
    shell.stream.write('quit\n');

    await ended;
  });

  test('answers all that the probe may ask of its make', async () => {
    for (const platform of ['comware', 'vrp', 'rgos'] as const) {
      const device = await start({ platform });
      const known = new Set(Object.keys(device.answers));
      const asked = Object.values(commandLists[platform].texts);

      // Some are asked only where the first form of a command is not known.
      expect(asked.filter((command) => known.has(command)).length).toBeGreaterThan(asked.length / 2);
      expect([...known].filter((command) => !asked.includes(command))).toEqual([]);
    }
  });
});

describe('a host', () => {
  test('executes what it knows, and says what it does not', async () => {
    const device = await start({ platform: 'linux', answers: { 'cat /proc/uptime': '5.00 9.00\n' } });
    const client = await signIn(device);

    expect(await execute(client, 'cat /proc/uptime')).toEqual({ said: '5.00 9.00\n', code: 0 });
    expect(await execute(client, 'reboot')).toEqual({ said: '', code: 127 });
    expect(device.commandsSeen).toEqual(['cat /proc/uptime', 'reboot']);
  });
});

describe('signing in', () => {
  test('takes the right password only', async () => {
    const device = await start({ platform: 'vrp' });

    await expect(signIn(device, { password: 'guess' })).rejects.toThrow(/authentication methods failed/);
    await signIn(device);

    expect(device.signIns).toEqual({ accepted: 1, refused: 1 });
  });

  test('asks by keyboard-interactive alone where it is told to', async () => {
    const device = await start({ platform: 'vrp', quirks: { keyboardInteractive: true } });

    await expect(signIn(device)).rejects.toThrow(/authentication methods failed/);
    await signIn(device, { tryKeyboard: true });
  });

  test('with old algorithms alone works only for who offers them', async () => {
    const device = await start({ platform: 'comware', quirks: { legacyOnly: true } });

    await expect(signIn(device)).rejects.toThrow(/no matching/);
    await signIn(device, {
      algorithms: {
        kex: ['diffie-hellman-group14-sha1'],
        serverHostKey: ['ssh-rsa'],
        cipher: ['aes128-cbc'],
      },
    });
  });

  test('meets another host key after it was changed', async () => {
    const device = await start({ platform: 'vrp', hostKeys: ['ed25519'] });
    const [first, again] = [await keyOf(device), await keyOf(device)];

    device.changeHostKeys();

    expect(again).toBe(first);
    expect(await keyOf(device)).not.toBe(first);
  });
});

describe('a device that hangs', () => {
  test('before its greeting says nothing at all', async () => {
    const device = await start({ platform: 'vrp', quirks: { halfOpen: 'greeting' } });
    const socket = connect(device.port, device.host);
    opened.push({ close: () => void socket.destroy() });
    let heard = 0;
    socket.on('data', () => heard++);
    await once(socket, 'connect');

    await expect(signIn(device, { readyTimeout: 150 })).rejects.toThrow(/Timed out/);
    expect(heard).toBe(0);
  });

  test('at signing in never lets anybody in', async () => {
    const device = await start({ platform: 'vrp', quirks: { halfOpen: 'sign_in' } });

    await expect(signIn(device, { readyTimeout: 500 })).rejects.toThrow(/Timed out/);
    expect(device.signIns).toEqual({ accepted: 0, refused: 0 });
  });

  test('at a command keeps the connection and says nothing more', async () => {
    const device = await start({ platform: 'vrp', quirks: { halfOpen: 'command' } });
    const shell = await openShell(device);
    await shell.until('<sim-vrp>');

    shell.stream.write('display version\n');
    await expect.poll(() => device.commandsSeen).toEqual(['display version']);

    expect(shell.stream.writable).toBe(true);
  });

  test('or closes at a command, as it is told to', async () => {
    const device = await start({ platform: 'vrp', quirks: { closeAtCommand: 2 } });
    const shell = await openShell(device);
    await shell.until('<sim-vrp>');
    await shell.enter('display version', '<sim-vrp>');

    const ended = once(shell.stream, 'close');
    shell.stream.write('display version\n');

    await ended;
  });
});

async function start(
  options: Pick<SshDeviceOptions, 'platform'> & Partial<SshDeviceOptions>,
): Promise<SshDevice> {
  const device = await startSshDevice({ user, password, ...options });
  opened.push(device);
  return device;
}

async function signIn(device: SshDevice, options: ssh2.ConnectConfig = {}): Promise<ssh2.Client> {
  const client = new ssh2.Client();
  opened.push({ close: () => void client.destroy() });
  client.on('keyboard-interactive', (_name, _instructions, _language, _prompts, finish) =>
    finish([password]),
  );
  const ready = new Promise<void>((resolve, reject) => client.on('ready', resolve).on('error', reject));
  const sock = connect({ host: device.host, port: device.port, noDelay: true });
  client.connect({ sock, username: user, password, ...options });
  await ready;
  return client;
}

async function keyOf(device: SshDevice): Promise<string> {
  let key = '';
  await signIn(device, {
    hostVerifier: (bytes: Buffer) => {
      key = bytes.toString('base64');
      return true;
    },
  });
  return key;
}

interface Shell {
  stream: ssh2.ClientChannel;
  /** What was said up to these words, since the last time. */
  until(words: string): Promise<string>;
  enter(command: string, until: string): Promise<string>;
  press(keys: string, until: string): Promise<string>;
}

async function openShell(device: SshDevice): Promise<Shell> {
  const client = await signIn(device);
  const stream = await new Promise<ssh2.ClientChannel>((resolve, reject) => {
    client.shell({ term: 'vt100' }, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
  let heard = '';
  stream.on('data', (bytes: Buffer) => {
    heard += bytes.toString('utf8');
  });
  const until = async (words: string) => {
    await expect.poll(() => heard).toContain(words);
    const said = heard;
    heard = '';
    return said;
  };
  const press = (keys: string, words: string) => {
    stream.write(keys);
    return until(words);
  };
  return { stream, until, press, enter: (command, words) => press(`${command}\n`, words) };
}

async function execute(client: ssh2.Client, command: string): Promise<{ said: string; code: number }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ said: string; code: number }>();
  client.exec(command, (error, stream) => {
    if (error) return reject(error);
    let said = '';
    let code = -1;
    stream.stderr.resume();
    stream
      .on('data', (bytes: Buffer) => {
        said += bytes.toString('utf8');
      })
      .on('exit', (given: number) => {
        code = given;
      })
      .on('close', () => resolve({ said, code }));
  });
  return promise;
}

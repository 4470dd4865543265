import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openShell as openRealShell } from './shell.ts';

const quick = { known: 5, more: 1, other: 20, renamed: 40, buried: 60, wake: 1_000 };
const openShell = (stream: Duplex, timeoutMs: number) => openRealShell(stream, timeoutMs, quick);

/** A device made of answers: told what was typed, says pieces of text. */
function device(greeting: string, answer: (typed: string) => string | readonly string[]): Duplex {
  const stream = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      const pieces = [answer(String(chunk))].flat();
      for (const piece of pieces) setImmediate(() => stream.push(Buffer.from(piece, 'utf8')));
      done();
    },
  });
  stream.push(greeting);
  return stream;
}

describe('the command line of a device', () => {
  it('returns what stands between the echo and the prompt', async () => {
    const shell = await openShell(
      device('\r\nWelcome\r\n<核心-1>', (typed) => `${typed.trim()}\r\nCPU 5%\r\n\r\n<核心-1>`),
      5_000,
    );

    expect(shell.prompt).toBe('<核心-1>');
    expect(shell.greeting).toContain('Welcome');
    expect(await shell.run('display cpu-usage', 5_000)).toBe('CPU 5%\n');
  });

  it('plays no terminal that is wider than any', async () => {
    const wide = '\u001b[9999999999Gx';
    const shell = await openShell(
      device('<核心-1>', (typed) => `${typed.trim()}\r\n${wide}\r\nCPU 5%\r\n<核心-1>`),
      5_000,
    );

    const answer = await shell.run('display cpu-usage', 5_000);

    expect(answer.length).toBeLessThan(20_000);
    expect(answer).toContain('CPU 5%');
  });

  it.each([
    ['---- More ----', '\u001b[42D                                          \u001b[42D'],
    ['  ---- More ----', `\r${' '.repeat(20)}\r`],
    [' --More-- ', `${'\b'.repeat(10)}${' '.repeat(10)}${'\b'.repeat(10)}`],
  ])('turns the page at %j and takes the traces out', async (more, erase) => {
    let page = 0;
    const shell = await openShell(
      device('<sw>', (typed) => {
        if (typed !== ' ') return [`${typed.trim()}\r\nline 1\r\n${more}`];
        page++;
        return page < 3 ? [erase, `line ${page + 1}\r\n`, more] : [`${erase}the end\r\n<sw>`];
      }),
      5_000,
    );

    expect(await shell.run('display version', 5_000)).toBe('line 1\nline 2\nline 3\nthe end');
    expect(page).toBe(3);
  });

  it('answers a request for a key with one, and every question with no', async () => {
    const typed: string[] = [];
    const shell = await openShell(
      device('Press Y or ENTER to continue, N to exit.', (text) => {
        typed.push(text);
        if (typed.length === 1) return '\r\nThe password needs to be changed. Change now? [Y/N]:';
        if (typed.length === 2) return 'n\r\nHRP_M<usg>';
        return `${text.trim()}\r\nok\r\nHRP_M<usg>`;
      }),
      5_000,
    );

    expect(await shell.run('display version', 5_000)).toBe('ok');
    expect(typed).toEqual(['\n', 'n\n', 'display version\n']);
  });

  it('does not take the sign of a prompt inside of an output for the prompt', async () => {
    const shell = await openShell(
      device('rg-1#', (typed) => [`${typed.trim()}\r\n`, '#', '\r\nhostname rg-1', '\r\nend\r\n', 'rg-1#']),
      5_000,
    );

    expect(await shell.run('show running-config', 5_000)).toBe('#\nhostname rg-1\nend');
  });

  it('finds its prompt when a message of the device has buried it, and after the device was renamed', async () => {
    const answers = ['ok\r\n<old>\r\n%Jan 1 00:00:00 2026 old IFNET/3: port is up\r\n', 'fine\r\n<new>'];
    const shell = await openShell(
      device('<old>', (typed) => `${typed.trim()}\r\n${answers.shift()}`),
      5_000,
    );

    expect(await shell.run('display fan', 5_000)).toBe('ok');
    expect(await shell.run('display power', 5_000)).toBe('fine');
  });

  it('reads names that are not in UTF-8', async () => {
    const stream = device('<sw>', () => '');
    const shell = await openShell(stream, 5_000);
    const text = shell.run('display interface brief', 5_000);
    // 机房 in GBK.
    stream.push(Buffer.concat([Buffer.from([0xbb, 0xfa, 0xb7, 0xbf]), Buffer.from('\r\n<sw>')]));

    expect(await text).toBe('机房');
  });

  it.each([
    ['New Password:', 'wrong_secret', /changed/],
    ['Username:', 'wrong_secret', /again inside the session/],
  ])('gives up at %s', async (greeting, state, sentence) => {
    const opened = openShell(
      device(greeting, () => ''),
      5_000,
    );

    await expect(opened).rejects.toMatchObject({ state, message: expect.stringMatching(sentence) });
  });

  it('is silent when nothing comes, too slow when no prompt does, failed when the session ends', async () => {
    await expect(
      openShell(
        device('', () => ''),
        30,
      ),
    ).rejects.toMatchObject({ state: 'silent' });
    await expect(
      openShell(
        device('hello', () => ''),
        30,
      ),
    ).rejects.toMatchObject({ state: 'too_slow' });
    const stream = device('<sw>', () => '');
    const shell = await openShell(stream, 5_000);
    const asked = shell.run('display version', 5_000);
    stream.destroy();
    await expect(asked).rejects.toMatchObject({ state: 'failed', isEnded: true });
    await expect(shell.run('display version', 5_000)).rejects.toMatchObject({ isEnded: true });
  });
});

import type { ClientChannel } from 'ssh2';
import { hardTimer } from './hard-timer.ts';
import { SshFailure } from './ssh-failure.ts';
import { decodeBytes } from './terminal-text.ts';

const MAX_OUTPUT = 8 * 1024 * 1024;
const MAX_COMPLAINT = 2_048;

/**
 * The whole output of a command that runs by itself. Its exit code is not looked at: parts of it may fail alone. Call
 * it in the moment in which the channel is there, or the end may be missed.
 */
export function collectExec(channel: ClientChannel, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let raw = '';
    let complaint = '';
    let isComplete = false;
    const cancel = hardTimer(timeoutMs, () =>
      fail(raw === '' ? 'silent' : 'too_slow', `no end of the output within ${timeoutMs / 1000} s`),
    );
    channel.on('data', (bytes: Buffer) => {
      raw += bytes.toString('latin1');
      if (raw.length > MAX_OUTPUT) fail('not_understood', `more than ${MAX_OUTPUT / 2 ** 20} MiB of output`);
    });
    channel.stderr.on('data', (bytes: Buffer) => {
      if (complaint.length < MAX_COMPLAINT) complaint += bytes.toString('utf8');
    });
    channel.on('exit', (code: number | null, signal?: string) => {
      // Killed in the middle: what it had said by then is not all of it.
      if (code === null) complaint ||= `the command was ended by ${signal}`;
      else isComplete = true;
    });
    channel.on('error', (error: Error) => fail('failed', `the session broke: ${error.message}`));
    channel.on('close', () => {
      cancel();
      if (isComplete) resolve(decodeBytes(raw));
      else fail('failed', complaint.trim() || 'the connection ended in the middle of a command', true);
    });

    function fail(state: SshFailure['state'], message: string, isEnded = false): void {
      cancel();
      reject(new SshFailure(state, message, { isEnded }));
    }
  });
}

import { onFreePort } from './free-port.ts';
import { holdProcess } from './hold-process.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** A real name server on loopback, over UDP and TCP; it asks nobody else. */
export interface Dnsmasq {
  address: string;
  port: number;
  /** SIGSTOP: it answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** Starts it with further options, such as `--host-record=www.example,10.1.0.30`; on a free port unless one is given. */
export async function startDnsmasq(
  options: readonly string[],
  address = '127.0.0.1',
  samePort?: number,
): Promise<Dnsmasq> {
  const { port, server } = await onFreePort(
    (free) => start(address, samePort ?? free, options),
    /Address already in use/,
  );
  return {
    address,
    port: samePort ?? port,
    pause: () => holdProcess(server.pid),
    resume: () => void process.kill(server.pid, 'SIGCONT'),
    stop: () => server.end('SIGKILL'),
  };
}

function start(address: string, port: number, options: readonly string[]): Promise<ServerProcess> {
  const alone = ['--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--pid-file=', '--log-facility=-'];
  const where = [`--port=${port}`, `--listen-address=${address}`, '--bind-interfaces'];
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  return startServer({
    program: 'dnsmasq',
    args: ['--keep-in-foreground', ...alone, ...where, ...user, ...options],
    readyLine: (line) => /dnsmasq\S* (started)/.exec(line)?.[1],
  });
}

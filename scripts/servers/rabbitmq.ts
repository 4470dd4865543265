import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePort } from './free-port.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** A real RabbitMQ with its management and Prometheus plugins on loopback, in a folder of its own. */
export interface Rabbitmq {
  address: '127.0.0.1';
  /** Of AMQP, of the management, and of the figures in the form of Prometheus. */
  port: number;
  managementPort: number;
  prometheusPort: number;
  /** An administrator. */
  user: string;
  password: string;
  stop(): Promise<void>;
}

/** Ports that it takes beside the first: management, Prometheus, its own kind, and the names of those. */
const PORTS = 5;

/** Starts it with one scheduler; rejects with its own last words. */
export async function startRabbitmq(): Promise<Rabbitmq> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-rabbitmq-'));
  const user = 'boss';
  const password = 'not a real password';
  const started = await onFreePort(
    (port) => startBoth(folder, port, user, password),
    /eaddrinuse|already in use|already a epmd/i,
  );
  const { port, server } = started;
  return {
    address: '127.0.0.1',
    port,
    managementPort: port + 1,
    prometheusPort: port + 2,
    user,
    password,
    async stop() {
      // It has nothing to lose, and an orderly end takes six seconds; its helpers end with it.
      await server.broker.end('SIGKILL');
      await server.names.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The server of names is ours, on a port of its own, and ends with the test: Erlang would leave one behind. */
async function startBoth(folder: string, port: number, user: string, password: string) {
  const namesPort = port + PORTS - 1;
  const names = await startServer({
    program: 'epmd',
    // Twice: only then it tells when it listens.
    args: ['-d', '-d', '-address', '127.0.0.1', '-port', String(namesPort)],
    readyLine: (line) => (/entering the main select/.test(line) ? 'ready' : undefined),
  });
  try {
    const broker = await startBroker(folder, { port, namesPort, user, password });
    return { broker, names };
  } catch (error) {
    await names.end('SIGKILL');
    throw error;
  }
}

function startBroker(
  folder: string,
  { port, namesPort, user, password }: { port: number; namesPort: number; user: string; password: string },
): Promise<ServerProcess> {
  for (const name of ['mnesia', 'log']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'enabled_plugins'), '[rabbitmq_management,rabbitmq_prometheus].\n');
  writeFileSync(
    join(folder, 'rabbitmq.conf'),
    [
      `listeners.tcp.1 = 127.0.0.1:${port}`,
      'management.tcp.ip = 127.0.0.1',
      `management.tcp.port = ${port + 1}`,
      'prometheus.tcp.ip = 127.0.0.1',
      `prometheus.tcp.port = ${port + 2}`,
      `default_user = ${user}`,
      `default_pass = ${password}`,
      'collect_statistics_interval = 1000',
      'log.console = true',
      'log.console.level = info',
      'log.file = false',
      '',
    ].join('\n'),
  );
  return startServer({
    program: rabbitmqServer(),
    args: [],
    env: {
      HOME: folder,
      // The server takes the place of its script, so that a signal reaches it.
      RABBITMQ_ALLOW_INPUT: '1',
      RABBITMQ_NODENAME: `ward${port}@localhost`,
      RABBITMQ_DIST_PORT: String(port + 3),
      RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
      RABBITMQ_CONF_ENV_FILE: '/dev/null',
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
      RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_LOGS: '-',
      ERL_EPMD_PORT: String(namesPort),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `+S 1:1 +sbwt none -noinput -setcookie ward${port}`,
    },
    readyLine: (line) => (line.includes('Server startup complete') ? 'ready' : undefined),
  });
}

/** The script itself: the one in the PATH changes to another user. */
function rabbitmqServer(): string {
  return '/usr/lib/rabbitmq/bin/rabbitmq-server';
}

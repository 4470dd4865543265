import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePort } from './free-port.ts';
import { holdProcess } from './hold-process.ts';
import { startServer } from './server-process.ts';

/** A real nginx on loopback, in a folder of its own. */
export interface Nginx {
  address: '127.0.0.1';
  port: number;
  /** Root of its pages. */
  pages: string;
  /** SIGSTOP: it takes connections and answers nothing, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

export interface NginxOptions {
  /** Lines of its one `server` block; `listen` and `root` are there. The port behind the given one is likely free too. */
  server: readonly string[] | ((port: number) => readonly string[]);
}

/** Starts one process of nginx without workers on a free port; rejects with its own last words. */
export async function startNginx({ server }: NginxOptions): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-nginx-'));
  const pages = join(folder, 'pages');
  mkdirSync(pages);
  const started = await onFreePort((port) => {
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, configuration(folder, port, typeof server === 'function' ? server(port) : server));
    return startServer({
      program: 'nginx',
      args: ['-p', folder, '-c', file, '-e', 'stderr'],
      readyLine: (line) => (line.includes('getrlimit') ? 'ready' : undefined),
    });
  }, /Address already in use/);
  const { pid, end } = started.server;
  return {
    address: '127.0.0.1',
    port: started.port,
    pages,
    pause: () => holdProcess(pid),
    resume: () => void process.kill(pid, 'SIGCONT'),
    async stop() {
      process.kill(pid, 'SIGCONT');
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One process: nobody has to be another user, and one signal stops all of it. */
function configuration(folder: string, port: number, server: readonly string[]): string {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr notice;
events { worker_connections 64; }
http {
  access_log off;
  ${temp.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    root ${folder}/pages;
    ${server.join('\n    ')}
  }
}
`;
}

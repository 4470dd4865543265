import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startWard, type Ward } from '#scripts/servers/ward.ts';
import { startWardAgent, type WardAgent, type WardAgentOptions } from '#scripts/servers/ward-agent.ts';
import { type CuttableProxy, startCuttableProxy } from './cuttable-proxy.ts';
import { connectRawAgent, rawSchema } from './raw-agent.ts';

interface AgentAnswer {
  id: string;
  connected: boolean;
  lastFrameAtMs: number;
  missingFrames: number;
  gaps: unknown[];
}

const folder = mkdtempSync(join(tmpdir(), 'ward-relay-'));
const running: { stop(): Promise<void> }[] = [];
const relayLog: string[] = [];
let ward: Ward;
/** The only way from the relay to the collector. */
let line: CuttableProxy;
let relayUrl: string;
let relay: WardAgent;
let behind: WardAgent;

beforeAll(async () => {
  ward = await startWard();
  line = await startCuttableProxy(Number(new URL(ward.url).port));
  const port = await freePort();
  relayUrl = `http://127.0.0.1:${port}`;
  relay = await startNamed('relay', `relay: { listen: "127.0.0.1:${port}" }`, {
    url: `http://127.0.0.1:${line.port}`,
    ready: /other agents can send here/,
    onLine: (text) => void relayLog.push(text),
  });
  const file = 'targets: [{ name: dead-1, address: 127.0.0.1, snmp: { port: 9, community: c } }]';
  behind = await startNamed('behind', `zone: hall\npoll_interval: 1s\n${file}`, { url: relayUrl });
});

afterAll(async () => {
  await Promise.all(running.map((each) => each.stop()));
  await line?.close();
  await ward?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('an agent enrols, measures, is given settings and asked through the relay', async () => {
  const { id } = identityOf(behind);

  await until(async () => expect((await samples(behind)).length).toBeGreaterThan(3));
  const checked = await ward.call('POST', `/api/v1/agents/${id}/check`, { probe: 'memory' });
  const assigned = await ward.call('PUT', `/api/v1/agents/${id}/assignment`, { probes: { cpu: false } });

  expect(checked).toMatchObject({ ok: true, readings: expect.arrayContaining([expect.anything()]) });
  expect(assigned).toMatchObject({ delivered: true });
  await until(async () => {
    const { reported } = await assignmentReport(behind);
    expect(reported).toBe((assigned as { revision: number }).revision);
  });
  // The target of its own file was claimed through the relay, and is asked since.
  await until(async () => {
    const { targets } = await ward.call<{ targets: { id: string; name: string }[] }>(
      'GET',
      '/api/v1/targets',
    );
    const dead = targets.find(({ name }) => name === 'dead-1');
    expect(await timesOf('probe.state', dead?.id ?? 'none')).not.toEqual([]);
  });
  const shown = (await ward.call<{ agents: AgentAnswer[] }>('GET', '/api/v1/agents')).agents;
  expect(shown.filter(({ connected }) => connected)).toHaveLength(2);
});

test('cuts and kills on the way lose nothing, and nothing comes twice', async () => {
  const raw = (await enrolThroughRelay('raw-1')) as { agent: string; target: string; key: string };
  const schema = rawSchema(raw.target, 2);
  const beganMs = Date.now() - 300_000;
  const sent: number[] = [];
  const first = await connectRawAgent({ url: relayUrl }, raw.key);
  await first.sendSchema(schema);
  await sendFrames(first, 5);
  await until(async () => expect(await timesOf('abuse.value', raw.target)).toEqual(sent));

  line.cut();
  const cutAtMs = Date.now();
  await sendFrames(first, 40);
  const keptBytes = mailBytes();
  await until(() => expect(mailBytes()).toBeGreaterThan(keptBytes + 8_000));
  await relay.kill();
  await first.closed;
  await relay.restart();
  const second = await connectRawAgent({ url: relayUrl }, raw.key);
  await second.sendSchema(schema);
  await sendFrames(second, 40);
  await behind.restart();
  const bytes = mailBytes();
  await until(() => expect(mailBytes()).toBeGreaterThan(bytes + 8_000));
  const mendedAtMs = Date.now();
  expect(await timesOf('abuse.value', raw.target)).toHaveLength(5);
  line.mend();

  await until(async () => {
    for (const id of [raw.agent, identityOf(behind).id, identityOf(relay).id]) {
      const agent = await ward.call<AgentAnswer>('GET', `/api/v1/agents/${id}`);
      expect(agent).toMatchObject({ connected: true, missingFrames: 0, gaps: [] });
      if (id !== raw.agent) expect(agent.lastFrameAtMs).toBeGreaterThan(mendedAtMs);
    }
    expect(await timesOf('abuse.value', raw.target)).toEqual(sent);
  });
  // Three a second were asked for, of two lives with a pause between them.
  await until(async () => {
    const during = (await samples(behind)).filter((timeMs) => timeMs > cutAtMs && timeMs < mendedAtMs);
    expect(during.length).toBeGreaterThan((mendedAtMs - cutAtMs) / 1_000);
    expect(new Set(during).size).toBe(during.length);
  });
  first.close();
  second.close();

  async function sendFrames(agent: typeof first, count: number): Promise<void> {
    for (let frame = 0; frame < count; frame++) {
      const timeMs = beganMs + sent.length * 1_000;
      const { ranges, refused } = await agent.sendFrames(schema, [{ timeMs, value: frame }]);
      expect([ranges.length, refused]).toEqual([1, []]);
      sent.push(timeMs);
    }
  }
});

test('an agent that can only POST is passed on as well', async () => {
  const hop = await startPostOnlyHop(relayUrl);
  running.push(hop);

  const posting = await startNamed('posting', '', { url: hop.url });

  await until(async () => expect((await samples(posting)).length).toBeGreaterThan(3));
  // Of two requests under way the later may arrive first.
  await until(async () => {
    const agent = await ward.call<AgentAnswer>('GET', `/api/v1/agents/${identityOf(posting).id}`);
    expect(agent).toMatchObject({ connected: false, missingFrames: 0 });
  });
});

test('a wrong key is refused, and a withdrawn one too, with what waits under it', async () => {
  await expect(connectRawAgent({ url: relayUrl }, 'wa_nobody')).rejects.toThrow('refused with 401');
  const raw = (await enrolThroughRelay('raw-2')) as { agent: string; target: string; key: string };
  const agent = await connectRawAgent({ url: relayUrl }, raw.key);
  const schema = rawSchema(raw.target, 1);
  await agent.sendSchema(schema);
  await until(async () => {
    expect(await ward.call('GET', `/api/v1/agents/${raw.agent}`)).toMatchObject({ connected: true });
  });
  line.cut();
  await agent.sendFrames(schema, [{ timeMs: Date.now() - 1_000, value: 1 }]);

  await ward.call('DELETE', `/api/v1/agents/${raw.agent}/key`);
  line.mend();

  expect(await agent.closed).toMatchObject({ code: 4401 });
  await expect(connectRawAgent({ url: relayUrl }, raw.key)).rejects.toThrow('refused with 401');
  expect(relayLog.join('\n')).toMatch(/withdrawn the key of an agent.*"items":[12],/);
  expect(relayLog.join('\n')).not.toContain(raw.key);
  expect(await timesOf('agent.relay_agents', identityOf(relay).target)).not.toEqual([]);
});

/** Starts an agent under a name of its own: those of one machine look alike to a collector. */
async function startNamed(name: string, yaml: string, options: WardAgentOptions): Promise<WardAgent> {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, `name: ${name}\n${yaml}\n`);
  const agent = await startWardAgent(ward, { interval: '300ms', args: ['--config', file], ...options });
  running.push(agent);
  return agent;
}

function identityOf({ dataDir }: WardAgent): { id: string; target: string } {
  const { agent, target } = JSON.parse(readFileSync(join(dataDir, 'identity.json'), 'utf8'));
  return { id: agent, target };
}

async function enrolThroughRelay(hostname: string): Promise<unknown> {
  const { token } = await ward.call<{ token: string }>('POST', '/api/v1/enrol-tokens', {});
  const response = await fetch(`${relayUrl}/api/v1/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, hostname, machine: hostname }),
  });
  expect(response.status).toBe(200);
  return response.json();
}

/** Times of every stored sample that an agent took of itself. */
function samples(agent: WardAgent): Promise<number[]> {
  return timesOf('agent.sent_total', identityOf(agent).target);
}

async function timesOf(metric: string, target: string): Promise<number[]> {
  const query = `metric=${metric}&target=${target}&from=${Date.now() - 600_000}&to=${Date.now() + 1_000}`;
  const { series } = await ward.call<{ series: { timesMs: number[] }[] }>('GET', `/api/v1/query?${query}`);
  return series[0]?.timesMs ?? [];
}

/** The revision of which an agent has said what of it is done. */
async function assignmentReport(agent: WardAgent): Promise<{ reported: number }> {
  const query = `target=${identityOf(agent).target}&kind=agent_report`;
  const { records } = await ward.call<{ records: { key: string; data: { revision: number } }[] }>(
    'GET',
    `/api/v1/records?${query}`,
  );
  return { reported: records.find(({ key }) => key === 'assignment')?.data.revision ?? 0 };
}

/** What lies in the mailboxes of the relay. */
function mailBytes(): number {
  const agents = join(relay.dataDir, 'relay/agents');
  return readdirSync(agents)
    .flatMap((agent) =>
      readdirSync(join(agents, agent, 'mail')).map((name) => join(agents, agent, 'mail', name)),
    )
    .reduce((sum, path) => sum + statSync(path).size, 0);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A proxy that knows requests and no WebSockets. */
async function startPostOnlyHop(target: string): Promise<{ url: string; stop(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    const { method, url = '', headers } = request;
    const onwards = http.request(new URL(url, target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onwards.on('error', () => response.destroy());
    request.pipe(onwards);
  });
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 400 No\r\ncontent-length: 0\r\n\r\n'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function until(isSo: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(isSo, { timeout: 50_000, interval: 100 });
}

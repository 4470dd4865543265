import './spare-memory.ts';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Channel } from '#channels/channel.ts';
import { helpText, readCommandLine } from '#config/command-line.ts';
import { ConfigError } from '#config/config-error.ts';
import { answerApart } from '#probes/apart.ts';
import { hostProbes } from '#probes/host/host-probes.ts';
import type { ProbeType } from '#probes/probe.ts';
import { type Agent, startAgent } from './agent.ts';
import { ANSWER_FLAG, askApart } from './ask-apart.ts';
import { asksOthers } from './config/asks-others.ts';
import { type AgentConfig, readAgentConfig } from './config/config.ts';
import { agentFlags, agentUsage } from './config/flags.ts';
import { takeFolder } from './data-folder.ts';
import { obtainIdentity } from './identity.ts';
import { createLog, type Log } from './log.ts';
import { machineFingerprint } from './machine.ts';
import { spendMemory } from './spare-memory.ts';
import { StartError } from './start-error.ts';
import { isLoopback, parseAddress } from './uplink/address.ts';
import type { ConnectionOptions } from './uplink/connection.ts';
import { VERSION } from './version.ts';
import { runWholeProgram } from './whole-program.ts';

/** What stopping may take; then the process ends whatever is left. */
const STOP_MS = 5_000;

async function main(argv: readonly string[]): Promise<void> {
  if (argv[0] === ANSWER_FLAG) return say(JSON.stringify(await answerApart(argv[1])));
  if (argv[0] === 'beat') return (await import('./beat-command/main.ts')).runBeat(argv.slice(1));
  if (argv[0] === 'check') {
    if (runWholeProgram) return runWholeProgram();
    process.exitCode = await (await import('./check-command/main.ts')).runCheck(argv.slice(1));
    return;
  }
  const commandLine = readCommandLine(argv, agentFlags);
  if (commandLine.help) return say(helpText(agentUsage, agentFlags));
  if (commandLine.values.version) return say(VERSION);
  const file = commandLine.values.config as string | undefined;
  const isForOthers = asksOthers(textOf(file), commandLine.overrides);
  if (isForOthers && runWholeProgram) return runWholeProgram();
  const types = isForOthers ? (await import('#probes/probe-types.ts')).probeTypes : hostProbes;
  const config = readAgentConfig(file, commandLine.overrides, types);
  await checkProfiles(config);
  const aloneChannel = await openAloneChannel(config, file);
  const giveBack = takeFolder(config.data);
  process.on('exit', giveBack);
  await run(config, types, aloneChannel);
}

/** Undefined for a file that cannot be read: reading the configuration says so. */
function textOf(file: string | undefined): string | undefined {
  return file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** A mistake in a profile of the user's own ends the start, rather than the reading of every device later. */
async function checkProfiles({ profiles }: AgentConfig): Promise<void> {
  if (profiles === undefined) return;
  const { loadProfiles } = await import('#probes/profile/profiles.ts');
  loadProfiles(profiles);
}

/** A mistake in how people are told when no collector answers must not show itself only then. */
async function openAloneChannel(
  { alone }: AgentConfig,
  file: string | undefined,
): Promise<Channel | undefined> {
  if (alone === undefined) return undefined;
  const { openOwnChannel } = await import('./alone/open-channel.ts');
  return openOwnChannel(file, alone.channel);
}

async function run(
  config: AgentConfig,
  types: readonly ProbeType[],
  aloneChannel: Channel | undefined,
): Promise<void> {
  const log = createLog({
    write: (line) => process.stdout.write(line),
    isPretty: process.stdout.isTTY === true,
    wallMs: Date.now,
  });
  const stopped = new AbortController();
  let agent: Agent | undefined;
  onStop(log, async () => {
    stopped.abort();
    await agent?.stop(STOP_MS / 2);
  });
  warnOfOpenDoors(config, log);
  const connection: ConnectionOptions = {
    ...config.pem,
    insecure: config.tls.insecure,
    proxy: config.proxy,
    connectTimeoutMs: 10_000,
  };
  const self = { hostname: config.name ?? hostname(), machine: machineFingerprint(config.sys) };
  const identities = obtainIdentity({
    config,
    connection,
    log,
    random: Math.random,
    signal: stopped.signal,
    ...self,
  });
  const identity = await identities.first();
  if (identity === undefined || stopped.signal.aborted) return;
  agent = await startAgent({
    config,
    types,
    identity,
    ...self,
    connection,
    log,
    wallMs: Date.now,
    monotonicMs: () => Math.round(performance.now()),
    random: Math.random,
    askApart,
    aloneChannel,
    onManyTargets: spendMemory,
    renewIdentity: identities.renew,
  });
}

/** The first signal stops in good order, a second one at once. */
function onStop(log: Log, stop: () => Promise<void>): void {
  let isStopping = false;
  const end = (why: string, code: number): void => {
    if (isStopping) process.exit(code);
    isStopping = true;
    log.info('stopping', { why });
    setTimeout(() => process.exit(code), STOP_MS).unref();
    stop().then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', () => end('SIGTERM', 0));
  process.on('SIGINT', () => end('SIGINT', 0));
  // Forked by the collector beside it: when that one is gone, however it ended, the next one brings its own agent.
  if (process.connected) process.on('disconnect', () => end('the collector beside it has ended', 0));
  process.on('uncaughtException', (error) => {
    log.error('a mistake in the program, the service manager starts it again', { why: error.stack });
    end('a mistake in the program', 1);
  });
}

function warnOfOpenDoors({ tls, collectors, relay }: AgentConfig, log: Log): void {
  const addresses = collectors.map(parseAddress);
  const plain = addresses.filter((address) => !address.isSecure && !isLoopback(address));
  if (tls.insecure) log.warn('certificates are not checked: anybody on the way can pose as the collector');
  if (plain.length > 0) {
    log.warn('without https the key can be read by anybody on the way', {
      collectors: plain.map(({ text }) => text),
    });
  }
  if (relay && !relay.tls && !relay.listen.startsWith('127.')) {
    log.warn('without `relay.tls` the keys of other agents can be read by anybody on the way', {
      listen: relay.listen,
    });
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  const isExpected = error instanceof ConfigError || error instanceof StartError;
  process.stderr.write(`${isExpected ? error.message : error.stack}\n`);
  process.exit(1);
});

import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { errorsShare } from '../errors-share.ts';
import {
  type AskService,
  type Hints,
  httpConversation,
  notTheProduct,
  wholeText,
} from '../http-conversation.ts';
import { type BeansRead, readBeans } from '../jolokia.ts';
import {
  percentOf,
  type ServiceAnswer,
  type ServiceReader,
  type ServiceValue,
  type Step,
} from '../service-reader.ts';
import { connectorValues, tomcatBeanValues, tomcatReads } from '../tomcat-beans.ts';
import type { TomcatConfig } from './config.ts';
import { parseManagerStatus } from './parse-status.ts';

/** A status page lists every worker of every connector. */
const MAX_BYTES = 4_194_304;
const DAY_MS = 86_400_000;
const MANAGER: Hints = {
  denied:
    'the user needs the role manager-status, and the RemoteCIDRValve (RemoteAddrValve) of the manager has to allow the address of the agent',
  missing: 'the manager is not installed there (Debian: tomcat10-admin), or look at manager_path',
  account:
    '`check tomcat --grants` prints an account for tomcat-users.xml; after five failures Tomcat locks it for five minutes',
};
const JOLOKIA: Hints = {
  denied: 'the user needs the role jolokia, and jolokia-access.xml has to allow the address of the agent',
  missing: 'Jolokia is not deployed there (jolokia.war), or look at jolokia_path',
};

/** Reads the status of the manager, or beans through Jolokia. */
export function readTomcat(
  config: TomcatConfig,
  options: ProbeOptions,
  onStep: (step: Step) => void,
): ServiceReader {
  const askManager = httpConversation(config, options, MANAGER, onStep);
  const askJolokia = httpConversation(config, options, JOLOKIA, onStep);
  const share = errorsShare();
  let chosen = config.interface;
  let version = { text: '', atMs: -DAY_MS };
  return {
    async read(signal) {
      if (chosen === 'jolokia') return jolokia(signal);
      try {
        const answer = await manager(signal);
        chosen = 'manager';
        return answer;
      } catch (error) {
        if (chosen === 'manager' || !(error instanceof ProbeError) || error.state !== 'unsupported')
          throw error;
        return jolokiaInstead(error, signal);
      }
    },
  };

  /** Where neither is there, what is said of the manager helps more. */
  async function jolokiaInstead(first: ProbeError, signal: AbortSignal): Promise<ServiceAnswer> {
    try {
      const answer = await jolokia(signal);
      chosen = 'jolokia';
      return answer;
    } catch (error) {
      throw error instanceof ProbeError && error.state === 'unsupported' ? first : error;
    }
  }

  async function manager(signal: AbortSignal): Promise<ServiceAnswer> {
    const path = `${config.manager_path.replace(/\/$/, '')}/status`;
    const answer = await askManager(`${path}?XML=true`, signal, { maxBytes: MAX_BYTES });
    const status = parseManagerStatus(wholeText(answer));
    if (!status) throw notTheProduct(answer, "the status of Tomcat's manager");
    const { free, total, max } = status.memory;
    return {
      product: tomcat(await versionNow(askManager, path, signal)),
      values: [
        ['tomcat_jvm_memory.free', free],
        ['tomcat_jvm_memory.total', total],
        ['tomcat_jvm_memory.max', max],
        ['middleware.heap_used_bytes', total - free, ''],
        ['middleware.heap_used_percent', percentOf(total - free, max), ''],
        ...status.pools.slice(0, 30).flatMap(({ name, type, used, max }): ServiceValue[] => [
          ['tomcat_jvm_memorypool.usage_used', used, name, type],
          ['tomcat_jvm_memorypool.usage_max', max > 0 ? max : Number.NaN, name, type],
        ]),
        ...connectorValues(status.connectors.slice(0, 30), share),
      ],
    };
  }

  /** The page for people tells it; asked once a day. */
  async function versionNow(ask: AskService, path: string, signal: AbortSignal): Promise<string> {
    const nowMs = options.now();
    if (nowMs - version.atMs < DAY_MS && nowMs >= version.atMs) return version.text;
    try {
      const page = await ask(path, signal, { maxBytes: MAX_BYTES });
      const [, text = ''] = /Apache Tomcat\/([\w.-]+)/.exec(page.body.toString('latin1')) ?? [];
      version = { text, atMs: nowMs };
    } catch (error) {
      if (signal.aborted) throw error;
    }
    return version.text;
  }

  async function jolokia(signal: AbortSignal): Promise<ServiceAnswer> {
    const read = await readBeans(askJolokia, config.jolokia_path, tomcatReads(config.domain), signal);
    const { values, connectors, serverInfo } = tomcatBeanValues(read);
    if (connectors.length === 0)
      throw new ProbeError(
        'wrong_answer',
        `Jolokia answers, and has no connectors in the domain ${config.domain}: look at domain`,
      );
    const [, text = ''] = /Apache Tomcat\/([\w.-]+)/.exec(serverInfo) ?? [];
    return {
      product: tomcat(text),
      values: [...values, ...connectorValues(connectors.slice(0, 30), share)],
      skipped: skippedIn(read),
    };
  }
}

function tomcat(version: string) {
  return { vendor: 'Apache', product: 'Tomcat', version, name: '' };
}

/** Reads that were refused, by the name of what was asked for. */
export function skippedIn(read: readonly BeansRead[]): { what: string; why: string }[] {
  const reads = tomcatReads('');
  return read.flatMap(({ error }, index) =>
    error === undefined ? [] : [{ what: reads[index]?.mbean ?? 'beans', why: error }],
  );
}

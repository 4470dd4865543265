import type { ProbeOptions } from '../../probe.ts';
import { type Hints, httpConversation, notTheProduct, wholeText } from '../http-conversation.ts';
import { percentOf, type ServiceReader, type Step } from '../service-reader.ts';
import type { NginxConfig } from './config.ts';
import { parseStubStatus } from './parse-stub-status.ts';

const MAX_BYTES = 65_536;
const HINTS: Hints = {
  denied: 'add `allow <address of the agent>;` to the location with stub_status',
  missing: 'no stub_status there: `check nginx --grants` prints the location that serves it, or look at path',
  account: 'the location with stub_status has auth_basic',
};

/** Reads the page of `stub_status`. */
export function readNginx(
  config: NginxConfig,
  options: ProbeOptions,
  onStep: (step: Step) => void,
): ServiceReader {
  const ask = httpConversation(config, options, HINTS, onStep);
  return {
    async read(signal) {
      const answer = await ask(config.path, signal, { maxBytes: MAX_BYTES });
      const status = parseStubStatus(answer.isCut ? '' : wholeText(answer));
      if (!status) throw notTheProduct(answer, 'the page of nginx stub_status');
      const { active, accepts, handled, requests, reading, writing, waiting } = status;
      const [, product = 'nginx', version = ''] =
        /^([\w.-]+)(?:\/(\S+))?/.exec(String(answer.headers.server ?? '')) ?? [];
      const limit = config.connections_limit;
      return {
        product: { vendor: VENDORS[product] ?? 'nginx', product, version, name: '' },
        values: [
          ['nginx.active', active],
          ['nginx.reading', reading],
          ['nginx.writing', writing],
          ['nginx.waiting', waiting],
          ['nginx.accepts', accepts],
          ['nginx.handled', handled],
          ['nginx.requests', requests],
          ['nginx.dropped', Math.max(0, accepts - handled)],
          ['middleware.connections', active, ''],
          ['middleware.requests_total', requests, ''],
          ...(limit === undefined
            ? []
            : [['middleware.busy_percent', percentOf(active, limit), '', 'connections'] as const]),
        ],
      };
    },
  };
}

const VENDORS: Readonly<Record<string, string>> = { nginx: 'F5', Tengine: 'Alibaba', openresty: 'OpenResty' };

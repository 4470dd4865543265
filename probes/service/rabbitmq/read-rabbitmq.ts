import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { type Hints, httpConversation, jsonOf, notTheProduct } from '../http-conversation.ts';
import { largestQueues } from '../largest-queues.ts';
import { optionalPart } from '../optional-part.ts';
import { numberOf, percentOf, type ServiceReader, type ServiceValue, type Step } from '../service-reader.ts';
import type { RabbitmqConfig } from './config.ts';
import {
  nodeValues,
  overviewValues,
  parseNodes,
  parseOverview,
  parseQueues,
  queueValues,
  type RabbitmqQueue,
} from './parse-management.ts';

/** Applications and exchange types of every node stand in these answers. */
const MAX_BYTES = 4_194_304;
const MOST_NODES = 32;
/** One page; those of the first ranks are chosen from it. */
const PAGE = 100;
const QUEUE_COLUMNS = 'name,vhost,messages,messages_ready,messages_unacknowledged,consumers,memory';
const NODE_COLUMNS =
  'name,running,mem_used,mem_limit,mem_alarm,disk_free,disk_free_limit,disk_free_alarm,fd_used,fd_total,sockets_used,sockets_total,proc_used,proc_total,run_queue,uptime,partitions';

const HINTS: Hints = {
  denied: 'the user needs the tag monitoring: rabbitmqctl set_user_tags ward monitoring',
  missing: 'the management plugin is off: rabbitmq-plugins enable rabbitmq_management',
  account: '`check rabbitmq --grants` prints an account; the user guest is let in from its own machine only',
  // Who has no tag at all is answered as one with a wrong password, but for the reason.
  judge: ({ status, body }) =>
    status === 401 &&
    /not_?authori[sz]ed/.test(body.toString('latin1', 0, 500)) &&
    /not (?:a )?(?:management|monitor|administrator)/i.test(body.toString('latin1', 0, 500))
      ? new ProbeError('denied', `let in, and not allowed: ${HINTS.denied}`)
      : undefined,
};

const HIDDEN =
  "in virtual hosts that the user may not enter: rabbitmqctl set_permissions -p <vhost> ward '^$' '^$' '^$'";

/** Reads the management API: the overview, the nodes and the queues that hold most. */
export function readRabbitmq(
  config: RabbitmqConfig,
  options: ProbeOptions,
  onStep: (step: Step) => void,
): ServiceReader {
  const ask = httpConversation(config, options, HINTS, onStep);
  const largest = largestQueues<RabbitmqQueue>();
  return {
    async read(signal) {
      const got = await ask('/api/overview', signal, { maxBytes: MAX_BYTES });
      const overview = parseOverview(jsonOf(got, "RabbitMQ's management"));
      if (!overview) throw notTheProduct(got, "RabbitMQ's management");
      const skipped: { what: string; why: string }[] = [];
      const part = optionalPart(skipped);
      const nodes = await part('nodes', async () => {
        const answer = await ask(`/api/nodes?columns=${NODE_COLUMNS}`, signal, { maxBytes: MAX_BYTES });
        const what = "RabbitMQ's list of nodes";
        const found = parseNodes(jsonOf(answer, what));
        if (!found) throw notTheProduct(answer, what);
        return found.slice(0, MOST_NODES);
      });
      const queues = await part('queues', async () => {
        const of = config.vhost === undefined ? '' : `/${encodeURIComponent(config.vhost)}`;
        const query = `page=1&page_size=${PAGE}&sort=messages&sort_reverse=true&columns=${QUEUE_COLUMNS}`;
        const answer = await ask(`/api/queues${of}?${query}`, signal, { maxBytes: MAX_BYTES });
        const what = "RabbitMQ's list of queues";
        const found = parseQueues(jsonOf(answer, what));
        if (!found) throw notTheProduct(answer, what);
        return found;
      });
      const chosen = largest(queues?.queues ?? []);
      const more = (queues?.total ?? 0) - chosen.length;
      if (more > 0)
        skipped.push({
          what: `${more} queues`,
          why: `only the ${chosen.length} that hold most have series of their own`,
        });
      const hidden = numberOf(overview.objects.queues) - (queues?.total ?? Number.NaN);
      if (hidden > 0 && config.vhost === undefined) skipped.push({ what: `${hidden} queues`, why: HIDDEN });
      return {
        product: {
          vendor: 'Broadcom',
          product: overview.product,
          version: overview.version,
          name: overview.cluster,
        },
        values: [
          ...overviewValues(overview),
          ...(nodes ?? []).flatMap(nodeValues),
          ...(nodes ?? []).map(
            (node): ServiceValue => [
              'middleware.busy_percent',
              percentOf(node.sockets_used, node.sockets_total),
              node.name,
              'sockets',
            ],
          ),
          ...chosen.flatMap((queue) => queueValues(queue, config.dead_letters)),
        ],
        skipped,
      };
    },
  };
}

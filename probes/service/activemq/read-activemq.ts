import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { type Hints, httpConversation } from '../http-conversation.ts';
import { type Bean, type BeanRead, beanKeys, readBeans } from '../jolokia.ts';
import { largestQueues } from '../largest-queues.ts';
import { numberOf, type ServiceReader, type ServiceValue, type Step } from '../service-reader.ts';
import type { ActivemqConfig } from './config.ts';

const HINTS: Hints = {
  denied:
    'the user needs a role that jetty.xml lets in (users or admins), and jolokia-access.xml has to allow reading',
  missing: 'no Jolokia there: it comes with ActiveMQ 5.8 and later, look at path',
  account: '`check activemq --grants` prints an account',
};

/** Attributes of the broker, by the field that each becomes: https://activemq.apache.org/components/classic/documentation/jmx */
const BROKER: Readonly<Record<string, string>> = {
  MemoryPercentUsage: 'memory_percent_usage',
  StorePercentUsage: 'store_percent_usage',
  TempPercentUsage: 'temp_percent_usage',
  MemoryLimit: 'memory_limit',
  StoreLimit: 'store_limit',
  TempLimit: 'temp_limit',
  TotalMessageCount: 'total_message_count',
  TotalConsumerCount: 'total_consumer_count',
  TotalProducerCount: 'total_producer_count',
  TotalEnqueueCount: 'total_enqueue_count',
  TotalDequeueCount: 'total_dequeue_count',
  Slave: 'slave',
};
const QUEUE: Readonly<Record<string, string>> = {
  QueueSize: 'size',
  ConsumerCount: 'consumer_count',
  EnqueueCount: 'enqueue_count',
  DequeueCount: 'dequeue_count',
  ExpiredCount: 'expired_count',
};
const READS: readonly BeanRead[] = [
  {
    mbean: 'org.apache.activemq:type=Broker,brokerName=*',
    attributes: [
      ...['BrokerName', 'BrokerVersion', 'UptimeMillis', 'CurrentConnectionsCount'],
      ...Object.keys(BROKER),
    ],
  },
  {
    mbean: 'org.apache.activemq:type=Broker,brokerName=*,destinationType=Queue,destinationName=*',
    attributes: [...Object.keys(QUEUE), 'DLQ'],
  },
];

interface FoundQueue {
  name: string;
  messages: number;
  bean: Bean;
}

/** Reads the broker and its queues through Jolokia. */
export function readActivemq(
  config: ActivemqConfig,
  options: ProbeOptions,
  onStep: (step: Step) => void,
): ServiceReader {
  const ask = httpConversation(config, options, HINTS, onStep);
  const largest = largestQueues<FoundQueue>();
  return {
    async read(signal) {
      const [brokers, queues] = await readBeans(ask, config.path, READS, signal);
      const broker = brokers?.beans[0]?.bean;
      if (!broker) throw noBroker(brokers?.error);
      const found = (queues?.beans ?? []).map(({ name, bean }): FoundQueue => {
        const messages = numberOf(bean.QueueSize);
        return {
          name: beanKeys(name).keys.get('destinationName') ?? name,
          messages: Number.isFinite(messages) ? messages : 0,
          bean,
        };
      });
      const chosen = largest(found);
      const skipped: { what: string; why: string }[] = [];
      if (queues?.error !== undefined) skipped.push({ what: 'queues', why: queues.error });
      if (found.length > chosen.length)
        skipped.push({
          what: `${found.length - chosen.length} queues`,
          why: `only the ${chosen.length} that hold most have series of their own`,
        });
      return {
        product: {
          vendor: 'Apache',
          product: 'ActiveMQ',
          version: String(broker.BrokerVersion ?? ''),
          name: String(broker.BrokerName ?? ''),
        },
        values: [
          ...Object.entries(BROKER).map(
            ([attribute, field]): ServiceValue => [`activemq_broker.${field}`, numberOf(broker[attribute])],
          ),
          ['middleware.connections', numberOf(broker.CurrentConnectionsCount), ''],
          ['middleware.uptime_seconds', numberOf(broker.UptimeMillis) / 1_000, ''],
          ...chosen.flatMap((queue) => queueValues(queue, config.dead_letters)),
        ],
        skipped,
      };
    },
  };
}

function queueValues({ name, messages, bean }: FoundQueue, deadLetters: readonly string[]): ServiceValue[] {
  const consumers = numberOf(bean.ConsumerCount);
  const isDead =
    bean.DLQ === true || deadLetters.some((word) => name.toLowerCase().includes(word.toLowerCase()));
  return [
    ...Object.entries(QUEUE).map(
      ([attribute, field]): ServiceValue => [`activemq_queues.${field}`, numberOf(bean[attribute]), name],
    ),
    ['middleware_queue.messages', messages, name],
    ['middleware_queue.consumers', consumers, name],
    isDead
      ? ['middleware_queue.dead_letters', messages, name]
      : ['middleware_queue.unconsumed_messages', consumers === 0 ? messages : 0, name],
  ];
}

function noBroker(error: string | undefined): ProbeError {
  if (error !== undefined)
    return new ProbeError('denied', `Jolokia does not give the broker: ${error}; see jolokia-access.xml`);
  return new ProbeError(
    'wrong_answer',
    'Jolokia answers, and knows no broker of ActiveMQ 5 or 6 (Classic); Artemis has other beans, which are not read',
  );
}

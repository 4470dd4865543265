import type { Channel, ChannelType } from '../channel.ts';
import { delivered } from '../delivery.ts';
import { byStatus, callHttp } from '../http-call.ts';
import { unlisted } from '../message.ts';
import { AlertmanagerConfig } from './config.ts';
import { alertsOf } from './words.ts';

/** The Alertmanager of a site that has one, with its routes, silences and receivers. */
export const alertmanager: ChannelType<AlertmanagerConfig> = {
  name: 'alertmanager',
  title: { 'zh-CN': 'Prometheus Alertmanager', en: 'Prometheus Alertmanager' },
  reaches: null,
  callsPerMinute: 120,
  config: AlertmanagerConfig,
  secrets: ['headers'],
  destination: ['url'],
  isForPrograms: true,
  hasTemplates: false,
  create: createAlertmanager,
  preview(config, call) {
    const text = JSON.stringify(alertsOf(config, call), undefined, 2);
    const size = { used: Buffer.byteLength(text), most: null, unit: 'bytes' } as const;
    const leftOut = unlisted(call);
    return { title: '', text, form: 'json', size, leftOut };
  },
};

function createAlertmanager(config: AlertmanagerConfig): Channel {
  const url = `${config.url.replace(/\/+$/, '')}/api/v2/alerts`;
  const headers = { ...config.headers, 'content-type': 'application/json' };
  const secrets = Object.values(config.headers);
  return {
    async tell(call, signal) {
      const alerts = alertsOf(config, call);
      if (alerts.length === 0) return delivered('nothing to tell: no event in it');
      const request = { method: 'POST', url, headers, body: JSON.stringify(alerts), secrets } as const;
      return callHttp(request, config, signal, (answer) => byStatus(answer, call.sentAtMs));
    },
    async close() {},
  };
}

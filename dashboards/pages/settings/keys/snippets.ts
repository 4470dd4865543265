/** What a program needs to push to here, ready to be pasted; each as the tests of senders use it. */
export function snippets(collector: string, key: string): { name: string; text: string }[] {
  return [
    {
      name: 'Telegraf',
      text: `[[outputs.influxdb_v2]]
  urls = ["${collector}"]
  token = "${key}"
  organization = "default"
  bucket = "ward"`,
    },
    {
      name: 'Prometheus',
      text: `remote_write:
  - url: ${collector}/api/v1/write
    authorization:
      credentials: ${key}`,
    },
    {
      name: 'OpenTelemetry',
      text: `exporters:
  otlphttp:
    endpoint: ${collector}
    headers:
      authorization: Bearer ${key}`,
    },
    {
      name: 'curl',
      text: `curl -i ${collector}/write -H "authorization: Bearer ${key}" --data-binary 'room,host=test temperature_celsius=21.5'`,
    },
  ];
}

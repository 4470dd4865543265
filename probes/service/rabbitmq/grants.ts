/** An account that may see everything and change nothing. */
export function rabbitmqGrants(user: string): string {
  const name = `'${user.replace(/'/g, "'\\''")}'`;
  return `# On one node of the cluster, as root or rabbitmq. The password is asked for and stands in no history.
rabbitmq-plugins enable rabbitmq_management
rabbitmqctl add_user ${name}
rabbitmqctl set_user_tags ${name} monitoring
# The tag shows nodes and totals. Queues are shown in the virtual hosts that it may enter; '^$' matches no name, so that
# it can neither create, publish nor consume there. Again after a virtual host was added.
rabbitmqctl -q list_vhosts name --no-table-headers | while read -r vhost; do
  rabbitmqctl set_permissions -p "$vhost" ${name} '^$' '^$' '^$' < /dev/null
done
`;
}

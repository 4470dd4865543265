#!/bin/sh
# Installs the Ward collector or the Ward agent as a systemd service. Running it again updates the program and
# keeps configuration and data.
set -eu

usage() {
  cat <<'TEXT'
usage: sudo deploy/systemd/install.sh collector
       sudo deploy/systemd/install.sh agent --collector URL --token TOKEN [--ca FILE]
       sudo deploy/systemd/install.sh remove collector|agent     (configuration and data stay)

collector  this checkout becomes /opt/ward, data in /var/lib/ward, configuration /etc/ward/collector.yaml
agent      one file and its Node become /opt/ward-agent, data in /var/lib/ward-agent, configuration
           /etc/ward/agent.yaml; needs `npm run bundle` once in this checkout
--dry-run  as last argument: says what would be done and does nothing
TEXT
}

die() {
  echo "install.sh: $1" >&2
  exit 1
}

run() {
  if [ "$dry_run" = yes ]; then echo "would run: $*"; else "$@"; fi
}

# Writes standard input to a file that only root and the group may read.
write_secret() {
  if [ "$dry_run" = yes ]; then
    echo "would write $1:"
    sed 's/^token: .*/token: (hidden)/; s/^/    /'
  else
    umask 027
    cat >"$1"
    chgrp "$2" "$1"
  fi
}

make_user() {
  id "$1" >/dev/null 2>&1 || run useradd --system --user-group --home-dir "$2" --shell /usr/sbin/nologin "$1"
}

start_service() {
  run install -m 0644 "$here/$1.service" "/etc/systemd/system/$1.service"
  run systemctl daemon-reload
  run systemctl enable "$1"
  run systemctl restart "$1"
}

install_collector() {
  make_user ward /var/lib/ward
  run mkdir -p /opt/ward /etc/ward
  run cp -r "$project/." /opt/ward/
  run rm -rf /opt/ward/.git /opt/ward/data
  run sh -c 'cd /opt/ward && npm ci --omit=dev --ignore-scripts --no-audit --no-fund'
  if [ ! -e /etc/ward/collector.yaml ]; then
    run install -m 0640 -g ward "$project/deploy/collector.example.yaml" /etc/ward/collector.yaml
  fi
  start_service ward-collector
  echo "The collector runs. Its first password stands once in: journalctl -u ward-collector"
}

install_agent() {
  [ -n "$collector" ] || die "--collector URL is missing"
  [ -e "$project/build/agent/ward-agent.js" ] || die "build/agent/ward-agent.js is missing: run npm run bundle first"
  node="$(ls "$project"/node_modules/node-linux-*/bin/node 2>/dev/null | head -n 1)"
  [ -n "$node" ] || die "no Node under node_modules: run npm run bundle first"
  make_user ward-agent /var/lib/ward-agent
  run mkdir -p /opt/ward-agent /etc/ward
  run install -m 0755 "$node" /opt/ward-agent/node
  run install -m 0644 "$project/build/agent/ward-agent.js" /opt/ward-agent/ward-agent.js
  if [ ! -e /etc/ward/agent.yaml ]; then
    [ -n "$token" ] || die "--token TOKEN is missing: make one on the page Agents, it is valid once"
    {
      printf 'collectors:\n  - %s\ntoken: %s\n' "$collector" "$token"
      [ -z "$ca" ] || printf 'tls:\n  ca: %s\n' "$ca"
    } | write_secret /etc/ward/agent.yaml ward-agent
  fi
  start_service ward-agent
  echo "The agent runs: journalctl -u ward-agent"
}

remove() {
  case "$1" in collector | agent) ;; *) usage && exit 2 ;; esac
  run systemctl disable --now "ward-$1"
  run rm -f "/etc/systemd/system/ward-$1.service"
  run systemctl daemon-reload
}

here="$(cd "$(dirname "$0")" && pwd)"
project="$(cd "$here/../.." && pwd)"
dry_run=no collector='' token='' ca=''
what="${1:-}"
[ $# -eq 0 ] || shift
removed=''
if [ "$what" = remove ]; then
  removed="${1:-}"
  [ $# -eq 0 ] || shift
fi
while [ $# -gt 0 ]; do
  case "$1" in
    --collector) collector="${2:?}" && shift ;;
    --token) token="${2:?}" && shift ;;
    --ca) ca="${2:?}" && shift ;;
    --dry-run) dry_run=yes ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done
case "$what" in
  collector | agent | remove)
    [ "$dry_run" = yes ] || [ "$(id -u)" = 0 ] || die "only root can install a service: use sudo"
    ;;
esac
case "$what" in
  collector) install_collector ;;
  agent) install_agent ;;
  remove) remove "$removed" ;;
  -h | --help) usage ;;
  *) usage >&2 && exit 2 ;;
esac

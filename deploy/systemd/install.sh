#!/bin/sh
# Installs the Ward collector or the Ward agent as a systemd service. Running it again updates the program and
# keeps configuration and data. Nothing is downloaded: it works behind an air gap.
set -eu

usage() {
  cat <<'TEXT'
usage: sudo install.sh collector
       sudo install.sh agent --collector URL --token TOKEN [--ca FILE] [--node FILE]
       sudo install.sh remove collector|agent     (configuration and data stay)

collector  this checkout becomes /opt/ward, data in /var/lib/ward, configuration /etc/ward/collector.yaml, commands
           /usr/local/bin/ward, place for backups /var/backups/ward
agent      one file and a Node become /opt/ward-agent, data in /var/lib/ward-agent, configuration
           /etc/ward/agent.yaml; --node takes another Node than the one beside it, 16 or newer
--dry-run  as last argument: says what would be done and does nothing

Both need `npm run bundle` once in the checkout. DESTDIR=/some/folder installs into that folder and leaves users and
services of this machine alone, for packages.
TEXT
}

die() {
  echo "install.sh: $1" >&2
  exit 1
}

run() {
  if [ "$dry_run" = yes ]; then echo "would run: $*"; else "$@"; fi
}

# What concerns the machine itself, and not the folder that is installed into.
run_here() {
  [ -n "$root" ] || run "$@"
}

# Writes standard input to a file that only root and the group may read.
write_secret() {
  if [ "$dry_run" = yes ]; then
    echo "would write $1:"
    sed 's/^token: .*/token: (hidden)/; s/^/    /'
  else
    (umask 027 && cat >"$1")
    run_here chgrp "$2" "$1"
  fi
}

make_user() {
  id "$1" >/dev/null 2>&1 || run_here useradd --system --user-group --home-dir "$2" --shell /usr/sbin/nologin "$1"
}

start_service() {
  run mkdir -p "$root/etc/systemd/system"
  run install -m 0644 "$here/$1.service" "$root/etc/systemd/system/$1.service"
  run_here systemctl daemon-reload
  run_here systemctl enable "$1"
  run_here systemctl restart "$1"
}

install_collector() {
  project="$(cd "$here/../.." && pwd)"
  [ -e "$project/build/dashboards/index.html" ] || die "the pages are not built: run npm run bundle first"
  [ -e "$project/node_modules/.bin/node" ] || die "no Node under node_modules: run npm run bundle first"
  make_user ward /var/lib/ward
  # Beside the old one first: what fails on the way leaves the running program whole.
  run mkdir -p "$root/etc/ward" "$root/opt/ward.new"
  run sh -c "cd '$project' && tar cf - --exclude=./.git --exclude=./.cache --exclude=./data --exclude=./build/agent . | tar xf - -C '$root/opt/ward.new'"
  run sh -c "cd '$root/opt/ward.new' && PATH=\"$project/node_modules/.bin:\$PATH\" npm prune --omit=dev --offline --ignore-scripts --no-audit --no-fund"
  run rm -rf "$root/opt/ward.old"
  [ ! -e "$root/opt/ward" ] || run mv "$root/opt/ward" "$root/opt/ward.old"
  run mv "$root/opt/ward.new" "$root/opt/ward"
  if [ ! -e "$root/etc/ward/collector.yaml" ]; then
    run install -m 0640 "$project/deploy/collector.example.yaml" "$root/etc/ward/collector.yaml"
    run_here chgrp ward /etc/ward/collector.yaml
  fi
  # What an operator types: backup, restore, store, ledger.
  run mkdir -p "$root/usr/local/bin"
  run install -m 0755 "$here/ward" "$root/usr/local/bin/ward"
  # The one folder beside its own that the unit may write.
  run_here install -d -o ward -g ward -m 0700 /var/backups/ward
  start_service ward-collector
  echo "The collector is installed. Its first password stands once in: journalctl -u ward-collector"
}

# Beside this script in what npm run bundle made, or in the checkout around it.
find_agent() {
  for folder in "$here" "$here/../../build/agent"; do
    [ ! -e "$folder/ward-agent.js" ] || bundle="$(cd "$folder" && pwd)"
  done
  [ -n "$bundle" ] || die "ward-agent.js is missing: run npm run bundle first"
  [ -n "$node" ] || node="$bundle/node"
  version="$("$node" --version 2>/dev/null)" ||
    die "$node does not run on this machine: give a Node that does with --node, 16 or newer"
  major="${version#v}"
  [ "${major%%.*}" -ge 16 ] || die "the agent needs Node 16 or newer, and $node is $version: give another with --node"
}

install_agent() {
  find_agent
  make_user ward-agent /var/lib/ward-agent
  run mkdir -p "$root/opt/ward-agent" "$root/etc/ward"
  # A running program cannot be overwritten, but it can be replaced.
  run install -m 0755 "$node" "$root/opt/ward-agent/node.new"
  run mv "$root/opt/ward-agent/node.new" "$root/opt/ward-agent/node"
  # The first measures this machine; the second, which it runs, also asks others.
  for file in ward-agent-zone.js ward-agent.js; do
    run install -m 0644 "$bundle/$file" "$root/opt/ward-agent/$file"
  done
  if [ ! -e "$root/etc/ward/agent.yaml" ]; then
    [ -n "$collector" ] || die "--collector URL is missing"
    [ -n "$token" ] || die "--token TOKEN is missing: make one on the page Agents, it is valid once"
    {
      printf 'collectors:\n  - %s\ntoken: %s\n' "$collector" "$token"
      [ -z "$ca" ] || printf 'tls:\n  ca: %s\n' "$ca"
    } | write_secret "$root/etc/ward/agent.yaml" ward-agent
  fi
  start_service ward-agent
  echo "The agent is installed: journalctl -u ward-agent"
}

remove() {
  case "$1" in collector | agent) ;; *) usage >&2 && exit 2 ;; esac
  run_here systemctl disable --now "ward-$1"
  run rm -f "$root/etc/systemd/system/ward-$1.service"
  [ "$1" = agent ] || run rm -f "$root/usr/local/bin/ward"
  run_here systemctl daemon-reload
}

here="$(cd "$(dirname "$0")" && pwd)"
root="${DESTDIR:-}"
dry_run=no collector='' token='' ca='' node='' bundle='' removed=''
what="${1:-}"
[ $# -eq 0 ] || shift
if [ "$what" = remove ]; then
  removed="${1:-}"
  [ $# -eq 0 ] || shift
fi
while [ $# -gt 0 ]; do
  case "$1" in
    --collector | --token | --ca | --node)
      [ $# -gt 1 ] || die "$1 needs a value"
      case "$1" in
        --collector) collector="$2" ;;
        --token) token="$2" ;;
        --ca) ca="$2" ;;
        --node) node="$2" ;;
      esac
      shift
      ;;
    --dry-run) dry_run=yes ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done
case "$what" in
  collector | agent | remove)
    [ "$dry_run" = yes ] || [ -n "$root" ] || [ "$(id -u)" = 0 ] || die "only root can install a service: use sudo"
    ;;
esac
case "$what" in
  collector) install_collector ;;
  agent) install_agent ;;
  remove) remove "$removed" ;;
  -h | --help) usage ;;
  *) usage >&2 && exit 2 ;;
esac

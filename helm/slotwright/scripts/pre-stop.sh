#!/bin/sh
# Before a node is told to end: waits until it is no master with slots any more. The controller hands
# the slots of a pod that is to be deleted over to a replica; only when that has not happened in time
# does the node ask for the failover itself. Then it stays for a moment, to redirect clients that have
# not heard of its successor: one that is sent away at once would be an error for them.
#   pre-stop.sh HAND_OVER_SECONDS FAILOVER_SECONDS CLIENTS_SECONDS CLI [OPTION...]
hand_over=$1
failover=$2
clients=$3
shift 3

# The file follows the Secret when the password is changed, the variable does not.
REDISCLI_AUTH=$(cat "${PASSWORD_FILE:-/etc/redis-auth/password}" 2>/dev/null || echo "${REDIS_PASSWORD:-}")
export REDISCLI_AUTH

# A peer that is not reached must not use up the pod's grace period: no SIGTERM would follow.
if command -v timeout >/dev/null; then set -- timeout 3 "$@"; fi

state() { # prints owner, other, or nothing when the node does not say
  "$@" cluster nodes 2>/dev/null | while read -r _ _ flags _ _ _ _ _ slots; do
    case $flags in
      *myself*) case $flags,$slots in *master*,[0-9]*) echo owner ;; *) echo other ;; esac ;;
    esac
  done
}

# By the addresses that nodes announce: what INFO of the master shows is where a connection came from.
replicas() { # prints IP PORT of each replica that is well
  nodes=$("$@" cluster nodes 2>/dev/null)
  own=$(echo "$nodes" | while read -r id _ flags _; do
    case $flags in *myself*) echo "$id" ;; esac
  done)
  echo "$nodes" | while read -r _ address flags master _; do
    case $master,$flags in
      *fail* | *noaddr* | *handshake*) ;;
      "$own",*slave*)
        address=${address%%@*}
        echo "${address%:*} ${address##*:}"
        ;;
    esac
  done
}

successor() { # prints IP PORT of the replica that has read furthest
  best=-1
  replicas "$@" | {
    while read -r ip port; do
      info=$("$@" -h "$ip" -p "$port" info replication 2>/dev/null </dev/null | tr -d '\r')
      case $info in *master_link_status:up*slave_repl_offset:[0-9]*) ;; *) continue ;; esac
      offset=${info#*slave_repl_offset:}
      offset=${offset%%[!0-9]*}
      if [ "$offset" -gt "$best" ]; then best=$offset next="$ip $port"; fi
    done
    echo "${next:-}"
  }
}

begin=$(date +%s)
silent=0
owned=0
asked=-6
while :; do
  passed=$(($(date +%s) - begin))
  case $(state "$@") in
    other)
      if [ "$owned" -eq 1 ]; then sleep "$clients"; fi
      exit 0
      ;;
    owner) silent=0 owned=1 ;;
    *) silent=$((silent + 1)) ;;
  esac
  if [ "$silent" -ge 3 ]; then
    echo "pre-stop: the node does not say what it owns (loading, or another password); ends as it is"
    exit 0
  fi
  if [ "$passed" -ge $((hand_over + failover)) ]; then
    echo "pre-stop: still a master with slots after $passed s; ends as it is"
    exit 0
  fi
  # Redis gives a failover up after 5 s.
  if [ "$passed" -ge "$hand_over" ] && [ "$silent" -eq 0 ] && [ $((passed - asked)) -ge 6 ]; then
    next=$(successor "$@")
    if [ -n "$next" ]; then
      echo "pre-stop: nobody handed over in $passed s; asks $next to take over"
      "$@" -h "${next% *}" -p "${next#* }" cluster failover
      asked=$passed
    fi
  fi
  sleep 1
done

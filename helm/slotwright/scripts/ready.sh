#!/bin/sh
# Ready means: answers, and has loaded. Never the cluster's state.
#   ready.sh CLI [OPTION...]
# The file follows the Secret when the password is changed, the variable does not.
REDISCLI_AUTH=$(cat "${PASSWORD_FILE:-/etc/redis-auth/password}" 2>/dev/null || echo "${REDIS_PASSWORD:-}")
export REDISCLI_AUTH
[ "$("$@" ping)" = PONG ]

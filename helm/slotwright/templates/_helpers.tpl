{{- define "slotwright.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "slotwright.image" -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}

{{- define "slotwright.labels" -}}
app.kubernetes.io/name: slotwright
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "slotwright.selector" -}}
app.kubernetes.io/name: slotwright
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Never changes: the selector of a StatefulSet cannot. */}}
{{- define "slotwright.redis.selector" -}}
app.kubernetes.io/name: {{ .Values.redis.statefulSet }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: redis
{{- end -}}

{{- define "slotwright.redis.labels" -}}
{{ include "slotwright.redis.selector" . }}
app.kubernetes.io/part-of: slotwright
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "slotwright.redis.secret" -}}
{{- .Values.redis.existingSecret | default .Values.redis.statefulSet -}}
{{- end -}}

{{/* What controller and collector log in with. */}}
{{- define "slotwright.redis.login" -}}
{{- if .Values.redis.acl.enabled -}}
{{- .Values.redis.acl.existingSecret | default (printf "%s-%s" .Values.redis.statefulSet .Values.redis.acl.user) -}}
{{- else -}}
{{- include "slotwright.redis.secret" . -}}
{{- end -}}
{{- end -}}

{{- define "slotwright.account" -}}
{{- .Values.serviceAccount.name | default (include "slotwright.name" .) -}}
{{- end -}}

{{/* Secret with the authority that nodes' certificates are checked against; empty without TLS. */}}
{{- define "slotwright.authority" -}}
{{- if .Values.redis.enabled -}}
{{- if .Values.redis.tls.enabled -}}
{{- required "redis.tls.existingSecret: a Secret with tls.crt, tls.key and ca.crt" .Values.redis.tls.existingSecret -}}
{{- end -}}
{{- else if .Values.tls.enabled -}}
{{- required "tls.authoritySecret: a Secret with ca.crt" .Values.tls.authoritySecret -}}
{{- end -}}
{{- end -}}

{{- define "slotwright.authority.env" -}}
{{- if include "slotwright.authority" . }}
- {name: SLOTWRIGHT_REDIS_TLS, value: "true"}
- {name: SLOTWRIGHT_REDIS_CERTIFICATE_AUTHORITY, value: /etc/slotwright/authority/ca.crt}
{{- end }}
{{- end -}}

{{- define "slotwright.authority.mount" -}}
{{- if include "slotwright.authority" . }}
- {name: authority, mountPath: /etc/slotwright/authority, readOnly: true}
{{- end }}
{{- end -}}

{{- define "slotwright.authority.volume" -}}
{{- with include "slotwright.authority" . }}
- name: authority
  secret: {secretName: {{ . }}, items: [{key: ca.crt, path: ca.crt}]}
{{- end }}
{{- end -}}

{{/* NAMESPACE/NAME of each StatefulSet that only the controller makes smaller, as a JSON list. */}}
{{- define "slotwright.guarded" -}}
{{- $sets := .Values.admissionPolicy.statefulSets -}}
{{- if .Values.redis.enabled -}}
{{- $sets = prepend $sets (printf "%s/%s" .Release.Namespace .Values.redis.statefulSet) -}}
{{- end -}}
{{- $sets | uniq | toJson -}}
{{- end -}}

{{- define "slotwright.guards" -}}
{{- if and .Values.admissionPolicy.enabled (ne "[]" (include "slotwright.guarded" .)) (semverCompare ">=1.30-0" .Capabilities.KubeVersion.Version) -}}
true
{{- end -}}
{{- end -}}

{{/* Whether the policies are the one that the chart writes itself. */}}
{{- define "slotwright.policies.own" -}}
{{- if and .Values.redis.enabled (not .Values.policies.files) (not .Values.policies.existingConfigMap) (not .Values.policies.git.enabled) -}}
true
{{- end -}}
{{- end -}}

{{- define "slotwright.policies" -}}
{{- .Values.policies.existingConfigMap | default (printf "%s-policies" (include "slotwright.name" .)) -}}
{{- end -}}

{{/* Kafka's own keys become variables: security.protocol is KAFKA_SECURITY_PROTOCOL. */}}
{{- define "slotwright.kafka" -}}
- {name: KAFKA_BOOTSTRAP_SERVERS, value: {{ .Values.kafka.bootstrapServers | quote }}}
{{- range $key, $value := .Values.kafka.properties }}
- {name: KAFKA_{{ $key | upper | replace "." "_" | replace "-" "_" }}, value: {{ $value | quote }}}
{{- end }}
- {name: SLOTWRIGHT_TOPICS_METRICS, value: {{ .Values.kafka.topics.metrics | quote }}}
- {name: SLOTWRIGHT_TOPICS_EVENTS, value: {{ .Values.kafka.topics.events | quote }}}
- {name: SLOTWRIGHT_TOPICS_DEAD_LETTERS, value: {{ .Values.kafka.topics.deadLetters | quote }}}
- {name: SLOTWRIGHT_KAFKA_CREATE_TOPICS, value: {{ .Values.kafka.createTopics | quote }}}
{{- end -}}

{{- define "slotwright.kafka.secret" -}}
{{- with .Values.kafka.existingSecret }}
envFrom: [{secretRef: {name: {{ . }}}}]
{{- end }}
{{- end -}}

{{- define "slotwright.container.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{/* Where the pods of a Deployment or StatefulSet go, and what they are pulled with. */}}
{{- define "slotwright.placement" -}}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}

{{- define "slotwright.pull" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "slotwright.budget.version" -}}
policy/v1{{ if semverCompare "<1.21-0" .Capabilities.KubeVersion.Version }}beta1{{ end }}
{{- end -}}

{{/* A container of git-sync, with more arguments after the root. */}}
{{- define "slotwright.git" -}}
{{- $root := first . -}}
{{- $git := $root.Values.policies.git -}}
image: "{{ $git.image.repository }}:{{ $git.image.tag }}"
imagePullPolicy: {{ $git.image.pullPolicy }}
args:
  - --repo
  - {{ required "policies.git.repository: the address that git clone takes" $git.repository | quote }}
  - --ref
  - {{ $git.ref | quote }}
  - --root
  - /etc/slotwright/policies
  - --link
  - current
  {{- range rest . }}
  - {{ . | quote }}
  {{- end }}
{{- with $git.existingSecret }}
envFrom: [{secretRef: {name: {{ . }}}}]
{{- end }}
env:
  - {name: HOME, value: /tmp}
securityContext:
  {{- include "slotwright.container.security" $root | nindent 2 }}
  {{- with $git.runAsUser }}
  runAsUser: {{ . }}
  {{- end }}
resources: {{- toYaml $git.resources | nindent 2 }}
volumeMounts:
  - {name: policies, mountPath: /etc/slotwright/policies}
  {{- if $git.sshSecret }}
  - {name: git-ssh, mountPath: /etc/git-secret, readOnly: true}
  {{- end }}
  - {name: tmp, mountPath: /tmp}
{{- end -}}

{{/* The password in this Secret when it is there already, else a new one; in base64. */}}
{{- define "slotwright.password" -}}
{{- $root := first . -}}
{{- $there := dict -}}
{{- if $root.Release.IsUpgrade -}}
{{- $there = lookup "v1" "Secret" $root.Release.Namespace (last .) -}}
{{- end -}}
{{- if $there -}}
{{- index $there.data "password" -}}
{{- else -}}
{{- randAlphaNum 32 | b64enc -}}
{{- end -}}
{{- end -}}

{{/* Bytes of a quantity of Kubernetes, such as 1.5Gi or 512M. */}}
{{- define "slotwright.bytes" -}}
{{- $units := dict "" 1 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 -}}
{{- $text := toString . -}}
{{- if not (kindIs "string" .) -}}
{{- $text = printf "%.0f" (float64 .) -}}
{{- end -}}
{{- $number := regexFind "^[0-9]+(\\.[0-9]+)?" $text -}}
{{- $unit := trimPrefix $number $text -}}
{{- if or (not $number) (not (hasKey $units $unit)) -}}
{{- fail (printf "redis.resources.limits.memory: %s is not a quantity that maxmemory is derived from; write it like 512Mi or 4Gi" $text) -}}
{{- end -}}
{{- mulf (float64 $number) (float64 (get $units $unit)) | floor | int64 -}}
{{- end -}}

{{/* maxmemory in redis.conf's words, in bytes when it is derived. */}}
{{- define "slotwright.redis.maxmemory" -}}
{{- $limit := dig "limits" "memory" "" .Values.redis.resources -}}
{{- if .Values.redis.maxmemory -}}
{{- $number := regexFind "^[0-9]+" .Values.redis.maxmemory -}}
{{- $units := dict "" 1 "b" 1 "k" 1e3 "kb" 1024 "m" 1e6 "mb" 1048576 "g" 1e9 "gb" 1073741824 -}}
{{- $bytes := mulf (float64 $number) (float64 (get $units (trimPrefix $number .Values.redis.maxmemory | lower))) -}}
{{- if and $limit (gt (float64 $bytes) (float64 (include "slotwright.bytes" $limit))) -}}
{{- fail (printf "redis.maxmemory: %s is more than the limit of the container, %v; the kernel would end Redis first" .Values.redis.maxmemory $limit) -}}
{{- end -}}
{{- .Values.redis.maxmemory -}}
{{- else if $limit -}}
{{- divf (mulf (float64 (include "slotwright.bytes" $limit)) .Values.redis.maxmemoryPercent) 100 | floor | int64 -}}
{{- else -}}
{{- fail "redis.maxmemory: write it, or redis.resources.limits.memory to derive it from" -}}
{{- end -}}
{{- end -}}

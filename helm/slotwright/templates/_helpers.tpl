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

{{- define "slotwright.redis.selector" -}}
app.kubernetes.io/name: {{ .Values.redis.statefulSet }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "slotwright.redis.secret" -}}
{{- .Values.redis.existingSecret | default (printf "%s-auth" .Values.redis.statefulSet) -}}
{{- end -}}

{{- define "slotwright.policies" -}}
{{- .Values.policies.existingConfigMap | default (printf "%s-policies" (include "slotwright.name" .)) -}}
{{- end -}}

{{- define "slotwright.kafka" -}}
- {name: KAFKA_BOOTSTRAP_SERVERS, value: {{ .Values.kafka.bootstrapServers | quote }}}
- {name: SLOTWRIGHT_TOPICS_METRICS, value: {{ .Values.kafka.topics.metrics | quote }}}
- {name: SLOTWRIGHT_TOPICS_EVENTS, value: {{ .Values.kafka.topics.events | quote }}}
- {name: SLOTWRIGHT_TOPICS_DEAD_LETTERS, value: {{ .Values.kafka.topics.deadLetters | quote }}}
- {name: SLOTWRIGHT_KAFKA_CREATE_TOPICS, value: {{ .Values.kafka.createTopics | quote }}}
{{- end -}}

{{- define "slotwright.container.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: {drop: [ALL]}
{{- end -}}

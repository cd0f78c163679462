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
{{- end -}}

{{- define "slotwright.pull" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

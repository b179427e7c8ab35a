/** A chart by the paths of its files: a Service whose target port, stated by the values, no container has. */
export const chart: Readonly<Record<string, string>> = {
  'tearoom/Chart.yaml': 'apiVersion: v2\nname: tearoom\nversion: 1.0.0\n',
  'tearoom/values.yaml': `image: example/tearoom:1.4

service:
  type: ClusterIP
  port: 80
  # The Deployment calls it http.
  targetPort: web

tables:
  - name: window
    port: 9001
  - name: garden
    port: 9002
`,
  'tearoom/values-prod.yaml': 'service:\n  port: 443\n  targetPort: http\n',
  'tearoom/templates/_helpers.tpl': `{{- define "tearoom.name" -}}
{{ .Chart.Name }}
{{- end }}

{{- define "tearoom.labels" -}}
app.kubernetes.io/name: {{ include "tearoom.name" . }}
app.kubernetes.io/part-of: teashop
{{- end }}
`,
  'tearoom/templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: {{ include "tearoom.name" . }}
  labels:
    {{- include "tearoom.labels" . | nindent 4 }}
spec:
  type: {{ .Values.service.type }}
  selector:
    {{- include "tearoom.labels" . | nindent 4 }}
  ports:
    - name: http
      port: {{ .Values.service.port }}
      targetPort: {{ .Values.service.targetPort }}
  {{- range .Values.tables }}
    - name: {{ .name }}
      port: {{ .port }}
  {{- end }}
`,
  'tearoom/templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "tearoom.name" . }}
spec:
  selector:
    matchLabels:
      {{- include "tearoom.labels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "tearoom.labels" . | nindent 8 }}
    spec:
      containers:
        - name: tearoom
          image: {{ .Values.image }}
          ports:
            - name: http
              containerPort: 8080
  {{- range .Values.tables }}
            - name: {{ .name }}
              containerPort: {{ .port }}
  {{- end }}
`,
};

/** A kustomization with an overlay, by the paths of their files. */
export const overlay: Readonly<Record<string, string>> = {
  'garden/base/kustomization.yaml': 'resources:\n  - fountain.yaml\n',
  'garden/base/fountain.yaml': `# The fountain runs all day.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: fountain
spec:
  replicas: 1
  selector: { matchLabels: { app: fountain } }
  template:
    metadata: { labels: { app: fountain } }
    spec:
      containers:
        - name: fountain
          image: example/fountain:1.0
          ports: [{ name: http, containerPort: 8080 }]
---
apiVersion: v1
kind: Service
metadata:
  name: fountain
spec:
  selector: { app: fountain }
  ports: [{ port: 80, targetPort: http }]
`,
  'garden/summer/kustomization.yaml': `namespace: garden
resources:
  - ../base
images:
  - name: example/fountain
    newTag: "1.2"
patches:
  - path: more-water.yaml
`,
  'garden/summer/more-water.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: fountain
spec:
  replicas: 3
`,
};

import type { Files } from './edits.ts';

/** A small chart: a Service and a Deployment whose labels a helper writes and whose port the values state. */
export const shop: Files = new Map(
  Object.entries({
    'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
    'shop/values.yaml': 'app: web\nservice:\n  port: 80\n  targetPort: http\n',
    'shop/templates/_helpers.tpl': '{{- define "shop.labels" -}}\napp: {{ .Values.app }}\n{{- end }}\n',
    'shop/templates/service.yaml': `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    {{- include "shop.labels" . | nindent 4 }}
  ports:
    - port: {{ .Values.service.port }}
      targetPort: {{ .Values.service.targetPort }}
`,
    'shop/templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      {{- include "shop.labels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "shop.labels" . | nindent 8 }}
    spec:
      containers:
        - name: web
          image: nginx
          ports:
            - name: http
              containerPort: 8080
          readinessProbe: { tcpSocket: { port: http } }
`,
  }),
);

/** The chart with some of its files changed; `undefined` takes one away. */
export function shopWith(changes: Readonly<Record<string, string | undefined>>): Files {
  const files = new Map(shop);
  for (const [path, text] of Object.entries(changes))
    if (text === undefined) files.delete(`shop/${path}`);
    else files.set(`shop/${path}`, text);
  return files;
}

/** A file of the chart with one piece of its text replaced by another. */
export function edited(path: string, piece: string, by: string): Readonly<Record<string, string>> {
  const text = shop.get(`shop/${path}`) ?? '';
  if (!text.includes(piece)) throw new Error(`${path} does not hold ${piece}`);
  return { [path]: text.replace(piece, by) };
}

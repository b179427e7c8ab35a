import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../support/random.ts';

const namespaces = 60;
const applications = 33;

/**
 * Writes a workspace of about 10,000 manifests of realistic size: 60 namespaces of 33 applications of five objects each,
 * most of them one file an object, the rest in bundles of over 100 documents, one of them 1 MB. All are one stack. The
 * same seed gives the same text.
 */
export function generateWorkspace(
  folder: string,
  seed: number,
): { readonly files: number; readonly documents: number; readonly bytes: number; readonly large: string } {
  const random = new Random(seed);
  let files = 0;
  let documents = 0;
  let bytes = 0;
  const write = (path: string, texts: readonly string[]) => {
    const text = texts.join('---\n');
    writeFileSync(join(folder, path), text);
    files++;
    documents += texts.length;
    bytes += text.length;
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.portolan.yaml'), 'stacks: [{ name: all, paths: ["**"] }]\n');
  const large: string[] = [];
  for (let n = 0; n < namespaces; n++) {
    const namespace = `team-${String(n).padStart(2, '0')}`;
    mkdirSync(join(folder, namespace), { recursive: true });
    write(`${namespace}/namespace.yaml`, [
      `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${namespace}\n  labels:\n    team: ${namespace}\n`,
    ]);
    const bundle: string[] = [];
    for (let a = 0; a < applications; a++) {
      const objects = application(namespace, `app-${String(a).padStart(2, '0')}`, random);
      if (n < 4) large.push(...objects);
      else if (n % 3 === 0) bundle.push(...objects);
      else
        for (const [index, text] of objects.entries())
          write(`${namespace}/app-${String(a).padStart(2, '0')}-${index}.yaml`, [text]);
    }
    if (bundle.length > 0) write(`${namespace}/all.yaml`, bundle);
  }
  write('platform.yaml', large);
  return { files, documents, bytes, large: 'platform.yaml' };
}

function application(namespace: string, name: string, random: Random): readonly string[] {
  const port = 8000 + random.below(1000);
  const replicas = 1 + random.below(4);
  const meta = (object: string) => `metadata:
  name: ${object}
  namespace: ${namespace}
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: ${namespace}
    app.kubernetes.io/managed-by: platform
`;
  const deployment = `apiVersion: apps/v1
kind: Deployment
${meta(name)}spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
        app.kubernetes.io/part-of: ${namespace}
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "9090"
    spec:
      serviceAccountName: ${name}
      containers:
        - name: ${name}
          image: registry.example.com/${namespace}/${name}:1.${random.below(20)}.${random.below(9)}
          ports:
            - name: http
              containerPort: ${port}
            - name: metrics
              containerPort: 9090
          env:
            - name: PORT
              value: "${port}"
            - name: UPSTREAM_URL
              value: http://app-${String(random.below(applications)).padStart(2, '0')}.${namespace}.svc.cluster.local
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
          envFrom:
            - configMapRef:
                name: ${name}
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
            periodSeconds: 5
          livenessProbe:
            httpGet:
              path: /livez
              port: http
            initialDelaySeconds: 10
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
          securityContext:
            runAsNonRoot: true
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
`;
  const service = `apiVersion: v1
kind: Service
${meta(name)}spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
      protocol: TCP
    - name: metrics
      port: 9090
      targetPort: metrics
      protocol: TCP
`;
  const settings = Array.from({ length: 12 }, (_, index) => `  SETTING_${index}: "${random.below(1_000_000)}"\n`).join(
    '',
  );
  const configMap = `apiVersion: v1\nkind: ConfigMap\n${meta(name)}data:\n${settings}  application.yaml: |\n    server:\n      port: ${port}\n    logging:\n      level: info\n`;
  const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
${meta(name)}spec:
  ingressClassName: nginx
  rules:
    - host: ${name}.${namespace}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${name}
                port:
                  name: http
  tls:
    - hosts:
        - ${name}.${namespace}.example.com
      secretName: ${name}-tls
`;
  const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
${meta(name)}spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  policyTypes:
    - Ingress
  ingress:
    - from:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: ingress-nginx
        - podSelector: {}
      ports:
        - protocol: TCP
          port: http
`;
  return [deployment, service, configMap, ingress, policy];
}

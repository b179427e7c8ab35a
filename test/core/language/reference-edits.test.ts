import { suite, test } from 'node:test';
import { allRules } from '../../../src/core/rules/all.ts';
import { CheckedWorkspace, checkEdits } from './incremental.ts';

const service = (name: string, namespace: string, more = '') => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${more}selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
`;
const pod = (name: string, namespace: string, ...values: readonly string[]) => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} } }
spec:
  containers:
    - name: ${name}
      image: ${name}
      env:
${values.map((value, index) => `        - { name: V${index}_URL, value: "${value}" }\n`).join('')}`;

suite('what containers call, after edits', () => {
  const files = new Map([
    ['.portolan.yaml', 'stacks: [{ name: all, paths: ["**"] }]\n'],
    [
      'web.yaml',
      pod('web', 'front', 'http://api', 'http://$(API_SERVICE_HOST)', 'http://10.96.0.7', 'http://shop.api'),
    ],
    ['api.yaml', service('web', 'shop')],
    ['other.yaml', pod('other', 'front', 'http://web.shop.svc.cluster.local:81', 'http://web.shop.svc.cluster')],
  ]);

  test('a Service that comes, goes or changes in another namespace', () => {
    const workspace = new CheckedWorkspace(files, { rules: allRules });
    for (const text of [
      service('api', 'shop'),
      service('api', 'front'),
      service('api', 'shop', 'clusterIP: 10.96.0.7, '),
      service('api', 'shop').replace('80', '81'),
      service('apy', 'front'),
      pod('api', 'front'),
      service('web', 'shop').replace('80', '81'),
      service('web', 'shop'),
    ])
      workspace.update([{ path: 'api.yaml', text }], text);
  });

  test('edits of any kind', () => {
    for (const seed of [1, 2, 3]) checkEdits(files, seed, 20);
  });
});

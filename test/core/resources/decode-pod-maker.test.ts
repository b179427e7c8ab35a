import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brief, briefPairs, decodeAll, decodeOne, problemsOf, written } from './decoding.ts';

const template = `
metadata: { labels: { app: web } }
spec:
  containers:
    - name: web
      image: nginx:1.27
      ports: [{ name: http, containerPort: 8080 }]`;

/** The object of a kind whose pod template stands under a path of keys. */
function maker(apiVersion: string, kind: string, path: readonly string[]): string {
  const lines = [`apiVersion: ${apiVersion}`, `kind: ${kind}`, 'metadata: { name: web }'];
  for (const [depth, key] of path.entries()) lines.push(`${'  '.repeat(depth)}${key}:`);
  const indent = '  '.repeat(path.length - 1);
  return `${lines.join('\n')}${template.replaceAll('\n', `\n${indent}  `)}\n`;
}

test('every kind with a pod template makes pods', async (t) => {
  const inSpec = ['spec', 'template'];
  const cases: readonly (readonly [
    apiVersion: string,
    kind: string,
    path: readonly string[],
    workload: string,
    replicas: unknown,
  ])[] = [
    ['v1', 'PodTemplate', ['template'], 'PodTemplate', undefined],
    ['v1', 'ReplicationController', inSpec, 'ReplicaSet', '(1)'],
    ['apps/v1', 'Deployment', inSpec, 'Deployment', '(1)'],
    ['apps/v1beta1', 'Deployment', inSpec, 'Deployment', '(1)'],
    ['extensions/v1beta1', 'Deployment', inSpec, 'Deployment', '(1)'],
    ['extensions/v1beta1', 'DaemonSet', inSpec, 'DaemonSet', undefined],
    ['apps/v1', 'ReplicaSet', inSpec, 'ReplicaSet', '(1)'],
    ['apps/v1', 'StatefulSet', inSpec, 'StatefulSet', '(1)'],
    ['batch/v1', 'Job', inSpec, 'Job', undefined],
    ['batch/v1beta1', 'CronJob', ['spec', 'jobTemplate', 'spec', 'template'], 'CronJob', undefined],
    ['argoproj.io/v1alpha1', 'Rollout', inSpec, 'custom', '(1)'],
    ['apps.kruise.io/v1alpha1', 'CloneSet', inSpec, 'custom', '(1)'],
    ['serving.knative.dev/v1', 'Service', inSpec, 'custom', undefined],
    ['apps.openshift.io/v1', 'DeploymentConfig', inSpec, 'custom', '(1)'],
    ['v1', 'DeploymentConfig', inSpec, 'custom', '(1)'],
    [
      'leaderworkerset.x-k8s.io/v1',
      'LeaderWorkerSet',
      ['spec', 'leaderWorkerTemplate', 'workerTemplate'],
      'custom',
      undefined,
    ],
    ['example.com/v1', 'Unheard', ['spec', 'server', 'podTemplate'], 'custom', undefined],
  ];
  for (const [apiVersion, kind, path, workload, replicas] of cases)
    await t.test(`${apiVersion} ${kind}`, () => {
      const made = decodeOne('podMaker', maker(apiVersion, kind, path));
      assert.equal(made.workload, workload);
      assert.equal(brief(made.replicas), replicas);
      const own = kind === 'DeploymentConfig' ? ['deploymentconfig=web'] : [];
      assert.deepEqual(briefPairs(made.template.labels), ['app=web', ...own]);
      assert.equal(made.template.containers[0]?.ports[0]?.containerPort?.value, 8080);
      assert.deepEqual(made.problems, []);
    });
});

test('what a controller adds to its pods leaves their labels and ports open', () => {
  const open = (text: string) => decodeOne('podMaker', text).template;
  assert.equal(open(maker('apps/v1', 'Deployment', ['spec', 'template'])).labels.open, undefined);
  assert.equal(open(maker('argoproj.io/v1alpha1', 'Rollout', ['spec', 'template'])).labels.open, undefined);
  const knative = open(maker('serving.knative.dev/v1', 'Service', ['spec', 'template']));
  assert.match(knative.labels.open ?? '', /Knative/);
  assert.match(knative.containers[0]?.portsOpen ?? '', /Knative/);
  assert.match(open(maker('example.com/v1', 'Unheard', ['template'])).labels.open ?? '', /Unheard/);
});

test('a kind with several templates, or with none, may make any pods', () => {
  const two = `apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: { name: ray }\nspec:
  headGroupSpec: { template: { spec: { containers: [{ name: head, image: ray }] } } }
  workerGroupSpecs: [{ template: { spec: { containers: [{ name: worker, image: ray }] } } }]\n`;
  assert.equal(decodeOne('other', two).mayMakePods, true);
  assert.equal(
    decodeOne('other', 'apiVersion: example.com/v1\nkind: Database\nmetadata: { name: db }\n').mayMakePods,
    true,
  );
  const reference =
    'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: web }\nspec: { workloadRef: { kind: Deployment, name: web } }\n';
  assert.equal(decodeOne('other', reference).mayMakePods, false);
});

test('wrong types in a template of an unknown kind are its own business', () => {
  const text = `apiVersion: example.com/v1\nkind: Unheard\nmetadata: { name: x }\npodTemplate: { spec: { containers: [{ image: a, name: 1 }] } }\n`;
  assert.deepEqual(decodeOne('podMaker', text).problems, []);
});

test('a pod has the defaults of the API server', () => {
  const {
    template: pod,
    replicas,
    selector,
    status,
    workload,
  } = decodeOne(
    'podMaker',
    'apiVersion: v1\nkind: Pod\nmetadata: { name: web, labels: { app: web } }\nspec: { containers: [{ name: web, ports: [{ containerPort: 80 }] }] }\n',
  );
  assert.equal(workload, 'Pod');
  assert.deepEqual([replicas, selector, status], [undefined, undefined, undefined]);
  assert.deepEqual(
    [pod.dnsPolicy, pod.restartPolicy, pod.enableServiceLinks, pod.hostNetwork].map((field) =>
      brief<string | boolean>(field),
    ),
    ['(ClusterFirst)', '(Always)', '(true)', '(false)'],
  );
  assert.equal(brief(pod.containers[0]?.ports[0]?.protocol), '(TCP)');
  assert.equal(pod.containers[0]?.ports[0]?.hostPort, undefined);
  assert.deepEqual(briefPairs(pod.labels), ['app=web']);
});

test("on the node's network an unset hostPort is the containerPort, in Pods and not in templates", () => {
  const spec =
    '{ hostNetwork: true, containers: [{ name: a, ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 82 }] }], initContainers: [{ name: b, ports: [{ containerPort: 83 }] }] }';
  const pod = decodeOne('podMaker', `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: ${spec}\n`).template;
  assert.deepEqual(
    pod.containers[0]?.ports.map(({ hostPort }) => brief(hostPort)),
    ['(80)', 82],
  );
  assert.equal(brief(pod.initContainers[0]?.ports[0]?.hostPort), '(83)');
  const set = decodeOne(
    'podMaker',
    `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: web }\nspec: { template: { spec: ${spec} } }\n`,
  );
  assert.deepEqual(
    set.template.containers[0]?.ports.map(({ hostPort }) => brief(hostPort)),
    [undefined, 82],
  );
});

const full = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 3
  ordinals: { start: 1 }
  selector:
    matchLabels: { app: db }
    matchExpressions: [{ key: tier, operator: In, values: [data] }]
  template:
    metadata:
      labels: { app: db }
      annotations: { sidecar.istio.io/inject: "true" }
    spec:
      hostname: h
      subdomain: s
      setHostnameAsFQDN: true
      dnsPolicy: None
      dnsConfig: { nameservers: [10.0.0.10], searches: [shop.svc], options: [{ name: ndots, value: "2" }] }
      hostAliases: [{ ip: 127.0.0.1, hostnames: [db.local] }]
      readinessGates: [{ conditionType: a }]
      serviceAccountName: db
      nodeSelector: { disk: ssd }
      affinity:
        nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } }
        podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] }
      securityContext:
        runAsUser: 1000
        sysctls: [{ name: net.ipv4.ip_unprivileged_port_start, value: "0" }]
      volumes:
        - { name: a, configMap: { name: from-volume } }
        - { name: b, projected: { sources: [{ configMap: { name: from-projected } }] } }
      initContainers:
        - { name: init, image: busybox }
        - { name: mesh, restartPolicy: Always, ports: [{ name: admin, containerPort: 15000 }] }
      containers:
        - name: db
          command: [sh, -c]
          args: ['echo $(POD_IP) "\${HOME}" < /dev/null']
          env:
            - { name: PEER, value: "http://db-0.db:$(PORT)" }
            - { name: EMPTY, value: "" }
            - { name: HOST, valueFrom: { configMapKeyRef: { name: from-env, key: host } } }
            - { name: PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }
            - { name: POD_IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }
          envFrom:
            - { prefix: X_, configMapRef: { name: from-all } }
            - { secretRef: { name: db } }
          ports:
            - { name: sql, containerPort: 5432, hostIP: 10.0.0.1, hostPort: 5432, protocol: TCP }
          securityContext: { capabilities: { add: [CAP_NET_BIND_SERVICE, net_raw] } }
          lifecycle: { preStop: { exec: { command: [sleep] } } }
          livenessProbe: { tcpSocket: { port: sql, host: 127.0.0.1 } }
          readinessProbe: { grpc: { port: 5432 }, httpGet: { port: 80 } }
          startupProbe: {}
      ephemeralContainers: [{ name: debug }]
`;

test('a pod template states everything that the network depends on', () => {
  const db = decodeOne('podMaker', full);
  const { template: pod } = db;
  assert.deepEqual(problemsOf(db), []);
  assert.deepEqual([brief(db.serviceName), brief(db.replicas), db.firstOrdinal], ['db', 3, 1]);
  assert.deepEqual(briefPairs(db.selector?.matchLabels ?? pod.labels), ['app=db']);
  assert.deepEqual(
    db.selector?.matchExpressions.map(({ key, operator, values }) => [brief(key), brief(operator), values.map(brief)]),
    [['tier', 'In', ['data']]],
  );
  assert.deepEqual([brief(pod.hostname), brief(pod.subdomain), pod.setHostnameAsFQDN], ['h', 's', true]);
  assert.deepEqual(pod.dnsConfig?.nameservers.map(brief), ['10.0.0.10']);
  assert.deepEqual(pod.dnsConfig?.searches.map(brief), ['shop.svc']);
  assert.deepEqual(
    pod.dnsConfig?.options.map(({ name }) => brief(name)),
    ['ndots'],
  );
  assert.deepEqual(
    pod.hostAliases.map(({ ip, hostnames }) => [brief(ip), hostnames.map(brief)]),
    [['127.0.0.1', ['db.local']]],
  );
  assert.deepEqual([pod.readinessGates, brief(pod.serviceAccountName), pod.runsAsNonRoot], [1, 'db', true]);
  assert.deepEqual(briefPairs(pod.nodeSelector), ['disk=ssd']);
  assert.deepEqual(pod.affinity, { nodes: true, antiAffinity: false });
  assert.deepEqual(pod.sysctls, [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }]);
  assert.deepEqual(
    pod.configMaps.map(({ value }) => value),
    ['from-volume', 'from-projected', 'from-all', 'from-env'],
  );
  assert.deepEqual(
    [...pod.initContainers, ...pod.ephemeralContainers].map(({ name, role }) => [brief(name), role]),
    [
      ['init', 'init'],
      ['mesh', 'sidecar'],
      ['debug', 'ephemeral'],
    ],
  );
});

test('a container states its ports, variables and probes', () => {
  const db = decodeOne('podMaker', full);
  const [container] = db.template.containers;
  assert.ok(container);
  assert.deepEqual(container.args.map(brief), ['echo $(POD_IP) "${HOME}" < /dev/null']);
  assert.deepEqual(
    container.env.map(({ name, value, from }) => [brief(name), brief(value), from]),
    [
      ['PEER', 'http://db-0.db:$(PORT)', undefined],
      ['EMPTY', '', undefined],
      ['HOST', undefined, { kind: 'configMap', name: 'from-env', key: 'host' }],
      ['PASSWORD', undefined, { kind: 'secret', name: 'db', key: 'password' }],
      ['POD_IP', undefined, { kind: 'field', name: undefined, key: 'status.podIP' }],
    ],
  );
  assert.deepEqual(
    container.envFrom.map(({ kind, name, prefix }) => [kind, brief(name), prefix]),
    [
      ['configMap', 'from-all', 'X_'],
      ['secret', 'db', ''],
    ],
  );
  assert.deepEqual(container.capabilities, ['NET_BIND_SERVICE', 'NET_RAW']);
  assert.match(written(db, container.portsSpan) ?? '', /^ports:\n/);
  assert.match(written(db, container.lifecycle) ?? '', /^\{ preStop/);
  assert.deepEqual(
    container.probes.map(({ name, handler, port, host, keySpan }) => [
      name,
      handler,
      brief(port),
      brief(host),
      written(db, keySpan),
    ]),
    [
      ['preStop', 'exec', undefined, undefined, 'preStop'],
      ['livenessProbe', 'tcpSocket', 'sql', '127.0.0.1', 'livenessProbe'],
      ['readinessProbe', 'several', 5432, undefined, 'readinessProbe'],
      ['startupProbe', 'none', undefined, undefined, 'startupProbe'],
    ],
  );
});

test('a dump states what runs', () => {
  const running = decodeOne(
    'podMaker',
    `apiVersion: v1
kind: Pod
metadata:
  name: web-1
  uid: "1"
  deletionTimestamp: "2026-01-01T00:00:00Z"
  ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: web }]
spec: { nodeName: n1, containers: [{ name: web }] }
status:
  phase: Running
  podIP: 10.1.0.5
  podIPs: [{ ip: 10.1.0.5 }, { ip: "fd00::5" }]
  conditions: [{ type: Initialized, status: "True" }, { type: Ready, status: "True" }]
`,
  );
  assert.equal(running.live, true);
  assert.deepEqual(running.owners, [{ kind: 'ReplicaSet', name: 'web', controller: false }]);
  assert.deepEqual(running.status, {
    phase: 'Running',
    podIPs: ['10.1.0.5', 'fd00::5'],
    ready: true,
    terminating: true,
    nodeName: 'n1',
  });
});

test('a stub of a status is no dump', () => {
  const stub = decodeAll(
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a, creationTimestamp: null }\nspec: {}\nstatus: {}\n',
  );
  assert.equal(stub[0]?.live, false);
});

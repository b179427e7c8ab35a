import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fixed, titles } from '../../support/fixes.ts';

suite('a container port gets another name', () => {
  test('with the Services and probes that mean it, and only those (KN103)', () => {
    const text = `apiVersion: v1
kind: Service
metadata: { name: dns }
spec:
  selector: { app: dns }
  ports:
    - { name: tcp, port: 53, targetPort: dns }
    - { name: udp, port: 53, targetPort: dns, protocol: UDP }
---
apiVersion: v1
kind: Pod
metadata: { name: dns, labels: { app: dns } }
spec:
  containers:
    - name: dns
      image: dns
      ports:
        - { name: dns, containerPort: 53 }
        - { name: dns, containerPort: 53, protocol: UDP }
      readinessProbe: { tcpSocket: { port: dns } }
`;
    assert.equal(
      fixed('KN103', text),
      text
        .replace('targetPort: dns, protocol', 'targetPort: dns-udp, protocol')
        .replace('name: dns, containerPort: 53, protocol', 'name: dns-udp, containerPort: 53, protocol'),
    );
  });

  const twins = `apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec:
  containers:
    - { name: web, image: web, ports: [{ name: http, containerPort: 8080 }] }
    - name: proxy
      image: proxy
      ports: [{ name: http, containerPort: 9090 }]
      livenessProbe: { httpGet: { port: http } }
`;

  test('with the probes of its own container (KN104)', () => {
    assert.equal(
      fixed('KN104', twins),
      twins
        .replace('name: http, containerPort: 9090', 'name: http-9090, containerPort: 9090')
        .replace('port: http', 'port: http-9090'),
    );
  });

  test('but not where a policy admits traffic by the name', () => {
    const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: web }
spec: { podSelector: {}, ingress: [{ ports: [{ port: http }] }] }
`;
    assert.deepEqual(titles('KN104', `${twins}---\n${policy}`), []);
  });

  test('that is valid, at most 15 characters long and not taken (KN105)', () => {
    const text = (name: string) => `apiVersion: v1
kind: Pod
metadata: { name: web }
spec: { containers: [{ name: web, image: web, ports: [{ name: prometheus-metr, containerPort: 1 }, { name: ${name}, containerPort: 9090 }] }] }
`;
    assert.equal(fixed('KN105', text('Prometheus_Metrics')), text('prometheus-9090'));
  });
});

suite('ports and probes', () => {
  const probed = (ports: string) => `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: web
      livenessProbe: { tcpSocket: { port: 8081 } }
      ports:${ports}
`;

  test('a probed port is declared like the others, but not on the node’s network (KN109)', () => {
    const own = '\n        - name: http # web\n          containerPort: 8080';
    assert.equal(fixed('KN109', probed(own)), probed(`${own}\n        - containerPort: 8081`));
    const onNode = probed(own).replace('spec:\n', 'spec:\n  hostNetwork: true\n');
    assert.deepEqual(titles('KN109', onNode), []);
  });

  test('a port that another container declares is not declared again', () => {
    const other = `${probed(' [{ containerPort: 8080 }]')}    - { name: x, image: x, ports: [{ containerPort: 8081 }] }\n`;
    assert.deepEqual(titles('KN109', other), []);
  });

  test('the probe gets the only TCP port, none when there are two (KN110)', () => {
    const text = (ports: string, port: string) => `apiVersion: v1
kind: Pod
metadata: { name: dns }
spec: { containers: [{ name: dns, image: dns, ports: [{ name: dns, containerPort: 53, protocol: UDP }, ${ports}], livenessProbe: { tcpSocket: { port: ${port} } } }] }
`;
    const one = '{ containerPort: 8080 }';
    assert.equal(fixed('KN110', text(one, 'dns')), text(one, '8080'));
    assert.deepEqual(titles('KN110', text(`${one}, { containerPort: 8081 }`, 'dns')), []);
  });

  test('hooks of an ephemeral container go together (KN125)', () => {
    const text = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers: [{ name: web, image: web }]
  ephemeralContainers:
    - name: debug
      lifecycle:
        preStop: { exec: { command: [a] } } # last
      image: busybox
`;
    assert.equal(fixed('KN125', text), text.replace(/ {6}lifecycle:\n.*(?=# last)/, '      '));
  });

  test('a readiness probe connects to the port’s name (KN133)', () => {
    const text = `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: web
          ports: [{ name: http, containerPort: 8080 }] # web
      volumes: []
`;
    assert.equal(
      fixed('KN133', text),
      text.replace('# web\n', '# web\n          readinessProbe:\n            tcpSocket:\n              port: http\n'),
    );
    const udp = text.replace('containerPort: 8080', '$&, protocol: UDP').replace('port: 80,', '$& protocol: UDP,');
    assert.deepEqual(titles('KN133', udp), []);
  });

  test('a low port gets a higher number only where nothing but names leads to it (KN124)', () => {
    const text = (target: string, more: string) => `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: ${target} }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec:
  securityContext: { runAsNonRoot: true }
  containers:
    - name: web
      image: web
      readinessProbe: { httpGet: { port: http } }${more}
      ports: [{ name: http, containerPort: 80 }]
`;
    assert.equal(
      fixed('KN124', text('http', '')),
      text('http', '').replace('containerPort: 80 ', 'containerPort: 8080 '),
    );
    assert.deepEqual(titles('KN124', text('80', '')), []);
    assert.deepEqual(titles('KN124', text('http', '\n      args: ["--listen=:80"]')), []);
    assert.deepEqual(titles('KN124', text('http', '\n      livenessProbe: { tcpSocket: { port: 80 } }')), []);
  });
});

suite('host aliases and variables', () => {
  test('names of the second entry move to the first (KN131)', () => {
    const text = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  hostAliases:
    - ip: 10.0.0.7
      hostnames:
        - a # first
    - ip: 10.0.0.8
      hostnames: [x]
    - ip: 10.0.0.7 # again
      hostnames:
        - a
        - b
        - c
  containers: [{ name: web, image: web }]
`;
    assert.equal(
      fixed('KN131', text),
      text
        .replace('- a # first\n', '- a # first\n        - b\n        - c\n')
        .replace(/ {4}- ip: 10.0.0.7 # again\n(?: {6,}.*\n)+/, '    # again\n'),
    );
  });

  test('service links that are switched on are switched off (KN132)', () => {
    const text = (links: string) => `apiVersion: v1
kind: Service
metadata: { name: redis }
spec: { selector: { app: redis }, ports: [{ port: 6379 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers: [{ name: web, image: web, env: [{ name: REDIS_HOST, value: redis }] }]${links}
`;
    assert.equal(fixed('KN132', text('\n  enableServiceLinks: true # x')), text('\n  enableServiceLinks: false # x'));
    assert.equal(fixed('KN132', text('')), text('\n  enableServiceLinks: false'));
  });
});

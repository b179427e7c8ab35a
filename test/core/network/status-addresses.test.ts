import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { serviceEndpoints } from '../../../src/core/network/endpoints.ts';
import { waysIntoService } from '../../../src/core/network/exposure.ts';
import { proxiedEndpoints, proxiedPort } from '../../../src/core/network/kube-proxy/proxied.ts';
import { formatAddress } from '../../../src/core/resources/ip.ts';
import { manifestsOf, worldOf } from '../../support/world.ts';

const metadata = { name: 'web', namespace: 'shop', uid: 'u' };

function balancer(ingress: unknown, spec: object = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { type: 'LoadBalancer', clusterIP: '10.96.0.1', selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
    status: { loadBalancer: { ingress } },
  };
}

/** The Service of a world with its ways in. */
function read(...objects: readonly unknown[]) {
  const world = worldOf(manifestsOf(objects));
  const [service] = world.named('service', 'shop', 'web');
  assert.ok(service);
  return { world, service, ways: world.derive(waysIntoService, service) };
}

function addressOf(ingress: unknown, spec?: object): string | undefined {
  return read(balancer(ingress, spec)).ways.find(({ kind }) => kind === 'loadBalancer')?.address;
}

suite('the addresses that a load balancer got', () => {
  test('are where the Service is reached', () => {
    assert.equal(addressOf([{ ip: '203.0.113.7' }]), '203.0.113.7:80');
    assert.equal(addressOf([{ ip: '2001:db8::7' }]), '[2001:db8::7]:80');
    assert.equal(addressOf([{ hostname: 'lb.example.com' }, { ip: '203.0.113.8' }]), 'lb.example.com:80 and 1 more');
  });

  test('go before the one that was asked for', () => {
    assert.equal(addressOf([{ ip: '203.0.113.7' }], { loadBalancerIP: '203.0.113.1' }), '203.0.113.7:80');
    assert.equal(addressOf([], { loadBalancerIP: '203.0.113.1' }), '203.0.113.1:80');
  });

  test('are not known where there is no status, or a broken one', () => {
    for (const broken of [undefined, null, [], {}, 'x', [null], [{}], [{ ip: 7 }]])
      assert.equal(addressOf(broken), 'its load balancer, port 80', JSON.stringify(broken));
  });

  test('are those that kube-proxy has rules for, unless the balancer makes connections of its own', () => {
    const { service } = read(
      balancer([
        { ip: '203.0.113.7' },
        { ip: '203.0.113.8', ipMode: 'Proxy' },
        { ip: '2001:db8::7', ipMode: 'VIP' },
        { hostname: 'lb.example.com' },
      ]),
    );
    const [port] = service.ports;
    assert.ok(port);
    const of = (family: 'IPv4' | 'IPv6') => proxiedPort(service, port, family)?.loadBalancerIPs.map(formatAddress);
    assert.deepEqual(of('IPv4'), ['203.0.113.7']);
    assert.deepEqual(of('IPv6'), ['2001:db8::7']);
  });
});

test('the address of an Ingress is where its controller takes requests', () => {
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const { ways } = read(
    balancer([]),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata,
      spec: { ingressClassName: 'nginx', rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
      status: { loadBalancer: { ingress: [{ ip: '203.0.113.9' }, { hostname: 'lb.example.com' }] } },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'nginx' },
      spec: { controller: 'k8s.io/ingress-nginx' },
    },
  );
  assert.match(ways.find(({ kind }) => kind === 'ingress')?.reason ?? '', / at 203\.0\.113\.9 and 1 more$/);
});

test('the address of a Gateway is where routes without a host are reached', () => {
  const { ways } = read(
    balancer([]),
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'c' },
      spec: { controllerName: 'a/b' },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'g', namespace: 'shop', uid: 'u' },
      spec: { gatewayClassName: 'c', listeners: [{ name: 'tcp', port: 5432, protocol: 'TCP' }] },
      status: { addresses: [{ type: 'IPAddress', value: '203.0.113.9' }] },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1alpha2',
      kind: 'TCPRoute',
      metadata,
      spec: { parentRefs: [{ name: 'g' }], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] },
    },
  );
  assert.equal(ways.find(({ kind }) => kind === 'gateway')?.address, 'Gateway "g" at 203.0.113.9, port 5432');
});

test('hints of a slice are what kube-proxy goes by', () => {
  const { world, service } = read(
    balancer([], { trafficDistribution: 'PreferClose' }),
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        ...metadata,
        labels: {
          'kubernetes.io/service-name': 'web',
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        },
      },
      addressType: 'IPv4',
      ports: [{ name: '', port: 8080 }],
      endpoints: [
        {
          addresses: ['10.0.0.1'],
          nodeName: 'n',
          hints: { forZones: [{ name: 'a' }, { name: 'b' }], forNodes: [{ name: 'n' }] },
        },
        { addresses: ['10.0.0.2'], nodeName: 'n' },
      ],
    },
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n', uid: 'n', labels: { 'topology.kubernetes.io/zone': 'z' } },
    },
  );
  const [port] = service.ports;
  assert.ok(port);
  const found = proxiedEndpoints(world, service, port, world.derive(serviceEndpoints, service).endpoints);
  assert.deepEqual(
    found.map(({ zones, nodes }) => [zones, nodes]),
    [
      [['a', 'b'], ['n']],
      [[], []],
    ],
  );
});

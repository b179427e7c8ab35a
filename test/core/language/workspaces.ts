import { deployment, ingress, kustomization, service } from '../world/workspace.ts';
import { shop } from './charts.ts';

const statefulSet = (name: string, serviceName: string) => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: ${name} }
spec:
  serviceName: ${serviceName}
  replicas: 2
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, image: i, ports: [{ name: db, containerPort: 5432 }] }] }
---
`;

const headless = (name: string) => `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { clusterIP: None, selector: { app: ${name} }, ports: [{ port: 5432 }] }
---
`;

const livePod = (name: string, ip: string, ready: string) => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, uid: u-${name}, labels: { app: web } }
spec: { containers: [{ name: main, image: i, ports: [{ name: http, containerPort: 8080 }] }] }
status: { phase: Running, podIPs: [{ ip: ${ip} }], conditions: [{ type: Ready, status: "${ready}" }] }
---
`;

const slice = (name: string, of: string) => `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}, labels: { kubernetes.io/service-name: ${of} } }
addressType: IPv4
ports: [{ name: web, port: 80 }]
endpoints: [{ addresses: [192.0.2.7] }]
---
`;

const policy = (name: string, namespace: string, spec: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${spec} }
---
`;

/** Small workspaces of every kind that there is, some things in them right and some wrong. */
export const workspaces: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'plain folders': {
    'web.yaml': service('web') + deployment('web') + service('api', 'app: wbe'),
    'api/deploy.yaml': deployment('api') + deployment('api2', 'app: api'),
    'api/service.yaml': service('api') + service('other', 'app: aip'),
    'edge/ingress.yaml': ingress('edge', 'web', ', namespace: shop') + service('web', 'app: web', ', namespace: shop'),
    'db/db.yaml': statefulSet('db', 'db') + headless('db') + slice('extra', 'db'),
    'search.yaml':
      'apiVersion: example.com/v1\nkind: Search\nmetadata: { name: lost }\n---\n' +
      service('search', 'app: lost') +
      'apiVersion: v1\nkind: Pod\nmetadata: { name: p, labels: { app: p } }\nspec: { hostname: p, subdomain: db, containers: [{ name: main, image: i, env: [{ name: URL, value: "http://web:8080" }] }] }\n',
    'ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }\n',
  },
  'a kustomize base with overlays': {
    'base/kustomization.yaml': kustomization('resources: [web.yaml, api.yaml]\ncommonLabels: { team: a }\n'),
    'base/web.yaml': service('web') + deployment('web'),
    'base/api.yaml': service('api', 'app: ap') + deployment('api'),
    'prod/kustomization.yaml': kustomization(
      'resources: [../base, more.yaml]\nnamespace: prod\npatches: [{ path: patch.yaml }]\n',
    ),
    'prod/more.yaml': ingress('edge', 'web') + service('more', 'app: web'),
    'prod/patch.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: api }\nspec: { selector: { app: api } }\n',
    'dev/kustomization.yaml': kustomization(
      'resources: [../base]\npatches: [{ patch: "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, $patch: delete }" }]\n',
    ),
  },
  'a chart beside plain files': {
    'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
    'chart/values.yaml': 'port: 80\n',
    'chart/templates/web.yaml': service('{{ .Values.name }}') + deployment('web'),
    'chart/crds/extra.yaml': service('web', 'app: wbe'),
    'more/templates/web.yaml': service('web', 'app: wbe') + deployment('web'),
    'more/api.yaml': service('api') + deployment('api', 'app: ap'),
  },
  'a chart with values beside it, and another that depends on it': {
    ...Object.fromEntries(shop),
    'shop/values-prod.yaml': 'app: web\nservice:\n  targetPort: htpp\n',
    'all/Chart.yaml':
      'apiVersion: v2\nname: all\nversion: 1.0.0\ndependencies: [{ name: shop, version: 1.0.0, repository: "file://../shop" }]\n',
    'all/values.yaml': 'shop: { app: shop, service: { port: 81 } }\n',
    'all/templates/more.yaml':
      '# portolan-ignore KN214: later\n{{- range list "a" "b" }}\n---\napiVersion: v1\nkind: Service\nmetadata: { name: {{ . }} }\nspec: { selector: { app: {{ $.Values.app | default "shpo" }} }, ports: [{ port: 80, targetPort: 99 }] }\n{{- end }}\n',
    'apps/shop.yaml':
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\nspec: { destination: { namespace: web }, source: { path: shop, helm: { valuesObject: { app: other } } } }\n',
  },
  'alternatives in one folder': {
    'install.yaml': service('web') + deployment('web') + service('db', 'app: bd'),
    'minimal.yaml': service('web', 'app: wbe') + deployment('web'),
    'common.yaml': deployment('db') + ingress('edge', 'web'),
    'ingress/ingress.yaml': ingress('other', 'web') + service('lost', 'app: lost'),
    'web.yaml': service('extra', 'app: extra') + deployment('extra'),
  },
  policies: {
    'web.yaml':
      'apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: front, labels: { app: web } }\nspec: { containers: [{ name: main, image: i, env: [{ name: API_URL, value: "http://api.shop:80" }, { name: DB_URL, value: "postgres://db" }] }] }\n---\n' +
      service('db', 'app: web', ', namespace: front') +
      policy(
        'web',
        'front',
        'podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: 53 }, { port: 80 }] }]',
      ),
    'api.yaml':
      service('api', 'app: api', ', namespace: shop') +
      deployment('api', 'app: api', ', namespace: shop') +
      deployment('web', 'app: web', ', namespace: shop'),
    'api-policy.yaml':
      policy(
        'api',
        'shop',
        'podSelector: { matchLabels: { app: aip } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: wbe } } }, { namespaceSelector: { matchLabels: { name: front } } }], ports: [{ port: 80 }] }]',
      ) + policy('deny', 'shop', 'podSelector: {}, ingress: []'),
    'edge.yaml':
      'apiVersion: v1\nkind: Service\nmetadata: { name: edge, namespace: shop }\nspec: { type: LoadBalancer, selector: { app: api }, ports: [{ port: 80 }] }\n',
    'namespaces.yaml':
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: front }\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { team: a } }\n',
    'cluster.yaml':
      'apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: { name: all }\nspec: { tier: Baseline, priority: 10, subject: { namespaces: {} }, ingress: [{ action: Deny, from: [{ namespaces: {} }] }] }\n',
  },
  'a dump': {
    'dump.yaml':
      livePod('web-1', '10.0.0.1', 'True') +
      livePod('web-2', '10.0.0.2', 'False') +
      service('web', 'app: web', ', namespace: shop, uid: s-web') +
      'apiVersion: v1\nkind: Node\nmetadata: { name: n1, uid: n }\nstatus: { addresses: [{ type: InternalIP, address: 10.1.1.1 }] }\n',
    'web.yaml': service('web', 'app: web', ', namespace: shop') + deployment('web', 'app: web', ', namespace: shop'),
  },
  'stated stacks': {
    '.portolan.yaml':
      'stacks:\n  - { name: prod, paths: [base, prod], namespace: shop }\n  - { name: dev, paths: [base, "dev/*.yaml"] }\nrules: { KN214: warning }\nsuppress: [{ rule: KN203, name: "old-*" }]\n',
    'base/web.yaml': service('web') + deployment('web') + service('old-web', 'app: wbe'),
    'base/patch.yaml': service('web', 'app: other'),
    'prod/api.yaml': service('api', 'app: api', ', namespace: shop') + deployment('api'),
    'prod/kustomization.yaml': kustomization('resources: [more.yaml]\npatches: [{ path: ../base/patch.yaml }]\n'),
    'prod/more.yaml': service('more') + deployment('more', 'app: mroe'),
    'dev/api.yaml': service('api', 'app: aip') + deployment('api'),
    'rest.yaml': service('rest', 'app: web'),
  },
  'charts in a stated stack': {
    '.portolan.yaml':
      'stacks: [{ name: prod, paths: [shop, edge], namespace: shop }]\nhelm: { values: { shop: [values-prod.yaml] } }\n',
    ...Object.fromEntries(shop),
    'shop/values-prod.yaml': 'service:\n  targetPort: htpp\n',
    'edge/ingress.yaml': ingress('edge', 'web') + service('other', 'app: web'),
    'rest.yaml': service('rest', 'app: web'),
  },
  expectations: {
    '.portolan.yaml':
      'expect:\n  - web reaches api\n  - other does not reach web\n  - internet does not reach db:5432\n  - default/web reaches service:default/other:80\n',
    'web.yaml': service('web') + deployment('web'),
    'api.yaml': service('api', 'app: api') + deployment('api'),
    'other.yaml': deployment('other') + service('other', 'app: oter'),
    'db/db.yaml': statefulSet('db', 'db') + headless('db'),
  },
};

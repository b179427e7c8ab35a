/** Small overlays, one a rule of kustomize, of which `goldens.json` holds what kustomize itself builds. */
export interface Overlay {
  readonly name: string;
  /** Folder that is built; `.` is the top. */
  readonly folder: string;
  readonly files: Readonly<Record<string, string>>;
}

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: main
        image: nginx:1.25
        ports:
        - {containerPort: 80, protocol: TCP}
        - {containerPort: 80, protocol: UDP}
        env:
        - {name: A, value: a}
        - {name: B, valueFrom: {configMapKeyRef: {name: settings, key: x}}}
        volumeMounts:
        - {name: v, mountPath: /data}
      - name: side
        image: busybox@sha256:0123
      volumes:
      - {name: v, configMap: {name: settings}}
`;
const service = `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
  - {port: 80, targetPort: 8080}
`;

const one = (name: string, kustomization: string, files: Readonly<Record<string, string>> = {}): Overlay => ({
  name,
  folder: 'top',
  files: {
    'top/kustomization.yaml': kustomization,
    'top/web.yaml': deployment,
    'top/service.yaml': service,
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`top/${path}`, text])),
  },
});
const all = 'resources: [web.yaml, service.yaml]\n';
const patched = (name: string, patch: string): Overlay =>
  one(name, `${all}patches: [{path: patch.yaml}]\n`, { 'patch.yaml': patch });
const inMain = (fields: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: main, ${fields}}]}}}
`;

export const overlays: readonly Overlay[] = [
  one('resources in the order of kinds', all),
  one('resources in their own order', `${all}sortOptions: {order: fifo}\n`),
  one(
    'an order of kinds that is asked for',
    `${all}sortOptions: {order: legacy, legacySortOptions: {orderFirst: [Deployment], orderLast: [Service]}}\n`,
  ),
  one(
    'prefix and suffix, followed by references',
    `${all}namePrefix: a-\nnameSuffix: -z\nconfigMapGenerator: [{name: settings, literals: [x=1]}]\n`,
  ),
  one('namespace', `${all}namespace: shop\n`),
  one('namespace of what names one', 'resources: [r.yaml]\nnamespace: shop\n', {
    'r.yaml': `apiVersion: v1
kind: Namespace
metadata: {name: old}
---
apiVersion: v1
kind: Service
metadata: {name: hook}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: robot, namespace: old}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: b}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
subjects:
- {kind: ServiceAccount, name: default}
- {kind: ServiceAccount, name: robot, namespace: old}
- {kind: ServiceAccount, name: other, namespace: else}
---
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: m}
webhooks:
- {name: a.b, clientConfig: {service: {name: hook, namespace: default}}}
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.x}
spec: {service: {name: hook}}
`,
  }),
  one(
    'labels',
    `${all}labels: [{pairs: {team: a}}, {pairs: {tier: b}, includeSelectors: true}, {pairs: {env: c}, includeTemplates: true}]\n`,
  ),
  one(
    'labels with fields of their own',
    `${all}labels: [{pairs: {team: a}, fields: [{path: spec/custom, kind: Service, create: true}]}]\n`,
  ),
  one('commonLabels and commonAnnotations', `${all}commonLabels: {team: a}\ncommonAnnotations: {note: "1"}\n`),
  {
    name: 'labels of an overlay reach the selectors that a base labelled',
    folder: 'over',
    files: {
      'base/kustomization.yaml': 'resources: [web.yaml]\ncommonLabels: {env: dev}\n',
      'base/web.yaml': deployment,
      'over/kustomization.yaml': 'resources: [../base]\nlabels: [{pairs: {env: prod}}]\n',
    },
  },
  one('images', `${all}images: [{name: nginx, newTag: "2"}, {name: busybox, newName: reg.example:5000/box}]\n`),
  one(
    'digests and suffixes of images',
    `${all}images: [{name: nginx, tagSuffix: -slim}, {name: busybox, digest: "sha256:ff"}]\n`,
  ),
  one('replicas', `${all}replicas: [{name: web, count: 5}]\n`),
  one('replicas of nothing', `${all}replicas: [{name: nobody, count: 5}]\n`),
  patched('keyed lists grow at their front', inMain('env: [{name: C, value: c}, {name: B, $patch: delete}]')),
  patched('a null removes', inMain('env: [{name: B, valueFrom: null, value: b}], image: null')),
  patched(
    'a map that is replaced',
    'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {$patch: replace, x: y}}\n',
  ),
  patched('a list that is replaced', inMain('env: [{$patch: replace}, {name: Z, value: z}]')),
  patched('a resource that is deleted', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n$patch: delete\n'),
  patched(
    'ports by number and protocol',
    inMain('ports: [{containerPort: 80, protocol: UDP, name: u}, {containerPort: 81}]'),
  ),
  patched(
    'directives that kustomize keeps',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {strategy: {$retainKeys: [type], type: Recreate}}\n',
  ),
  patched('a patch for nothing', 'apiVersion: v1\nkind: Service\nmetadata: {name: nobody}\n'),
  patched('a map for a list', inMain('env: {A: b}')),
  one('a custom resource has no keyed lists', 'resources: [r.yaml]\npatches: [{path: p.yaml}]\n', {
    'r.yaml': 'apiVersion: x/v1\nkind: Foo\nmetadata: {name: f}\nspec: {l: [{name: a, v: 1}, {name: b}]}\n',
    'p.yaml': 'apiVersion: x/v1\nkind: Foo\nmetadata: {name: f}\nspec: {l: [{name: a, w: null}]}\n',
  }),
  one(
    'patches by target',
    `${all}patches:
- target: {kind: Deploy.*, labelSelector: "app in (web)"}
  patch: |-
    - {op: replace, path: /spec/template/spec/containers/0/image, value: x}
    - {op: add, path: /metadata/annotations/a~1b, value: y}
- target: {name: we}
  patch: '[{"op": "remove", "path": "/spec"}]'
- target: {kind: Service}
  patch: |-
    apiVersion: v1
    kind: Service
    metadata: {name: ignored}
    spec: {type: NodePort}
`,
  ),
  one(
    'names and kinds that a patch may change',
    `${all}patches:
- target: {kind: Service}
  options: {allowNameChange: true}
  patch: "{apiVersion: v1, kind: Service, metadata: {name: other}}"
`,
  ),
  one(
    'an operation that does not fit',
    `${all}patches: [{target: {kind: Service}, patch: "- {op: remove, path: /spec/nothing}"}]\n`,
  ),
  one(
    'patchesStrategicMerge and patchesJson6902',
    `${all}patchesStrategicMerge:
- "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: LoadBalancer}}"
patchesJson6902:
- target: {version: v1, kind: Service, name: web}
  patch: "- {op: add, path: /spec/ports/-, value: {port: 81}}"
`,
  ),
  one(
    'generators',
    `generatorOptions: {labels: {by: all}, annotations: {note: m}}
configMapGenerator:
- {name: a, literals: [x=1, 'y="q"', "z=a=b"]}
- {name: b, files: [f.txt, other=f.txt], options: {disableNameSuffixHash: true, immutable: true}}
- {name: c, envs: [e.env], namespace: ns}
- {name: d}
secretGenerator:
- {name: s, literals: [p=w], type: x/y}
- {name: t, files: [long.txt]}
- {name: u}
`,
    { 'f.txt': 'one\ntwo <&>\n', 'e.env': '# no\nA=1\n\n  B= b \n', 'long.txt': 'long '.repeat(40) },
  ),
  {
    name: 'generators that change those of a base',
    folder: 'over',
    files: {
      'base/kustomization.yaml':
        'namePrefix: p-\nconfigMapGenerator: [{name: a, literals: [x=1, y=2], options: {labels: {l: m}}}, {name: b, literals: [x=1]}]\nsecretGenerator: [{name: s, literals: [x=1]}]\n',
      'over/kustomization.yaml':
        'resources: [../base]\nconfigMapGenerator: [{name: a, behavior: merge, literals: [y=3, z=4]}, {name: b, behavior: replace, literals: [z=1]}]\nsecretGenerator: [{name: s, behavior: merge, literals: [y=1]}]\n',
    },
  },
  one('a generator of what is there', 'configMapGenerator: [{name: a}, {name: a}]\n'),
  one(
    'replacements',
    `${all}replacements:
- source: {kind: Service, name: web, fieldPath: spec.ports.0.port}
  targets:
  - select: {kind: Deployment}
    fieldPaths: ["spec.template.spec.containers.[name=main].ports.0.containerPort", "spec.template.spec.containers.*.env.[name=PORT].value"]
    options: {create: true}
- source: {kind: Deployment, fieldPath: "spec.template.spec.containers.0.image", options: {delimiter: ":", index: 1}}
  targets:
  - select: {kind: Service}
    fieldPaths: ["metadata.labels.[a.b/version]"]
    options: {create: true}
- source: {kind: Service, fieldPath: metadata.name}
  targets:
  - select: {kind: Deployment}
    fieldPaths: [spec.template.spec.containers.1.image]
    options: {delimiter: "@", index: 0}
`,
  ),
  one(
    'a replacement from nowhere',
    `${all}replacements: [{source: {kind: Pod, name: x}, targets: [{select: {kind: Service}}]}]\n`,
  ),
  one(
    'vars',
    `resources: [r.yaml, service.yaml]\nnamePrefix: p-\nvars: [{name: HOST, objref: {apiVersion: v1, kind: Service, name: web}}]\n`,
    {
      'r.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: c}\nspec: {containers: [{name: a, args: ["http://$(HOST):80", "$$(HOST)", $(OTHER)]}]}\n',
    },
  ),
  one(
    'configurations',
    `resources: [r.yaml]\nnamePrefix: p-\ncommonLabels: {a: b}\nimages: [{name: x, newTag: "2"}]\nconfigurations: [c.yaml]\n`,
    {
      'r.yaml':
        'apiVersion: x/v1\nkind: Foo\nmetadata: {name: f}\nspec: {image: x, ref: {name: g}}\n---\napiVersion: x/v1\nkind: Bar\nmetadata: {name: g}\n',
      'c.yaml':
        'nameReference: [{kind: Bar, fieldSpecs: [{kind: Foo, path: spec/ref/name}]}]\ncommonLabels: [{kind: Foo, path: spec/pick, create: true}]\nimages: [{kind: Foo, path: spec/image}]\n',
    },
  ),
  {
    name: 'components work on what their includer has',
    folder: 'over',
    files: {
      'base/kustomization.yaml': 'resources: [service.yaml]\nnamePrefix: b-\n',
      'base/service.yaml': service,
      'part/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: c-\nconfigMapGenerator: [{name: part, literals: [a=b]}]\npatches: [{patch: "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort}}"}]\n',
      'over/kustomization.yaml': 'resources: [../base]\ncomponents: [../part]\nnameSuffix: -o\n',
    },
  },
  one('scalars as kustomize keeps them', 'resources: [r.yaml]\n', {
    'r.yaml':
      'apiVersion: x/v1\nkind: Foo\nmetadata: {name: f, annotations: {a: 1}}\nspec: {i: 010, h: 0x1F, e: 1e3, f: 1.50, y: yes, n: ~, d: 2024-02-03, u: 1_000, b: True, q: "8", big: 9007199254740993}\n',
  }),
  one('lists of resources are taken apart', 'resources: [r.yaml]\n', {
    'r.yaml':
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: b, annotations: {config.kubernetes.io/local-config: "true"}}}\n',
  }),
  one(
    'builtin transformers',
    `${all}transformers:
- |-
  apiVersion: builtin
  kind: PrefixTransformer
  metadata: {name: x}
  prefix: z-
  fieldSpecs: [{path: metadata/name}]
- labels.yaml
buildMetadata: [managedByLabel]
`,
    {
      'labels.yaml':
        'apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: l}\nlabels: {a: b}\nfieldSpecs: [{path: spec/selector, kind: Service}]\n',
    },
  ),
  one('nulls and empty values under a patch', 'resources: [r.yaml]\npatches: [{path: p.yaml}]\n', {
    'r.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, labels: , annotations: {}}\nspec:\n  foo:\n  bar: ~\n  baz: null\n  strategy: {}\n  template: {spec: {volumes: , containers: [{name: x, resources: {}, env: []}]}}\n',
    'p.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: x, args: [z], env: [{name: q, value: null}]}]}}}\n',
  }),
  one('anchors and blocks of text', 'resources: [r.yaml]\n', {
    'r.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: &a "q\\tz", b: *a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata:\n  c: |\n    x\n     y\n  d: >\n    folded\n    text\n\n    more\n',
  }),
  {
    name: 'one name in two bases',
    folder: 'top',
    files: {
      'top/kustomization.yaml': 'resources: [../b, ../c]\nnamePrefix: top-\n',
      ...Object.fromEntries(
        ['b', 'c'].flatMap((base) => [
          [
            `${base}/kustomization.yaml`,
            `resources: [r.yaml]\nnamePrefix: ${base}-\nconfigMapGenerator: [{name: cm, literals: [v=${base}]}]\n`,
          ],
          [
            `${base}/r.yaml`,
            'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, envFrom: [{configMapRef: {name: cm}}]}]}\n',
          ],
        ]),
      ),
    },
  },
  one(
    'a generator that merges into resources',
    'resources: [r.yaml]\nsecretGenerator: [{name: s, behavior: merge, literals: [a=b]}]\n',
    {
      'r.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: {name: s, annotations: {k: v}}\ntype: x/y\nstringData: {q: r}\n',
    },
  ),
  one('one id twice', 'resources: [service.yaml, again.yaml]\n', { 'again.yaml': service }),
  one('a file that is not there', 'resources: [nothing.yaml]\n'),
  one('an unknown field', `${all}namespce: x\n`),
  one('a wrong type', `${all}namePrefix: 1\n`),
  one('an empty kustomization', 'kind: Kustomization\n'),
  {
    name: 'a cycle',
    folder: 'a',
    files: { 'a/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../a]\n' },
  },
  {
    name: 'a file outside of the root',
    folder: 'a',
    files: { 'a/kustomization.yaml': 'resources: [../web.yaml]\n', 'web.yaml': service },
  },
];

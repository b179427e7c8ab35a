/**
 * Small charts, each for one rule of Helm's. What Helm v4.3 prints of them is in goldens.json, which
 * `test/arbiters/generate-charts.ts` writes.
 */

/** A chart to render. Names that end with `.tgz` hold the files of a packed chart. */
export interface SmallChart {
  readonly files: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  /** A values file over the chart's own. */
  readonly values?: string;
  readonly kubeVersion?: string;
}

const chart = (name: string, more = '') => `apiVersion: v2\nname: ${name}\nversion: 1.2.3\n${more}`;

/** A ConfigMap that holds some lines of text. */
const map = (name: string, text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  text: |\n${text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n`;

const show = (what: string) => map('shown', `{{- ${what} | nindent 4 }}`);

export const charts: Readonly<Record<string, SmallChart>> = {
  'numbers of values are float64': {
    files: {
      'Chart.yaml': chart('numbers'),
      'values.yaml': 'big: 1000000\nsmall: 80\nhalf: 0.5\nhex: 0x10\nlong: 12345678901\ntext: "1000000"\nport: 010\n',
      'templates/a.yaml': map(
        'numbers',
        [
          'big: {{ .Values.big | quote }} {{ .Values.big }} {{ int .Values.big }} {{ toJson .Values.big }}',
          'small: {{ .Values.small }} {{ add .Values.small 1 }} {{ .Values.half }} {{ .Values.hex }} {{ .Values.long }}',
          'port: {{ .Values.port }} {{ printf "%v %T" .Values.small .Values.small }}',
          'all: {{- toYaml .Values | nindent 6 }}',
        ].join('\n'),
      ),
    },
  },
  'nothing is nothing': {
    files: {
      'Chart.yaml': chart('nothing'),
      'values.yaml': 'map: {}\nempty:\n',
      'templates/a.yaml': map(
        'nothing',
        'missing: "{{ .Values.missing }}"\ndeeper: "{{ (.Values.missing).deeper }}"\nmap: "{{ .Values.map.key }}"\nempty: {{ .Values.empty | default "none" }}\nlookup: {{ lookup "v1" "Secret" "a" "b" | len }}',
      ),
    },
  },
  'a parent overrides what a subchart defines, and an empty definition nothing': {
    files: {
      'Chart.yaml': chart('parent'),
      'templates/_helpers.tpl': '{{ define "name" }}parent{{ end }}{{ define "kept" }}   {{ end }}',
      'templates/a.yaml': map('parent', 'name: {{ include "name" . }}\nkept: {{ include "kept" . }}'),
      'charts/child/Chart.yaml': chart('child'),
      'charts/child/templates/_helpers.tpl': '{{ define "name" }}child{{ end }}{{ define "kept" }}kept{{ end }}',
      'charts/child/templates/b.yaml': map('child', 'name: {{ include "name" . }}\nkept: {{ include "kept" . }}'),
    },
  },
  'conditions, tags and aliases': {
    files: {
      'Chart.yaml': chart(
        'parent',
        `dependencies:
- {name: db, version: ">=1.0.0", condition: db.enabled}
- {name: db, version: 1.x.x, alias: cache, condition: "cache.on,cache.enabled"}
- {name: queue, version: "*", tags: [back]}
- {name: mail, version: "^1.0.0", tags: [back, front], condition: mail.enabled}
`,
      ),
      'values.yaml':
        'db: {enabled: true, size: 2}\ncache: {enabled: true}\ntags: {back: false}\nmail: {enabled: true}\n',
      ...Object.fromEntries(
        ['db', 'queue', 'mail'].flatMap((name) => [
          [`charts/${name}/Chart.yaml`, chart(name)],
          [`charts/${name}/values.yaml`, 'size: 1\n'],
          [
            `charts/${name}/templates/a.yaml`,
            map('{{ .Chart.Name }}', 'size: {{ .Values.size }}\nis: {{ .Chart.IsRoot }}\nat: {{ .Template.BasePath }}'),
          ],
        ]),
      ),
    },
  },
  'values are imported from subcharts': {
    files: {
      'Chart.yaml': chart(
        'parent',
        'dependencies:\n- name: child\n  version: "*"\n  import-values: [data, {child: deep.inner, parent: taken}]\n',
      ),
      'values.yaml': 'fromExports: own\ntaken: {mine: true}\n',
      'templates/a.yaml': show('toYaml .Values'),
      'charts/child/Chart.yaml': chart('child'),
      'charts/child/values.yaml':
        'exports: {data: {fromExports: child, other: 2}}\ndeep: {inner: {a: 1, mine: false}}\n',
    },
  },
  'globals reach subcharts, and null deletes': {
    files: {
      'Chart.yaml': chart('parent'),
      'values.yaml':
        'global: {registry: example.org, deep: {a: 1}}\nchild: {drop: null, keep: 2, map: {x: null}}\nown: null\nnested: {a: null, b: 1}\n',
      'templates/a.yaml': show('toYaml .Values'),
      'charts/child/Chart.yaml': chart('child'),
      'charts/child/values.yaml':
        'drop: 1\nkeep: 1\nglobal: {registry: other, deep: {b: 2}}\nmap: {x: 1, y: 2, z: null}\nnothing: null\n',
      'charts/child/templates/b.yaml': show('toYaml .Values'),
    },
    values: 'nested: {b: null, c: null}\nchild: {keep: null}\n',
  },
  files: {
    files: {
      'Chart.yaml': chart('files'),
      '.helmignore': '# comment\n*.bak\n/secret/\ndocs/*.md\n',
      'a.txt': 'one\ntwo\n',
      'a.bak': 'no',
      'secret/b.txt': 'no',
      'docs/a.md': 'no',
      'config/x.conf': 'x = 1\ny: "2"\n',
      'config/deep/y.conf': 'no line break',
      'templates/.hidden.yaml': 'no: {{ fail "no" }}',
      'templates/a.yaml': map(
        'files',
        [
          'get: {{ .Files.Get "a.txt" | quote }} {{ .Files.Get "a.bak" }}{{ .Files.Get "secret/b.txt" }}{{ .Files.Get "docs/a.md" }}',
          '{{- range .Files.Lines "a.txt" }}\nline-{{ . }}: x\n{{- end }}',
          '{{- range $path, $_ := .Files.Glob "config/**.conf" }}\n{{ $path | replace "/" "." }}: |\n{{ $.Files.Get $path | indent 4 }}\n{{- end }}',
          'config: {{- (.Files.Glob "config/*").AsConfig | nindent 6 }}',
          'secrets: {{- (.Files.Glob "config/{deep/,}*.conf").AsSecrets | nindent 6 }}',
        ].join('\n'),
      ),
    },
  },
  capabilities: {
    files: {
      'Chart.yaml': chart('capabilities'),
      'templates/a.yaml': map(
        'capabilities',
        [
          'version: {{ .Capabilities.KubeVersion }} {{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.KubeVersion.GitVersion }}',
          'minor: {{ .Capabilities.KubeVersion.Major }}-{{ .Capabilities.KubeVersion.Minor }}',
          'has: {{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" }}',
          'at-least: {{ semverCompare ">=1.30-0" .Capabilities.KubeVersion.Version }}',
          'all: {{ range .Capabilities.APIVersions }}{{ . }} {{ end }}{{ len .Capabilities.APIVersions }}',
          'helm: {{ .Capabilities.HelmVersion.Version }}',
        ].join('\n'),
      ),
    },
    kubeVersion: '1.31.4-gke.1',
  },
  'chart, release and template': {
    files: {
      'Chart.yaml':
        'apiVersion: v2\nname: about\nversion: 1.2.3+build\nappVersion: 1.10\nkeywords: [a, b]\nmaintainers: [{name: me, email: me@example.org}]\nannotations: {k: v, n: 1}\ndeprecated: true\n',
      'templates/_x.tpl': '{{ define "x" }}{{ .Template.Name }}{{ end }}',
      'templates/sub/a.yaml': map(
        'about',
        [
          'chart: "{{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }} {{ .Chart.AppVersion }} {{ .Chart.Nothing }}"',
          'lists: {{ .Chart.Keywords | join "," }} {{ (index .Chart.Maintainers 0).Email }} {{ .Chart.Annotations.n }} {{ .Chart.Deprecated }}',
          'release: {{ .Release.Name }} {{ .Release.Namespace }} {{ .Release.IsInstall }} {{ .Release.IsUpgrade }} {{ .Release.Revision }} {{ .Release.Service }}',
          'template: {{ .Template.Name }} {{ .Template.BasePath }} {{ include "x" . }}',
          'checksum: {{ include (print $.Template.BasePath "/b.yaml") . | sha256sum }}',
        ].join('\n'),
      ),
      'templates/b.yaml': map('b', 'x: {{ .Template.Name }}'),
    },
  },
  'what is printed, and in which order': {
    files: {
      'Chart.yaml': chart('order'),
      'templates/NOTES.txt': '{{ fail "not rendered" | quote }}'.replace('fail', 'printf'),
      'templates/z.yaml': `kind: Service\nmetadata: {name: s}\n---\n# only a comment\n---   \nkind: Zebra\n---\n\n---apiVersion: v1\nkind: Namespace\n`,
      'templates/a.yaml': 'kind: Deployment\nmetadata: {name: d}\n\n\n---\nkind: Apple\n',
      'templates/hooks.yaml':
        'kind: Job\nmetadata:\n  annotations: {"helm.sh/hook": "pre-install, post-upgrade"}\n---\nkind: Pod\nmetadata: {annotations: {"helm.sh/hook": test}}\n---\nkind: Pod\nmetadata: {annotations: {"helm.sh/hook": crd-install}}\n',
      'templates/blank.yaml': '{{- /* nothing */ -}}\n\n',
      'crds/crd.yaml': 'kind: CustomResourceDefinition\n',
    },
  },
  libraries: {
    files: {
      'Chart.yaml': chart('app', 'dependencies: [{name: lib, version: "*"}]\n'),
      'templates/a.yaml': '{{ include "lib.map" . }}',
      'charts/lib/Chart.yaml': chart('lib', 'type: library\n'),
      'charts/lib/templates/_map.tpl': `{{ define "lib.map" }}${map('lib', 'from: {{ .Chart.Name }}')}{{ end }}`,
      'charts/lib/templates/b.yaml': 'never: rendered',
    },
  },
  'packed subcharts': {
    files: {
      'Chart.yaml': chart('app'),
      'values.yaml': 'packed: {name: from-parent}\n',
      'charts/packed-1.2.3.tgz': {
        'packed/Chart.yaml': chart('packed'),
        'packed/values.yaml': 'name: own\nother: own\n',
        'packed/templates/a.yaml': map('packed', 'name: {{ .Values.name }} {{ .Values.other }}'),
        [`packed/templates/${'long/'.repeat(24)}b.yaml`]: map('long', 'name: {{ .Template.Name }}'),
      },
    },
  },
  'several documents of values, and blocks at the end of a file': {
    files: {
      'Chart.yaml': chart('documents'),
      'values.yaml': '---\na: 1\nb: {x: 1}\nblock: |\n  no line break',
      'templates/a.yaml': `${show('toYaml .Values')}    quoted: {{ .Values.block | quote }}\n`,
    },
    values: '# first\na: 2\n---\nb: {y: 2}\n---\nc: |\n  text',
  },
  tpl: {
    files: {
      'Chart.yaml': chart('tpl'),
      'values.yaml':
        'text: "{{ .Release.Name }}-{{ include \\"x\\" . }}"\nblock: |\n  name: {{ .Values.name }}\n  none: {{ .Values.none }}\nname: web\n',
      'templates/_x.tpl': '{{ define "x" }}{{ .Values.name }}{{ end }}',
      'templates/a.yaml': map(
        'tpl',
        'text: {{ tpl .Values.text . }}\nown: {{ tpl "{{ define \\"y\\" }}why{{ end }}{{ include \\"y\\" . }}" . }}\nblock: {{- tpl .Values.block . | nindent 6 }}',
      ),
    },
  },
  'subcharts see and are seen': {
    files: {
      'Chart.yaml': chart('parent'),
      'values.yaml': 'child: {port: 81}\n',
      'templates/a.yaml': map(
        'seen',
        'port: {{ .Subcharts.child.Values.port }} {{ .Values.child.port }} {{ .Subcharts.child.Chart.Version }}',
      ),
      'charts/child/Chart.yaml': chart('child'),
      'charts/child/values.yaml': 'port: 80\n',
      'charts/child/templates/b.yaml': map(
        'child',
        'port: {{ .Values.port }}\nglobal: {{ .Values.global }}\nparent: "{{ .Values.child }}"',
      ),
    },
  },
  'empty values count for merge, not for mergeOverwrite': {
    files: {
      'Chart.yaml': chart('merge'),
      'values.yaml': 'a: {x: false, y: 0, z: "", w: 1}\nb: {x: true, y: 2, z: text, w: 3}\n',
      'templates/a.yaml': map(
        'merge',
        'merge: {{ merge (deepCopy .Values.a) .Values.b | toJson }}\noverwrite: {{ mergeOverwrite (deepCopy .Values.b) .Values.a | toJson }}',
      ),
    },
  },
  'line ends of Windows': {
    files: {
      'Chart.yaml': chart('windows').replaceAll('\n', '\r\n'),
      'values.yaml': 'a: 1\r\nblock: |\r\n  x\r\n  y\r\n',
      'templates/a.yaml': map(
        'windows',
        'a: {{ .Values.a }}\n{{- if .Values.a }}\nb: {{ .Values.block | quote }}\n{{- end }}',
      ).replaceAll('\n', '\r\n'),
    },
  },
  'older charts': {
    files: {
      'Chart.yaml': 'name: older\nversion: 0.1.0\nappVersion: 5\n',
      'requirements.yaml':
        'dependencies:\n- name: child\n  version: ~1.2\n  repository: file://../child\n  condition: child.enabled\n',
      'values.yaml': 'child: {enabled: false}\n',
      'templates/a.yaml': map(
        'older',
        'api: "{{ .Chart.APIVersion }} {{ .Chart.AppVersion }}"\nfile: {{ .Files.Get "requirements.yaml" | len }}',
      ),
      'charts/child/Chart.yaml': chart('child'),
      'charts/child/templates/a.yaml': 'never: rendered',
    },
  },
};

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifestFile } from '../../../src/core/manifest/read-file.ts';

/** Whether the one document of a text is a template. */
function isTemplate(text: string): boolean | undefined {
  const { documents } = readManifestFile('a.yaml', `apiVersion: v1\nkind: Service\n${text}`, undefined, {
    template: false,
  });
  return documents[0]?.document.template;
}

test('template actions where YAML allows none make a document a template', () => {
  for (const text of [
    '{{- if .Values.x }}\nspec: {}\n{{- end }}\n',
    '{% if x %}\nspec: {}\n{% endif %}\n',
    'name: {{ .Release.Name }}-web\n',
    'image: {{ registry }}/{{ image }}\n',
    '<% if x %>\nspec: {}\n',
    'value: "{{ .Values.x | default "y" }}"\n',
    'metadata:\n  {{ if x }}\n  - b\n  {{ end }}\n',
  ])
    assert.equal(isTemplate(text), true, text);
});

test('template actions in texts and as values leave a document readable', () => {
  for (const text of [
    'spec: { selector: { app: "{{ name }}" } }\n',
    'spec:\n  replicas: {{ replicas }}\n',
    'data:\n  a.tmpl: |\n    {{ range .Alerts }}\n    {% raw %}\n    {{ end }}\n',
  ])
    assert.equal(isTemplate(text), false, text);
});

test('a mistake without a template is a mistake', () => {
  for (const text of ['spec: [\n', 'a: "{{ x }}"\nb: 1\nc: d: e\n', 'a: "{{ x }}"\nb: c: d\n'])
    assert.equal(isTemplate(text), false, text);
});

import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fixed, titles } from '../../support/fixes.ts';

suite('the configuration of CNI', () => {
  const list = (plugin: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: cni }\ndata:\n  10-a.conflist: |\n    {\n      "cniVersion": "1.0.0",\n      "name": "a",\n      "plugins": [{ "type": "bridge" }, ${plugin}]\n    }\n`;

  test('portmap asks for port mappings (KN1008)', () => {
    const asks = '{ "type": "portmap", "capabilities": { "portMappings": true } }';
    assert.equal(fixed('KN1008', list('{ "type": "portmap" }')), list(asks));
    assert.equal(fixed('KN1008', list(asks.replace('true', 'false'))), list(asks));
    assert.deepEqual(titles('KN1008', list(asks.replace('portMappings', 'bandwidth'))), []);
  });

  test('a text that is escaped is left alone (KN1008)', () => {
    const attachment = (config: string) =>
      `apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: { name: a }\nspec: { config: ${config} }\n`;
    const json = '{ "cniVersion": "1.0.0", "type": "portmap" }';
    assert.equal(
      fixed('KN1008', attachment(`'${json}'`)),
      attachment(`'${json.replace('"portmap"', '"portmap", "capabilities": { "portMappings": true }')}'`),
    );
    assert.deepEqual(titles('KN1008', attachment(JSON.stringify(json))), []);
  });
});

suite('network attachments', () => {
  const pod = (namespace: string, annotation: string) =>
    `---\napiVersion: v1\nkind: Pod\nmetadata: { name: db${namespace}, annotations: { k8s.v1.cni.cncf.io/networks: ${annotation} } }\nspec: { containers: [{ name: db, image: db }] }\n`;
  const attachment = (namespace = '') =>
    `apiVersion: k8s.cni.cncf.io/v1\nkind: NetworkAttachmentDefinition\nmetadata: { name: storage${namespace} }\n`;

  test('a mistyped network is mended where it stands (KN1013)', () => {
    for (const [before, after] of [
      ['storrage@net1', 'storage@net1'],
      ['"default/storrage"', '"default/storage"'],
      [`'[{ "name": "storrage" }]'`, `'[{ "name": "storage" }]'`],
    ] as const) {
      const namespace = before.includes('default') ? ', namespace: default' : '';
      assert.equal(fixed('KN1013', attachment(namespace) + pod('', before)), attachment(namespace) + pod('', after));
    }
  });

  test('the namespace of a network is stated, unless JSON has a key for it (KN1013)', () => {
    const text = (annotation: string) => attachment(', namespace: networks') + pod(', namespace: shop', annotation);
    assert.equal(fixed('KN1013', text('storage@net1')), text('networks/storage@net1'));
    assert.deepEqual(titles('KN1013', text(`'[{ "name": "storage" }]'`)), []);
    assert.deepEqual(titles('KN1013', text('other/storage')), []);
  });
});

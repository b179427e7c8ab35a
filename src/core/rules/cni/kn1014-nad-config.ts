import { cniDocumentsOf } from '../../network/cni/document.ts';
import { structureFaults } from '../../network/cni/structure.ts';
import { defineRule } from '../rule.ts';
import { describe } from '../shared/words.ts';

/**
 * The `config` of a network attachment is a CNI configuration in JSON. Multus reads it when a pod asks for the network; what it cannot read keeps these pods from being started. A name may be left out, it is then that of the object.
 *
 * @bad
 * ```yaml
 * apiVersion: k8s.cni.cncf.io/v1
 * kind: NetworkAttachmentDefinition
 * metadata: { name: storage }
 * spec:
 *   config: |
 *     { "cniVersion": "1.0.0", "plugins": [{ "typ": "macvlan" }] }
 * ```
 * @good
 * ```yaml
 * apiVersion: k8s.cni.cncf.io/v1
 * kind: NetworkAttachmentDefinition
 * metadata: { name: storage }
 * spec:
 *   config: |
 *     { "cniVersion": "1.0.0", "plugins": [{ "type": "macvlan" }] }
 * ```
 * @exceptions No config, for which the nodes have a file of the object's name; texts that a template fills in.
 * @source github.com/k8snetworkplumbingwg/network-attachment-definition-client, GetCNIConfigFromSpec; containernetworking/cni libcni/conf.go
 */
export const kn1014 = defineRule({
  code: 'KN1014',
  name: 'nad-config',
  severity: 'error',
  summary: 'The configuration of a network attachment is not valid.',
  subjects: ['other'],
  reads: [],
  within: 'self',
  claim: 'contradiction',
  since: '0.1.0',
  fixable: false,
  sources: [
    'github.com/k8snetworkplumbingwg/network-attachment-definition-client, GetCNIConfigFromSpec',
    'containernetworking/cni libcni/conf.go',
  ],
  check(attachment, _context, report) {
    for (const document of cniDocumentsOf(attachment))
      for (const { at, what } of structureFaults(document))
        report({
          at,
          message: `The config of ${describe(attachment)} ${what}: pods that ask for the network are not started.`,
        });
  },
});

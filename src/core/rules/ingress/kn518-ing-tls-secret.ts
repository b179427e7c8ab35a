import type { Ingress } from '../../resources/networking-v1.ts';
import type { Secret } from '../../resources/resource.ts';
import { surelyDiffer } from '../../world/gates.ts';
import type { KeySlot, NamespaceSlot, World } from '../../world/world.ts';
import { defineRule } from '../rule.ts';
import { fixOf, replaceAt } from '../shared/edits.ts';
import { meantAmong } from '../shared/evidence.ts';
import { describe, relatedTo } from '../shared/words.ts';
import { annotated, certManagerKeys } from './fields.ts';

/**
 * An Ingress takes its certificate from a Secret of type `kubernetes.io/tls` in its own namespace. Where that is missing, clients are shown the controller's own certificate, or
 * the host is not served at all. As Secrets are seldom kept with manifests, a missing one is reported only where the stack shows what was meant, or keeps such Secrets.
 *
 * @bad
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   tls: [{ hosts: [shop.example.com], secretName: shop-tsl }]
 *   rules:
 *     - host: shop.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
 * ---
 * apiVersion: v1
 * kind: Secret
 * metadata: { name: shop-tls }
 * type: kubernetes.io/tls
 * data: { tls.crt: Y2VydGlmaWNhdGU=, tls.key: a2V5 }
 * ```
 * @good
 * ```yaml
 * apiVersion: networking.k8s.io/v1
 * kind: Ingress
 * metadata: { name: shop }
 * spec:
 *   tls: [{ hosts: [shop.example.com], secretName: shop-tls }]
 *   rules:
 *     - host: shop.example.com
 *       http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
 * ---
 * apiVersion: v1
 * kind: Secret
 * metadata: { name: shop-tls }
 * type: kubernetes.io/tls
 * data: { tls.crt: Y2VydGlmaWNhdGU=, tls.key: a2V5 }
 * ```
 * @exceptions Annotations of cert-manager, and objects of the namespace that make Secrets (Certificate, ExternalSecret, SealedSecret and the like). Information about Secrets of type Opaque or of a type of somebody's own: some controllers take
 * them. What a Secret holds is never read.
 * @source kubernetes.io/docs/concepts/services-networking/ingress/#tls
 */
export const kn518 = defineRule({
  code: 'KN518',
  name: 'ing-tls-secret',
  severity: 'warning',
  summary: 'The TLS Secret of an Ingress is missing or of another type.',
  subjects: ['ingress'],
  reads: ['secret', 'other', 'podMaker'],
  within: 'stack',
  claim: 'absence',
  since: '0.1.0',
  fixable: true,
  sources: ['kubernetes.io/docs/concepts/services-networking/ingress/#tls'],
  check(ingress, { world }, report) {
    if (ingress.tls.length === 0) return;
    const namespace = world.namespaceOf(ingress);
    if (namespace.unknown !== undefined) return;
    const said = new Set<string>();
    for (const { secretName } of ingress.tls) {
      const name = secretName?.value;
      if (secretName === undefined || name === undefined || said.has(name)) continue;
      said.add(name);
      const [secret] = world.named('secret', namespace.name, name);
      if (secret !== undefined) {
        const type = secret.secretType === undefined ? 'Opaque' : secret.secretType.value;
        if (type === undefined || type === tlsType) continue;
        report({
          at: secretName,
          severity: isOther(type) ? 'warning' : 'info',
          message: `${describe(ingress)} takes its certificate from ${describe(secret)}, which is of type ${type} and not ${tlsType}: ${isOther(type) ? 'it holds no certificate, so clients are shown another one' : 'some controllers do not use it'}.`,
          related: [
            relatedTo(
              secret,
              secret.secretType ?? secret.name ?? secret.kindSpan,
              `${describe(secret)} is of type ${type}`,
            ),
          ],
        });
        continue;
      }
      if (ingress.live || mayBeMade(world, ingress, namespace.name)) continue;
      const secrets = world.inNamespace('secret', namespace.name);
      if (secrets.some((own) => own.name !== undefined && own.name.value === undefined)) continue;
      const near = meantAmong(
        name,
        secrets.filter(mayHoldCertificate).flatMap((own) => own.name?.value ?? []),
      );
      const meant = secrets.find((own) => near !== undefined && own.name?.value === near);
      const [abroad, ...more] = world.keyed(secretsByName, name);
      const isAbroad =
        meant === undefined &&
        abroad !== undefined &&
        mayHoldCertificate(abroad) &&
        more.length === 0 &&
        surelyDiffer(namespace, world.namespaceOf(abroad));
      if (meant === undefined && !isAbroad && !secrets.some(({ secretType }) => secretType?.value === tlsType))
        continue;
      const partner = meant ?? (isAbroad ? abroad : undefined);
      report({
        at: secretName,
        severity: partner === undefined ? 'info' : 'warning',
        message: `${describe(ingress)} takes its certificate from Secret "${name}", which is not in ${namespace.assumed ? 'this stack' : `namespace "${namespace.name}"`}${wordsFor(world, meant, isAbroad ? abroad : undefined)}: clients are shown another certificate.`,
        related:
          partner === undefined
            ? []
            : [
                relatedTo(
                  partner,
                  (isAbroad ? partner.namespace : partner.name) ?? partner.kindSpan,
                  `${describe(partner)} is here`,
                ),
              ],
        fixes: () =>
          near === undefined
            ? []
            : fixOf(
                `Use Secret ${near}`,
                ingress.tls.map(({ secretName: own }) => (own?.value === name ? replaceAt(ingress, own, near) : [])),
                true,
              ),
      });
    }
  },
});

const tlsType = 'kubernetes.io/tls';

const secretsByName: KeySlot<'secret'> = {
  type: 'secret',
  keysOf: ({ name }) => (name?.value === undefined ? [] : [name.value]),
};

/** Whether an object of the namespace makes Secrets whose names are its own business. */
const secretMakers: NamespaceSlot<boolean> = {
  name: 'secretMakers',
  compute: (world, namespace) =>
    world
      .inNamespace('other', namespace)
      .some(({ kind, mayMakePods }) => mayMakePods || /secret|certificate|vault|password/i.test(kind)),
};

function mayBeMade(world: World, ingress: Ingress, namespace: string): boolean {
  return (
    world.stack.unknowns.objects !== undefined ||
    certManagerKeys.some((prefix) => annotated(ingress, prefix)) ||
    world.deriveNamespace(secretMakers, namespace)
  );
}

/** Whether Kubernetes says what a Secret of the type is for, and it is no certificate. */
function isOther(type: string): boolean {
  return /^(?:bootstrap\.)?kubernetes\.io\//.test(type);
}

function mayHoldCertificate({ secretType }: Secret): boolean {
  const type = secretType?.value;
  return type === undefined || type === tlsType || !isOther(type);
}

function wordsFor(world: World, meant: Secret | undefined, abroad: Secret | undefined): string {
  if (meant !== undefined) return `; there is ${describe(meant)}`;
  return abroad === undefined ? '' : `, but in namespace "${world.namespaceOf(abroad).name}"`;
}

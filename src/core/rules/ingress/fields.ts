import { ingressController, ingressNginx } from '../../network/ingress.ts';
import type { Pair, Stated } from '../../resources/field.ts';
import type { Ingress, IngressBackend, IngressPath, IngressRule } from '../../resources/networking-v1.ts';
import type { Span } from '../../text/span.ts';
import type { World } from '../../world/world.ts';

/** The version whose fields and checks the API server has since Kubernetes 1.22. */
export const currentVersion = 'networking.k8s.io/v1';

/** Whether the API server judges an Ingress as it is written; what it no longer serves at all is KN522's. */
export function isCurrent({ apiVersion }: Ingress): boolean {
  return apiVersion === currentVersion;
}

/** Every path of an Ingress with its rule. */
export function* pathsOf({ rules }: Ingress): Generator<{ readonly rule: IngressRule; readonly path: IngressPath }> {
  for (const rule of rules) for (const path of rule.paths) yield { rule, path };
}

/** Whether ingress-nginx handles an Ingress: what the class says where it is in the stack, else whether it speaks to it. */
export function isForNginx(world: World, ingress: Ingress): boolean {
  const { controller } = ingressController(world, ingress);
  return controller === undefined ? annotated(ingress, 'nginx.ingress.kubernetes.io/') : controller === ingressNginx;
}

/** What is known of the controller that handles an Ingress. */
export function controllerOf(world: World, ingress: Ingress): 'ingress-nginx' | 'another' | 'unknown' {
  const { controller } = ingressController(world, ingress);
  return controller === undefined ? 'unknown' : controller === ingressNginx ? 'ingress-nginx' : 'another';
}

/** Whether an annotation of an Ingress has a prefix. */
export function annotated({ annotations }: Ingress, prefix: string): boolean {
  return annotations.pairs.some(({ key }) => key.startsWith(prefix));
}

/** The port of a backend for people: a number as it is, a name in quotes. */
export function nameOfPort({ port }: IngressBackend): string {
  return port?.value === undefined ? '?' : typeof port.value === 'string' ? `"${port.value}"` : String(port.value);
}

/** The class that an Ingress states, in the field or in the annotation from before it. */
export function statedClass(ingress: Ingress): Stated<string> | Pair | undefined {
  return ingress.className ?? classAnnotationOf(ingress);
}

/** The annotation that named the class before `ingressClassName` did. */
export function classAnnotationOf({ annotations }: Ingress): Pair | undefined {
  return annotations.pairs.findLast(({ key }) => key === 'kubernetes.io/ingress.class');
}

/** Whether the text within a place has a wrong type already, so that what is missing there is no mistake of its own (KN002). */
export function hasProblem({ problems }: Ingress, { start, end }: Span): boolean {
  return problems.some((problem) => problem.start >= start && problem.end <= end);
}

/** Annotations that ask cert-manager for the certificate of an Ingress begin with one of these. */
export const certManagerKeys = [
  'cert-manager.io/',
  'certmanager.k8s.io/',
  'acme.cert-manager.io/',
  'kubernetes.io/tls-acme',
];

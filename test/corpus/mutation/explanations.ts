import type { Result } from './run.ts';

/** Why a mutation that breaks something is not found. */
export interface Explanation {
  readonly operators: RegExp;
  /** Of their misses those that it holds for, by the file that was changed. */
  readonly files?: RegExp;
  readonly because: string;
}

/** Misses that stay; the report groups by them, and what none of them is for stands there by itself. */
export const explanations: readonly Explanation[] = [
  {
    operators: /^selector: removed/,
    files: /manifests-logging/,
    because:
      'A Service of kube-system without a selector is taken for one of the control plane, which fills its endpoints.',
  },
  {
    operators: /^container port: another protocol/,
    files: /^queue\.yaml$/,
    because: 'It mends a fault that the example has on purpose: the endpoints differ because they are right now.',
  },
  {
    operators: /^(env|command|file of a ConfigMap|reference|policy port|policy peer|policy):? /,
    files: /^(sock-shop\/deploy\/kubernetes\/helm-chart|argo-cd\/manifests\/(dev-tilt|base|ha\/base))\//,
    because:
      'A part of the stack is not in the workspace (charts that the chart depends on, a folder of definitions that the kustomization names), so what seems to be missing may be there.',
  },
  {
    operators: /^(env|command|reference)/,
    files: /manifests-loadtest/,
    because:
      'The name that was mistyped is all that joins the folder of the caller with that of the Service: without it they are two stacks, and the name may be one of a third.',
  },
  {
    operators: /underscore/,
    files: /online-boutique/,
    because: 'An overlay leaves out the Service that is called, so that in one stack nothing shows what was meant.',
  },
  {
    operators: /underscore/,
    because: 'The name of a single pod of a StatefulSet: only names of Services are looked for with dashes instead.',
  },
  {
    operators: /^reference: svc mistyped/,
    files: /cassandra/,
    because: 'The namespace of the Service is not stated, so that the name in full may be that of another one.',
  },
  {
    operators: /^policy port/,
    because:
      'The port is right by itself: another one of the same pod, or one of pods that declare none; and no call that the manifests show needs the one from before.',
  },
  {
    operators: /^pod label/,
    because:
      'The label that the selector asks for is not there any more, other Services select the pods without it, or labels of its kind are set while pods run: nothing shows that these pods were meant.',
  },
];

/** The explanation of a miss. */
export function explanationOf({ judged: { mutation } }: Result): Explanation | undefined {
  return explanations.find(
    ({ operators, files }) => operators.test(mutation.operator.name) && files?.test(mutation.file) !== false,
  );
}

import type { Origin } from '../origin/origin.ts';
import { RenderError } from '../problem.ts';

/** What kustomize refuses for something that may be elsewhere. */
export class Refusal extends RenderError {
  /**
   * `absent`: a file or folder is not there; `outside`: it would lie outside of the workspace; `restricted`: a file that is used lies
   * where kustomize takes none from; `unmatched`: what an entry names is not there, but may be in a file that is absent.
   */
  readonly reason: 'absent' | 'outside' | 'restricted' | 'unmatched';

  constructor(reason: Refusal['reason'], message: string, at: Origin | undefined) {
    super(message, at);
    this.reason = reason;
  }
}

/** That nothing is at a path. */
export function absent(path: string, message: string, at: Origin | undefined): Refusal {
  return new Refusal(path === '..' || path.startsWith('../') ? 'outside' : 'absent', message, at);
}

/** A problem, at some place where it has none of its own. */
export function placed(problem: RenderError, at: Origin | undefined): RenderError {
  const { message } = problem;
  if (problem.at !== undefined) return problem;
  return problem instanceof Refusal ? new Refusal(problem.reason, message, at) : new RenderError(message, at);
}

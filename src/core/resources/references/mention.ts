import type { Span } from '../../text/span.ts';

/**
 * How a host is written. `url`: behind a scheme. `hostPort`: `db:5432`. `clusterName`: `db.shop.svc…`, with or without a
 * port. `bare`: a name alone, in a place where a host belongs (`DB_HOST`, `--host`, `server:`). `variable`: the variable
 * that Kubernetes makes for a Service, as `$(DB_SERVICE_HOST)`; the host is then the Service's name, and the span the variable's.
 */
export type MentionForm = 'url' | 'hostPort' | 'clusterName' | 'bare' | 'variable';

/** A host in a text; the span is that of the host alone. */
export interface HostMention extends Span {
  /** As written, IPv6 addresses without brackets. */
  readonly host: string;
  /** From the text, or what the scheme stands for; `undefined` when neither says it. */
  readonly port: number | undefined;
  /** Whether the text itself states the port. */
  readonly portStated: boolean;
  /** In lower case, without `jdbc:`. */
  readonly scheme: string | undefined;
  readonly form: MentionForm;
  /** The variable, flag or key that the host stands behind; empty where there is none. */
  readonly key: string;
  /** Whether the text alone makes it a network reference; what is not sure is one only if a Service has that name. */
  readonly sure: boolean;
}

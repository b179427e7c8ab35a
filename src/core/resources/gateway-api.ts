import type { Span } from '../text/span.ts';
import type { Stated } from './field.ts';
import type { ResourceBase } from './resource.ts';

/** gateway.networking.k8s.io GatewayClass. */
export interface GatewayClass extends ResourceBase {
  readonly type: 'gatewayClass';
  readonly controllerName: Stated<string> | undefined;
}

/** gateway.networking.k8s.io Gateway, or a ListenerSet that adds listeners to one. */
export interface Gateway extends ResourceBase {
  readonly type: 'gateway' | 'listenerSet';
  readonly className: Stated<string> | undefined;
  /** ListenerSet: the Gateway it belongs to. */
  readonly parent: ObjectReference | undefined;
  readonly listeners: readonly Listener[];
}

/** One listener of a Gateway. */
export interface Listener extends Span {
  readonly name: Stated<string> | undefined;
  readonly port: Stated<number> | undefined;
  readonly protocol: Stated<string> | undefined;
  readonly hostname: Stated<string> | undefined;
}

/** HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, UDPRoute, and OpenShift's Route, told apart by `kind`. */
export interface Route extends ResourceBase {
  readonly type: 'route';
  readonly hostnames: readonly Stated<string>[];
  readonly parents: readonly ObjectReference[];
  readonly rules: readonly RouteRule[];
}

/** One rule of a route. `matches` are for people: `/api`, `GET /x`, `grpc package.Service/Method`. */
export interface RouteRule extends Span {
  readonly matches: readonly string[];
  readonly backends: readonly ObjectReference[];
}

/** A reference to another object; `kind` is defaulted (Gateway for parents, Service for backends). */
export interface ObjectReference extends Span {
  readonly group: string;
  readonly kind: string;
  readonly namespace: Stated<string> | undefined;
  readonly name: Stated<string> | undefined;
  readonly port: Stated<number | string> | undefined;
  readonly sectionName: Stated<string> | undefined;
}

/** ReferenceGrant: who in `from` may refer to what of this namespace. */
export interface ReferenceGrant extends ResourceBase {
  readonly type: 'referenceGrant';
  readonly from: readonly {
    readonly group: string;
    readonly kind: string;
    readonly namespace: Stated<string> | undefined;
    readonly span: Span;
  }[];
  readonly to: readonly {
    readonly group: string;
    readonly kind: string;
    readonly name: Stated<string> | undefined;
    readonly span: Span;
  }[];
}

/** BackendTLSPolicy: TLS from a gateway to the Services it targets. */
export interface BackendTLSPolicy extends ResourceBase {
  readonly type: 'backendTLSPolicy';
  readonly targets: readonly ObjectReference[];
}

/** Every kind of the Gateway API that is understood. */
export type GatewayResource =
  | GatewayClass
  | (Gateway & { readonly type: 'gateway' })
  | (Gateway & { readonly type: 'listenerSet' })
  | Route
  | ReferenceGrant
  | BackendTLSPolicy;

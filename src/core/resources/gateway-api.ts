import type { Span } from '../text/span.ts';
import type { Stated } from './field.ts';
import type { LabelSelector } from './pod-maker.ts';
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
  /** Why there may be other listeners than the stated ones, else `undefined`. */
  readonly listenersOpen: string | undefined;
  /** Whose ListenerSets may add listeners; `from` defaults to None. */
  readonly allowedListeners: AllowedNamespaces;
  /** Addresses and host names where it takes connections, as its status says; none where nothing was read from a cluster. */
  readonly addresses: readonly string[];
}

/** Namespaces whose objects may attach: `All`, `Same`, `None`, or those that the selector of `Selector` finds. */
export interface AllowedNamespaces {
  readonly from: Stated<string>;
  readonly selector: LabelSelector | undefined;
  /** The innermost map of the text that holds it, and the maps below that are missing. */
  readonly place: Span & { readonly missing: readonly string[] };
}

/** One listener of a Gateway. */
export interface Listener extends Span {
  readonly name: Stated<string> | undefined;
  readonly port: Stated<number> | undefined;
  readonly protocol: Stated<string> | undefined;
  readonly hostname: Stated<string> | undefined;
  /** `Terminate` (the default) or `Passthrough`; `undefined` without `tls`. */
  readonly tlsMode: Stated<string> | undefined;
  /** The whole `tls`, where it is stated. */
  readonly tlsSpan: Span | undefined;
  /** Whether `tls.options` says something, which an implementation may take for a certificate. */
  readonly tlsOptions: boolean;
  readonly certificates: readonly ObjectReference[];
  /** Why there may be other certificates than the stated ones, else `undefined`. */
  readonly certificatesOpen: string | undefined;
  /** Whose routes may attach; `from` defaults to Same. */
  readonly allowedRoutes: AllowedNamespaces;
  /** The kinds of routes that may attach; empty where the protocol decides. */
  readonly kinds: readonly { readonly group: string; readonly kind: string }[];
}

/** HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, UDPRoute, and OpenShift's Route, told apart by `kind`. */
export interface Route extends ResourceBase {
  readonly type: 'route';
  readonly hostnames: readonly Stated<string>[];
  readonly parents: readonly ObjectReference[];
  /** `All` where it is attached to the default Gateways of the cluster too. */
  readonly defaultGateways: Stated<string> | undefined;
  readonly rules: readonly RouteRule[];
  /** Why there may be other hosts, parents or rules than the stated ones, else `undefined`. */
  readonly open: string | undefined;
  /** What only OpenShift's Route has. */
  readonly openShift: OpenShiftRoute | undefined;
}

/** route.openshift.io/v1: how its router takes a host. */
export interface OpenShiftRoute {
  /** `edge`, `passthrough` or `reencrypt`; `undefined` for plain HTTP. */
  readonly termination: Stated<string> | undefined;
  /** What becomes of HTTP where TLS is stated: `None` (the default), `Allow` or `Redirect`. */
  readonly insecure: Stated<string> | undefined;
  /** `Subdomain` takes every host beside the stated one. */
  readonly wildcardPolicy: Stated<string> | undefined;
}

/** One rule of a route. */
export interface RouteRule extends Span {
  /** Any of them is enough; none is every request. */
  readonly matches: readonly RouteMatch[];
  readonly filters: readonly RouteFilter[];
  readonly backends: readonly BackendReference[];
  /** Why there may be other matches, filters or backends than the stated ones, else `undefined`. */
  readonly open: string | undefined;
}

/** What a request has to be; all of it. */
export interface RouteMatch extends Span {
  /** For people: `/api`, `GET /x`, `grpc package.Service/Method`; empty for every request. */
  readonly words: string;
  /** PathPrefix, Exact or RegularExpression; `undefined` is the prefix `/`. */
  readonly path: { readonly type: Stated<string>; readonly value: Stated<string> | undefined } | undefined;
  readonly method: Stated<string> | undefined;
  /** `Exact` (the default) or `RegularExpression`. */
  readonly grpc:
    | {
        readonly type: Stated<string>;
        readonly service: Stated<string> | undefined;
        readonly method: Stated<string> | undefined;
      }
    | undefined;
  /** How many headers and query parameters it asks for. */
  readonly headers: number;
  readonly queryParams: number;
}

/** What a rule does to a request besides forwarding it. */
export interface RouteFilter extends Span {
  readonly filterType: Stated<string> | undefined;
  /** The keys that it states, by name: `type`, and one for each type of filter. */
  readonly fields: ReadonlyMap<string, Span>;
  /** `RequestRedirect`: what of the URL changes. */
  readonly redirect: UrlChange | undefined;
  /** `URLRewrite`: what of the URL changes on the way to the backend. */
  readonly rewrite: UrlChange | undefined;
  /** `RequestMirror`: who gets a copy. */
  readonly mirror: ObjectReference | undefined;
}

/** The parts of a URL that a filter replaces. */
export interface UrlChange {
  readonly scheme: Stated<string> | undefined;
  readonly hostname: Stated<string> | undefined;
  readonly port: Stated<number> | undefined;
  readonly path:
    | (Span & {
        readonly type: Stated<string> | undefined;
        readonly value: Stated<string> | undefined;
        /** `replaceFullPath`, `replacePrefixMatch`: those that are stated. */
        readonly fields: readonly string[];
      })
    | undefined;
}

/** Where a rule forwards to. */
export interface BackendReference extends ObjectReference {
  /** Its part of the requests, in proportion to the others'; `undefined` is 1 (100 on OpenShift). */
  readonly weight: Stated<number> | undefined;
}

/** A reference to another object; `kind` is defaulted (Gateway for parents, Service for backends). */
export interface ObjectReference extends Span {
  readonly group: string;
  readonly kind: string;
  readonly namespace: Stated<string> | undefined;
  readonly name: Stated<string> | undefined;
  readonly port: Stated<number | string> | undefined;
  readonly sectionName: Stated<string> | undefined;
  /** Where the kind stands; `undefined` when it is defaulted. */
  readonly kindSpan?: Span | undefined;
}

/** ReferenceGrant: who in `from` may refer to what of this namespace. */
export interface ReferenceGrant extends ResourceBase {
  readonly type: 'referenceGrant';
  readonly from: readonly {
    readonly group: string;
    readonly kind: string;
    readonly namespace: Stated<string> | undefined;
    readonly groupSpan: Span | undefined;
    readonly kindSpan: Span | undefined;
    readonly span: Span;
  }[];
  readonly to: readonly {
    readonly group: string;
    readonly kind: string;
    readonly name: Stated<string> | undefined;
    readonly groupSpan: Span | undefined;
    readonly kindSpan: Span | undefined;
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

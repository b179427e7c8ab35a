import type { Resource } from '../../resources/resource.ts';
import type { Judgement } from '../entry.ts';

/** What lets traffic in; `other` is an object of a kind that is not followed. */
export type WayInKind =
  | 'loadBalancer'
  | 'nodePort'
  | 'externalIP'
  | 'ingress'
  | 'gateway'
  | 'route'
  | 'hostNetwork'
  | 'hostPort'
  | 'other';

/** One way from outside the cluster to a Service or to pods. The verdict is about the way in alone, not what is behind it. */
export interface WayIn extends Judgement {
  readonly kind: WayInKind;
  /** The Ingress, Gateway, Route, Service or pod maker that opens it. */
  readonly entry: Resource;
  /** What a client connects to, for people: `https://shop.example.com/pay`, `every node, port 30080`. */
  readonly address: string;
  /** The port that a client connects to; `undefined` where the manifests do not say. */
  readonly entryPort: number | undefined;
  /** The port of the Service (of the pod, for ways to pods): number or name; `undefined` where any or none is meant. */
  readonly port: number | string | undefined;
  readonly protocol: string;
  /** Of the requests that come in; `undefined` where all go this way, or the weights are not known. */
  readonly share: number | undefined;
  /** The only blocks of addresses that are let in; `undefined` for everyone. */
  readonly sources: readonly string[] | undefined;
}

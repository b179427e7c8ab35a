/** A Deployment whose pods carry the label `app` with its name. Ends with a separator. */
export function workload(namespace: string, name: string, ports = '[{ name: http, containerPort: 8080 }]'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${namespace} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, image: i, ports: ${ports} }] }
---
`;
}

/** The DaemonSet by which a cluster is seen to have Cilium. */
export const ciliumAgent = `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: cilium, namespace: kube-system }
spec:
  selector: { matchLabels: { k8s-app: cilium } }
  template:
    metadata: { labels: { k8s-app: cilium } }
    spec: { containers: [{ name: agent, image: "quay.io/cilium/cilium:v1.18.0" }] }
`;

package nftables

import (
	"testing"

	v1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/pkg/proxy"
)

func newChanges(node string) *proxy.EndpointsChangeTracker {
	return proxy.NewEndpointsChangeTracker(v1.IPv4Protocol, node, newEndpointInfo, nil)
}

func newTracedProxier(t *testing.T, round proxyRound) (*Proxier, func(source, destination, port string, local []string) (string, bool)) {
	nft, fp := NewFakeProxier(v1.IPv4Protocol)
	fp.serviceCIDRs = round.ServiceCIDR
	return fp, func(source, destination, port string, local []string) (string, bool) {
		_, output, masquerade := tracePacket(t, nft, source, "tcp", destination, port, local)
		return output, masquerade
	}
}

package iptables

import (
	"testing"

	v1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/pkg/proxy"
	iptablestest "k8s.io/kubernetes/pkg/util/iptables/testing"
)

func newChanges(node string) *proxy.EndpointsChangeTracker {
	return proxy.NewEndpointsChangeTracker(v1.IPv4Protocol, node, newEndpointInfo, nil)
}

func newTracedProxier(t *testing.T, _ proxyRound) (*Proxier, func(source, destination, port string, local []string) (string, bool)) {
	ipt := iptablestest.NewFake()
	return NewFakeProxier(ipt), func(source, destination, port string, local []string) (string, bool) {
		_, output, masquerade := tracePacket(t, ipt, source, "tcp", destination, port, local)
		return output, masquerade
	}
}

package PROXIER

import (
	"encoding/json"
	"net"
	"os"
	"strconv"
	"testing"

	v1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	proxyutil "k8s.io/kubernetes/pkg/proxy/util"
	proxyutiltest "k8s.io/kubernetes/pkg/proxy/util/testing"
	netutils "k8s.io/utils/net"
)

// proxyRound is a node with its configuration, the objects that its kube-proxy sees and packets that arrive there.
type proxyRound struct {
	Node struct {
		Name      string
		Zone      string
		Primary   string
		Addresses []string
	}
	ClusterCIDR       string
	ServiceCIDR       string
	MasqueradeAll     bool
	NodePortAddresses []string
	Services          []*v1.Service
	EndpointSlices    []*discovery.EndpointSlice
	Packets           []struct {
		Source      string
		Destination string
		Port        int
	}
}

// proxyAnswer is what Kubernetes' own tracer says of a packet: endpoints, REJECT, DROP or nothing.
type proxyAnswer struct {
	Output     string
	Masquerade bool
}

// TestPackets follows packets of $PORTOLAN_PACKETS through the rules of the real proxier, into $PORTOLAN_ANSWERS.
func TestPackets(t *testing.T) {
	var rounds []proxyRound
	text, err := os.ReadFile(os.Getenv("PORTOLAN_PACKETS"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &rounds); err != nil {
		t.Fatal(err)
	}
	answers := make([][]proxyAnswer, len(rounds))
	for i, round := range rounds {
		fp, trace := newTracedProxier(t, round)
		fp.nodeName = round.Node.Name
		fp.nodeIP = netutils.ParseIPSloppy(round.Node.Primary)
		fp.topologyLabels = map[string]string{v1.LabelTopologyZone: round.Node.Zone}
		fp.masqueradeAll = round.MasqueradeAll
		if round.ClusterCIDR == "" {
			fp.localDetector = proxyutil.NewNoOpLocalDetector()
		} else {
			fp.localDetector = proxyutil.NewDetectLocalByCIDR(round.ClusterCIDR)
		}
		fp.nodePortAddresses = proxyutil.NewNodePortAddresses(v1.IPv4Protocol, round.NodePortAddresses)
		network := proxyutiltest.NewFakeNetwork()
		var addresses []net.Addr
		for _, address := range round.Node.Addresses {
			addresses = append(addresses, &net.IPNet{IP: netutils.ParseIPSloppy(address), Mask: net.CIDRMask(24, 32)})
		}
		network.AddInterfaceAddr(&net.Interface{Index: 1, Name: "eth0"}, addresses)
		fp.networkInterfacer = network
		fp.endpointsChanges = newChanges(round.Node.Name)
		for _, service := range round.Services {
			fp.OnServiceAdd(service)
		}
		for _, slice := range round.EndpointSlices {
			fp.OnEndpointSliceAdd(slice)
		}
		if err := fp.syncProxyRules(); err != nil {
			t.Fatal(err)
		}
		for _, packet := range round.Packets {
			output, masquerade := trace(packet.Source, packet.Destination, strconv.Itoa(packet.Port), round.Node.Addresses)
			answers[i] = append(answers[i], proxyAnswer{output, masquerade})
		}
	}
	text, err = json.Marshal(answers)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(os.Getenv("PORTOLAN_ANSWERS"), text, 0o600); err != nil {
		t.Fatal(err)
	}
}

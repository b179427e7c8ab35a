module portolan.invalid/definitions

go 1.26.0

require (
	portolan.invalid/admin-network-policy v0.1.7
	sigs.k8s.io/gateway-api v1.6.1
	sigs.k8s.io/network-policy-api v0.3.0
)

replace portolan.invalid/admin-network-policy => sigs.k8s.io/network-policy-api v0.1.7

package httpx

import (
	"net/http"
	"net/netip"
	"strings"
)

// NetworkOf is the network that a request comes from: the /24 of an IPv4 address
// or the /64 of an IPv6 one, which is as near as a limit should look at a person.
// Where the peer is a trusted proxy, the last address of X-Forwarded-For that is
// not itself trusted counts. The zero Prefix means that no address could be read
// (a Unix socket, a broken header); such requests share one limit.
func NetworkOf(r *http.Request, trusted []netip.Prefix) netip.Prefix {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{}
	}
	addr := peer.Addr().Unmap()
	if !holds(trusted, addr) {
		return network(addr)
	}
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0; i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(chain[i]))
		if err != nil {
			break
		}
		addr = next.Unmap()
		if !holds(trusted, addr) {
			break
		}
	}
	return network(addr)
}

func network(a netip.Addr) netip.Prefix {
	bits := 64
	if a.Is4() {
		bits = 24
	}
	p, _ := a.WithZone("").Prefix(bits)
	return p
}

func holds(networks []netip.Prefix, a netip.Addr) bool {
	for _, p := range networks {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

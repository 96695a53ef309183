package receiver

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// checkHost refuses a request that came to a loopback address under a foreign name. Else a web page could lead its own
// name to this computer, and a browser here would send packets on its behalf.
func (x *exchange) checkHost() error {
	if x.o.Hosts == nil || KnownHost(x.req, x.o.Hosts) {
		return nil
	}
	return deniedError("not known here under the name " + x.req.Host)
}

// KnownHost reports whether a request may have been meant for this server: at a loopback address its Host header must
// name that, localhost or one of hosts, without regard to the port. HTTP/1.0 may leave the header out.
func KnownHost(req *http.Request, hosts []string) bool {
	local, ok := req.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return !ok || !local.IP.IsLoopback() || known(req.Host, hosts)
}

func known(host string, hosts []string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
	if a, err := netip.ParseAddr(name); err == nil {
		return a.IsLoopback() || slices.Contains(hosts, name)
	}
	return name == "" || name == "localhost" || strings.HasSuffix(name, ".localhost") ||
		slices.ContainsFunc(hosts, func(h string) bool { return strings.EqualFold(h, name) })
}

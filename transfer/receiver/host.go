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
	local, ok := x.req.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if x.r.o.Hosts == nil || !ok || !local.IP.IsLoopback() || x.r.o.known(x.req.Host) {
		return nil
	}
	return deniedError("not known here under the name " + x.req.Host)
}

// known reports whether a Host header names this computer or one of Options.Hosts. HTTP/1.0 may leave it out.
func (o *Options) known(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
	if a, err := netip.ParseAddr(name); err == nil {
		return a.IsLoopback() || slices.Contains(o.Hosts, name)
	}
	return name == "" || name == "localhost" || strings.HasSuffix(name, ".localhost") ||
		slices.ContainsFunc(o.Hosts, func(h string) bool { return strings.EqualFold(h, name) })
}

package proxies

import (
	"net"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
)

// Bypass is a list of hosts that are reached directly.
type Bypass struct {
	all   bool // "*": no host needs a proxy
	local bool // <local>: names without a dot
	loop  bool // <-loopback>: this computer itself is no exception
	hosts []bypassed
}

// bypassed is one entry of a Bypass.
type bypassed struct {
	network netip.Prefix // of numbers
	name    string       // lower case; "*" stands for any characters. A name also covers the names below it
	exact   bool         // not the names below it
	port    string       // "" = any
}

// ParseBypass reads a list that is separated by commas, semicolons, bars or blanks. An entry is a name, which covers the
// names below it too, ".example.com" or "*.example.com" for the names below it only, a name with "*" in it, an IP
// address, a network such as 10.0.0.0/8 or 10.*, each also with a port, <local> for names without a dot, or "*" for
// all.
func ParseBypass(text string) *Bypass {
	b := new(Bypass)
	for _, entry := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;| \t\r\n", r) }) {
		b.add(strings.ToLower(entry))
	}
	return b
}

func (b *Bypass) add(entry string) {
	switch entry {
	case "*":
		b.all = true
		return
	case "<local>":
		b.local = true
		return
	case "<-loopback>":
		b.loop = true
		return
	}
	if _, rest, ok := strings.Cut(entry, "://"); ok { // Windows and GNOME allow a scheme, which says nothing of the host
		entry = rest
	}
	if network, err := netip.ParsePrefix(whole(entry)); err == nil {
		b.hosts = append(b.hosts, bypassed{network: network.Masked()})
		return
	}
	host, port := splitPort(entry)
	if ip, err := netip.ParseAddr(host); err == nil {
		b.hosts = append(b.hosts, bypassed{network: netip.PrefixFrom(ip.Unmap().WithZone(""), ip.Unmap().BitLen()), port: port})
		return
	}
	if host = strings.TrimSuffix(host, "."); host == "" {
		return
	}
	v := bypassed{name: host, port: port}
	if below, ok := strings.CutPrefix(host, "."); ok {
		v.name, v.exact = "*."+below, true
	}
	v.exact = v.exact || strings.Contains(host, "*")
	b.hosts = append(b.hosts, v)
}

// whole completes a network that is written short, as macOS does: 169.254/16.
func whole(entry string) string {
	number, bits, ok := strings.Cut(entry, "/")
	if !ok || strings.Contains(number, ":") {
		return entry
	}
	return number + strings.Repeat(".0", max(3-strings.Count(number, "."), 0)) + "/" + bits
}

// splitPort cuts the port off a host; an IPv6 address may stand in brackets.
func splitPort(entry string) (host, port string) {
	if host, port, err := net.SplitHostPort(entry); err == nil {
		return host, port
	}
	return strings.Trim(entry, "[]"), ""
}

// Covers reports whether the server of an address is reached directly. This computer itself always is, unless the list
// says otherwise.
func (b *Bypass) Covers(u *url.URL) bool {
	return b.excepts(u) || b.lists(u)
}

// excepts reports whether an address is this computer's own, which needs no entry.
func (b *Bypass) excepts(u *url.URL) bool {
	host, ip := hostOf(u)
	return !b.loop && (host == "localhost" || strings.HasSuffix(host, ".localhost") || ip.IsLoopback())
}

// lists reports whether an entry covers the server of an address.
func (b *Bypass) lists(u *url.URL) bool {
	host, ip := hostOf(u)
	port := u.Port()
	if port == "" {
		port = ports[u.Scheme]
	}
	return b.all || b.local && !ip.IsValid() && !strings.Contains(host, ".") || b.names(host, ip, port)
}

// hostOf is the host of an address, and the number that it is; the zero Addr for a name.
func hostOf(u *url.URL) (host string, ip netip.Addr) {
	host = strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	ip, _ = netip.ParseAddr(host) // a name is no number
	return host, ip.Unmap().WithZone("")
}

func (b *Bypass) names(host string, ip netip.Addr, port string) bool {
	return slices.ContainsFunc(b.hosts, func(v bypassed) bool {
		if v.port != "" && v.port != port {
			return false
		}
		if v.network.IsValid() {
			return ip.IsValid() && v.network.Contains(ip)
		}
		if matched, err := path.Match(v.name, host); err == nil && matched {
			return true
		}
		return !v.exact && strings.HasSuffix(host, "."+v.name)
	})
}

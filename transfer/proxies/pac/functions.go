package pac

import (
	"bytes"
	"context"
	"net"
	"net/netip"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/dop251/goja"
)

// functions are the predefined functions of one run.
type functions struct {
	environment
	ctx context.Context
}

// define puts the predefined functions into an interpreter.
func (s *Script) define(ctx context.Context, vm *goja.Runtime) error {
	f := functions{s.env.orReal(), ctx}
	for name, do := range map[string]any{
		"alert":               func(string) {},
		"isPlainHostName":     func(host string) bool { return !strings.Contains(host, ".") && !isNumber(host) },
		"dnsDomainIs":         func(host, domain string) bool { return hasSuffix(host, domain) },
		"localHostOrDomainIs": localHostOrDomainIs,
		"dnsDomainLevels":     func(host string) int { return strings.Count(host, ".") },
		"shExpMatch":          shExpMatch,
		"convert_addr":        convertAddr,
		"isResolvable":        func(host string) bool { return f.resolve(host) != "" },
		"isResolvableEx":      func(host string) bool { return len(f.all(host)) > 0 },
		"dnsResolve":          f.dnsResolve,
		"dnsResolveEx":        func(host string) string { return join(f.all(host)) },
		"isInNet":             f.isInNet,
		"isInNetEx":           f.isInNetEx,
		"myIpAddress":         f.myAddress,
		"myIpAddressEx":       func() string { return join(f.own()) },
		"sortIpAddressList":   sortAddresses,
		"getClientVersion":    func() string { return "1.0" },
		"weekdayRange":        f.calendar(weekdayRange),
		"dateRange":           f.calendar(dateRange),
		"timeRange":           f.calendar(timeRange),
	} {
		if err := vm.Set(name, do); err != nil {
			return err
		}
	}
	return nil
}

func (e environment) orReal() environment {
	if e.lookup == nil {
		e.lookup = func(ctx context.Context, host string) ([]net.IP, error) {
			return net.DefaultResolver.LookupIP(ctx, "ip", host)
		}
	}
	if e.own == nil {
		e.own = ownAddresses
	}
	if e.now == nil {
		e.now = time.Now
	}
	return e
}

// ownAddresses are the addresses of this computer that others can reach it by, IPv4 first.
func ownAddresses() []net.IP {
	list, _ := net.InterfaceAddrs() // none is known then
	var own []net.IP
	for _, a := range list {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			own = append(own, n.IP)
		}
	}
	slices.SortStableFunc(own, func(a, b net.IP) int { return len(short(a)) - len(short(b)) })
	return own
}

// short is an address in as many bytes as it needs.
func short(ip net.IP) net.IP {
	if four := ip.To4(); four != nil {
		return four
	}
	return ip
}

func isNumber(host string) bool {
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}

func hasSuffix(host, domain string) bool {
	return strings.HasSuffix(strings.ToLower(host), strings.ToLower(domain))
}

func localHostOrDomainIs(host, name string) bool {
	host, name = strings.ToLower(host), strings.ToLower(name)
	return host == name || !strings.Contains(host, ".") && strings.HasPrefix(name, host+".")
}

// shExpMatch matches with * and ? as a shell does; a slash is a character as any other.
func shExpMatch(text, pattern string) bool {
	const slash = "\x00"
	escaped := strings.NewReplacer(`\`, `\\`, "/", slash).Replace(pattern)
	matched, err := path.Match(escaped, strings.ReplaceAll(text, "/", slash))
	return err == nil && matched
}

// convertAddr is an IPv4 address as a number, 0 for others.
func convertAddr(text string) uint32 {
	ip := net.ParseIP(text).To4()
	if ip == nil {
		return 0
	}
	return uint32(ip[0])<<24 | uint32(ip[1])<<16 | uint32(ip[2])<<8 | uint32(ip[3])
}

// all are the addresses of a host, none if it is not known.
func (f functions) all(host string) []net.IP {
	if ip := net.ParseIP(strings.Trim(host, "[]")); ip != nil {
		return []net.IP{ip}
	}
	list, err := f.lookup(f.ctx, host)
	if err != nil {
		return nil
	}
	return list
}

// resolve is the IPv4 address of a host, "" if it has none.
func (f functions) resolve(host string) string {
	for _, ip := range f.all(host) {
		if four := ip.To4(); four != nil {
			return four.String()
		}
	}
	return ""
}

func (f functions) dnsResolve(host string) any {
	if ip := f.resolve(host); ip != "" {
		return ip
	}
	return nil
}

func (f functions) isInNet(host, network, mask string) bool {
	ip, n, m := net.ParseIP(f.resolve(host)).To4(), net.ParseIP(network).To4(), net.ParseIP(mask).To4()
	return ip != nil && n != nil && m != nil && ip.Mask(net.IPMask(m)).Equal(n.Mask(net.IPMask(m)))
}

func (f functions) isInNetEx(host, prefix string) bool {
	_, n, err := net.ParseCIDR(prefix)
	return err == nil && slices.ContainsFunc(f.all(host), n.Contains)
}

// myAddress is this computer's IPv4 address, 127.0.0.1 if it has none.
func (f functions) myAddress() string {
	for _, ip := range f.own() {
		if four := ip.To4(); four != nil {
			return four.String()
		}
	}
	return "127.0.0.1"
}

func join(list []net.IP) string {
	texts := make([]string, len(list))
	for i, ip := range list {
		texts[i] = ip.String()
	}
	return strings.Join(texts, ";")
}

// sortAddresses sorts a list with semicolons, IPv6 first; "" for one that is no list of addresses.
func sortAddresses(text string) string {
	var list []net.IP
	for t := range strings.SplitSeq(text, ";") {
		ip := net.ParseIP(strings.TrimSpace(t))
		if ip == nil {
			return ""
		}
		list = append(list, short(ip))
	}
	slices.SortFunc(list, func(a, b net.IP) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return bytes.Compare(a, b)
	})
	return join(list)
}

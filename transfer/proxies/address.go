package proxies

import (
	"net"
	"net/url"
	"strings"
)

// schemes are the kinds of proxies by their names in settings and scripts. "socks" and "SOCKS" mean version 5: no
// system in use has only version 4.
var schemes = map[string]string{
	"": "http", "http": "http", "proxy": "http", "https": "https", "socks": "socks5", "socks5": "socks5", "socks5h": "socks5",
}

var ports = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}

// parse reads the address of a proxy: a URL, or host:port for one of a default scheme. The flaw is "" for a good one,
// and value is what is wrong.
func parse(text, scheme string) (u *url.URL, flaw Flaw, value string) {
	text = strings.TrimSpace(text)
	if kind, rest, ok := strings.Cut(text, "://"); ok {
		scheme, text = strings.ToLower(kind), rest
	}
	known, ok := schemes[scheme]
	if !ok {
		return nil, FlawScheme, scheme
	}
	u, err := url.Parse(known + "://" + strings.TrimRight(text, "/"))
	if err != nil || u.Hostname() == "" || u.Path != "" || u.RawQuery != "" || strings.ContainsAny(u.Host, " ,;") {
		return nil, FlawAddress, ""
	}
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), ports[known])
	}
	u.Host = strings.ToLower(u.Host)
	return u, "", ""
}

// answer reads what a PAC script returns: "PROXY a:1; SOCKS b:2; DIRECT". nil stands for the direct way. Kinds that
// cannot be used are left out.
func answer(text string) (ways []*url.URL, ok bool) {
	for part := range strings.SplitSeq(text, ";") {
		fields := strings.Fields(part)
		switch {
		case len(fields) == 1 && strings.EqualFold(fields[0], "DIRECT"):
			ways = append(ways, nil)
		case len(fields) == 2:
			if u, flaw, _ := parse(fields[1], strings.ToLower(fields[0])); flaw == "" {
				ways = append(ways, u)
			}
		}
	}
	return ways, len(ways) > 0
}

package system

import (
	"strings"

	"sendoff/transfer/proxies"
)

// Internet are the values of Windows's Internet settings.
type Internet struct {
	Enable   bool   // ProxyEnable
	Server   string // ProxyServer: "proxy:8080", or "http=a:1;https=b:2;socks=c:3"
	Override string // ProxyOverride: "*.example.com;10.*;<local>"
	Script   string // AutoConfigURL
}

// Rules are the values as rules. ok is false if they set no proxy.
func (i Internet) Rules() (r proxies.Rules, ok bool) {
	r.From = proxies.FromWindows
	if i.Script != "" {
		r.Script = i.Script
		return r, true
	}
	if !i.Enable || strings.TrimSpace(i.Server) == "" {
		return r, false
	}
	kinds := map[string]string{}
	for part := range strings.FieldsFuncSeq(i.Server, func(c rune) bool { return c == ';' || c == ' ' }) {
		kind, address, named := strings.Cut(part, "=")
		if !named {
			kind, address = "", part
		}
		kinds[strings.ToLower(kind)] = address
	}
	of := func(kind string) *proxies.Proxy {
		switch {
		case kinds[kind] != "":
			return proxies.Setting(proxies.FromWindows, kind, kinds[kind])
		case kinds[""] != "":
			return proxies.Setting(proxies.FromWindows, "", kinds[""])
		case kinds["socks"] != "":
			return proxies.Setting(proxies.FromWindows, "socks", "socks5://"+strings.TrimPrefix(kinds["socks"], "socks://"))
		}
		return nil
	}
	r.HTTP, r.HTTPS = of("http"), of("https")
	r.Bypass = proxies.ParseBypass(i.Override)
	return r, r.HTTP != nil || r.HTTPS != nil
}

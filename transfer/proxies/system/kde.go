package system

import (
	"net"
	"strings"

	"sendoff/transfer/proxies"
)

// The values of ProxyType in KDE's settings. The others set none: 0 none, 3 detection, 4 the environment's variables.
const (
	kdeManual = "1"
	kdeScript = "2"
)

// KDE reads the file kioslaverc. ok is false if it sets no proxy.
func KDE(text string) (r proxies.Rules, ok bool) {
	set := section(text, "Proxy Settings")
	r.From = proxies.FromKDE
	switch set["ProxyType"] {
	case kdeScript:
		r.Script = set["Proxy Config Script"]
		return r, r.Script != ""
	case kdeManual:
		r.HTTP, r.HTTPS = kdeProxy(set, "httpProxy"), kdeProxy(set, "httpsProxy")
		if socks := kdeProxy(set, "socksProxy"); r.HTTP == nil && r.HTTPS == nil {
			r.HTTP, r.HTTPS = socks, socks
		}
		r.Bypass = proxies.ParseBypass(set["NoProxyFor"])
		r.Only = set["ReversedException"] == "true"
		return r, r.HTTP != nil || r.HTTPS != nil
	}
	return r, false
}

// kdeProxy reads "http://host port", "http://host:port" or "host:port".
func kdeProxy(set map[string]string, key string) *proxies.Proxy {
	address, port, cut := strings.Cut(strings.TrimSpace(set[key]), " ")
	if cut {
		address += ":" + strings.TrimSpace(port)
	}
	if key == "socksProxy" && address != "" {
		_, host, named := strings.Cut(address, "://")
		if !named {
			host = address
		}
		address = "socks5://" + host
	}
	return proxies.Setting(proxies.FromKDE, key, address)
}

// section returns the keys and values of one section of an INI file.
func section(text, name string) map[string]string {
	set, inside := map[string]string{}, false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			inside = line == "["+name+"]"
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !inside || !ok {
			continue
		}
		key, _, _ = strings.Cut(key, "[") // "key[$e]" is a key with a mark
		set[strings.TrimSpace(key)] = strings.TrimSpace(value)
	}
	return set
}

// joined is a host with a port. The host may have brackets.
func joined(host, port string) string { return net.JoinHostPort(strings.Trim(host, "[]"), port) }

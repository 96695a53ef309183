package system

import (
	"strings"

	"sendoff/transfer/proxies"
)

// MacOS reads what "scutil --proxy" prints. ok is false if it sets no proxy.
func MacOS(text string) (r proxies.Rules, ok bool) {
	set, exceptions := scutil(text)
	r.From = proxies.FromMacOS
	if set["ProxyAutoConfigEnable"] == "1" && set["ProxyAutoConfigURLString"] != "" {
		r.Script = set["ProxyAutoConfigURLString"]
		return r, true
	}
	of := func(kind, scheme string) *proxies.Proxy {
		host, port := set[kind+"Proxy"], set[kind+"Port"]
		if set[kind+"Enable"] != "1" || host == "" {
			return nil
		}
		if port != "" {
			host = joined(host, port)
		}
		return proxies.Setting(proxies.FromMacOS, kind, scheme+host)
	}
	r.HTTP, r.HTTPS = of("HTTP", "http://"), of("HTTPS", "http://")
	socks := of("SOCKS", "socks5://")
	if r.HTTP == nil {
		r.HTTP = socks
	}
	if r.HTTPS == nil {
		r.HTTPS = socks
	}
	if set["ExcludeSimpleHostnames"] == "1" {
		exceptions = append(exceptions, "<local>")
	}
	r.Bypass = proxies.ParseBypass(strings.Join(exceptions, ","))
	return r, r.HTTP != nil || r.HTTPS != nil
}

// scutil reads a printed dictionary: its values, and the entries of its list of exceptions.
func scutil(text string) (set map[string]string, exceptions []string) {
	set = map[string]string{}
	inside := ""
	for line := range strings.Lines(text) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), " : ")
		switch {
		case strings.TrimSpace(line) == "}":
			inside = ""
		case !ok:
		case strings.HasSuffix(value, "{"):
			inside = key
		case inside == "ExceptionsList":
			exceptions = append(exceptions, value)
		case inside == "":
			set[key] = value
		}
	}
	return set, exceptions
}

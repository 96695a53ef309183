package words

import (
	"cmp"
	"fmt"

	"sendoff/transfer"
	"sendoff/transfer/cards"
	"sendoff/transfer/proxies"
)

// Words of the setting for proxies: keys, translated where they are shown. The hints are examples in no language.
const (
	ProxyTitle   = "Proxy"
	ProxyUse     = "Proxy for servers"
	ProxyAddress = "Address of the proxy or the script"
	ProxyBypass  = "Hosts without the proxy"
	ProxyHint    = "http://proxy.example.com:8080"
	BypassHint   = ".example.com, 10.0.0.0/8, <local>"
)

// ProxySettingText is the setting in one line.
func ProxySettingText(p cards.Proxy) string {
	s := ProxyUseText(cmp.Or(p.Use, cards.ProxySystem)) // the settings have nobody to leave it to
	if p.Address != "" {
		s += ": " + HostText(p.Address)
	}
	if p.Bypass != "" {
		s += "; " + fmt.Sprintf(Tr("without it: %s"), p.Bypass)
	}
	return s
}

// proxyErrorText says why a setting for proxies cannot be used.
func proxyErrorText(e *proxies.Error) string {
	switch e.Why {
	case proxies.FlawScheme:
		return fmt.Sprintf(Tr("Sendoff speaks to http, https and socks5 proxies, not to %s."), e.Value)
	case proxies.FlawAccount:
		return Tr("The address of a proxy holds no user name or password here. Sendoff asks for them when the proxy does; on the command line: sendoff sign-in --proxy.")
	case proxies.FlawAddress, proxies.FlawUse:
		return Tr("That is no address of a proxy or a script. It looks like http://proxy.example.com:8080.")
	case proxies.FlawFetch, proxies.FlawLate, proxies.FlawScript, proxies.FlawAnswer, proxies.FlawRead:
	}
	return sentence(e.Error())
}

// ProxySourceText says where a proxy is set.
func ProxySourceText(from proxies.Source) string {
	switch from {
	case proxies.FromCard:
		return Tr("the card of the server")
	case proxies.FromSettings:
		return Tr("the settings of Sendoff")
	case proxies.FromEnvironment:
		return Tr("the environment")
	case proxies.FromGNOME:
		return Tr("the settings of GNOME")
	case proxies.FromKDE:
		return Tr("the settings of KDE")
	case proxies.FromWindows:
		return Tr("the settings of Windows")
	case proxies.FromMacOS:
		return Tr("the settings of macOS")
	}
	return "-"
}

// proxySettingText names a setting for proxies, and where it stands.
func proxySettingText(f *transfer.Fault) string {
	from := ProxySourceText(f.Source)
	if f.Proxy == "" {
		return from
	}
	return fmt.Sprintf(Tr("%s (%s)"), f.Proxy, from)
}

package words

import (
	"fmt"

	"sendoff/transfer"
	"sendoff/transfer/proxies"
)

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

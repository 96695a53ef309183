package system

import (
	"context"
	"net/url"
	"strings"

	"sendoff/transfer/proxies"
)

// gnomeSchema is the schema of GNOME's settings for proxies, with one below it for each kind.
const gnomeSchema = "org.gnome.system.proxy"

// gnomeDesktops are the desktops whose settings are GNOME's.
var gnomeDesktops = []string{"gnome", "unity", "cinnamon", "x-cinnamon", "budgie", "pantheon"}

// GNOME reads what "gsettings list-recursively org.gnome.system.proxy" prints. ok is false if it sets no proxy.
func GNOME(text string) (r proxies.Rules, ok bool) {
	g := gnomeSettings{}
	for line := range strings.Lines(text) {
		if schema, rest, found := strings.Cut(strings.TrimSpace(line), " "); found {
			key, value, _ := strings.Cut(rest, " ")
			g[strings.TrimPrefix(strings.TrimPrefix(schema, gnomeSchema), ".")+" "+key] = value
		}
	}
	r.From = proxies.FromGNOME
	switch g.text(" mode") {
	case "auto":
		r.Script = g.text(" autoconfig-url")
		return r, r.Script != ""
	case "manual":
		r.HTTP, r.HTTPS = g.proxy("http"), g.proxy("https")
		if socks := g.proxy("socks"); r.HTTP == nil && r.HTTPS == nil {
			r.HTTP, r.HTTPS = socks, socks
		}
		r.Bypass = proxies.ParseBypass(strings.Join(g.list(" ignore-hosts"), ","))
		return r, r.HTTP != nil || r.HTTPS != nil
	}
	return r, false
}

// gnomeSettings are settings by "kind key", as GVariant writes their values.
type gnomeSettings map[string]string

func (g gnomeSettings) text(key string) string { return unquoted(g[key]) }

// unquoted is a text without the quotes that GVariant puts around it.
func unquoted(value string) string {
	if len(value) < 2 || value[0] != value[len(value)-1] || value[0] != '\'' && value[0] != '"' {
		return value
	}
	return strings.NewReplacer(`\'`, `'`, `\"`, `"`, `\\`, `\`).Replace(value[1 : len(value)-1])
}

func (g gnomeSettings) list(key string) []string {
	_, value, _ := strings.Cut(g[key], "[") // an empty list has its type before it
	var list []string
	for entry := range strings.SplitSeq(strings.TrimSuffix(value, "]"), ",") {
		if entry = unquoted(strings.TrimSpace(entry)); entry != "" {
			list = append(list, entry)
		}
	}
	return list
}

// proxy is the proxy of one kind, nil for none.
func (g gnomeSettings) proxy(kind string) *proxies.Proxy {
	host, port := g.text(kind+" host"), g.text(kind+" port")
	if host == "" || port == "0" || port == "" {
		return nil
	}
	u := url.URL{Scheme: "http", Host: joined(host, port)}
	if kind == "socks" {
		u.Scheme = "socks5"
	}
	if g.text(kind+" use-authentication") == "true" {
		u.User = url.UserPassword(g.text(kind+" authentication-user"), g.text(kind+" authentication-password"))
	}
	return proxies.Setting(proxies.FromGNOME, kind, u.String())
}

// portalAnswer writes what the desktop's portal answers as a PAC script would.
func portalAnswer(ways []string) string {
	var list []string
	for _, way := range ways {
		scheme, host, _ := strings.Cut(way, "://")
		switch scheme {
		case "direct":
			list = append(list, "DIRECT")
		case "http":
			list = append(list, "PROXY "+strings.TrimSuffix(host, "/"))
		default:
			list = append(list, strings.ToUpper(scheme)+" "+strings.TrimSuffix(host, "/"))
		}
	}
	return strings.Join(list, "; ")
}

// lookup asks for the ways to an address. The portal is told no account, path or query.
type lookup func(ctx context.Context, address string) ([]string, error)

func (l lookup) rules() proxies.Rules {
	return proxies.Rules{From: proxies.FromGNOME, Lookup: func(ctx context.Context, u *url.URL) (string, error) {
		ways, err := l(ctx, (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}).String())
		return portalAnswer(ways), err
	}}
}

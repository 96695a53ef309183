package auth

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jcmturner/gokrb5/v8/config"
)

// domain is what this computer knows of Kerberos: the file krb5.conf if there is one, and the domain name service.
type domain struct {
	settings *config.Config
	defaults map[string]string // [libdefaults] as it is written; the library does not read all of it
}

// errNoServers means that no server of a realm is known.
var errNoServers = errors.New("no server of the realm is known")

// loadDomain reads the first file of KRB5_CONFIG, or krb5.conf. Without one, or if it cannot be read, only the name
// service is asked.
func loadDomain() *domain {
	for _, path := range domainFiles() {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		settings, err := config.NewFromReader(bytes.NewReader(text))
		if settings == nil {
			settings = config.New()
		}
		if _, partly := errors.AsType[config.UnsupportedDirective](err); err != nil && !partly {
			continue
		}
		return &domain{settings, defaultsOf(text)}
	}
	return &domain{config.New(), nil}
}

func domainFiles() []string {
	if given := os.Getenv("KRB5_CONFIG"); given != "" {
		return filepath.SplitList(given)
	}
	return []string{"/etc/krb5.conf", "/Library/Preferences/edu.mit.Kerberos"}
}

// defaultsOf reads the lines of [libdefaults].
func defaultsOf(text []byte) map[string]string {
	found, inside := map[string]string{}, false
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "[") {
			inside = strings.HasPrefix(line, "[libdefaults]")
			continue
		}
		if name, value, ok := strings.Cut(line, "="); ok && inside {
			found[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
		}
	}
	return found
}

// realmOf splits "ines@CORP.EXAMPLE", `CORP.EXAMPLE\ines` and `CORP\ines`. A plain "ines" belongs to the default realm,
// else to the one that the host is in. realm is "" if none is known.
func (d *domain) realmOf(ctx context.Context, name, host string) (user, realm string) {
	if at := strings.LastIndexByte(name, '@'); at >= 0 {
		return name[:at], strings.ToUpper(name[at+1:])
	}
	short, user, ok := strings.Cut(name, `\`)
	switch {
	case ok && strings.Contains(short, "."):
		return user, strings.ToUpper(short)
	case ok:
		return user, d.longName(short, host)
	case d.settings.LibDefaults.DefaultRealm != "":
		return name, d.settings.LibDefaults.DefaultRealm
	}
	if mapped := d.settings.ResolveRealm(host); mapped != "" {
		return name, mapped
	}
	for _, parent := range parents(host) {
		if servers, _ := lookUpServers(ctx, parent); len(servers) > 0 {
			return name, strings.ToUpper(parent)
		}
	}
	return name, ""
}

// longName returns the realm that a short name of Windows stands for: mostly it is the first part of the long one.
// "" if no known realm begins with it: a guess could give the user's name to strangers.
func (d *domain) longName(short, host string) string {
	known := []string{d.settings.LibDefaults.DefaultRealm, os.Getenv("USERDNSDOMAIN")}
	for _, r := range d.settings.Realms {
		known = append(known, r.Realm)
	}
	for _, realm := range append(known, parents(host)...) {
		if first, _, long := strings.Cut(realm, "."); long && strings.EqualFold(first, short) {
			return strings.ToUpper(realm)
		}
	}
	return ""
}

// parents are the domains that a host is in, the nearest first, without the last one; none for an IP address.
func parents(host string) []string {
	if net.ParseIP(host) != nil {
		return nil
	}
	var all []string
	for _, rest, ok := strings.Cut(strings.TrimSuffix(host, "."), "."); ok; _, rest, ok = strings.Cut(rest, ".") {
		if strings.Contains(rest, ".") {
			all = append(all, rest)
		}
	}
	return all
}

// findServers sees to it that servers of a realm are known: of the file, else of the name service, unless the file
// says that it is not to be asked.
func (d *domain) findServers(ctx context.Context, realm string) error {
	asks := !strings.EqualFold(d.defaults["dns_lookup_kdc"], "false") && !strings.EqualFold(d.defaults["dns_lookup_kdc"], "no")
	d.settings.LibDefaults.DNSLookupKDC = asks // also for realms that are named later
	for _, r := range d.settings.Realms {
		if r.Realm == realm && len(r.KDC) > 0 {
			return nil
		}
	}
	if !asks {
		return errNoServers
	}
	servers, tcp := lookUpServers(ctx, realm)
	if len(servers) == 0 {
		return errNoServers
	}
	if tcp {
		d.settings.LibDefaults.UDPPreferenceLimit = 1 // tickets of Windows are large
	}
	d.settings.Realms = append(d.settings.Realms, config.Realm{Realm: realm, KDC: servers})
	return nil
}

// lookUpWait limits a question to the name service: without a network it may be long.
const lookUpWait = 5 * time.Second

// lookUpServers asks the name service for the servers of a realm (RFC 4120, 7.2.3), those for TCP first.
func lookUpServers(ctx context.Context, realm string) (servers []string, tcp bool) {
	ctx, cancel := context.WithTimeout(ctx, lookUpWait)
	defer cancel()
	for _, proto := range []string{"tcp", "udp"} {
		_, found, err := net.DefaultResolver.LookupSRV(ctx, "kerberos", proto, strings.ToLower(realm)+".")
		if err != nil {
			continue
		}
		for _, s := range found {
			if host := strings.TrimSuffix(s.Target, "."); host != "" { // "." says that there is no such service
				servers = append(servers, net.JoinHostPort(host, strconv.Itoa(int(s.Port))))
			}
		}
		if len(servers) > 0 {
			return servers, proto == "tcp"
		}
	}
	return nil, false
}

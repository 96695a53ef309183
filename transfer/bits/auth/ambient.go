package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/jcmturner/gokrb5/v8/credentials"
	"github.com/jcmturner/gokrb5/v8/iana/nametype"
	"github.com/jcmturner/gokrb5/v8/keytab"
	"github.com/jcmturner/gokrb5/v8/types"

	"sendoff/transfer/bits"
)

// newSignedIn signs in as who is signed in to this computer, without a password: with the ticket that kinit has left,
// else with the keytab. A server gets a ticket only if it asks (Negotiate) and is in the user's own domain, see
// ownServer, or the user has said so, see Account.Self. There is none for a server that the domain does not know.
func newSignedIn(ctx context.Context, p candidate) (method, challengeResult) {
	if find(p.offers, schemeNegotiate) == nil {
		return nil, unusable
	}
	d := loadDomain()
	realm, user := d.signedIn(p)
	if user.signIn == nil {
		return nil, unusable
	}
	host := hostOf(p.target.Origin)
	if !p.account.Self && !ownServer(host, realm) && d.settings.ResolveRealm(host) == "" {
		return nil, unusable
	}
	return p.withTicket(ctx, d, user)
}

// ownServer reports whether a host is in the domain that a realm is named for, or has a name without a domain, as
// only one's own network knows.
func ownServer(host, realm string) bool {
	host, domain := strings.ToLower(strings.TrimSuffix(host, ".")), strings.ToLower(realm)
	if net.ParseIP(host) != nil || host == "" || domain == "" {
		return false
	}
	return !strings.Contains(host, ".") || host == domain || strings.HasSuffix(host, "."+domain)
}

// signedIn returns the realm that the user is signed in to, and the way to its tickets; without signIn if there is none.
func (d *domain) signedIn(p candidate) (realm string, u domainUser) {
	cache, own, err := d.cache()
	switch {
	case err == nil:
		name := p.names(cache.GetClientPrincipalName().PrincipalNameString(), cache.GetClientRealm())
		return cache.GetClientRealm(), p.byCache(name, func(ctx context.Context) (*login, error) {
			return d.withCache(ctx, cache, own)
		})
	case errors.Is(err, errCacheKind):
		p.explain(bits.CacheKind)
	case errors.Is(err, errCacheOver):
		p.explain(bits.TicketExpired)
	}
	k, sum, err := loadKeytab(d.keytabPath())
	if err != nil || len(k.Entries) == 0 {
		return "", domainUser{}
	}
	first := k.Entries[0].Principal
	name := p.names(strings.Join(first.Components, "/"), first.Realm)
	return first.Realm, p.byKeytab(d, k, Keys{User: name, Sum: sum})
}

// names says who is signed in to this computer.
func (c candidate) names(user, realm string) (name string) {
	name = user + "@" + realm
	if c.lesson != nil {
		c.lesson.user = name
	}
	return name
}

var (
	errCacheKind = errors.New("the kind of ticket cache is not supported")
	errCacheOver = errors.New("the tickets in the cache have ended")
)

// cache returns the user's ticket cache and the realm's own ticket in it, which has not ended.
func (d *domain) cache() (*credentials.CCache, ticket, error) {
	path, err := cachePath(d.cacheName())
	if err != nil {
		return nil, ticket{}, err
	}
	c, err := loadCache(path)
	if err != nil {
		return nil, ticket{}, err
	}
	realm := c.GetClientRealm()
	own, ok := c.GetEntry(types.PrincipalName{NameType: nametype.KRB_NT_SRV_INST, NameString: []string{"krbtgt", realm}})
	switch {
	case !ok:
		return nil, ticket{}, os.ErrNotExist
	case !time.Now().Before(own.EndTime):
		return nil, ticket{}, errCacheOver
	}
	t := ticket{key: own.Key, ends: own.EndTime}
	err = t.Unmarshal(own.Ticket) // not in the return: a call there may come after the value of t is taken
	return c, t, err
}

// cacheName is where the tickets are: KIND:PATH, or a path.
func (d *domain) cacheName() string {
	if name := os.Getenv("KRB5CCNAME"); name != "" {
		return name
	}
	if name := d.defaults["default_ccache_name"]; name != "" {
		return expand(name)
	}
	if runtime.GOOS == "darwin" {
		return "API:" // what its kinit uses
	}
	return expand("FILE:/tmp/krb5cc_%{uid}")
}

// cachePath returns the file of a cache. A folder of caches names the one in use in its file "primary". The library
// reads only files, not the caches in a keyring of the kernel or a service (KEYRING, KCM, API, MEMORY).
func cachePath(name string) (string, error) {
	kind, path, ok := strings.Cut(name, ":")
	if !ok || len(kind) == 1 { // a path, perhaps with a drive
		return name, nil
	}
	switch strings.ToUpper(kind) {
	case "FILE":
		return path, nil
	case "DIR":
		if one, is := strings.CutPrefix(path, ":"); is {
			return one, nil
		}
		primary, err := os.ReadFile(filepath.Join(path, "primary"))
		if errors.Is(err, os.ErrNotExist) {
			return filepath.Join(path, "tkt"), nil
		}
		if err != nil {
			return "", fmt.Errorf("read the folder of ticket caches: %w", err)
		}
		return filepath.Join(path, filepath.Base(strings.TrimSpace(string(primary)))), nil
	}
	return "", errCacheKind
}

// keytabPath is the file with the user's own keys.
func (d *domain) keytabPath() string {
	for _, name := range []string{os.Getenv("KRB5_CLIENT_KTNAME"), expand(d.defaults["default_client_keytab_name"])} {
		if name != "" {
			return strings.TrimPrefix(strings.TrimPrefix(name, "FILE:"), "WRFILE:")
		}
	}
	return expand("/etc/krb5/user/%{euid}/client.keytab")
}

// expand fills what krb5.conf writes for the user.
func expand(name string) string {
	id, login, home := fmt.Sprint(os.Getuid()), "", ""
	if u, err := user.Current(); err == nil {
		login, home = u.Username, u.HomeDir
	}
	return strings.NewReplacer("%{uid}", id, "%{euid}", fmt.Sprint(os.Geteuid()), "%{USERID}", id, "%{username}", login,
		"%{TEMP}", strings.TrimSuffix(os.TempDir(), "/"), "%{null}", "", "~/", home+"/").Replace(name)
}

var errDamaged = errors.New("the file is damaged")

// loadCache reads a ticket cache. The library panics at damaged ones.
func loadCache(path string) (c *credentials.CCache, err error) {
	defer func() {
		if recover() != nil {
			c, err = nil, errDamaged
		}
	}()
	c, err = credentials.LoadCCache(path)
	if err == nil && c.GetClientRealm() == "" {
		err = errDamaged
	}
	return c, err
}

// loadKeytab reads a keytab, and a hash of the file.
func loadKeytab(path string) (k *keytab.Keytab, sum string, err error) {
	defer func() {
		if recover() != nil {
			k, err = nil, errDamaged
		}
	}()
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, "", fmt.Errorf("read a keytab: %w", err)
	}
	hash := sha256.Sum256(text)
	k = keytab.New()
	return k, hex.EncodeToString(hash[:]), k.Unmarshal(text)
}

package auth

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sendoff/transfer/bits/auth/authtest"
)

// conf makes a krb5.conf the one in use.
func conf(t *testing.T, text string) *domain {
	t.Helper()
	path := filepath.Join(t.TempDir(), "krb5.conf")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("KRB5_CONFIG", path)
	return loadDomain()
}

// TestRealmOfAName: every way to write a user. A short name stands only for a realm that is known to begin with it.
func TestRealmOfAName(t *testing.T) {
	t.Setenv("USERDNSDOMAIN", "")
	authtest.Names(t, map[string]string{"_kerberos._tcp.branch.example": "kdc.branch.example:88"})
	const home = "[libdefaults]\n default_realm = HOME.EXAMPLE\n[realms]\n LAB.EXAMPLE = {\n  kdc = 127.0.0.1:1\n }\n"
	for _, c := range []struct{ conf, name, host, user, realm string }{
		{home, "ines", "files.corp.example", "ines", "HOME.EXAMPLE"},
		{home, "ines@corp.example", "x", "ines", "CORP.EXAMPLE"},
		{home, "ines@mail.example@corp.example", "x", "ines@mail.example", "CORP.EXAMPLE"},
		{home, `corp.example\ines`, "x", "ines", "CORP.EXAMPLE"},
		{home, `HOME\ines`, "x", "ines", "HOME.EXAMPLE"},
		{home, `lab\ines`, "x", "ines", "LAB.EXAMPLE"},
		{home, `CORP\ines`, "files.emea.corp.example", "ines", "CORP.EXAMPLE"},
		{home, `CORP\ines`, "files.other.example", "ines", ""},
		{home, `CORP\ines`, "corp.example", "ines", ""}, // a server, not a domain
		{"", "ines", "files.north.branch.example", "ines", "BRANCH.EXAMPLE"},
		{"", "ines", "files.corp.example", "ines", ""},
		{"", "ines", "127.0.0.1", "ines", ""},
		{"[domain_realm]\n .lab.example = LAB.EXAMPLE\n", "ines", "files.lab.example", "ines", "LAB.EXAMPLE"},
	} {
		if user, realm := conf(t, c.conf).realmOf(t.Context(), c.name, c.host); user != c.user || realm != c.realm {
			t.Errorf("%s at %s is %s of %q, want %s of %q", c.name, c.host, user, realm, c.user, c.realm)
		}
	}
}

// TestServersOfARealm: those of the file, else those of the name service, unless the file forbids it.
func TestServersOfARealm(t *testing.T) {
	authtest.Names(t, map[string]string{
		"_kerberos._tcp.corp.example": "kdc.corp.example:88", "_kerberos._udp.old.example": "kdc.old.example:88", "_kerberos._tcp.none.example": ".",
	})
	const file = "[realms]\n LAB.EXAMPLE = {\n  kdc = 127.0.0.1:1\n }\n"
	for _, c := range []struct {
		conf, realm string
		want        []string
		tcp         bool
	}{
		{file, "LAB.EXAMPLE", []string{"127.0.0.1:1"}, false},
		{file, "CORP.EXAMPLE", []string{"kdc.corp.example:88"}, true},
		{file, "OLD.EXAMPLE", []string{"kdc.old.example:88"}, false},
		{file, "NONE.EXAMPLE", nil, false},
		{file, "NOBODY.EXAMPLE", nil, false},
		{"[libdefaults]\n dns_lookup_kdc = false\n" + file, "CORP.EXAMPLE", nil, false},
	} {
		d := conf(t, c.conf)
		err := d.findServers(t.Context(), c.realm)
		var got []string
		for _, r := range d.settings.Realms {
			if r.Realm == c.realm {
				got = append(got, r.KDC...)
			}
		}
		if !slices.Equal(got, c.want) || (err == nil) != (c.want != nil) || (d.settings.LibDefaults.UDPPreferenceLimit == 1) != c.tcp {
			t.Errorf("%s: %v %v, want %v", c.realm, got, err, c.want)
		}
	}
}

// TestNoConfiguration: a computer without krb5.conf, and one with a damaged one, ask the name service.
func TestNoConfiguration(t *testing.T) {
	authtest.Names(t, map[string]string{"_kerberos._tcp.corp.example": "kdc.corp.example:88"})
	t.Setenv("KRB5_CONFIG", filepath.Join(t.TempDir(), "none"))
	for name, d := range map[string]*domain{"none": loadDomain(), "damaged": conf(t, "[libdefaults]\n nonsense\n")} {
		if err := d.findServers(t.Context(), "CORP.EXAMPLE"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

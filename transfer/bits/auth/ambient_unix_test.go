//go:build unix

package auth

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestNamesInKrb5Conf: what the configuration writes for the user and the system.
func TestNamesInKrb5Conf(t *testing.T) {
	t.Setenv("TMPDIR", "/somewhere/")
	for name, want := range map[string]string{
		"FILE:/tmp/krb5cc_%{uid}":      fmt.Sprintf("FILE:/tmp/krb5cc_%d", os.Getuid()),
		"/etc/krb5/%{euid}/x%{USERID}": fmt.Sprintf("/etc/krb5/%d/x%d", os.Geteuid(), os.Getuid()),
		"%{TEMP}/cc":                   "/somewhere/cc",
		"a%{null}b":                    "ab",
		"plain":                        "plain",
	} {
		if got := expand(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got := expand("~/cc"); !strings.HasPrefix(got, "/") || !strings.HasSuffix(got, "/cc") {
		t.Errorf("the home: %s", got)
	}
	t.Setenv("KRB5CCNAME", "")
	if got := (&domain{}).cacheName(); got != fmt.Sprintf("FILE:/tmp/krb5cc_%d", os.Getuid()) {
		t.Errorf("the default: %s", got)
	}
	d := &domain{defaults: map[string]string{"default_ccache_name": "DIR:/x/%{uid}"}}
	if got := d.cacheName(); got != fmt.Sprintf("DIR:/x/%d", os.Getuid()) {
		t.Errorf("the configuration's: %s", got)
	}
	t.Setenv("KRB5CCNAME", "FILE:/mine")
	if got := d.cacheName(); got != "FILE:/mine" {
		t.Errorf("the user's: %s", got)
	}
}

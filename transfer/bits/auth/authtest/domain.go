package authtest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// The realm, and the host that its server is on.
const (
	Realm = "CORP.EXAMPLE"
	Host  = "127.0.0.1"
)

// Domain is a running Kerberos realm with the user ines and the service HTTP/127.0.0.1.
type Domain struct {
	Keytab  string // of the service; anybody may read it
	Address string // of its server

	t   *testing.T
	dir string
	kdc *exec.Cmd
}

// Start runs a realm in which ines has a password. It sets KRB5_CONFIG for the test, and a ticket cache that does not
// exist yet. more is added to [libdefaults].
func Start(t *testing.T, password string, more ...string) *Domain {
	t.Helper()
	if runtime.GOOS == "windows" { // in Wine their files are seen, and cannot be run
		t.Skip("the programs of a Kerberos server are none of Windows")
	}
	for _, program := range []string{"/usr/sbin/krb5kdc", "/usr/sbin/kdb5_util", "/usr/sbin/kadmin.local", "/usr/bin/kinit"} {
		if _, err := os.Stat(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	d := &Domain{t: t, dir: t.TempDir(), Address: freeAddress(t)}
	for _, dir := range []string{filepath.Dir(d.dir), d.dir} {
		if err := os.Chmod(dir, 0o755); err != nil { // a server gives up being root
			t.Fatal(err)
		}
	}
	d.Keytab = filepath.Join(d.dir, "keytab")
	d.configure(more)
	d.run("/usr/sbin/kdb5_util", "create", "-s", "-P", "master", "-r", Realm)
	d.Admin(`addprinc -pw "` + password + `" ines`)
	d.Admin("addprinc -randkey HTTP/" + Host)
	d.Admin("ktadd -k " + d.Keytab + " HTTP/" + Host)
	if err := os.Chmod(d.Keytab, 0o644); err != nil {
		t.Fatal(err)
	}
	d.launch()
	return d
}

func (d *Domain) configure(more []string) {
	d.t.Helper()
	d.t.Setenv("KRB5CCNAME", "FILE:"+filepath.Join(d.dir, "cache"))
	d.t.Setenv("KRB5_CLIENT_KTNAME", filepath.Join(d.dir, "client.keytab"))
	d.t.Setenv("KRB5_CONFIG", d.write("krb5.conf", fmt.Sprintf(`[libdefaults]
  default_realm = %[1]s
  dns_lookup_kdc = false
  dns_lookup_realm = false
  rdns = false
  udp_preference_limit = 1
  %[3]s
[realms]
  %[1]s = {
    kdc = %[2]s
  }
[domain_realm]
  %[4]s = %[1]s
`, Realm, d.Address, strings.Join(more, "\n  "), Host)))
	_, port, err := net.SplitHostPort(d.Address)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Setenv("KRB5_KDC_PROFILE", d.write("kdc.conf", fmt.Sprintf(`[kdcdefaults]
  kdc_listen = %[2]s
  kdc_tcp_listen = %[2]s
[realms]
  %[3]s = {
    database_name = %[1]s/principal
    key_stash_file = %[1]s/stash
    acl_file = %[1]s/acl
    default_principal_flags = +preauth
  }
[logging]
  kdc = FILE:%[1]s/kdc.log
`, d.dir, port, Realm)))
}

func (d *Domain) write(name, text string) string {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil { // the server's programs read it
		d.t.Fatal(err)
	}
	return path
}

func (d *Domain) run(name string, args ...string) {
	d.t.Helper()
	if out, err := exec.CommandContext(d.t.Context(), name, args...).CombinedOutput(); err != nil {
		d.t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// Admin runs a command of kadmin.
func (d *Domain) Admin(command string) {
	d.t.Helper()
	d.run("/usr/sbin/kadmin.local", "-q", command)
}

// Kinit gets the user's ticket into the cache that KRB5CCNAME names. args are those of kinit.
func (d *Domain) Kinit(password string, args ...string) {
	d.t.Helper()
	kinit := exec.CommandContext(d.t.Context(), "/usr/bin/kinit", append(args, "ines")...)
	kinit.Stdin = strings.NewReader(password + "\n")
	if out, err := kinit.CombinedOutput(); err != nil {
		d.t.Fatalf("kinit: %v\n%s", err, out)
	}
}

// Log is what the server of the realm has written.
func (d *Domain) Log() string {
	d.t.Helper()
	text, err := os.ReadFile(filepath.Join(d.dir, "kdc.log"))
	if err != nil {
		d.t.Fatal(err)
	}
	return string(text)
}

func (d *Domain) launch() {
	d.t.Helper()
	d.kdc = exec.CommandContext(d.t.Context(), "/usr/sbin/krb5kdc", "-n", "-P", filepath.Join(d.dir, "pid"))
	d.kdc.Stderr = os.Stderr
	if err := d.kdc.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(d.Stop)
	limit := time.After(20 * time.Second)
	for {
		c, err := new(net.Dialer).DialContext(d.t.Context(), "tcp", d.Address)
		if err == nil {
			_ = c.Close()
			return
		}
		select {
		case <-limit:
			d.t.Fatalf("nothing listens at %s: %v", d.Address, err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Stop ends the server of the realm.
func (d *Domain) Stop() {
	if d.kdc != nil {
		_ = d.kdc.Process.Kill()
		_ = d.kdc.Wait()
		d.kdc = nil
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

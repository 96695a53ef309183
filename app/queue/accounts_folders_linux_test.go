package queue

import (
	"context"
	"crypto/md5"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sendoff/app/apptest"
	"sendoff/transfer"
	"sendoff/transfer/source"
)

// apache is an apache2 before a rig's server: /a/ lets in ines, /b/ lets in admin.
type apache struct {
	url string // ends in /
	dir string
}

const apacheConfig = `ServerName localhost
ServerRoot %[1]s
PidFile %[1]s/pid
ErrorLog %[1]s/error.log
LogFormat "%%U %%u %%>s" tried
CustomLog %[1]s/access.log tried
Listen %[2]s
DefaultRuntimeDir %[1]s
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authn_file_module /usr/lib/apache2/modules/mod_authn_file.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule auth_basic_module /usr/lib/apache2/modules/mod_auth_basic.so
LoadModule auth_digest_module /usr/lib/apache2/modules/mod_auth_digest.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
<Location /a/>
  AuthType %[4]s
  AuthName "%[5]s"
  Auth%[4]sProvider file
  AuthUserFile %[1]s/users
  Require user ines
</Location>
<Location /b/>
  AuthType %[4]s
  AuthName "%[6]s"
  Auth%[4]sProvider file
  AuthUserFile %[1]s/users
  Require user admin
</Location>
ProxyPass / http://%[3]s/
`

// Passwords as apache keeps them: of ines and admin the SHA-1 of "ines's" and "admin's", and the MD5 of name, realm and
// these.
const (
	basicUsers  = "ines:{SHA}%s\nadmin:{SHA}%s\n"
	inesSecret  = "ines's"
	adminSecret = "admin's"
)

// startApache starts an apache with two realms, which may be the same.
func startApache(t *testing.T, r *rig, scheme, realmA, realmB, users string) *apache {
	t.Helper()
	path, err := exec.LookPath("/usr/sbin/apache2")
	if err != nil {
		t.Skip("apache2 is not installed")
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address, dir := l.Addr().String(), t.TempDir()
	_ = l.Close()
	behind := strings.TrimSuffix(strings.TrimPrefix(r.Server.URL, "http://"), "/")
	for name, text := range map[string]string{
		"users":  users,
		"config": fmt.Sprintf(apacheConfig, dir, address, behind, scheme, realmA, realmB),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil { // it gives up being root
			t.Fatal(err)
		}
	}
	for _, d := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	cmd := exec.CommandContext(ctx, path, "-X", "-f", filepath.Join(dir, "config"))
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // a killed one would leave shared memory behind
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	apptest.Eventually(t, "apache's start", func() bool {
		c, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	return &apache{"http://" + address + "/", dir}
}

// refused counts the requests below a folder that named a user and were not let in.
func (a *apache) refused(t *testing.T, folder, user string) int {
	t.Helper()
	log, err := os.ReadFile(filepath.Join(a.dir, "access.log"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(log)) {
		f := strings.Fields(line)
		if len(f) == 3 && strings.HasPrefix(f[0], folder) && f[1] == user && f[2] == "401" {
			n++
		}
	}
	return n
}

// addTo adds an upload of a new file to an address.
func addTo(t *testing.T, r *rig, q Queue, address string, size int) transfer.Job {
	t.Helper()
	name := filepath.Base(address)
	f, err := source.Stat(r.File(name, size))
	if err != nil {
		t.Fatal(err)
	}
	j := transfer.NewJob(f, transfer.Target{URL: address})
	if err := q.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{j}}); err != nil {
		t.Fatal(err)
	}
	return j
}

// until waits for a state of a job.
func until(t *testing.T, q Queue, j transfer.Job, is func(*transfer.Job) bool) *transfer.Job {
	t.Helper()
	var last *transfer.Job
	defer func() { // of use if it never comes
		if t.Failed() && last != nil {
			t.Logf("%s %v %d of %d %+v", last.State(), last.Phase, last.Acked, last.Source.Size, last.Fault)
		}
	}()
	apptest.Eventually(t, "a state of "+j.Target.URL, func() bool {
		all, err := q.All(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		last = all[j.ID]
		return last != nil && is(last)
	})
	return last
}

func needsYou(j *transfer.Job) bool {
	return j.State() == transfer.NeedsYou && j.Phase == transfer.Idle || j.Outcome != ""
}
func over(j *transfer.Job) bool { return j.Outcome != "" || j.State() == transfer.NeedsYou }

// TestTwoFoldersOfOneServerHaveTwoAccounts: a folder that does not take the account of its server stops no upload to
// another one, asks for its own, and gets it. Nothing is asked twice, also not after a start. The two may name one
// realm or two; a 401 says no more in either case.
func TestTwoFoldersOfOneServerHaveTwoAccounts(t *testing.T) {
	sha := map[string]string{inesSecret: shaOf(inesSecret), adminSecret: shaOf(adminSecret)}
	basic := fmt.Sprintf(basicUsers, sha[inesSecret], sha[adminSecret])
	digest := digestUser("ines", "drop", inesSecret) + digestUser("admin", "drop", adminSecret)
	for _, c := range []struct{ name, scheme, realmA, realmB, users string }{
		{"basic, one realm", "Basic", "drop", "drop", basic},
		{"basic, two realms", "Basic", "for all", "for admins", basic},
		{"digest, one realm", "Digest", "drop", "drop", digest},
		{"digest, two realms", "Digest", "for all", "for admins", digestUser("ines", "for all", inesSecret) + digestUser("admin", "for admins", adminSecret)},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			for _, folder := range []string{"a", "b/deep"} {
				if err := os.MkdirAll(filepath.Join(r.Folder, folder), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			ring := memoryRing{}
			a := startApache(t, r, c.scheme, c.realmA, c.realmB, c.users)
			config := r.config()
			config.Keyring = ring
			open := func() *Local {
				l, err := config.Own(t.Context(), TakeOver, Work)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = l.Close() })
				if err := l.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				return l
			}
			l := open()
			signIn := func(at, user, password string) {
				t.Helper()
				wish := SignIn{Place: at, Account: transfer.Account{User: user, Password: password, Clear: true}, Keep: true}
				if kept, err := l.SignIn(t.Context(), wish); err != nil || !kept {
					t.Fatal(kept, err)
				}
			}
			slow := transfer.Limits{Rate: 4 << 20}
			if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbLimits, Limits: &slow}); err != nil {
				t.Fatal(err)
			}
			signIn(a.url+"a/", "ines", inesSecret)
			running := addTo(t, r, l, a.url+"a/long.bin", 12<<20)
			until(t, l, running, func(j *transfer.Job) bool { return j.Acked > 0 || over(j) })
			other := addTo(t, r, l, a.url+"b/one.bin", 100)
			asks := until(t, l, other, needsYou)
			if asks.Fault == nil || asks.Fault.Kind != transfer.KindWrongSignIn || asks.Fault.Ask.Place() != a.url+"b/" {
				t.Fatalf("%+v", asks.Fault)
			}
			if j := until(t, l, running, func(*transfer.Job) bool { return true }); j.Fault != nil || j.Outcome != "" {
				t.Fatalf("the upload to the other folder: %s %+v", j.Outcome, j.Fault)
			}
			signIn(asks.Fault.Ask.Place(), "admin", adminSecret)
			for _, j := range []transfer.Job{other, running, addTo(t, r, l, a.url+"b/two.bin", 100), addTo(t, r, l, a.url+"a/other.bin", 100)} {
				if done := until(t, l, j, over); done.Outcome != transfer.Delivered {
					t.Errorf("%s: %s %+v", j.Target.URL, done.State(), done.Fault)
				}
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			l = open()
			for _, name := range []string{"b/three.bin", "a/next.bin", "b/deep/four.bin"} {
				j := addTo(t, r, l, a.url+name, 100)
				if done := until(t, l, j, over); done.Outcome != transfer.Delivered {
					t.Errorf("after a start: %s: %s %+v", name, done.State(), done.Fault)
				}
			}
			if n := a.refused(t, "/b/", "ines"); n > 1 && c.scheme == "Basic" { // a nonce of Digest ends, and is refused with a name
				t.Errorf("the account of ines was sent %d times to where it was refused", n)
			}
			if n := a.refused(t, "/a/", "ines") + a.refused(t, "/a/", "admin"); n > 0 && c.scheme == "Basic" {
				t.Errorf("%d refusals in the folder whose account was right", n)
			}
		})
	}
}

func shaOf(password string) string {
	sum := sha1.Sum([]byte(password))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func digestUser(user, realm, password string) string {
	return fmt.Sprintf("%s:%s:%x\n", user, realm, md5.Sum([]byte(user+":"+realm+":"+password)))
}

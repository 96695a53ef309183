package cli

import (
	"slices"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/transfer"
)

// works starts an owner of the queue and waits for it.
func (r *rig) works() {
	r.T.Helper()
	owner := r.Start("run")
	r.T.Cleanup(func() {
		owner.Stop()
		owner.End(r.T)
	})
	apptest.Eventually(r.T, "the owner's start", func() bool {
		_, err := queue.Dial(r.T.Context(), r.Dir)
		return err == nil
	})
}

// TestLentAccountIsForgottenWithItsCommand: a Sendoff that goes on to run signs nobody in with it.
func TestLentAccountIsForgottenWithItsCommand(t *testing.T) {
	r := newRig(t)
	url, _ := r.watched()
	r.works()
	path, secret := r.File("x.bin", 100), r.write("password", apptest.Planted+"\n")
	r.Run(ExitDone, "upload", "--to", url, "--user", "ines", "--password-file", secret, "--unencrypted", path)
	r.Arrived(path)
	if out, stderr := r.Run(ExitDone, "accounts"); !strings.Contains(stderr, "No account is known") {
		t.Errorf("said %s%s", out, stderr)
	}
}

// TestLentAccountIsForItsJobsOnly: an upload of the same place that has no account does not go as who another command
// names, neither while that runs nor later.
func TestLentAccountIsForItsJobsOnly(t *testing.T) {
	r := newRig(t)
	url, refused := r.watched()
	r.works()
	other, own, secret := r.File("other.bin", 100), r.File("own.bin", 100), r.write("password", apptest.Planted+"\n")
	r.Run(ExitDone, "add", "--to", url, other)
	waits := func() bool { return r.List()["other.bin"]["state"] == string(transfer.NeedsYou) }
	apptest.Eventually(t, "the question for an account", waits)
	r.Run(ExitDone, "upload", "--to", url, "--user", "ines", "--password-file", secret, "--unencrypted", own)
	r.Arrived(own)
	apptest.Eventually(t, "the question for an account", waits)
	if session := r.List()["other.bin"]["session"]; session != nil && session != "" || refused.Load() != 0 {
		t.Errorf("the other upload has a session, or %d wrong accounts were sent", refused.Load())
	}
	r.Run(ExitDone, "upload", "--to", url, "--user", "ines", "--password-file", secret, "--unencrypted", other) // it joins the one that waits
	r.Arrived(other)
}

// TestLentAccountDoesNotTakeOver: a task with an account of its own does not send the uploads of who is signed in, and
// theirs is not refused with it.
func TestLentAccountDoesNotTakeOver(t *testing.T) {
	r := newRig(t)
	url, refused := r.watched()
	r.works()
	r.Stdin = apptest.Planted + "\n"
	r.Run(ExitDone, "sign-in", url, "--user", "ines", "--password-stdin", "--unencrypted")
	path, secret := r.File("x.bin", 100), r.write("password", "of svc\n")
	_, stderr := r.Run(ExitFailed, "upload", "--to", url, "--user", "svc", "--password-file", secret, "--unencrypted", path)
	if !strings.Contains(stderr, "does not accept the user name or the password") || refused.Load() != 1 {
		t.Errorf("%d refused, said %s", refused.Load(), stderr)
	}
	other := r.File("y.bin", 100)
	r.Run(ExitDone, "upload", "--to", url, other)
	r.Arrived(other)
}

// TestWhoNamesTheUser: the command line before the environment, and that before the server's card.
func TestWhoNamesTheUser(t *testing.T) {
	for name, c := range map[string]struct {
		flag, env string
		right     bool
	}{
		"card": {"", "", false}, "environment": {"", "ines", true}, "flag": {"ines", "other", true}, "wrong flag": {"other", "ines", false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, command := range [][]string{{"sign-in", "drop"}, {"upload", "--to", "drop"}} {
				r := newRig(t)
				url, refused := r.watched()
				r.Run(ExitDone, "server", "add", "drop", url, "--account", "ann")
				args := append(slices.Clone(command), "--unencrypted")
				if c.flag != "" {
					args = append(args, "--user", c.flag)
				}
				if command[0] == "upload" {
					args = append(args, r.File("x.bin", 10))
				}
				child := r.Program(args...)
				child.Env = append(child.Env, envUser+"="+c.env, envPassword+"="+apptest.Planted)
				child.Begin(t)
				err := child.End(t)
				if (refused.Load() == 0) != c.right || command[0] == "upload" && (err == nil) != c.right {
					t.Errorf("%s: %v, %d refused: %s%s", command[0], err, refused.Load(), child.Out.String(), child.Err.String())
				}
			}
		})
	}
}

// TestSignInAtAProxyTakesNoServer: a server's name is none of a proxy, and its account is not sent to one.
func TestSignInAtAProxyTakesNoServer(t *testing.T) {
	r := newRig(t)
	r.Ring = someRing{}
	r.Run(ExitDone, "server", "add", "drop", "https://files.example.com/", "--account", "ann")
	r.Stdin = "x\n"
	if _, stderr := r.Run(exitUsage, "sign-in", "drop", "--proxy", "--password-stdin"); !strings.Contains(stderr, "the proxy itself") {
		t.Errorf("said %s", stderr)
	}
	if len(r.Ring.(someRing)) != 0 {
		t.Errorf("kept %d", len(r.Ring.(someRing)))
	}
}

// TestWrongPasswordOfAProxyIsNotKept: the proxy is asked before the account is stored, as a server is.
func TestWrongPasswordOfAProxyIsNotKept(t *testing.T) {
	for scheme, named := range map[string]string{"basic": "Basic", "digest": "Digest"} {
		t.Run(scheme, func(t *testing.T) {
			r := newRig(t)
			ring := someRing{}
			r.Ring = ring
			sign := []string{"sign-in", "--proxy", "http://" + apptest.Squid(t, scheme) + "/", "--user", "ines", "--password-stdin", "--unencrypted"}
			r.Stdin = "wrong\n"
			if _, stderr := r.Run(ExitFailed, sign...); !strings.Contains(stderr, "does not accept") || len(ring) != 0 {
				t.Errorf("%d kept, said %s", len(ring), stderr)
			}
			r.Stdin = apptest.Planted + "\n"
			if out, _ := r.Run(ExitDone, sign...); !strings.Contains(out, "Signed in as ines with "+named) || len(ring) != 1 {
				t.Errorf("%d kept, said %s", len(ring), out)
			}
		})
	}
}

// TestHintOfAProxyThatIsNotTrusted: the printed command looks at the proxy's certificate, not the server's.
func TestHintOfAProxyThatIsNotTrusted(t *testing.T) {
	f := &transfer.Fault{Kind: transfer.KindProxyTrust, Proxy: "proxy.example.com:3129"}
	if got, want := cureHint(f, "https://files.example.com/in/"), "sendoff trust --proxy https://proxy.example.com:3129/"; !strings.HasSuffix(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestAccountInAProxysAddress: settings take none, and the message names what helps.
func TestAccountInAProxysAddress(t *testing.T) {
	r := newRig(t)
	for _, scheme := range []string{"socks5", "http"} {
		c := r.Program("proxy", scheme+"://ines:"+apptest.Planted+"@p:1")
		if err := c.Run(); err == nil || !strings.Contains(c.Err.String(), "sign-in --proxy") || strings.Contains(c.Err.String(), apptest.Planted) {
			t.Errorf("%v, said %s", err, c.Err.String())
		}
	}
}

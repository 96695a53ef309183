package queue

import (
	"context"
	"errors"
	"net/url"
	"reflect"
	"testing"

	"sendoff/transfer/identity"
	"sendoff/transfer/identity/identitytest"
	"sendoff/ui/list"
)

// TestBothEndsCertificates: a certificate under a passphrase is given, listed, used and taken back. Its passphrase is in
// the keyring if the user wants that, and goes with the last place that needs it.
func TestBothEndsCertificates(t *testing.T) {
	const first, second, passphrase = "https://files.example.com/", "https://files.example.com/lab/", "planted in a test"
	ca := identitytest.New(t, "Acme Client CA")
	file := identitytest.File(t, "ines.p12", ca.PKCS12(ca.Client("ines", -1, 1), passphrase))
	eachEnd(t, func(t *testing.T, e *ends) {
		give := func(address, with string, keep, want bool) {
			t.Helper()
			kept, err := e.asked.GiveCertificate(t.Context(), list.OwnCertificate{Address: address, File: file, Passphrase: with, Keep: keep})
			if err != nil || kept != want {
				t.Errorf("%s: kept %t, %v; want %t", address, kept, err, want)
			}
		}
		take := func(place string, want bool, left int, ring string) {
			t.Helper()
			was, err := e.asked.TakeCertificate(t.Context(), place)
			all, err2 := e.asked.Certificates(t.Context())
			if err := errors.Join(err, err2); err != nil || was != want || len(all) != left || e.ring[inRing(file)] != ring {
				t.Errorf("%s: there was one: %t; left are %v and %q in the keyring; %v", place, was, all, e.ring, err)
			}
		}
		usable := func(o *OwnCertificates) bool {
			u, err := url.Parse(first + "lab/a.bin")
			if err != nil {
				t.Fatal(err)
			}
			own := o.Own(u)
			if own == nil {
				return false
			}
			c, err := own.Load(t.Context())
			return err == nil && c.Leaf.Subject.CommonName == "ines"
		}
		take(first, false, 0, "")
		if _, err := e.asked.GiveCertificate(t.Context(), list.OwnCertificate{Address: first, File: file, Passphrase: "wrong"}); err == nil {
			t.Error("a wrong passphrase is taken")
		}
		give(first, passphrase, false, false)
		if !usable(e.owner.own) || len(e.ring) != 0 {
			t.Errorf("for this run only: usable %t, in the keyring %q", usable(e.owner.own), e.ring)
		}
		give(first, passphrase, true, true)
		give(second, passphrase, false, false)
		far, err := e.asked.Certificates(t.Context())
		if err != nil || len(far) != 2 || !reflect.DeepEqual(far, e.owner.own.list()) {
			t.Fatalf("%+v, %v", far, err)
		}
		for i, place := range []string{first, second} {
			if c := far[i]; c.Place != place || c.File != file || c.Subject == "" || c.Issuer == "" || c.Fingerprint == "" || c.Until.IsZero() || c.Added.IsZero() {
				t.Errorf("%+v", c)
			}
		}
		next := ownIn(NewSecrets(e.ring)) // after a restart
		if err := next.load(e.owner.engine, nil); err != nil || !usable(next) {
			t.Errorf("with the keyring's passphrase: usable %t, %v", usable(next), err)
		}
		lost := ownIn(NewSecrets(noRing{}))
		if err := lost.load(e.owner.engine, nil); err != nil || usable(lost) {
			t.Errorf("without a passphrase: usable %t, %v", usable(lost), err)
		}
		take(first, true, 1, passphrase)
		if !usable(e.owner.own) {
			t.Error("the other place has lost its passphrase")
		}
		take(second, true, 0, "")
		take(second, false, 0, "")
		give(first, passphrase, false, false)
		if next := ownIn(NewSecrets(memoryRing{})); next.load(e.owner.engine, nil) != nil || usable(next) {
			t.Error("a passphrase that was not kept outlives the process")
		}
	})
}

// TestCertificateOverTheChannelIsComplete: a path that means another file to the owner is refused.
func TestCertificateOverTheChannelIsComplete(t *testing.T) {
	for c, ok := range map[list.OwnCertificate]bool{
		{Address: "https://h/", File: absent}:                       true,
		{Address: "https://h/", File: absent, Key: absent + "/key"}: true,
		{Address: "https://h/", File: "a.pem"}:                      false,
		{Address: "https://h/"}:                                     false,
		{Address: "https://h/", File: absent, Key: "key"}:           false,
		{Address: "ftp://h/", File: absent}:                         false,
	} {
		if err := checkOwn(&c); (err == nil) != ok {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestCertificatesThatCannotBeKept: whoever gives or takes one is told, and it counts as it did before. An error in its
// file names the place that it is for.
func TestCertificatesThatCannotBeKept(t *testing.T) {
	const place = "https://files.example.com/"
	ca := identitytest.New(t, "Acme Client CA")
	c := ca.Client("ines", -1, 1)
	file := identitytest.File(t, "ines.pem", identitytest.Chain(c), identitytest.Key(t, c))
	o := ownIn(NewSecrets(noRing{}))
	if err := o.load(failingStore{}, nil); !errors.Is(err, errDisk) {
		t.Errorf("load: %v", err)
	}
	if kept, err := o.give(t.Context(), list.OwnCertificate{Address: place, File: file}); kept || !errors.Is(err, errDisk) || len(o.list()) != 0 {
		t.Errorf("kept %t, %v, %v", kept, err, o.list())
	}
	o.stored = []identity.Identity{{Place: place, File: file}}
	if was, err := o.take(t.Context(), place); !was || !errors.Is(err, errDisk) || len(o.list()) != 1 {
		t.Errorf("taken %t, %v, %v", was, err, o.list())
	}
	_, err := o.read(t.Context(), identity.Identity{Place: place, File: absent})
	if flawed, ok := errors.AsType[*identity.Error](err); !ok || flawed.Place != place {
		t.Errorf("a file that is gone: %v", err)
	}
}

// TestPassphraseIsAskedForOnce: the keyring is asked for a passphrase once in a run, and again for that of another key.
// What it does not know is asked for each time, since the user may have stored it meanwhile.
func TestPassphraseIsAskedForOnce(t *testing.T) {
	n := 0
	ring := countingRing{memoryRing{inRing("/a.key"): "first", inRing("/b.key"): ""}, func() { n++ }}
	o := ownIn(NewSecrets(ring))
	for _, step := range []struct {
		key, want string
		asked     int
	}{
		{"/a.key", "first", 1},
		{"/a.key", "first", 1},
		{"/b.key", "", 2},
		{"/b.key", "", 2},
		{"/c.key", "", 3},
		{"/c.key", "", 4},
		{"/a.key", "first", 4},
	} {
		if got, err := o.passphrase(t.Context(), step.key); got != step.want || err != nil || n != step.asked {
			t.Errorf("%s: %q, %v; the keyring was asked %d times, want %q and %d", step.key, got, err, n, step.want, step.asked)
		}
	}
	o.know("/c.key", "given")
	if got, err := o.passphrase(t.Context(), "/c.key"); got != "given" || err != nil || n != 4 {
		t.Errorf("given in this run: %q, %v, asked %d times", got, err, n)
	}
	gone, end := context.WithCancelCause(t.Context())
	end(errDisk)
	if got, err := o.passphrase(gone, "/d.key"); got != "" || !errors.Is(err, errDisk) {
		t.Errorf("given up: %q, %v", got, err)
	}
	if got, err := o.passphrase(gone, "/a.key"); got != "first" || err != nil {
		t.Errorf("given up, but known: %q, %v", got, err)
	}
}

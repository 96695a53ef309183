package queue

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"sendoff/app/probe"
	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// TestBothEndsTest: a test of a server tells its steps in their order and whether all went well, the same from either
// end; what cannot be tested is refused before the first step.
func TestBothEndsTest(t *testing.T) {
	eachEnd(t, func(t *testing.T, e *ends) {
		tester := e.asked.(probe.Tester)
		run := func(address string) (steps []string, last probe.Step, ok bool, err error) {
			ok, err = tester.Test(t.Context(), probe.Order{Address: address, Timeout: 20 * time.Second}, func(s probe.Step) {
				steps, last = append(steps, s.Name), s
			})
			return steps, last, ok, err
		}
		steps, last, ok, err := run(e.Server.URL)
		if err != nil || !ok || len(steps) < 2 || !last.OK || last.Fault != nil || last.Address == "" {
			t.Errorf("a server that works: %q, %+v, %t, %v", steps, last, ok, err)
		}
		steps, last, ok, err = run("http://127.0.0.1:9/")
		if err != nil || ok || len(steps) == 0 || last.OK || last.Fault == nil || last.Fault.Kind != transfer.KindConnect {
			t.Errorf("nobody is there: %q, %+v, %t, %v", steps, last, ok, err)
		}
		if steps, _, ok, err := run("ftp://127.0.0.1/"); err == nil || ok || len(steps) != 0 {
			t.Errorf("no address: %q, %t, %v", steps, ok, err)
		}
		if err := e.owner.Close(); err != nil {
			t.Fatal(err)
		}
		if _, far := e.asked.(*Remote); far {
			if _, _, ok, err := run(e.Server.URL); ok || !errors.Is(err, ErrOwnerGone) {
				t.Errorf("after the owner's end: %t, %v", ok, err)
			}
		}
	})
}

// TestBothEndsTry: whether a server takes an account.
func TestBothEndsTry(t *testing.T) {
	asks := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(bits.HeaderPacketType, string(bits.Ack))
		if user, password, _ := r.BasicAuth(); user != "ines" || password != "right" {
			w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
			w.WriteHeader(http.StatusUnauthorized)
		}
	}))
	t.Cleanup(asks.Close)
	eachEnd(t, func(t *testing.T, e *ends) {
		tester := e.asked.(probe.Tester)
		for password, refused := range map[string]bool{"right": false, "wrong": true} {
			account := transfer.Account{User: "ines", Password: password, Clear: true}
			got, err := tester.Try(t.Context(), probe.Order{Address: asks.URL + "/", Timeout: 20 * time.Second, Account: &account})
			if err != nil || got.Refused != refused || (got.Fault != nil) != refused || !refused && (got.User != "ines" || got.Scheme != "Basic") {
				t.Errorf("%s: %+v, %v", password, got, err)
			}
		}
		if _, err := tester.Try(t.Context(), probe.Order{Address: "nowhere"}); err == nil {
			t.Error("an address that is none is tried")
		}
	})
}

// TestBothEndsCertificate: that of a server, whole, or why there is none; the two ends describe the same one.
func TestBothEndsCertificate(t *testing.T) {
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	u, err := url.Parse(secure.URL)
	if err != nil {
		t.Fatal(err)
	}
	eachEnd(t, func(t *testing.T, e *ends) {
		tester := e.asked.(probe.Tester)
		look := func(address string) (probe.Found, error) {
			return tester.Certificate(t.Context(), transfer.CertificateAt{Address: address}, 20*time.Second)
		}
		found, err := look(secure.URL + "/")
		near, err2 := e.owner.Certificate(t.Context(), transfer.CertificateAt{Address: secure.URL + "/"}, 20*time.Second)
		if err := errors.Join(err, err2); err != nil || found.Fault != nil {
			t.Fatalf("%+v, %v", found, err)
		}
		c := found.Certificate
		if c.Host != u.Hostname() || c.Port != u.Port() || c.Protocol == "" || len(c.Chain) != 1 || c.Flaw == nil {
			t.Errorf("%+v", c)
		}
		c.Flaw, near.Certificate.Flaw = nil, nil
		if got, want := fmt.Sprintf("%+v", c), fmt.Sprintf("%+v", near.Certificate); got != want {
			t.Errorf("%s, by the owner %s", got, want)
		}
		if found, err := look("https://127.0.0.1:9/"); err != nil || found.Fault == nil || found.Fault.Kind != transfer.KindConnect || found.Certificate.Host != "" {
			t.Errorf("nobody is there: %+v, %v", found, err)
		}
		if _, far := e.asked.(*Remote); far {
			if found, err := look("http://127.0.0.1:9/"); err == nil || found.Fault != nil {
				t.Errorf("without TLS: %+v, %v", found, err)
			}
		}
	})
}

// TestBothEndsVerify: an upload is compared with what the server has; who reads back is told how far it is, and a server
// that is gone, or asks for a sign-in, is told in words.
func TestBothEndsVerify(t *testing.T) {
	eachEnd(t, func(t *testing.T, e *ends) {
		j := e.added("a.bin", transfer.Run)
		var done transfer.Job
		err := e.asked.Watch(t.Context(), func(u transfer.Update) error {
			if got := u[j.ID]; got != nil && got.Outcome != "" {
				done = *got
				return errEnough
			}
			return nil
		})
		if !errors.Is(err, errEnough) || done.Outcome != transfer.Delivered {
			t.Fatalf("%v, %s", err, done.Outcome)
		}
		found, err := e.asked.Verify(t.Context(), done, func(int64) {})
		near, err2 := e.owner.Verify(t.Context(), done, func(int64) {})
		if err := errors.Join(err, err2); err != nil || !reflect.DeepEqual(found, near) || found.Refused == 0 {
			t.Errorf("%+v, by the owner %+v, %v", found, near, err)
		}
		nobody := done
		nobody.Target.URL = "http://127.0.0.1:9/a.bin"
		if found, err := e.asked.Verify(t.Context(), nobody, func(int64) {}); err == nil || strings.Contains(err.Error(), "dial tcp") || found.Verified() {
			t.Errorf("nobody is there: %+v, %v", found, err)
		}
		nobody.Target.URL = "ftp://127.0.0.1/a.bin"
		if _, err := e.asked.Verify(t.Context(), nobody, func(int64) {}); err == nil {
			t.Error("no address is compared")
		}
		if err := e.owner.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := e.asked.Verify(t.Context(), done, func(int64) {}); !errors.Is(err, ErrOwnerGone) {
			t.Errorf("after the owner's end: %v", err)
		}
	})
}

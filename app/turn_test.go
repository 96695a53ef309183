package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// TestSignInTurnOfAServerTest: an upload and a test of its server that begin at once send a wrong
// password once, and no account is locked by them.
func TestSignInTurnOfAServerTest(t *testing.T) {
	r := newRig(t)
	var wrong atomic.Int32
	first := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if _, _, says := q.BasicAuth(); says {
			if wrong.Add(1) == 1 {
				close(first)
			}
			<-time.After(200 * time.Millisecond) // the other one has come to the door meanwhile
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="drop"`)
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(s.Close)
	l := r.owner()
	if _, err := l.SignIn(t.Context(), signIn{Place: s.URL, Account: transfer.Account{User: "ines", Password: "wrong", Clear: true}}); err != nil {
		t.Fatal(err)
	}
	source, err := transfer.Stat(r.file("x.bin", 100))
	if err != nil {
		t.Fatal(err)
	}
	j := transfer.NewJob(source, transfer.Target{URL: s.URL + "/x.bin"})
	if err := l.Do(t.Context(), transfer.Command{Verb: transfer.VerbAdd, Jobs: []transfer.Job{j}}); err != nil {
		t.Fatal(err)
	}
	l.engine.Start()
	<-first
	var last words.TestStep
	InWindow(t.Context(), l.engine, version, s.URL+"/", func(s words.TestStep) { last = s })
	if last.OK || !strings.Contains(last.Text, "ign in") {
		t.Errorf("the test ends with %+v", last)
	}
	if n := wrong.Load(); n != 1 {
		t.Errorf("the wrong password was sent %d times", n)
	}
}

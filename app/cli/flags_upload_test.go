package cli

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sendoff/transfer"
)

func TestC41_HeaderFlag(t *testing.T) {
	r := newRig(t)
	var lock sync.Mutex
	with, all := 0, 0
	next := r.Server.HTTP.Handler
	r.Server.HTTP.Handler = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		lock.Lock()
		all++
		if q.Header.Get("X-Team") == "red, blue" && q.Header.Get("X-Api-Key") == "hunter2" && q.Header.Get("X-Pin") == "4711" {
			with++
		}
		lock.Unlock()
		next.ServeHTTP(w, q)
	})
	path := r.File("a.bin", 3000)
	r.Run(ExitDone, "upload", "--to", r.Server.URL, "--header", "X-Api-Key: hunter2", "--header", "X-Pin: 4711", "--header-shown", "X-Team: red, blue", path)
	r.Arrived(path)
	lock.Lock()
	defer lock.Unlock()
	if all < 3 || with != all {
		t.Errorf("%d of %d requests had the headers", with, all)
	}
	id := r.List()["a.bin"]["id"].(string)
	if out, _ := r.Run(ExitDone, "show", id); strings.Contains(out, "hunter2") || strings.Contains(out, "4711") || !strings.Contains(out, "X-Api-Key: ...; X-Pin: ...; X-Team: red, blue") {
		t.Errorf("show printed %s", out)
	}
	if out, _ := r.Run(ExitDone, "show", "--json", id); strings.Contains(out, "hunter2") || strings.Contains(out, "4711") {
		t.Errorf("show --json printed %s", out)
	}
	for header, says := range map[string]string{
		"X-A: 1\r\nX-B: 2":      "line break",
		"Host: other":           "cannot be set",
		"Authorization: Basic ": "cannot be set",
		"nonsense":              "no header",
	} {
		_, stderr := r.Run(exitUsage, "add", "--to", r.Server.URL, "--header", header, path)
		if !strings.Contains(stderr, says) {
			t.Errorf("%q: %s", header, stderr)
		}
	}
}

func TestC35_NoProgressFlag(t *testing.T) {
	for text, want := range map[string]time.Duration{"0": -1, "0d": -1, "90s": 90 * time.Second, "36h": 36 * time.Hour, "14d": 336 * time.Hour} {
		var p patience
		if err := p.UnmarshalText([]byte(text)); err != nil || p.limit() != want {
			t.Errorf("%s: %s, %v", text, p.limit(), err)
		}
	}
	if (*patience)(nil).limit() != 0 {
		t.Error("without the flag the engine does not decide")
	}
	r := newRig(t)
	path := r.File("a.bin", 10)
	for _, text := range []string{"-1s", "400d", "soon", "nand", ""} {
		r.Run(exitUsage, "add", "--to", r.Server.URL, "--no-progress-timeout", text, path)
	}
	r.Server.Stop()
	_, stderr := r.Run(ExitFailed, "upload", "--no-progress-timeout=0", "--to", r.Server.URL, path)
	if got := r.List()["a.bin"]; got["state"] != "failed" || got["retry_at"] != nil {
		t.Errorf("%v\n%s", got, stderr)
	}
}

// TestC38_AJobIsOneFile: several files become several jobs, never one.
func TestC38_AJobIsOneFile(t *testing.T) {
	r := newRig(t)
	a, b := r.File("a.bin", 10), r.File("b.bin", 10)
	r.Run(exitUsage, "add", "--to", r.Server.URL)
	r.Run(exitUsage, "add", "--to", r.Server.URL+"one.bin", a, b)
	r.Run(exitUsage, "add", "--to", r.Server.URL, a, a)
	if n := len(r.List()); n != 0 {
		t.Errorf("%d jobs came of refused commands", n)
	}
	out, _ := r.Run(ExitDone, "add", "--to", r.Server.URL, a, b)
	if strings.Count(out, "\n") != 2 || len(r.List()) != 2 {
		t.Errorf("two files became %q", out)
	}
}

// TestC41_ChangeLeavesHeadersBehind: headers belong to one server. Another one gets only those given for it.
func TestC41_ChangeLeavesHeadersBehind(t *testing.T) {
	r := newRig(t)
	out, _ := r.Run(ExitDone, "add", "--paused", "--to", "http://127.0.0.1:9/", "--header", "X-Pin: 4711", "--header-shown", "X-Team: red", r.File("a.bin", 10))
	id := strings.TrimSpace(out)
	if _, stderr := r.Run(ExitDone, "change", id, "--to", "http://127.0.0.1:8/"); !strings.Contains(stderr, "X-Pin") || strings.Contains(stderr, "X-Team") || strings.Contains(stderr, "4711") {
		t.Errorf("it is said: %s", stderr)
	}
	if out, _ := r.Run(ExitDone, "show", id); strings.Contains(out, "X-Pin") || !strings.Contains(out, "X-Team: red") {
		t.Errorf("after the change: %s", out)
	}
	if _, stderr := r.Run(ExitDone, "change", id, "--header", "X-Pin: 12"); strings.Contains(stderr, "X-Pin") {
		t.Errorf("named anew: %s", stderr)
	}
	if out, _ := r.Run(ExitDone, "show", id); !strings.Contains(out, "X-Pin: ...") {
		t.Errorf("named anew: %s", out)
	}
}

// TestAfterUnclearFlag: the choice is stored in the job, and an unknown value is refused.
func TestAfterUnclearFlag(t *testing.T) {
	r := newRig(t)
	path := r.File("a.bin", 10)
	r.Run(exitUsage, "add", "--to", r.Server.URL, "--after-unclear", "guess", path)
	for flag, want := range ways {
		id, _ := r.Run(ExitDone, "add", "--paused", "--to", r.Server.URL+flag+".bin", "--after-unclear", flag, path)
		if got := r.stored(strings.TrimSpace(id)); got.Target.AfterUnclear != want {
			t.Errorf("%s: the job has %q", flag, got.Target.AfterUnclear)
		}
		for other, want := range ways {
			r.Run(ExitDone, "change", strings.TrimSpace(id), "--after-unclear", other)
			if got := r.stored(strings.TrimSpace(id)); got.Target.AfterUnclear != want || got.Want != transfer.Hold {
				t.Errorf("changed to %s: the job has %q", other, got.Target.AfterUnclear)
			}
			out, _ := r.Run(ExitDone, "show", strings.TrimSpace(id))
			if strings.Contains(out, "After a part without an answer") == (want == transfer.Auto) {
				t.Errorf("%s is shown as: %s", other, out)
			}
		}
	}
}

// stored is a job as stored in a queue without an owner.
func (r *rig) stored(id string) *transfer.Job {
	r.T.Helper()
	e, err := transfer.Open(transfer.Options{Dir: r.Dir})
	if err != nil {
		r.T.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	u, err := e.Watch().Next(r.T.Context())
	if err != nil {
		r.T.Fatal(err)
	}
	return u[uuid.MustParse(id)]
}

package receiver

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sendoff/transfer/bits"
)

// TestRecordIsReplayed: each line holds what has changed since; one that was cut short is passed over, and what no
// session can be is none.
func TestRecordIsReplayed(t *testing.T) {
	const first = `{"id":"{A}","path":"a/b","user":"ines","principal":"p","state":"","received":0,"total":-1,"touched":"2026-03-01T12:00:00Z","moving":false}`
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	whole := record{ID: "{A}", Path: "a/b", User: "ines", Principal: "p", Total: -1, Touched: at}
	with := func(change func(r *record)) record {
		r := whole
		change(&r)
		return r
	}
	for name, c := range map[string]struct {
		text string
		want record
		ok   bool
	}{
		"created": {first, whole, true},
		"later": {first + "\n" + `{"state":"","received":5,"total":9,"touched":"2026-03-01T13:00:00Z","moving":true}`, with(func(r *record) {
			r.Received, r.Total, r.Touched, r.Moving = 5, 9, at.Add(time.Hour), true
		}), true},
		"latest": {first + "\n" + `{"received":5,"total":9}` + "\n" + `{"state":"complete","received":9}`, with(func(r *record) {
			r.Received, r.Total, r.State = 9, 9, complete
		}), true},
		"cut short":         {first + "\n" + `{"received":5,"total":9}` + "\n" + `{"received":9,"tot`, with(func(r *record) { r.Received, r.Total = 5, 9 }), true},
		"cut in the middle": {first + "\n" + `{"received":7,"tot` + "\n" + `{"received":9,"total":9}`, with(func(r *record) { r.Received, r.Total = 9, 9 }), true},
		"nothing":           {"", record{}, false},
		"no ID":             {strings.Replace(first, "{A}", "", 1), record{}, false},
		"no path":           {strings.Replace(first, "a/b", "", 1), record{}, false},
		"less than nothing": {strings.Replace(first, `"received":0`, `"received":-1`, 1), record{}, false},
		"less than unknown": {strings.Replace(first, `"total":-1`, `"total":-2`, 1), record{}, false},
		"an empty file":     {strings.Replace(first, `"total":-1`, `"total":0`, 1), with(func(r *record) { r.Total = 0 }), true},
	} {
		if got, ok := parseRecord([]byte(c.text)); got != c.want || ok != c.ok {
			t.Errorf("%s: %+v, %t; want %+v, %t", name, got, ok, c.want, c.ok)
		}
	}
}

// TestSessionsAreListed: open and complete ones, by path and then by ID, with what is known of each.
func TestSessionsAreListed(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	r := &Receiver{table: newTable([]record{
		{ID: "{3}", Path: "b", Received: 1, Total: 4, Touched: at},
		{ID: "{2}", Path: "a", Total: -1, Touched: at},
		{ID: "{1}", Path: "b", State: complete, Received: 4, Total: 4, Touched: at},
		{ID: "{4}", Path: "a", State: ended, Touched: at},
	})}
	want := []Session{{"{2}", "a", 0, -1, at}, {"{1}", "b", 4, 4, at}, {"{3}", "b", 1, 4, at}}
	if got := r.Sessions(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

// TestNamesOfTargets: the address names a file below the folder, and nothing else.
func TestNamesOfTargets(t *testing.T) {
	long := strings.Repeat("n", 255)
	for escaped, want := range map[string]string{
		"/a": "a", "/a/b%20c": "a/b c", "/" + long: long, "/%C3%BC": "ü", "/.hidden": ".hidden",
		"/": "", "": "", "a": "", "/a/": "", "/a//b": "", "/..": "", "/a/%2e%2e/b": "", "/a%2Fb": "", "/a%5Cb": "", "/a%00": "", "/" + long + "n": "",
		"/a.": "", "/a%20": "", "/C:a": "", "/con": "", "/%FF": "", "/a%E2%80%AEb": "", "/" + strings.Repeat("a/", bits.MaxHeaderValue/2) + "a": "",
	} {
		got, err := new(Options).targetName(escaped)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%.60q is %.60q, %v", escaped, got, err)
		}
	}
	if got, err := (&Options{NoHidden: true}).targetName("/a/.hidden"); err == nil {
		t.Errorf("a hidden one is %q", got)
	}
}

// TestAnswersOfErrors: each refusal has its status and code, and keeps the connection's state right.
func TestAnswersOfErrors(t *testing.T) {
	for name, c := range map[string]struct {
		a    answer
		want map[string]string
	}{
		"clean":     {answer{status: http.StatusOK}, map[string]string{bits.HeaderErrorCode: "", bits.HeaderErrorContext: "", bits.HeaderReceivedRange: "", bits.HeaderRetryAfter: ""}},
		"code":      {answer{status: 500, code: bits.CodeAccessDenied}, map[string]string{bits.HeaderErrorCode: "0x80070005", bits.HeaderError: "0x80070005", bits.HeaderErrorContext: "0x5"}},
		"not found": {answer{status: 404}, map[string]string{bits.HeaderErrorCode: "", bits.HeaderErrorContext: "0x5"}},
		"wait":      {answer{status: 503, wait: 90 * time.Second}, map[string]string{bits.HeaderRetryAfter: "90"}},
	} {
		w := &headers{kept: http.Header{}}
		(&exchange{w: w}).send(c.a)
		if w.status != c.a.status || first(w.kept, bits.HeaderPacketType) != string(bits.Ack) || w.kept.Get(bits.HeaderContentLength) != "0" {
			t.Errorf("%s: %d %v", name, w.status, w.kept)
		}
		for h, want := range c.want {
			if got := first(w.kept, h); got != want {
				t.Errorf("%s: %s is %q, want %q", name, h, got, want)
			}
		}
	}
}

// first is the value of a header in its exact spelling.
func first(h http.Header, name string) string { return strings.Join(h[name], "") }

// headers is a http.ResponseWriter that keeps the head of an answer.
type headers struct {
	kept   http.Header
	status int
}

func (h *headers) Header() http.Header       { return h.kept }
func (h *headers) WriteHeader(status int)    { h.status = status }
func (*headers) Write(p []byte) (int, error) { return len(p), nil }

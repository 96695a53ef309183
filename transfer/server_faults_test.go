package transfer

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

func noProxy(*http.Request) (*url.URL, error) { return nil, nil }

// on makes a hook for the packets of one type that want answers.
func on(p bits.PacketType, answer func(w http.ResponseWriter, r *http.Request, nth int) bool) hook {
	return func(w http.ResponseWriter, r *http.Request, got bits.PacketType, nth int) bool {
		return got == p && answer(w, r, nth)
	}
}

// TestFaultsThatStop: each answer ends the job at its first packet, with a kind and a code.
func TestFaultsThatStop(t *testing.T) {
	ack := func(code int, headers ...string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { status(w, code, headers...) }
	}
	html := func(code int) func(http.ResponseWriter) { return func(w http.ResponseWriter) { page(w, code) } }
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter)
		kind   Kind
		state  State
		code   uint32
	}{
		"301":                   {ack(301, bits.HeaderLocation, "/elsewhere"), KindRedirect, Failed, 0x8019012D},
		"307":                   {ack(307, bits.HeaderLocation, "/elsewhere"), KindRedirect, Failed, 0x80190133},
		"308":                   {ack(308, bits.HeaderLocation, "/elsewhere"), KindRedirect, Failed, 0x80190134},
		"400":                   {ack(400), KindRefused, Failed, 0x80190190},
		"400 of a web server":   {html(400), KindNotBITS, Failed, 0x80190190},
		"401":                   {ack(401), KindSignIn, NeedsYou, 0x80190191},
		"407":                   {ack(407), KindStrayProxy, Failed, 0x80190197},
		"403":                   {ack(403, bits.HeaderErrorCode, "0x80070005", bits.HeaderErrorContext, "0x5"), KindDenied, Failed, 0x80070005},
		"404":                   {html(404), KindNotFound, Failed, 0x80190194},
		"409":                   {ack(409), KindExists, NeedsYou, 0x80190199},
		"413 without a body":    {ack(413), KindTooLarge, Failed, 0x8019019D},
		"501 of a web server":   {html(501), KindNotBITS, Failed, 0x801901F5},
		"501, switched off":     {ack(501, bits.HeaderErrorCode, "0x80070005", bits.HeaderErrorContext, "0x5"), KindDisabled, Failed, 0x80070005},
		"505":                   {ack(505), KindRefused, Failed, 0x801901F9},
		"another protocol":      {ack(200, bits.HeaderProtocol, "{00000000-249b-430f-820d-3d2a9bef4931}", bits.HeaderSessionID, "x"), KindVersion, Failed, 0x80200022},
		"too large, old header": {ack(500, bits.HeaderError, "80200020", bits.HeaderErrorContext, "5"), KindTooLarge, Failed, 0x80200020},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, func(w http.ResponseWriter, _ *http.Request, _ bits.PacketType, _ int) bool {
				c.answer(w)
				return true
			})
			_, j := f.begin("x.bin", 100)
			got, _ := f.push(j.ID, 0)
			if got.State() != c.state || got.Fault == nil || got.Fault.Kind != c.kind || got.Fault.Code != c.code {
				t.Errorf("%s %+v, want %s %s %#x", got.State(), got.Fault, c.state, c.kind, c.code)
			}
			if n := len(f.all()); n != 1 {
				t.Errorf("%d requests: %v", n, f.all())
			}
		})
	}
}

// TestFaultsThatPass: each answer is reported, retried, and costs the upload nothing.
func TestFaultsThatPass(t *testing.T) {
	type answer = func(f *front, w http.ResponseWriter, r *http.Request) bool
	ack := func(code int, headers ...string) answer {
		return func(_ *front, w http.ResponseWriter, _ *http.Request) bool { return status(w, code, headers...) }
	}
	say := func(s string) answer {
		return func(_ *front, w http.ResponseWriter, r *http.Request) bool { swallow(r); return raw(w, s) }
	}
	for name, c := range map[string]struct {
		packet bits.PacketType
		answer answer
		kind   Kind
	}{
		"busy":                {bits.CreateSession, ack(503), KindBusy},
		"no session id":       {bits.CreateSession, ack(200), KindNotBITS},
		"captive portal":      {bits.CreateSession, func(_ *front, w http.ResponseWriter, _ *http.Request) bool { return page(w, 200) }, KindNotBITS},
		"garbage":             {bits.CreateSession, say("220 smtp.example.org ESMTP\r\n"), KindNotBITS},
		"empty reply":         {bits.CreateSession, say(""), KindConnect},
		"reset":               {bits.CreateSession, func(_ *front, w http.ResponseWriter, _ *http.Request) bool { return reset(w) }, KindConnect},
		"no answer":           {bits.CreateSession, func(_ *front, _ http.ResponseWriter, r *http.Request) bool { <-r.Context().Done(); return true }, KindStalled},
		"busy fragment":       {bits.Fragment, ack(503), KindBusy},
		"conflict":            {bits.Fragment, ack(409), KindBusy},
		"disk full":           {bits.Fragment, ack(500, bits.HeaderErrorCode, "0x80070070", bits.HeaderErrorContext, "0x5"), KindServerDisk},
		"disk full, printed":  {bits.Fragment, ack(500, bits.HeaderError, "0x80070112"), KindServerDisk},
		"application":         {bits.Fragment, ack(500, bits.HeaderErrorCode, "0x80070005", bits.HeaderErrorContext, "0x7"), KindApplication},
		"offset of nonsense":  {bits.Fragment, ack(200, bits.HeaderReceivedRange, "bytes 0-4"), KindNotBITS},
		"offset past the end": {bits.Fragment, ack(200, bits.HeaderReceivedRange, "99999999999"), KindNotBITS},
		"200 with a code":     {bits.Fragment, ack(200, bits.HeaderErrorCode, "0x1"), KindNotBITS},
		"portal at fragment":  {bits.Fragment, func(_ *front, w http.ResponseWriter, r *http.Request) bool { swallow(r); return page(w, 200) }, KindNotBITS},
		"cut answer":          {bits.Fragment, say("HTTP/1.1 200 OK\r\nServer: x\r\n"), KindConnect},
		"lost ack":            {bits.Fragment, (*front).unanswered, KindConnect},
		"silent fragment": {bits.Fragment, func(_ *front, _ http.ResponseWriter, r *http.Request) bool {
			swallow(r)
			<-r.Context().Done()
			return true
		}, KindStalled},
		"busy close":        {bits.CloseSession, ack(503), KindBusy},
		"lost ack of close": {bits.CloseSession, (*front).unanswered, KindConnect},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f *front
			// Two in a row: the first one may look like a connection that the server had closed between requests.
			f = newFront(t, receiver.Options{}, on(c.packet, func(w http.ResponseWriter, r *http.Request, nth int) bool {
				return nth <= 2 && c.answer(f, w, r)
			}))
			s, j := f.begin("x.bin", 3000)
			done, faults := f.push(j.ID, 4)
			if done.State() != Done {
				t.Fatalf("%s %+v after %v", done.State(), done.Fault, faults)
			}
			for _, fault := range faults {
				if fault.Kind != c.kind || fault.Final {
					t.Errorf("fault %+v, want %s", fault, c.kind)
				}
			}
			if len(faults) == 0 {
				t.Error("nobody was told")
			}
			f.arrived(s)
			if n := len(f.packets(bits.CreateSession)); n != 1 {
				t.Errorf("%d sessions", n)
			}
		})
	}
}

// TestFaultOffsets: whatever the server says about its offset, the file arrives whole.
func TestFaultOffsets(t *testing.T) {
	const size = 3<<20 + 5
	for name, h := range map[string]func(f *front) hook{
		"416 to a lower offset": func(f *front) hook { // the server was restored from a backup
			return on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
				if nth != 2 {
					return false
				}
				swallow(r)
				return status(w, 416, bits.HeaderReceivedRange, strconv.Itoa(1000))
			})
		},
		"416 to a higher offset": func(f *front) hook { // an ack was lost
			return on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
				if nth != 1 {
					return false
				}
				f.receiver.ServeHTTP(httptest.NewRecorder(), r)
				return status(w, 416, bits.HeaderReceivedRange, strconv.Itoa(firstFragment))
			})
		},
		"416 with the misspelt header": func(f *front) hook {
			return on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
				if nth != 1 {
					return false
				}
				f.receiver.ServeHTTP(httptest.NewRecorder(), r)
				return status(w, 416, bits.HeaderReceivedRangeMisspelt, strconv.Itoa(firstFragment))
			})
		},
		"416 without an offset": func(f *front) hook { // only a new session helps
			return on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
				if nth != 2 {
					return false
				}
				swallow(r)
				return status(w, 416)
			})
		},
		"lost session": func(f *front) hook {
			return on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
				if nth != 2 {
					return false
				}
				swallow(r)
				return lostSession(w)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{Overwrite: true}, nil)
			f.swap(h(f))
			s, j := f.begin("x.bin", size)
			done, faults := f.push(j.ID, 0)
			if done.State() != Done || len(faults) != 0 {
				t.Fatalf("%s after %v", done.State(), faults)
			}
			if name != "416 to a lower offset" { // there the receiver was not really set back
				f.arrived(s)
			}
		})
	}
}

// TestServerThatHasMoreThanWasSent: its offset cannot belong to this file. The session is abandoned, and no byte of the
// file is skipped.
func TestServerThatHasMoreThanWasSent(t *testing.T) {
	f := newFront(t, receiver.Options{}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
		if nth > 1 {
			return false
		}
		span, err := bits.ParseRange(r.Header.Get(bits.HeaderContentRange))
		if err != nil || span.Final() {
			t.Errorf("%v %v", span, err)
		}
		swallow(r)
		return status(w, 200, bits.HeaderReceivedRange, strconv.FormatInt(span.Last+2, 10))
	}))
	s, j := f.begin("x.bin", 3<<20)
	if done := f.until(j.ID, inState(Done, Failed)); done.State() != Done {
		t.Fatalf("%s %+v", done.State(), done.Fault)
	}
	f.arrived(s)
	if created, cancelled := f.packets(bits.CreateSession), f.requests(bits.CancelSession); len(created) != 2 || len(cancelled) != 1 || cancelled[0].session != created[0].Session {
		t.Errorf("created %v, cancelled %v", created, cancelled)
	}
}

// TestFaultsAreBounded: servers that answer for ever and accept nothing get a rest.
func TestFaultsAreBounded(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter, r *http.Request, nth int) bool
		most   int // fragments
		kind   Kind
	}{
		"the same offset": {func(w http.ResponseWriter, _ *http.Request, _ int) bool {
			return status(w, 416, bits.HeaderReceivedRange, "0")
		}, 12, KindNoProgress},
		"no offset":           {func(w http.ResponseWriter, _ *http.Request, _ int) bool { return status(w, 416) }, 5, KindRefused},
		"session always lost": {func(w http.ResponseWriter, _ *http.Request, _ int) bool { return lostSession(w) }, 5, KindLostSession},
		"lost after the first": {func(w http.ResponseWriter, r *http.Request, _ int) bool {
			if offset(r) > 0 {
				return lostSession(w)
			}
			return status(w, 200, bits.HeaderReceivedRange, "1000")
		}, 10, KindLostSession},
		"backwards": {func(w http.ResponseWriter, _ *http.Request, nth int) bool {
			return status(w, 200, bits.HeaderReceivedRange, strconv.Itoa(max(100_000-nth, 0)))
		}, 14, KindNoProgress},
		"to and fro": {func(w http.ResponseWriter, _ *http.Request, nth int) bool {
			return status(w, 416, bits.HeaderReceivedRange, strconv.Itoa(nth%2*1000))
		}, 26, KindNoProgress},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, nth int) bool {
				swallow(r)
				return c.answer(w, r, nth)
			}))
			_, j := f.begin("x.bin", 2<<20)
			got, faults := f.push(j.ID, 0)
			if len(faults) == 0 || faults[0].Kind != c.kind {
				t.Fatalf("%s, faults %+v, want %s", got.State(), faults, c.kind)
			}
			if n := len(f.requests(bits.Fragment)); n > c.most {
				t.Errorf("%d fragments in one go", n)
			}
		})
	}
}

func TestFaultSmallerFragments(t *testing.T) {
	for name, answer := range map[string]func(w http.ResponseWriter) bool{
		"a proxy's page": func(w http.ResponseWriter) bool { return page(w, 413) },
		"an ack":         func(w http.ResponseWriter) bool { return status(w, 413) },
	} {
		for _, limit := range []int64{6 << 10, 300_000} {
			t.Run(fmt.Sprint(name, limit), func(t *testing.T) {
				t.Parallel()
				f := newFront(t, receiver.Options{}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) bool {
					return r.ContentLength > limit && answer(w)
				}))
				s, j := f.begin("x.bin", 900_000)
				done, faults := f.push(j.ID, 2)
				if done.State() != Done {
					t.Fatalf("%s %+v", done.State(), faults)
				}
				f.arrived(s)
				if n := len(f.packets(bits.CreateSession)); n != 1 {
					t.Errorf("%d sessions", n)
				}
				refused := 0
				for _, r := range f.requests(bits.Fragment) {
					if span, err := bits.ParseRange(r.span); err == nil && span.Len() > limit {
						refused++
					}
				}
				if refused > 9 {
					t.Errorf("%d fragments were above the limit", refused)
				}
			})
		}
	}
}

func TestFaultNothingIsSmallEnough(t *testing.T) {
	f := newFront(t, receiver.Options{}, on(bits.Fragment, func(w http.ResponseWriter, r *http.Request, _ int) bool {
		swallow(r)
		return status(w, 413)
	}))
	_, j := f.begin("x.bin", 2<<20)
	got, faults := f.push(j.ID, 0)
	if got.State() != Failed || faults[0].Kind != KindTooLarge {
		t.Fatalf("%s %+v", got.State(), faults)
	}
	all := f.requests(bits.Fragment)
	last, err := bits.ParseRange(all[len(all)-1].span)
	if err != nil || last.Len() != bits.MinFragment || len(all) > 10 {
		t.Errorf("%d tries, the last with %d bytes: %v", len(all), last.Len(), err)
	}
}

package transfer

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sendoff/transfer/bits"
)

// oneAnswer is one answer of a server that otherwise does what it should.
type oneAnswer func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool

// TestWhatOneAnswerLeaves: a server answers one packet in a way of its own, and is well from then on. How the upload
// ends, which packets that costs, how often it was begun anew or had to wait, what its transcript tells, and what is
// known of the server afterwards. In the first column a letter stands for each packet but the fragments that are taken:
// C, P, X (Close-Session), D (Cancel-Session), and f for the one in question.
func TestWhatOneAnswerLeaves(t *testing.T) {
	file := sized(t, 3<<20)
	code := func(status int, headers ...string) oneAnswer {
		return func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool {
			k.swallow(r)
			return statusOf(w, status, headers...)
		}
	}
	bare := func(status int) oneAnswer {
		return func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool {
			k.swallow(r)
			return page(w, status)
		}
	}
	took := func(answer oneAnswer) oneAnswer { // the bytes are kept, whatever is said of them
		return func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool { k.take(r); return answer(k, w, r) }
	}
	lostOnce := func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool {
		k.swallow(r)
		return lostSession(w)
	}
	nothing := func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool {
		k.swallow(r)
		return statusOf(w, 200, bits.HeaderReceivedRange, fmt.Sprint(k.held()))
	}
	less := func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool {
		k.swallow(r)
		k.lose(5)
		return statusOf(w, 200, bits.HeaderReceivedRange, fmt.Sprint(k.held()))
	}
	tooFar := func(k *memoryServer, w http.ResponseWriter, r *http.Request) bool {
		k.take(r)
		return statusOf(w, 200, bits.HeaderReceivedRange, fmt.Sprint(k.held()+1))
	}
	for name, c := range map[string]struct {
		packet bits.PacketType
		answer oneAnswer
		want   string
	}{
		"create: 500":       {bits.CreateSession, code(500), "CCX done, anew 0, waits false, refused"},
		"create: 404":       {bits.CreateSession, bare(404), "C failed not_found, anew 0, waits false, refused"},
		"create: 429":       {bits.CreateSession, code(429, bits.HeaderRetryAfter, "7"), "CCX done, anew 0, waits false, refused"},
		"create: no answer": {bits.CreateSession, silent, "CCX done, anew 0, waits true, lost"},
		"create: hangs up":  {bits.CreateSession, hangUp, "CCX done, anew 0, waits false, lost"},
		"create: no id":     {bits.CreateSession, code(200), "CCX done, anew 0, waits false, refused"},

		"fragment: 500":               {bits.Fragment, code(500), "CfPX done, anew 0, waits false, refused rewound; checks"},
		"fragment: a bare 500":        {bits.Fragment, bare500, "CfPX done, anew 0, waits false, refused rewound; checks"},
		"fragment: 503":               {bits.Fragment, code(503, bits.HeaderRetryAfter, "60"), "CfPX done, anew 0, waits true, refused rewound; checks"},
		"fragment: 400":               {bits.Fragment, code(400), "Cf failed refused, anew 0, waits false, refused"},
		"fragment: 404":               {bits.Fragment, bare(404), "Cf failed not_found, anew 0, waits false, refused"},
		"fragment: 403":               {bits.Fragment, code(403), "Cf failed denied, anew 0, waits false, refused"},
		"fragment: 401":               {bits.Fragment, code(401), "Cf needs_you sign_in, anew 0, waits false, refused"},
		"fragment: 413":               {bits.Fragment, bare(413), "CfX done, anew 0, waits false, refused smaller; too large"},
		"fragment: 416 at 0":          {bits.Fragment, code(416, bits.HeaderReceivedRange, "0"), "CfX done, anew 0, waits false, rewound; checks"},
		"fragment: 416":               {bits.Fragment, code(416), "CfDCX done, anew 1, waits false, refused out_of_step"},
		"fragment: 200 of a portal":   {bits.Fragment, bare(200), "CfPX done, anew 0, waits false, refused rewound; checks"},
		"fragment: 302":               {bits.Fragment, bare(302), "Cf failed redirect, anew 0, waits false, refused"},
		"fragment: lost session":      {bits.Fragment, lostOnce, "CfCX done, anew 1, waits false, refused session_lost"},
		"fragment: beyond the end":    {bits.Fragment, code(200, bits.HeaderReceivedRange, "99999999"), "CfPX done, anew 0, waits false, refused rewound; checks"},
		"fragment: disk full":         {bits.Fragment, code(500, bits.HeaderErrorCode, "0x80070070"), "CfPX done, anew 0, waits false, refused rewound; checks"},
		"fragment: hangs up":          {bits.Fragment, hangUp, "CfX done, anew 0, waits false, lost asking rewound; checks"},
		"fragment: no answer":         {bits.Fragment, silent, "CfPX done, anew 0, waits true, lost rewound; checks"},
		"fragment: taken, 500":        {bits.Fragment, took(code(500)), "CfPX done, anew 0, waits false, refused rewound; checks"},
		"fragment: taken, hangs up":   {bits.Fragment, took(hangUp), "CfX done, anew 0, waits false, lost asking rewound; checks"},
		"fragment: taken, no answer":  {bits.Fragment, took(silent), "CfPX done, anew 0, waits true, lost rewound; checks"},
		"fragment: taken, no offset":  {bits.Fragment, took(code(200)), "CfX done, anew 0, waits false"},
		"fragment: nothing taken":     {bits.Fragment, nothing, "CfX done, anew 0, waits false, rewound; checks"},
		"fragment: less than before":  {bits.Fragment, less, "CfX done, anew 0, waits false, rewound; checks"},
		"fragment: an offset too far": {bits.Fragment, tooFar, "CfDCX done, anew 1, waits false, refused too_much"},

		"close: 500":          {bits.CloseSession, code(500), "CXPX done, anew 0, waits false, refused"},
		"close: 404":          {bits.CloseSession, bare(404), "CX failed gone, anew 0, waits false, refused"},
		"close: hangs up":     {bits.CloseSession, hangUp, "CXX done, anew 0, waits false, lost resent"},
		"close: no answer":    {bits.CloseSession, silent, "CXPX done, anew 0, waits true, lost"},
		"close: lost session": {bits.CloseSession, func(_ *memoryServer, w http.ResponseWriter, _ *http.Request) bool { return lostSession(w) }, "CXCX done, anew 1, waits false, refused session_lost"},
		"close: portal":       {bits.CloseSession, bare(200), "CXPX done, anew 0, waits false, refused"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var packets strings.Builder
				var said atomic.Bool
				k := &memoryServer{first: func(k *memoryServer, w http.ResponseWriter, r *http.Request, p bits.PacketType) bool {
					this := p == c.packet && !said.Load() && (p != bits.Fragment || offset(r) >= 1<<20)
					if letter := map[bits.PacketType]string{bits.CreateSession: "C", bits.Ping: "P", bits.CloseSession: "X", bits.CancelSession: "D"}[p]; letter != "" {
						packets.WriteString(letter)
					} else if this {
						packets.WriteString("f")
					}
					if !this {
						return false
					}
					said.Store(true)
					return c.answer(k, w, r)
				}}
				b := newBubble(t, file, k)
				b.start()
				begun := time.Now()
				id := b.add("here")
				j := b.within(id, 3*time.Hour, func(j *Job) bool { return j.Outcome != "" || j.Fault != nil && j.Fault.Final })
				took := time.Since(begun).Round(time.Second)
				notes, err := b.engine.Transcript(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				var events []string
				for _, n := range notes {
					if n.Kind == bits.NoteEvent {
						events = append(events, string(n.Event))
					}
				}
				got := fmt.Sprintf("%s %s", packets.String(), j.State())
				if j.Fault != nil {
					got += " " + string(j.Fault.Kind)
				}
				got += fmt.Sprintf(", anew %d, waits %t, %s", j.Restarted, took > time.Minute/4, strings.Join(slices.Compact(events), " "))
				synctest.Wait() // the worker has left, and told what it learned of the server
				err = b.engine.ask(func() {
					s := b.engine.loop.serverStats["http://here"]
					if s.Refused > 0 {
						got += "; too large"
					}
					if s.Checks {
						got += "; checks"
					}
					if s.Resets != 0 {
						got += "; broke"
					}
				})
				if err != nil {
					t.Fatal(err)
				}
				if got = strings.TrimSuffix(got, ", "); got != c.want {
					t.Errorf("it leaves %q, want %q", got, c.want)
				}
				if have := k.held(); j.State() == Done && have != file.Size {
					t.Errorf("done, and the server has %d bytes", have)
				}
			})
		})
	}
}

// statusOf is status, for tests that have a variable of that name.
func statusOf(w http.ResponseWriter, code int, headers ...string) bool {
	return status(w, code, headers...)
}

// lose forgets the last bytes of the session.
func (k *memoryServer) lose(n int64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.have = max(k.have-n, 0)
}

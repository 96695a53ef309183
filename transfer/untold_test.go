package transfer

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/receiver"
)

// TestTokenOfTheAddressStaysWithItsHost: what follows the "?" of an address goes to a host that the server names only if
// the card names it too. Where that host refuses the upload for lack of it, the fault says so.
func TestTokenOfTheAddressStaysWithItsHost(t *testing.T) {
	const token = "sig=t0ken-of-ines"
	for name, c := range map[string]struct {
		told, wants bool
		kind        Kind // "" = it arrives
	}{
		"named, and it wants the token":     {true, true, ""},
		"named, and it does not need it":    {true, false, ""},
		"not named, and it wants the token": {false, true, KindUntold},
		"not named, and it needs none":      {false, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, receiver.Options{}, nil)
			seen := map[string]int{}
			f.swap(func(w http.ResponseWriter, r *http.Request, p bits.PacketType, _ int) bool {
				host, _, _ := strings.Cut(r.Host, ":")
				f.lock.Lock()
				seen[fmt.Sprint(host, " ", r.URL.RawQuery)]++
				f.lock.Unlock()
				if c.wants && r.URL.RawQuery != token {
					w.WriteHeader(http.StatusForbidden)
					return true
				}
				r.URL.RawQuery = ""
				if p == bits.CreateSession {
					return hostIDs(f, "localhost", "")(w, r)
				}
				return false
			})
			f.launch()
			u, err := url.Parse(f.server.URL)
			if err != nil {
				t.Fatal(err)
			}
			f.card(func(card *cards.Card) {
				if c.told {
					card.Tell = "localhost:" + u.Port()
				}
			})
			j := f.job(f.file("x.bin", 100))
			j.Target.URL += "?" + token
			f.do(Command{Verb: VerbAdd, Jobs: []Job{j}})
			got := f.until(j.ID, inState(Done, Failed, NeedsYou))
			if c.kind == "" && got.State() != Done || c.kind != "" && (got.Fault == nil || got.Fault.Kind != c.kind || !got.Fault.Final || got.Fault.Host != "localhost:"+u.Port()) {
				t.Fatalf("%s %+v", got.State(), got.Fault)
			}
			f.lock.Lock()
			defer f.lock.Unlock()
			if (seen["localhost "+token] > 0) != c.told || (seen["localhost "] > 0) == c.told || seen["127.0.0.1 "+token] == 0 || seen["127.0.0.1 "] != 0 {
				t.Errorf("seen %v", seen)
			}
		})
	}
}

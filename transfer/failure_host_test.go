package transfer

import (
	"net"
	"net/http"
	"net/url"
	"testing"

	"sendoff/transfer/bits"
	"sendoff/transfer/receiver"
)

// TestHostThatFailedIsNamed: with a BITS-Host-Id the fault names that host, not the address's.
func TestHostThatFailedIsNamed(t *testing.T) {
	t.Parallel()
	f := newFront(t, receiver.Options{}, on(bits.CreateSession, func(w http.ResponseWriter, _ *http.Request, _ int) bool {
		return status(w, 200, bits.HeaderSessionID, "x", bits.HeaderHostID, "127.0.0.2") // loopback, where nothing listens
	}))
	_, j := f.begin("x.bin", 100)
	got := f.until(j.ID, func(j *Job) bool { return j.Fault != nil && j.Phase == Idle })
	u, err := url.Parse(f.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if want := net.JoinHostPort("127.0.0.2", u.Port()); got.Fault.Kind != KindConnect || got.Fault.Host != want || got.Fault.Connected {
		t.Errorf("%+v, want %s", got.Fault, want)
	}
}

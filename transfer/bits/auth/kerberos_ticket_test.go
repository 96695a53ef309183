package auth

import (
	"bytes"
	"encoding/binary"
	"testing"
	"testing/synctest"
	"time"
)

// TestTicketIsRenewedInTime: half a minute before its end, or a quarter of a short life; the last one is used to its end.
func TestTicketIsRenewedInTime(t *testing.T) {
	for _, c := range []struct{ life, fresh time.Duration }{
		{10 * time.Hour, 10*time.Hour - ticketMargin}, {4 * ticketMargin, 3 * ticketMargin}, {time.Minute, 45 * time.Second}, {0, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			k := &kerberos{got: time.Now(), ticket: ticket{ends: time.Now().Add(c.life)}}
			if c.fresh > 0 {
				time.Sleep(c.fresh - 1) //nolint:forbidigo // in a bubble
				if k.over() {
					t.Errorf("%v: renewed before %v", c.life, c.fresh)
				}
				time.Sleep(time.Nanosecond) //nolint:forbidigo // in a bubble
			}
			if !k.over() {
				t.Errorf("%v: not renewed after %v", c.life, c.fresh)
			}
			if k.keep(); k.over() {
				t.Errorf("%v: the last one is not used to its end", c.life)
			}
		})
	}
}

// TestChecksumOfAKerberosToken is that of RFC 4121, 4.1.1: its length, the hash of the binding, and flags that do not let
// the server act for the user.
func TestChecksumOfAKerberosToken(t *testing.T) {
	for _, binding := range []string{"", "tls-server-end-point:x"} {
		sum := initiatorChecksum(binding)
		hash := make([]byte, 16)
		if binding != "" {
			hash = bindingHash(binding)
		}
		if len(sum) != 24 || binary.LittleEndian.Uint32(sum) != 16 || !bytes.Equal(sum[4:20], hash) {
			t.Errorf("%q: %x", binding, sum)
		}
		if flags := binary.LittleEndian.Uint32(sum[20:]); flags != 0x10|0x20 { // confidentiality and integrity
			t.Errorf("%q: flags %x", binding, flags)
		}
	}
}

// TestNameOfAServer is that of its address, which a ticket is for.
func TestNameOfAServer(t *testing.T) {
	for origin, want := range map[string]string{
		"http://files": "files", "https://files.corp.example:8443": "files.corp.example", "http://[::1]:80": "::1", "http://%": "", "": "",
	} {
		if got := hostOf(origin); got != want {
			t.Errorf("%s: %q", origin, got)
		}
	}
}

package receiver

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sendoff/transfer/bits"
)

// Entry is one answered packet, for a log.
type Entry struct {
	At       time.Time
	Remote   string          // address and port of the peer
	User     string          // who signed in; "" if nobody had to, or did not
	Packet   bits.PacketType // "" if it was unknown
	Path     string          // decoded if it is a name that could be uploaded to, else as sent
	Session  string          // session id of the request, or the new one; "" for none
	Range    string          // Content-Range as sent
	Status   int             // HTTP status
	Code     uint32          // HRESULT, 0 for none
	Received int64           // offset that was acknowledged, -1 if the answer has none
	Sent     int64           // bytes of the body that went to the disk
	Complete bool            // the file got its name
	Digest   bits.SHA256     // of the whole file, as it was acknowledged; "" = the answer has none
	Why      string          // what was wrong, "" for a success
}

// log passes an answer to Options.Log.
func (x *exchange) log(a answer) {
	if x.o.Log == nil {
		return
	}
	e := Entry{
		At: time.Now(), Remote: x.req.RemoteAddr, User: x.user, Packet: x.packet, Path: x.path(), Session: a.session,
		Range: x.req.Header.Get(bits.HeaderContentRange), Status: a.status, Code: a.code,
		Received: -1, Sent: x.taken, Complete: x.complete, Digest: a.digest, Why: a.why,
	}
	if e.Session == "" {
		e.Session = x.sessionID()
	}
	if a.received.some {
		e.Received = a.received.at
	}
	x.o.Log(e)
}

// String returns the entry as one line. It is safe for a terminal.
func (e Entry) String() string {
	packet := string(e.Packet)
	if packet == "" {
		packet = "(unknown)"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s", e.At.Format(time.RFC3339), e.Remote, packet, plain(e.Path))
	if e.Range != "" {
		b.WriteString(" " + plain(e.Range))
	}
	fmt.Fprintf(&b, " -> %d", e.Status)
	if e.Code != 0 {
		b.WriteString(" " + bits.FormatCode(e.Code))
	}
	if e.Received >= 0 {
		fmt.Fprintf(&b, " received %d", e.Received)
	}
	if e.Session != "" {
		b.WriteString(" " + e.Session)
	}
	if e.Digest != "" {
		b.WriteString(" sha-256 " + string(e.Digest))
	}
	if e.Why != "" {
		b.WriteString(": " + plain(e.Why))
	}
	return b.String()
}

// plain returns s, quoted if it has characters that a terminal would not show as they are.
func plain(s string) string {
	if q := strconv.Quote(s); q != `"`+s+`"` {
		return q
	}
	return s
}
